"""The kinds of steps that every case knows, one file per group; importing this package registers them."""

from minzheng.core.cases.steps import (
    accepting,
    checking,
    deciding,
    delivering,
    listing,
    reviewing,
    special,
    supplementing,
    visiting,
)

__all__ = [
    "accepting",
    "checking",
    "deciding",
    "delivering",
    "listing",
    "reviewing",
    "special",
    "supplementing",
    "visiting",
]
