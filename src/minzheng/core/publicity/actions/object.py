"""Objecting: by anybody who has signed in, or by letter, telephone or at the desk, where an officer records it."""

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from minzheng.core.audit.actions import one_transaction
from minzheng.core.audit.queries import run
from minzheng.core.audit.rules import Event
from minzheng.core.audit.sql import event_clauses
from minzheng.core.cases.queries import case
from minzheng.core.offices.actions import authorise
from minzheng.core.publicity.queries import NoticeRow, locked_notice, sealed_objection
from minzheng.core.publicity.rules import DESK_CHANNELS, check_objection, today, within_term
from minzheng.core.publicity.sql import insert_objection
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.rights import Actor, Hat, Target
from minzheng.kernel.sql import compose


@dataclass(frozen=True, slots=True)
class Said:
    """What an objector says; name and contact may be missing. `key` is a random id that the form carries: pressed twice,
    it is one objection."""

    key: UUID
    text: str
    name: str = ""
    contact: str = ""


def object_to(*, by: Actor, at: datetime, notice_id: UUID, what: Said) -> str:
    """Object to a notice on the web, until the end of its last day (the rolled one); returns the receipt code.

    Who objected is kept sealed with the objection and nowhere else: the book says that an objection came in, not whose.
    Raises Problem `publicity.gone` (410), `offices.denied`; Invalid.
    """
    with one_transaction():
        row = locked_notice(notice_id)
        authorise(by=by, right="publicity.object", target=Target(places=row.places), at=at)
        if not row.open_at(at) or case(row.case_id)["closed_at"] is not None:
            raise Problem("publicity.gone")
        return _written(by, at, row, what, "web", today(at))


def record_objection(
    *, by: Actor, at: datetime, notice_id: UUID, what: Said, channel: str, received_on: date
) -> str:
    """Record an objection that came by `letter`, `phone` or at the `counter` on `received_on`; returns its code.

    A letter of the last day may be recorded later, as long as the notice is not closed. Raises Problem
    `publicity.too_late`, `publicity.over`, `offices.denied`; Invalid.
    """
    with one_transaction():
        row = locked_notice(notice_id)
        target = Target(places=row.places, business=row.service, sensitivity=row.sensitivity)
        authorise(by=by, right="publicity.record_objection", target=target, at=at)
        if channel not in DESK_CHANNELS:
            raise Invalid([FieldProblem("channel", "请选是来信、电话还是当面", "渠道")])
        if row.state != "hanging":
            raise Problem("publicity.over")
        if received_on > today(at) or not within_term(received_on, row.posted_on, row.last_day):
            raise Problem("publicity.too_late", day=f"{row.last_day.month} 月 {row.last_day.day} 日")
        return _written(by, at, row, what, channel, received_on)


def _written(by: Actor, at: datetime, row: NoticeRow, what: Said, channel: str, received_on: date) -> str:
    faults = check_objection(what.text)
    if faults:
        raise Invalid(faults)
    own = str(by.person) if channel == "web" and what.name.strip() else ""
    content = {
        "text": what.text.strip(),
        "name": what.name.strip()[:64],
        "contact": what.contact.strip()[:64],
        "person": own,
    }
    code = secrets.token_hex(6)
    event = Event(
        kind="publicity.object",
        at=at,
        by=_nameless(by) if channel == "web" else by,
        places=row.places,
        service=row.service,
        facts={"notice": str(row.id), "doc_no": row.doc_no, "channel": channel},
    )
    sealed = sealed_objection(what.key, content)
    first = insert_objection(what.key, row.id, code, sealed, channel, received_on, at)
    written = run(*compose([first], "SELECT code FROM publicity_objection_row"))
    if not written:  # the same form was sent again: it is answered as the first time
        known = run(
            "SELECT code FROM publicity_objection WHERE id = %s AND notice_id = %s", [what.key, row.id]
        )
        if not known:
            raise Problem("publicity.not_found")
        return str(known[0][0])
    run(*compose(event_clauses(event), "SELECT 1"))
    return code


def _nameless(by: Actor) -> Actor:
    """The objector as the book may know him: somebody who had signed in."""
    return replace(by, hat=Hat.SELF, account=None, person=None, name="异议人", on_behalf_of=None, grants=())
