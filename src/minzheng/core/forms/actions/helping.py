"""A village's helper fills in for somebody: the draft is the person's from the first, and only the person hands it in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from minzheng.core.audit.actions import record
from minzheng.core.forms.actions.erasing import RULES, erase_files
from minzheng.core.forms.actions.filling import Filled, Saved, take_in
from minzheng.core.forms.models import Draft
from minzheng.core.forms.queries import DraftRow, helped_draft, lapsed_helps
from minzheng.core.forms.rules import help_lapses, last_day, named_files, today
from minzheng.core.messages.actions import deliver
from minzheng.core.people.queries import met
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, Target, require, system

LEAST_REASON = 4


def begin_help(
    *,
    by: Actor,
    at: datetime,
    person_id: UUID,
    service: str,
    snapshot: UUID,
    reason: str,
    place: str,
    days: int | None,
    answers: Mapping[str, Any],
    pages_done: Sequence[str] = (),
) -> UUID:
    """Begin to fill in `service` for a person of the own village; returns the draft's id. The draft is the person's and
    begins with `answers` alone (what the package says is plain), never with what stands in another draft. A second press
    finds the first. The person is told, with the reason. 9 statements.

    `place` is the name of the helper's village, `days` how long it holds (None: the package lets nobody be helped).
    Problem `forms.not_helped`, `forms.help_reason`, `offices.denied` (not of the own village, oneself).
    """
    if days is None:
        raise Problem("forms.not_helped")
    if len(reason.strip()) < LEAST_REASON:
        raise Problem("forms.help_reason")
    who = met(person_id)
    _check(by, at, places=who.places, service=service)
    if by.person == person_id or not who.alive:
        raise Problem("offices.denied", right="forms.help_fill")
    known = Draft.objects.filter(
        helper=by.account, person_id=person_id, service=service, snapshot=snapshot
    ).filter(case=None, ended="", offered_at=None, taken_at=None)
    found = known.values_list("id", flat=True).first()
    if found is not None:
        return found
    row = Draft(
        id=uuid7(),
        person_id=person_id,
        service=service,
        snapshot=snapshot,
        answers=dict(answers),
        pages_done=list(pages_done),
        created_at=at,
        updated_at=at,
        helper=by.account,
        helper_name=by.name,
        helper_place=place,
        lapses_at=help_lapses(at, days),
    )
    with transaction.atomic():
        row.save(force_insert=True)
        _note(by, at, "forms.begin_help", row, who.places, reason=reason)
    return row.id


def save_helped_page(*, by: Actor, at: datetime, draft_id: UUID, sent: Filled) -> Saved:
    """Keep one page that a helper filled in; numbers become references, as if the person had typed them. Problem
    `forms.draft_gone` (also once the person has taken it over), `offices.denied`, `forms.help_lapsed`."""
    with transaction.atomic():
        row = _held(by, at, draft_id)
        return take_in(row, sent, by=replace(by, person=row.person, on_behalf_of=None), at=at)


def offer_help(*, by: Actor, at: datetime, draft_id: UUID, form_done: bool, days: int) -> None:
    """Give what was filled in to the person: a message leads to it, and the days begin anew. 8 statements. Problem as
    `save_helped_page`, and `forms.help_unfinished` unless `form_done`."""
    with transaction.atomic():
        row = _held(by, at, draft_id)
        if not form_done:
            raise Problem("forms.help_unfinished")
        if row.help is not None and row.help.offered_at is not None:
            return
        lapses = help_lapses(at, days)
        Draft.objects.filter(id=draft_id).update(offered_at=at, lapses_at=lapses)
        one = Draft.objects.get(id=draft_id)
        _note(by, at, "forms.offer_help", one, met(row.person).places)


def drop_help(*, by: Actor, at: datetime, draft_id: UUID) -> None:
    """A helper throws away what was filled in and not given to the person yet. 3 statements. Problem as
    `save_helped_page`; `forms.draft_gone` once it was given."""
    with transaction.atomic():
        row = _held(by, at, draft_id)
        if row.help is None or row.help.offered_at is not None:
            raise Problem("forms.draft_gone")
        erase_files(row, named_files(row.answers), by=by, at=at)
        Draft.objects.filter(id=draft_id).delete()
        record(by=by, at=at, kind="forms.drop_help", service=row.service, subjects=[row.person])


def lapse_help(*, by: Actor, at: datetime, limit: int = 200) -> int:
    """Empty the drafts of helpers whose time is over and that nobody handed in; returns how many. 1 statement when there
    are none."""
    require(by, "forms.lapse_help", Target(), rules=RULES, today=today(at))
    rows = lapsed_helps(at, limit=limit)
    for row in rows:
        with transaction.atomic():
            erase_files(row, named_files(row.answers), by=by, at=at)
            Draft.objects.filter(id=row.id, case=None).update(answers={}, pages_done=[], ended="lapsed")
            record(by=by, at=at, kind="forms.lapse_help", service=row.service, subjects=[row.person])
    return len(rows)


def _held(by: Actor, at: datetime, draft_id: UUID) -> DraftRow:
    """The helper's own draft, held, while the helper still is one of the person's village."""
    row = helped_draft(draft_id, by.account, lock=True)
    row.require_in_time(at)
    _check(by, at, places=met(row.person).places, service=row.service)
    return row


def _check(by: Actor, at: datetime, *, places: Mapping[str, str], service: str) -> None:
    target = Target(places=places, business=service)
    require(by, "forms.help_fill", target, rules=RULES, today=today(at))


WORDS = {
    "forms.begin_help": (
        "{name}（{place}）在帮您填申请",
        "为了：{reason}。填好以后要您自己看过、确认了才算。",
    ),
    "forms.offer_help": (
        "{name}（{place}）帮您填好了申请，请您看一看",
        "每一条都可以改。看过没错，您自己提交才算；不要的，删掉就行。到 {day}为止有效。",
    ),
}


def _note(
    by: Actor, at: datetime, kind: str, row: Draft, places: Mapping[str, str], *, reason: str = ""
) -> None:
    """The event, and the message that it makes."""
    reason = reason.strip()[:200]
    assert row.lapses_at is not None
    event = record(
        by=replace(by, purpose=reason) if reason else by,
        at=at,
        kind=kind,
        service=row.service,
        subjects=[row.person_id],
        places=places,
        facts={"draft": str(row.id)},
    )
    last = last_day(row.lapses_at)
    words = {
        "name": by.name,
        "place": row.helper_place,
        "reason": reason,
        "day": f"{last.month} 月 {last.day} 日",
    }
    title, body = (text.format(**words) for text in WORDS[kind])
    link = f"/drafts/{row.id}/check" if kind == "forms.offer_help" else "/cases"
    told = system("forms.help_fill")
    deliver(by=told, at=at, person=row.person_id, event_id=event, title=title, body=body, link=link)
