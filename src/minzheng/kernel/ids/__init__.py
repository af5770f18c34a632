"""Identifiers: UUIDv7, which sort by the time that they were made. Not for numbers that people read (see codes)."""

from minzheng.kernel.ids.time_ordered import lowest_of, timestamp_of, uuid7

__all__ = ["lowest_of", "timestamp_of", "uuid7"]
