"""Readers of the book that send: messages to applicants, and the intake receipt that follows a submission."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction

from minzheng.core.audit.actions import read_on
from minzheng.core.audit.queries import EventRow, rows_by_id
from minzheng.core.cases.actions import issue_receipt, settle_slips
from minzheng.core.cases.rules import RETURNS, today
from minzheng.core.legal_persons.queries import acting_for
from minzheng.core.legal_persons.rules import ADMINISTRATOR
from minzheng.core.messages.actions import deliver, send_sms
from minzheng.core.outbound.queries import text_for
from minzheng.core.people.queries import persons
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import system

HELD = frozenset({"cases.assign", "cases.refer"})
"""Kinds of events that may be taken back, beside the steps that return a case."""
_log = logging.getLogger("minzheng.outbound")


def send_messages(*, at: datetime, limit: int = 200) -> int:
    """Tell applicants what happened to their cases, in the in-box and (where the text says so) by SMS, once each."""
    return read_on(
        reader="outbound.messages", effect=lambda event: _tell_at_once(event, at), at=at, limit=limit
    )


def send_held_messages(*, at: datetime, limit: int = 200) -> int:
    """As `send_messages`, for what may be taken back (assigned, referred, returned): once its ten minutes are over, and
    only if it was not taken back. Returns how many slips were settled."""
    with transaction.atomic():
        settled = settle_slips(at=at, limit=limit)
        for values in rows_by_id(settled):
            _tell(EventRow(0, values), at)
    return len(settled)


def _held(event: EventRow) -> bool:
    return event.kind in HELD or (event.kind == "cases.step" and event.facts.get("outcome") in RETURNS)


def _tell_at_once(event: EventRow, at: datetime) -> None:
    if not _held(event):
        _tell(event, at)


def issue_receipts(*, at: datetime, limit: int = 100) -> int:
    """Issue the numbered intake receipt of every submission, once each."""
    return read_on(reader="outbound.receipts", effect=lambda event: _receipt(event, at), at=at, limit=limit)


def _tell(event: EventRow, at: datetime) -> None:
    words = text_for(event.kind, event.element, str(event.facts.get("outcome", "")))
    if words is None:
        return
    holes = {"title": event.service, **{name: str(value) for name, value in event.facts.items()}}
    title, body = words["title"].format(**holes), words["body"].format(**holes)
    by = system("outbound.messages")
    for person in _told(event, at):
        deliver(
            by=by,
            at=at,
            person=person,
            event_id=event.id,
            title=title,
            body=body,
            link=f"{'/desk' if event.kind in HELD else ''}/cases/{holes['case_no']}",
        )
        if words.get("sms"):
            phone = persons([person])[person].phone
            if phone:
                _text(event, at, phone, f"{title}。{body}")


def _told(event: EventRow, at: datetime) -> list[UUID]:
    """Who hears of an event: whom it concerns; of a legal person's case its administrators and the agent who filed it, while
    their mandates hold. 1 statement."""
    bodies = acting_for(event.subjects, today(at))
    if not bodies:
        return list(event.subjects)
    acting = {person: kind for held in bodies.values() for person, kind in held.items()}
    return [person for person, kind in acting.items() if kind == ADMINISTRATOR or person in event.subjects]


def _text(event: EventRow, at: datetime, phone: str, text: str) -> None:
    """A number that is none (an old entry of the register) is told of in the log and holds up no other message."""
    try:
        send_sms(by=system("outbound.messages"), at=at, phone=phone, text=text, event_id=event.id)
    except Problem as problem:
        _log.warning("no short message for event %s: %s", event.id, problem.code)


def _receipt(event: EventRow, at: datetime) -> None:
    if event.kind == "cases.submit" and event.case_id is not None:
        issue_receipt(by=system("outbound.receipts"), at=at, case_id=event.case_id)
