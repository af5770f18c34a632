"""What is done in this room: delivering to an in-box, marking as read, queueing and sending short messages
and paper letters.

Messages tell people of an event that the book holds already; they carry its id, so that they are sent once, and make no
events of their own.
"""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import yaml
from django.db import transaction

from minzheng.core.messages import queries
from minzheng.core.messages.models import Message, Post, Sms
from minzheng.core.messages.rules import DAILY, SHANGHAI, inner_path, wait_after, worded
from minzheng.kernel.codes import CodeError, parse_phone
from minzheng.kernel.errors import Problem
from minzheng.kernel.registry import connectors
from minzheng.kernel.rights import Actor, Target, load_rules, require

RULES = load_rules([yaml.safe_load(Path(__file__).with_name("rights.yaml").read_text(encoding="utf-8"))])
GATEWAY, POST = "sms_gateway", "letter_post"
A_DAY = timedelta(days=1)
SHORTEST_ADDRESS = 4


@transaction.atomic
def deliver(
    *, by: Actor, at: datetime, person: UUID, event_id: UUID, title: str, body: str, link: str = ""
) -> bool:
    """Put a message into a person's in-box; False when the event has told this person already. `messages.link`."""
    _check(by, "messages.deliver", at)
    if not inner_path(link):
        raise Problem("messages.link")
    made = Message(
        recipient=person, event_id=event_id, title=title[:100], body=body, link=link, created_at=at
    )
    known = Message.objects.filter(recipient=person, event_id=event_id).exists()
    Message.objects.bulk_create([made], ignore_conflicts=True)
    return not known


@transaction.atomic
def mark_read(*, by: Actor, at: datetime, message_id: UUID) -> None:
    """Note that a message was read; the first time counts. `messages.missing` for one that is not the reader's."""
    row = Message.objects.filter(id=message_id).first()
    if row is None or row.recipient not in by.acts_for:
        raise Problem("messages.missing")
    _check(by, "messages.mark_read", at, row.recipient)
    Message.objects.filter(id=message_id, read_at=None).update(read_at=at)


@transaction.atomic
def send_sms(*, by: Actor, at: datetime, phone: str, text: str, event_id: UUID) -> str:
    """Queue a short message for a telephone; returns its state: `waiting`, or `held` beyond the day's number.

    One event tells a telephone once. It leaves with `send_waiting`, after this transaction. `messages.phone`.
    """
    _check(by, "messages.send_sms", at)
    try:
        number = parse_phone(phone, allow_demo=True).number
    except CodeError:
        raise Problem("messages.phone") from None
    known = queries.sms_states(event_id).get(number)
    if known is not None:
        return known
    full = queries.sent_on_day(number, at) >= DAILY
    status = Sms.Status.HELD if full else Sms.Status.WAITING
    made = Sms(phone=number, text=worded(text), event_id=event_id, status=status, created_at=at, next_at=at)
    Sms.objects.bulk_create([made], ignore_conflicts=True)
    return status.value


def send_waiting(*, at: datetime, limit: int = 100) -> int:
    """Hand the short messages that are due to the gateway, each in a transaction of its own; returns how many went.

    A silent gateway is asked again after 1, 2, 4, 8, 16 minutes, then no more. The gateway knows each message by its
    id, so that one that was cut off half-way is not sent twice.
    """
    sent = 0
    for _ in range(limit):
        with transaction.atomic():
            row = (
                Sms.objects.select_for_update(skip_locked=True)
                .filter(status=Sms.Status.WAITING, next_at__lte=at)
                .order_by("next_at", "id")
                .first()
            )
            if row is None:
                return sent
            sent += _hand_over(row, at)
    return sent


@transaction.atomic
def send_post(*, by: Actor, at: datetime, letter_id: UUID, name: str, address: str) -> UUID:
    """Queue a paper letter for the post; returns its id. It leaves with `work_post`. `messages.address`."""
    _check(by, "messages.send_post", at)
    if len(address.strip()) < SHORTEST_ADDRESS:
        raise Problem("messages.address")
    return Post.objects.create(
        letter_id=letter_id, name=name[:64], address=address.strip()[:200], created_at=at, next_at=at
    ).id


def work_post(*, at: datetime, limit: int = 100) -> int:
    """Hand in the letters that are due, and ask after those on their way, each in a transaction of its own; returns how
    many moved on. A silent post is asked again as with short messages; a letter on its way once a day."""
    moved = 0
    for _ in range(limit):
        with transaction.atomic():
            row = (
                Post.objects.select_for_update(skip_locked=True)
                .filter(status__in=(Post.Status.WAITING, Post.Status.POSTED), next_at__lte=at)
                .order_by("next_at", "id")
                .first()
            )
            if row is None:
                return moved
            moved += _hand_in(row, at) if row.status == Post.Status.WAITING else _ask_after(row, at)
    return moved


def _hand_in(row: Post, at: datetime) -> bool:
    request = {"reference": str(row.id), "name": row.name, "address": row.address}
    row.attempts += 1
    try:
        answer = connectors.get(POST).call(request, purpose="messages.send_post", at=at)
    except ConnectionError:
        wait = wait_after(row.attempts)
        row.status = Post.Status.FAILED if wait is None else Post.Status.WAITING
        row.next_at = row.next_at if wait is None else at + wait
    else:
        row.status = Post.Status.POSTED if answer["accepted"] else Post.Status.REFUSED
        row.tracking_no = str(answer["tracking_no"])[:40]
        row.next_at = at + A_DAY
    row.save()
    return row.status == Post.Status.POSTED


def _ask_after(row: Post, at: datetime) -> bool:
    try:
        answer = connectors.get(POST).call(
            {"tracking_no": row.tracking_no}, purpose="messages.ask_post", at=at
        )
    except ConnectionError:
        answer = {"state": "on_way", "note": ""}
    ended = {"delivered": Post.Status.DELIVERED, "returned": Post.Status.RETURNED}.get(str(answer["state"]))
    row.next_at = at + A_DAY
    if ended is not None:
        row.status, row.note, row.ended_at = ended, str(answer["note"])[:100], at
    row.save()
    return ended is not None


def _hand_over(row: Sms, at: datetime) -> bool:
    request = {"reference": str(row.id), "phone": row.phone, "text": row.text}
    row.attempts += 1
    try:
        answer = connectors.get(GATEWAY).call(request, purpose="messages.send_sms", at=at)
    except ConnectionError:
        wait = wait_after(row.attempts)
        row.status = Sms.Status.FAILED if wait is None else Sms.Status.WAITING
        row.next_at = row.next_at if wait is None else at + wait
    else:
        accepted = bool(answer["accepted"])
        row.status = Sms.Status.SENT if accepted else Sms.Status.REFUSED
        row.sent_at = at if accepted else None
        row.receipt = str(answer.get("receipt", ""))[:100]
    row.save()
    return row.status == Sms.Status.SENT


def _check(by: Actor, right: str, at: datetime, owner: UUID | None = None) -> None:
    owners = frozenset() if owner is None else frozenset({owner})
    require(by, right, Target(owners=owners), rules=RULES, today=at.astimezone(SHANGHAI).date())
