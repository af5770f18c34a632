"""The clocks of everything that waits in a case, reckoned again: after a new calendar, after an extension."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from minzheng.core.cases import sql
from minzheng.core.cases.actions.moving import Locked, clocks_of, timer_due
from minzheng.core.cases.queries import open_tasks
from minzheng.core.workflow.rules import Opening, TimerStart
from minzheng.kernel.sql import Clause


def reckoned(locked: Locked, case: Mapping[str, Any], at: datetime) -> tuple[dict[str, Any], list[Clause]]:
    """The case's own clock columns and the clauses that move its open tasks and timers, as `case` (the head as it will
    be) has them. 1 statement."""
    tasks = open_tasks(case["id"])
    plates = locked.package.machine.plates
    clocks = {
        task["token"]: clocks_of(
            case, [Opening(task["token"], plates[task["element"]])], locked.package, task["opened_at"]
        )[0]
        for task in tasks
    }
    entered = {task["token"]: task["opened_at"] for task in tasks}
    timers = [
        (
            element,
            token,
            timer_due(case, TimerStart(token, plates[element], ""), locked.package, entered.get(token, at)),
        )
        for element, token, _ in locked.timers
    ]
    first: dict[str, Any] = next(iter(clocks.values()), {"explained": None, "warn_at": None, "due_at": None})
    clauses = []
    if clocks:
        times = [(token, one["warn_at"], one["due_at"]) for token, one in clocks.items()]
        clauses.append(sql.move_tasks(case["id"], times))
    if timers:
        clauses.append(sql.move_timers(case["id"], timers))
    return {"clock": first["explained"], "warn_at": first["warn_at"], "due_at": first["due_at"]}, clauses
