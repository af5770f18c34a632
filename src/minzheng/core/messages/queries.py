"""What is asked: a person's in-box, how many are unread, what became of a short message, the simulated telephone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from minzheng.core.messages.models import Message, Post, Sms, SmsSent
from minzheng.core.messages.rules import day_of
from minzheng.kernel.errors import Problem

PAGE = 20


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message in an in-box; `link` is a path on this site or ''."""

    id: UUID
    recipient: UUID
    title: str
    body: str
    link: str
    created_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class SmsRow:
    """A short message that the simulated gateway received."""

    phone: str
    text: str
    received_at: datetime


def inbox(persons: Iterable[UUID], *, before: UUID | None = None, limit: int = PAGE) -> list[MessageRow]:
    """The newest messages of these persons; `before` is the last id of the page before. One statement."""
    rows = Message.objects.filter(recipient__in=list(persons)).order_by("-id")
    rows = rows if before is None else rows.filter(id__lt=before)
    return [
        MessageRow(row.id, row.recipient, row.title, row.body, row.link, row.created_at, row.read_at)
        for row in rows[:limit]
    ]


def message(message_id: UUID) -> MessageRow:
    """One message. One statement. Problem `messages.missing`."""
    row = Message.objects.filter(id=message_id).first()
    if row is None:
        raise Problem("messages.missing")
    return MessageRow(row.id, row.recipient, row.title, row.body, row.link, row.created_at, row.read_at)


def unread(persons: Iterable[UUID]) -> int:
    """How many messages of these persons nobody has read. One statement."""
    return Message.objects.filter(recipient__in=list(persons), read_at=None).count()


def sent_on_day(phone: str, at: datetime) -> int:
    """How many short messages a telephone was given on the day of `at`, held ones not counted. One statement."""
    first, following = day_of(at)
    rows = Sms.objects.filter(phone=phone, created_at__gte=first, created_at__lt=following)
    return rows.exclude(status=Sms.Status.HELD).count()


def sms_states(event_id: UUID) -> dict[str, str]:
    """What became of the short messages of an event, by telephone number. One statement."""
    return dict(Sms.objects.filter(event_id=event_id).values_list("phone", "status"))


def simulated(phone: str, *, limit: int = PAGE) -> list[SmsRow]:
    """What the simulated gateway received for a telephone, newest first. One statement."""
    rows = SmsSent.objects.filter(phone=phone).order_by(F("received_at").desc(), "-reference")
    return [SmsRow(row.phone, row.text, row.received_at) for row in rows[:limit]]


@dataclass(frozen=True, slots=True)
class PostRow:
    """A paper letter on its way; `status` in words."""

    letter: UUID
    status: str
    words: str
    tracking_no: str
    note: str
    at: datetime


def posts_of(letters: Iterable[UUID]) -> dict[UUID, PostRow]:
    """How far the last posting of each of these letters has come. One statement."""
    rows = Post.objects.filter(letter_id__in=list(letters)).order_by("id")
    return {
        row.letter_id: PostRow(
            row.letter_id,
            row.status,
            row.get_status_display(),
            row.tracking_no,
            row.note,
            row.ended_at or row.created_at,
        )
        for row in rows
    }
