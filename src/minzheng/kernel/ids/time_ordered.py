"""UUID version 7 (RFC 9562): 48 bits of milliseconds, then random bits."""

import secrets
import time
from datetime import UTC, datetime
from uuid import UUID


def uuid7(at: datetime | None = None) -> UUID:
    """A new UUIDv7; `at` (aware) sets its time, for records that are entered afterwards. Default: now."""
    millis = time.time_ns() // 1_000_000 if at is None else int(at.timestamp() * 1000)
    random = secrets.randbits(74)
    value = (
        (millis & 0xFFFF_FFFF_FFFF) << 80
        | 0x7 << 76
        | (random >> 62) << 64
        | 0b10 << 62
        | random & (1 << 62) - 1
    )
    return UUID(int=value)


def lowest_of(at: datetime) -> UUID:
    """The smallest UUID of the millisecond `at`: the bound of a range (partitions, "since") over UUIDv7 keys."""
    return UUID(int=int(at.timestamp() * 1000) << 80)


def timestamp_of(key: UUID) -> datetime:
    """When a UUIDv7 was made, in UTC, to the millisecond. Raises ValueError for another version."""
    if key.version != 7:
        raise ValueError(f"not a UUIDv7: {key}")
    return datetime.fromtimestamp((key.int >> 80) / 1000, tz=UTC)
