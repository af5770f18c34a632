"""What is asked of the usage log."""

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
