"""Sweeping up: bytes whose row was never committed, and temporary files of uploads that were cut off."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from django.db import transaction

from minzheng.core.audit import actions as audit
from minzheng.core.files.actions.rights import check
from minzheng.core.files.models import StoredFile
from minzheng.core.files.queries import root
from minzheng.kernel.rights import Actor

AGE = timedelta(days=1)
AT_ONCE = 500


@transaction.atomic
def sweep(*, by: Actor, at: datetime, age: timedelta = AGE) -> int:
    """Remove what lies in the store for longer than `age` before `at` without a row that needs it; returns how many.

    What is younger may belong to a request that is still running.
    """
    check(by, "files.sweep", at)
    removed, old = 0, _old(at - age)
    while paths := list(islice(old, AT_ONCE)):
        needed = StoredFile.objects.filter(digest__in=[path.name for path in paths], erased_at=None)
        known = set(needed.values_list("digest", flat=True))
        for path in paths:
            if path.name not in known:
                path.unlink(missing_ok=True)
                removed += 1
    if removed:
        audit.record(by=by, at=at, kind="files.sweep", facts={"removed": removed})
    return removed


def _old(before: datetime) -> Iterator[Path]:
    for path in root().rglob("*"):
        if path.is_file() and path.stat().st_mtime < before.timestamp():
            yield path
