"""An idempotency key is taken for one step, in the transaction of the step: it stays only if the step does."""

import hashlib
from datetime import datetime
from uuid import UUID

from minzheng.core.audit.queries import run
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor


def claim_key(*, by: Actor, at: datetime, key: str, digest: bytes, case_id: UUID) -> bool:
    """Take a key for what `digest` stands for; False when the same was asked with it before. 1 statement, 2 if it was.

    Must be called inside the step's transaction. Raises Problem `cases.key_reused` (the key stands for something
    else), `cases.in_flight` (another transaction holds it and is not over).
    """
    account = by.account or UUID(int=0)
    if run(_TAKE, [uuid7(at), account, key, digest, case_id, at, _lock_number(account, key)]):
        return True
    found = run("SELECT digest FROM cases_request WHERE account = %s AND key = %s", [account, key])
    if not found:
        raise Problem("cases.in_flight")
    if bytes(found[0][0]) != digest:
        raise Problem("cases.key_reused")
    return False


def _lock_number(account: UUID, key: str) -> int:
    return int.from_bytes(hashlib.new("sm3", account.bytes + key.encode()).digest()[:8], "big", signed=True)


_TAKE = (
    "INSERT INTO cases_request (id, account, key, digest, case_id, at) "
    "SELECT %s::uuid, %s::uuid, %s::text, %s::bytea, %s::uuid, %s::timestamptz WHERE pg_try_advisory_xact_lock(%s::bigint) "
    "ON CONFLICT (account, key) DO NOTHING RETURNING id"
)
"""The lock tells at once that the same key is being worked on, where the unique index alone would wait for it."""
