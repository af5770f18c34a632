"""Preparing the sheet of an objection notice: its typed fields, its number and its code, before it is put up."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from minzheng.core.audit.actions import one_transaction
from minzheng.core.audit.queries import run
from minzheng.core.audit.rules import Event
from minzheng.core.audit.sql import event_clauses
from minzheng.core.cases.actions.moving import Locked, lock
from minzheng.core.cases.actions.papers import organ
from minzheng.core.cases.actions.permission import require_may
from minzheng.core.cases.queries import finding_of
from minzheng.core.catalogue.queries import Package
from minzheng.core.documents.rules import number_prefix, series_word
from minzheng.core.documents.sql import next_number
from minzheng.core.offices.actions import authorise
from minzheng.core.offices.queries import OrganisationRow
from minzheng.core.people.queries import met
from minzheng.core.places.queries import calendar, full_name, parameters
from minzheng.core.publicity.queries import standing_of, template
from minzheng.core.publicity.rules import (
    LIMIT,
    WEB,
    category_words,
    check_day,
    check_fields,
    minor,
    require_noticed,
    term,
    today,
    web_name,
)
from minzheng.core.publicity.sql import NewNotice, insert_notice
from minzheng.core.workflow.rules import Plate, waiting
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import LEVELS, Actor
from minzheng.kernel.sql import compose


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the initial opinion proposes: fen a month, and the category where the package has categories."""

    amount: int
    category: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What an officer types of a notice."""

    posted_on: date
    members: int
    board: str


def proposed(case: Mapping[str, Any], found: Package, at: datetime) -> Proposed:
    """Amount and category of the opinion in force: as the review left them with the case, else as the rules find. 0 or
    2 statements. Problem `publicity.no_amount` when there is nothing to notice."""
    kept = case["variables"]
    if "amount" in kept:
        amount = int(kept["amount"] or 0)
        category = category_words(str(kept.get("category") or ""), found.service.get("finding") or {})
    elif "finding" in found.service:
        amount, category = finding_of(case, found, at).amount, ""
    else:
        amount, category = 0, ""
    if amount <= 0:
        raise Problem("publicity.no_amount")
    return Proposed(amount, category)


def waiting_plate(locked: Locked, kind: str) -> Plate:
    """The plate of the step of this kind at which the case waits. Problem `publicity.not_now`."""
    plates = locked.package.machine.plates
    for element in waiting(locked.row["tokens"]).values():
        if element in plates and plates[element].kind == kind:
            return plates[element]
    raise Problem("publicity.not_now")


def prepare_notice(
    *, by: Actor, at: datetime, case_id: UUID, posted_on: date, members: int, board: str
) -> UUID:
    """Make the sheet of a case that waits to be noticed, to be put up on `posted_on`; returns its id.

    Name, amount, category, place, term and telephone come from case, opinion, register, package and parameters; typed in
    are only the number of members and where the board is. A sheet that was prepared before becomes void with its number.
    Who may is who may conclude the step. Raises Problem `publicity.forbidden`, `.not_foreseen`, `.not_now`, `.minor`,
    `.no_amount`, `.no_village`, `.unanswered`, `.day`; Invalid for the typed fields; what `take_step` raises of rights.
    """
    with one_transaction():
        locked = lock(case_id)
        found, case = locked.package, locked.row
        require_noticed(str(found.service.get("publicity", "none")))
        plate = waiting_plate(locked, "post_notice")
        require_may(case, locked.parties, plate, plate.outcomes[0], by, at, ask=authorise)
        signer = organ(case, plate.level, at)
        new = _notice(locked, signer, by, at, Typed(posted_on, members, board))
        standing = standing_of(case_id)
        if standing.unanswered:
            raise Problem("publicity.unanswered", count=standing.unanswered)
        if standing.notice is not None:
            run("UPDATE publicity_notice SET state = 'void' WHERE id = %s", [standing.notice.id])
        word = series_word(str(found.service.get("document_word", "")), template("objection_notice").word)
        event = Event(
            kind="publicity.prepare",
            at=at,
            by=by,
            places=new_places(case),
            service=found.code,
            case=case_id,
            facts={"notice": str(new.id), "case_no": case["case_no"], "last_day": new.last_day.isoformat()},
        )
        year = today(at).year
        number = next_number(signer.id, word, year)
        clauses = (
            number,
            insert_notice(new, number_prefix(signer.short_name, word, year), number.name),
            *event_clauses(event),
        )
        run(*compose(clauses, "SELECT 1"))
        return new.id


def new_places(case: Mapping[str, Any]) -> dict[str, str]:
    """The level columns of a case."""
    return {level: case[level] for level in LEVELS}


def _notice(locked: Locked, signer: OrganisationRow, by: Actor, at: datetime, typed: Typed) -> NewNotice:
    case, found, on = locked.row, locked.package, today(at)
    check_day(typed.posted_on, on)
    if not case["village"]:
        raise Problem("publicity.no_village")
    if minor(met(case["applicant_id"]).birth_date, on):
        raise Problem("publicity.minor")
    opinion = proposed(case, found, at)
    faults = check_fields(typed.members, typed.board, opinion.category)
    if faults:
        raise Invalid(faults)
    days = term(found.service["limits"][LIMIT], typed.posted_on, calendar(case["calendar_version"]))
    contacts = found.service.get("contacts", {})
    allowed = parameters([WEB], new_places(case), on).get(WEB)
    return NewNotice(
        id=uuid7(at),
        case_id=case["id"],
        code=f"{secrets.randbelow(10**12):012d}",
        service=found.code,
        title=found.short,
        sensitivity=str(found.service.get("sensitivity", "normal")),
        name=case["applicant_name"],
        members=typed.members,
        amount=opinion.amount,
        category=opinion.category,
        place=full_name(case["village"], on),
        board=typed.board.strip()[:80],
        posted_on=typed.posted_on,
        first_day=days.first_day,
        last_day=days.last_day,
        ends_at=days.ends_at,
        explanation=days.explanation[:400],
        phone=str(contacts.get("supervision") or signer.phone or contacts.get("phone", "12349")),
        organisation_id=signer.id,
        organ=signer.name,
        web_name=web_name(case["applicant_name"], str(allowed.value)) if allowed else "",
        prepared_at=at,
        prepared_by=by.person,
        **new_places(case),
    )
