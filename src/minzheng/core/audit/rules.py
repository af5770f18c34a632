"""What an event is, the bytes that go into the tree, and the commitment to personal content."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor

PLACE_LEVELS = ("province", "city", "county", "town", "village")


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the book. `facts` are countable and in clear, never personal; `content` is personal and kept apart."""

    kind: str
    at: datetime
    by: Actor
    id: UUID = field(default_factory=uuid7)
    subjects: tuple[UUID, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    service: str = ""
    offering: UUID | None = None
    case: UUID | None = None
    element: str = ""
    from_state: str = ""
    to_state: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    content: Mapping[str, Any] | None = None
    salt: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    @property
    def commitment(self) -> bytes | None:
        """SM3 over salt and content; proves later what was said, tells nothing once salt and content are erased."""
        return None if self.content is None else commitment(self.salt, self.content)


COLUMNS = (
    "id",
    "at",
    "kind",
    "account",
    "person",
    "actor_name",
    "hat",
    "roles",
    "on_behalf_of",
    "delegation",
    "purpose",
    "channel",
    "node",
    "subjects",
    *PLACE_LEVELS,
    "service",
    "offering",
    "case_id",
    "element",
    "from_state",
    "to_state",
    "facts",
    "commitment",
)
"""Columns of `audit_event`, in the order of `row_of` and of the canonical bytes."""


def row_of(event: Event) -> tuple[Any, ...]:
    """The values of `COLUMNS` for `event`; facts as JSON text."""
    by = event.by
    return (
        event.id,
        event.at,
        event.kind,
        by.account,
        by.person,
        by.name,
        by.hat.value,
        ",".join(by.roles),
        by.on_behalf_of or by.corporate,
        by.delegation,
        by.purpose,
        by.channel,
        by.node,
        list(event.subjects),
        *(event.places.get(level, "") for level in PLACE_LEVELS),
        event.service,
        event.offering,
        event.case,
        event.element,
        event.from_state,
        event.to_state,
        canonical_json(event.facts),
        event.commitment,
    )


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no spaces: the same value always gives the same text. Floats are refused."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(value)


def leaf_bytes(row: Mapping[str, Any]) -> bytes:
    """The canonical bytes of a stored event (a mapping of `COLUMNS`), which the tree hashes. Facts as parsed JSON."""
    return canonical_json({name: row[name] for name in COLUMNS}).encode()


def commitment(salt: bytes, content: Mapping[str, Any]) -> bytes:
    """SM3(salt || canonical content); 32 bytes."""
    return hashlib.new("sm3", salt + canonical_json(content).encode()).digest()


def month_bounds(year: int, month: int) -> tuple[datetime, datetime]:
    """First moment of a month and of the next one, in UTC (partitions are cut in UTC)."""
    following = (year + 1, 1) if month == 12 else (year, month + 1)
    return datetime(year, month, 1, tzinfo=UTC), datetime(*following, 1, tzinfo=UTC)


def months_from(first: tuple[int, int], count: int) -> list[tuple[int, int]]:
    """`count` consecutive (year, month) pairs from `first`."""
    start = first[0] * 12 + first[1] - 1
    return [((start + n) // 12, (start + n) % 12 + 1) for n in range(count)]
