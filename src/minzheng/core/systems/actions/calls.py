"""What a system asks by itself is noted: for which case or duty, and what came of it (R10)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from minzheng.core.audit import actions as audit
from minzheng.core.offices.actions import authorise
from minzheng.core.systems.models import SystemCall
from minzheng.core.systems.queries import SystemRow
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, Target

LEAST_PURPOSE = 4
"""Signs of the shortest purpose that says anything."""


def told_purpose(text: str) -> str:
    """For what a call asks, as it is kept: the number of a case, or a duty in law, without signs that cannot be."""
    return "".join(sign for sign in text if sign.isprintable()).strip()[:200]


def note_call(
    *,
    by: Actor,
    at: datetime,
    system: SystemRow,
    operation: str,
    result: str,
    case_no: str = "",
    subjects: Iterable[UUID] = (),
) -> None:
    """Note one call in the usage log and in the book; `by.purpose` says what for. 2 statements."""
    own = Target(business=system.services[0] if system.services else "")
    authorise(by=by, right="systems.call", target=own, at=at)
    with transaction.atomic():
        SystemCall.objects.create(
            id=uuid7(),
            system_id=system.id,
            operation=operation,
            purpose=by.purpose,
            case_no=case_no,
            result=result,
            at=at,
        )
        facts = {"system": system.client_id, "operation": operation, "result": result}
        audit.record(by=by, at=at, kind="systems.call", facts=facts, subjects=subjects)
