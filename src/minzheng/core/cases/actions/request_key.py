"""An idempotency key stands for one step: it is looked up by the step's locked read and written with the step's move."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from minzheng.core.audit.queries import run
from minzheng.core.cases import sql
from minzheng.kernel.errors import Problem
from minzheng.kernel.sql import Clause, compose


@dataclass(frozen=True, slots=True)
class RequestKey:
    """A key of one account, and the digest of what is asked with it."""

    account: UUID
    key: str
    digest: bytes

    def asked(self) -> Clause:
        """The clause that looks whether the key is free or known."""
        number = hashlib.new("sm3", self.account.bytes + self.key.encode()).digest()[:8]
        return sql.request_before(self.account, self.key, int.from_bytes(number, "big", signed=True))

    def taken(self, case_id: UUID, at: datetime) -> Clause:
        """The clause that writes the key; it stays only if all that is written with it does."""
        return sql.insert_request(self.account, self.key, self.digest, case_id, at)

    def repeats(self, digest: bytes | None) -> bool:
        """Whether the same was asked with it before. Raises Problem(`cases.key_reused`) when it was something else."""
        if digest is None:
            return False
        if bytes(digest) != self.digest:
            raise Problem("cases.key_reused")
        return True


def note_key(key: RequestKey | None, case_id: UUID, at: datetime) -> None:
    """Take a key for what was done already without it. 1 statement, 0 without a key. Raises Problem(`cases.in_flight`)."""
    if key is not None:
        with one_at_a_time():
            run(*compose([key.taken(case_id, at)], "SELECT 1"))


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Around the write of a key: another transaction was quicker with it. Raises Problem(`cases.in_flight`)."""
    try:
        yield
    except IntegrityError as error:
        if "cases_request_key" not in str(error):
            raise
        if connection.in_atomic_block:
            transaction.set_rollback(True)
        raise Problem("cases.in_flight") from error
