"""What was asked for is handed in: 补正, 补充材料 and 容缺 papers, by the applicant or at the desk (rows 3, 7, 10)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from minzheng.core.audit.actions import one_transaction
from minzheng.core.audit.queries import run
from minzheng.core.audit.sql import event_clauses
from minzheng.core.cases import sql
from minzheng.core.cases.actions.fire_due import fire_locked
from minzheng.core.cases.actions.handing_in import answers_to, received
from minzheng.core.cases.actions.moving import Telling, event_of, lock_for
from minzheng.core.cases.actions.request_key import RequestKey, one_at_a_time
from minzheng.core.cases.actions.take_step import StepTaken, standing, take_step
from minzheng.core.cases.queries import SupplementRow, supplements
from minzheng.core.cases.rules import owner_of
from minzheng.core.offices.actions import authorise
from minzheng.core.workflow.rules import waiting
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, Target
from minzheng.kernel.sql import compose

KINDS = frozenset({"supplement", "further_material"})
"""Kinds of steps that wait for what was asked for."""


def hand_in(
    *,
    by: Actor,
    at: datetime,
    case_id: UUID,
    items: Mapping[str, Mapping[str, Any]],
    key: RequestKey | None = None,
) -> StepTaken:
    """Hand in what a case waits for: `items` maps the place of each item in the list (\"0\", \"1\" …) to its value (of a
    question of the form), files (ids) and note (why it cannot be had).

    What was left open at 容缺受理 is taken in without a step, whatever the case waits for. Under the same `key` it is taken
    in once. Raises Problem: `cases.not_found`, `cases.nothing_asked`, `cases.key_reused`, `cases.in_flight`,
    `offices.denied` and those of `take_step`; Invalid per item.
    """
    with one_transaction():
        locked = lock_for(by, at, case_id, key)
        if locked.repeated:
            return standing(locked, uuid7(at))
        fire_locked(locked, at=at)
        case, plates = locked.row, locked.package.machine.plates
        waits = [element for element in waiting(case["tokens"]).values() if plates[element].kind in KINDS]
        if waits:
            form = {"items": items}
            return take_step(
                by=by, at=at, case_id=case_id, element=waits[0], outcome="handed_in", form=form, key=key
            )
        row = _deferred(case_id)
        target = Target(owners=frozenset({owner_of(case)}), places=locked.places, business=case["service"])
        authorise(by=by, right="cases.hand_in", target=target, at=at)
        answers = answers_to(row, items, locked.package.form, case_id=case_id, by=by, at=at)
        event = event_of(
            case,
            by=by,
            at=at,
            telling=Telling(
                "cases.hand_in", {"case_no": case["case_no"], "items": len(row.items)}, event=uuid7()
            ),
            element=row.element,
            before=case["state"],
        )
        parts = [
            sql.update_case(case["id"], case["revision"], {"state": case["state"]}),
            *received(row, answers, case["id"], by, at),
            *event_clauses(event),
        ]
        if key is not None:
            parts.append(key.taken(case["id"], at))
        with one_at_a_time():
            written = run(*compose(parts, "SELECT id FROM case_row"))
        if not written:
            raise Problem("cases.moved_on")
        case["revision"] += 1
        return standing(locked, event.id)


def _deferred(case_id: UUID) -> SupplementRow:
    rows = [one for one in supplements(case_id) if one.kind == "deferred" and one.answered_at is None]
    if not rows:
        raise Problem("cases.nothing_asked")
    return rows[0]
