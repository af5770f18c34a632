"""What is asked of the usage log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from minzheng.core.exchange.models import Call


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call as pages show it."""

    req_id: UUID
    connector: str
    partner: str
    caller_name: str
    purpose: str
    fields: tuple[str, ...]
    result: str
    lines: int
    latency_ms: int
    at: datetime


_SHOWN = (
    *("req_id", "connector", "partner", "caller_name", "purpose", "fields", "result", "lines", "latency_ms"),
    "at",
)


def calls_for(purpose: str, *, limit: int = 200) -> list[CallRow]:
    """Who was asked for a case, oldest first. 1 statement."""
    rows = Call.objects.filter(purpose=purpose).order_by("id").values_list(*_SHOWN)[:limit]
    return [CallRow(*row[:5], tuple(row[5]), *row[6:]) for row in rows]


def calls_by(account: UUID, connectors: Sequence[str], since: datetime) -> int:
    """How many questions (repeats of the same counted once) these connectors were asked for an account since a moment.
    1 statement."""
    asked = Call.objects.filter(caller_account=account, connector__in=connectors, at__gte=since)
    return asked.values("req_id").distinct().count()
