"""Drafts as they are asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from minzheng.core.forms.models import Draft
from minzheng.core.forms.rules import help_state
from minzheng.kernel.errors import Problem

_COLUMNS = (
    "id",
    "person_id",
    "service",
    "snapshot",
    "answers",
    "pages_done",
    "created_at",
    "updated_at",
    "case",
    "helper",
    "helper_name",
    "helper_place",
    "lapses_at",
    "offered_at",
    "taken_at",
)


@dataclass(frozen=True, slots=True)
class Help:
    """Who filled a draft in for its person, until when it can be handed in, and whose turn it is."""

    account: UUID
    name: str
    place: str
    lapses_at: datetime
    offered_at: datetime | None
    taken_at: datetime | None

    @property
    def words(self) -> str:
        """As pages and the case say it: “由×××（××村）帮填”."""
        return f"由{self.name}（{self.place}）帮填"


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft; `case` is set once it was submitted, `help` when somebody else filled it in for the person."""

    id: UUID
    person: UUID
    service: str
    snapshot: UUID
    answers: Mapping[str, Any]
    pages_done: list[str]
    created_at: datetime
    updated_at: datetime
    case: UUID | None
    help: Help | None = None

    def require_in_time(self, at: datetime) -> None:
        """Problem `forms.help_lapsed` for one that was filled in by a helper and not handed in in time."""
        if self.help is not None and self.case is None and at >= self.help.lapses_at:
            raise Problem("forms.help_lapsed")


def draft(
    draft_id: UUID,
    person: UUID | None,
    principal: UUID | None = None,
    *,
    legal_person: UUID | None = None,
    lock: bool = False,
) -> DraftRow:
    """A draft of a person, filled in for themselves, for `principal` or for `legal_person`: what is filled in for one is
    not there while acting for another. 1 statement. Raises Problem(`forms.draft_gone`) also for somebody else's."""
    rows = Draft.objects.select_for_update() if lock else Draft.objects
    rows = rows.filter(
        id=draft_id, person_id=person, principal_id=principal, legal_person_id=legal_person, ended=""
    )
    return _one(rows.values_list(*_COLUMNS).first())


def helped_draft(draft_id: UUID, helper: UUID | None, *, lock: bool = False) -> DraftRow:
    """A draft that this helper fills in: until the person has changed it or it was handed in. 1 statement. Raises
    Problem(`forms.draft_gone`) also for another helper's."""
    rows = Draft.objects.select_for_update() if lock else Draft.objects
    rows = rows.filter(id=draft_id, helper=helper, helper__isnull=False, ended="", case=None, taken_at=None)
    return _one(rows.values_list(*_COLUMNS).first())


def waiting_help(draft_id: UUID, *, lock: bool = False) -> DraftRow:
    """A draft that a helper filled in and that is not handed in yet, for the officer before whom its person stands.
    1 statement. Raises Problem(`forms.draft_gone`)."""
    rows = Draft.objects.select_for_update() if lock else Draft.objects
    rows = rows.filter(id=draft_id, helper__isnull=False, offered_at__isnull=False, ended="", case=None)
    return _one(rows.values_list(*_COLUMNS).first())


def waiting_helps_of(person: UUID) -> list[DraftRow]:
    """What helpers filled in for a person and is not handed in yet, newest first. 1 statement."""
    rows = Draft.objects.filter(
        person_id=person, helper__isnull=False, offered_at__isnull=False, ended="", case=None
    )
    return [_row(row) for row in rows.order_by("-id").values_list(*_COLUMNS)[:20]]


@dataclass(frozen=True, slots=True)
class HelpedRow:
    """What a helper sees of a draft afterwards: for whom, what for, how it stands; neither answers nor the later case.

    state: filling, offered, taken (the person changes it), handed_in, discarded (by the person), lapsed.
    """

    id: UUID
    person: UUID
    service: str
    state: str
    since: datetime
    lapses_at: datetime


def helped_by(account: UUID | None, *, limit: int = 50) -> list[HelpedRow]:
    """What a helper filled in for others, newest first. 1 statement."""
    rows = Draft.objects.filter(helper=account, helper__isnull=False).order_by("-id")[:limit]
    return [
        HelpedRow(row.id, row.person_id, row.service, help_state(row), row.created_at, row.lapses_at)
        for row in rows
    ]


def _one(row: Sequence[Any] | None) -> DraftRow:
    if row is None:
        raise Problem("forms.draft_gone")
    return _row(row)


def _row(row: Sequence[Any]) -> DraftRow:
    own, (helper, *rest) = row[:9], row[9:]
    return DraftRow(*own, Help(helper, *rest) if helper else None)


def drafts_of(
    person: UUID, principal: UUID | None = None, *, legal_person: UUID | None = None
) -> list[DraftRow]:
    """A person's drafts (for themselves, for `principal` or for `legal_person`) that are not submitted, newest first, 20 at most. 1 statement."""
    rows = (
        Draft.objects.filter(
            person_id=person, principal_id=principal, legal_person_id=legal_person, case=None, ended=""
        )
        .order_by("-updated_at")
        .values_list(*_COLUMNS)[:20]
    )
    return [_row(row) for row in rows]


def open_draft_of(
    person: UUID, service: str, principal: UUID | None = None, *, legal_person: UUID | None = None
) -> DraftRow | None:
    """The person's (for themselves, for `principal` or for `legal_person`) latest unsubmitted draft of a
    service that the person has begun, not a helper. 1 statement."""
    rows = Draft.objects.filter(
        person_id=person,
        principal_id=principal,
        legal_person_id=legal_person,
        service=service,
        case=None,
        helper=None,
        ended="",
    ).order_by("-updated_at")
    row = rows.values_list(*_COLUMNS).first()
    return _row(row) if row else None


def stale_drafts(before: datetime, *, limit: int) -> list[DraftRow]:
    """Drafts that nobody has touched since `before` and that are not handed in, the oldest first. 1 statement."""
    rows = Draft.objects.filter(case=None, updated_at__lt=before).order_by("updated_at")
    return [_row(row) for row in rows.values_list(*_COLUMNS)[:limit]]


def lapsed_helps(at: datetime, *, limit: int) -> list[DraftRow]:
    """What helpers filled in, nobody handed in, and may not be handed in any more. 1 statement."""
    rows = Draft.objects.filter(helper__isnull=False, case=None, ended="", lapses_at__lte=at)
    return [_row(row) for row in rows.order_by("lapses_at").values_list(*_COLUMNS)[:limit]]
