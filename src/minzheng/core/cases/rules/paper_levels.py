"""How sensitive a paper that was handed in is (roles-and-data R3), and which right opens it."""

from collections.abc import Mapping
from typing import Any, Final

OPENED_BY: Final = {"L2": "cases.view", "L3": "cases.open_sensitive", "L4": "cases.see_check"}
"""The right that opens a paper of a level: L2 whoever sees the case whole; L3 who accepts, inquires, checks, reviews or
decides, no longer the window; L4 who may see what sources said of the household."""

EVIDENCE: Final = "evidence"
"""The code of what a family gives to explain what the check of its means found: it repeats what banks said, so that it
counts to the details of assistance (L4)."""


def paper_level(service: Mapping[str, Any], code: str) -> str:
    """The level of a paper: what the package's material says, found by its code or by the question that takes it; L2
    where it says nothing, L4 for proof given to the check."""
    if code == EVIDENCE:
        return "L4"
    asked = ".".join(part for part in code.split(".") if not part.isdigit())
    for one in service.get("materials", ()):
        if one["code"] == code or str(one.get("field", "")).replace("[]", "") == asked != "":
            return str(one.get("level", "L2"))
    return "L2"
