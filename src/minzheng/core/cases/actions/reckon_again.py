"""After a new calendar: due dates of open cases are reckoned again, and the book says from what to what (F001)."""

from datetime import datetime

from minzheng.core.audit.actions import one_transaction
from minzheng.core.audit.queries import run
from minzheng.core.audit.sql import event_clauses
from minzheng.core.cases import sql
from minzheng.core.cases.actions.clocks import reckoned
from minzheng.core.cases.actions.moving import Locked, Telling, event_of, lock
from minzheng.core.cases.queries import with_older_calendar
from minzheng.core.places.queries import calendar_version
from minzheng.kernel.rights import Actor
from minzheng.kernel.sql import compose


def reckon_again(*, by: Actor, at: datetime, limit: int = 50) -> int:
    """Reckon the clocks of up to `limit` open cases that stand on an older calendar; returns how many were looked at.

    Each case goes over to the calendar in force in one statement with one event (old and new last day). Safe to
    repeat; a step that comes in between is not lost, since the case is locked.
    """
    version = calendar_version()
    cases = with_older_calendar(version, limit)
    for case_id in cases:
        with one_transaction():
            locked = lock(case_id)
            if locked.row["closed_at"] is None:
                _reckon(locked, version, by, at)
    return len(cases)


def _reckon(locked: Locked, version: int, by: Actor, at: datetime) -> None:
    case = {**locked.row, "calendar_version": version}
    before = (case["clock"] or {}).get("last_day", "")
    own_clock, clauses = reckoned(locked, case, at)
    changes = {"calendar_version": version, **own_clock}
    after = (own_clock["clock"] or {}).get("last_day", "")
    telling = Telling(
        "cases.reckon_again", {"case_no": case["case_no"], "from": before, "to": after, "calendar": version}
    )
    event = event_of({**case, **changes}, by=by, at=at, telling=telling, element="", before=case["state"])
    parts = [sql.update_case(case["id"], case["revision"], changes), *clauses]
    run(*compose([*parts, *event_clauses(event)], "SELECT id FROM case_row"))
