"""Looking a case up by number and query code, without letting anybody guess or probe."""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from minzheng.kernel.errors import Problem

TRIES = 5
LOCK_FOR = timedelta(minutes=30)


def check_pin(*, at: datetime, case_no: str, pin: str) -> UUID:
    """The case with this number and query code. 2 statements, 3 when the code is wrong or was wrong before.

    Wrong codes are counted by number, whether the number exists or not, and both answers are the same; five in a row
    lock the number for 30 minutes. Tries of one number stand in a queue, so that many at once are not more than five.
    Raises Problem `cases.pin_wrong` (with tries left) or `cases.pin_locked`; the
    count stands in a transaction of its own that is over by then.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_queue(case_no)])
        cursor.execute(_FIND, [case_no])
        failed, locked_until, case_id, right_pin = cursor.fetchone()
        if locked_until is not None and at < locked_until:
            raise Problem("cases.pin_locked")
        right = case_id is not None and right_pin == pin
        if right and failed:
            cursor.execute("DELETE FROM cases_pin_guard WHERE case_no = %s", [case_no])
        if not right:
            cursor.execute(_COUNT, [case_no, TRIES, at + LOCK_FOR])
            failed, locked_until = cursor.fetchone()
    if not right:
        raise Problem("cases.pin_locked") if locked_until else Problem("cases.pin_wrong", left=TRIES - failed)
    return UUID(str(case_id))


def _queue(case_no: str) -> int:
    digest = hashlib.new("sm3", b"cases.pin" + case_no.encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


_FIND = (
    "SELECT g.failed, g.locked_until, c.id, c.query_pin FROM (SELECT %s::text AS case_no) AS asked "
    "LEFT JOIN cases_pin_guard g USING (case_no) LEFT JOIN cases_case c USING (case_no)"
)
_COUNT = (
    "INSERT INTO cases_pin_guard AS g (case_no, failed) VALUES (%s, 1) ON CONFLICT (case_no) DO UPDATE SET "
    "failed = CASE WHEN g.locked_until IS NULL THEN g.failed + 1 ELSE 1 END, "
    "locked_until = CASE WHEN g.locked_until IS NULL AND g.failed + 1 >= %s THEN %s::timestamptz END "
    "RETURNING failed, locked_until"
)
