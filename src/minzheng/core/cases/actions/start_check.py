"""发起核对: the county's checker sends the household to the sources; the sources are asked in the background."""

from datetime import datetime
from uuid import UUID

from minzheng.core.audit.actions import one_transaction
from minzheng.core.audit.queries import run
from minzheng.core.audit.sql import event_clauses
from minzheng.core.cases.actions import check_clauses
from minzheng.core.cases.actions.moving import Locked, Telling, event_of, lock
from minzheng.core.cases.actions.permission import require_may
from minzheng.core.cases.queries import persons_to_check, unit_of
from minzheng.core.offices.actions import authorise
from minzheng.core.workflow.rules import waiting
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.registry import connectors
from minzheng.kernel.rights import Actor
from minzheng.kernel.sql import compose

SOURCES = "bank,vehicles"
"""Asked where the package does not say otherwise (`steps: {means_check: {sources: …}}`)."""


def start_check(*, by: Actor, at: datetime, case_id: UUID) -> UUID:
    """Begin the check that a case waits for: one question for each source and person. Returns its id.

    Pressed twice, also by two persons, it begins once. At most 6 statements. Raises Problem: `cases.not_found`,
    `cases.no_check_waiting`, `cases.nobody_to_check` (nobody has signed), `offices.denied`, `offices.own_matter`,
    `offices.close_to_party`.
    """
    with one_transaction():
        locked = lock(case_id)
        element, token = _waiting(locked)
        plate = locked.package.machine.plates[element]
        require_may(locked.row, locked.parties, plate, plate.outcomes[0], by, at, ask=authorise)
        known = run("SELECT id FROM cases_check WHERE case_id = %s AND token = %s", [case_id, token])
        if known:
            return UUID(str(known[0][0]))
        persons = persons_to_check(case_id)
        if not persons:
            raise Problem("cases.nobody_to_check")
        check, asked = uuid7(at), sources_of(locked, element)
        questions = [(source, person) for source in asked for person in persons]
        facts = {"case_no": locked.row["case_no"], "persons": len(persons), "sources": list(asked)}
        event = event_of(
            locked.row,
            by=by,
            at=at,
            telling=Telling("cases.start_check", facts),
            element=element,
            before=locked.row["state"],
        )
        parts = (
            *check_clauses.insert_check(
                check, case_id, (element, token), questions, by=by, unit=unit_of(by), at=at
            ),
            *event_clauses(event),
        )
        run(*compose(parts, "SELECT id FROM check_row"))
        return check


def _waiting(locked: Locked) -> tuple[str, int]:
    """Element and token of the check that is waited for."""
    plates = locked.package.machine.plates
    for token, element in waiting(locked.row["tokens"]).items():
        if element in plates and plates[element].kind == "means_check":
            return element, token
    raise Problem("cases.no_check_waiting")


def sources_of(locked: Locked, element: str) -> tuple[str, ...]:
    """Which sources a package wants asked, those alone that this installation has."""
    words = (locked.package.service.get("steps") or {}).get(element) or {}
    named = str(words.get("sources") or SOURCES).split(",")
    return tuple(name for one in named if (name := one.strip()) in connectors)
