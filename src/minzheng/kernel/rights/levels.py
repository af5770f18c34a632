"""Levels of fields (roles-and-data R3, R4): which of them somebody sees in clear."""

from typing import Final

FIELD_LEVELS: Final = ("L1", "L2", "L3", "L4")
"""L1 public, L2 internal, L3 sensitive, L4 highly sensitive (children, marriage, details of assistance, biometrics)."""
PLAIN: Final = frozenset({"L1", "L2"})
"""What staff see without having said what for."""
EVERY: Final = frozenset(FIELD_LEVELS)
"""What somebody sees of the own matters, and of a form that is being filled in."""


def clear_up_to(level: str) -> frozenset[str]:
    """The levels that are in clear once `level` was revealed (L4 takes L3 along); `PLAIN` for none ('').

    Raises ValueError for what is no level.
    """
    return PLAIN | frozenset(FIELD_LEVELS[: FIELD_LEVELS.index(level) + 1]) if level else PLAIN
