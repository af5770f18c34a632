"""Clauses that the decision on an association composes into its one statement."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from minzheng.domains.social_orgs.rules import CHECKS_OF_CODE, LIVE, REGISTERED, USED
from minzheng.kernel.ids import uuid7
from minzheng.kernel.sql import Clause

_COLUMNS = (
    *("name", "uscc", "division", "organ", "legal_representative", "premises", "capital", "supervising_body"),
    *("registered_on", "case_id"),
)


def register(values: Mapping[str, Any]) -> Clause:
    """A new association in the register; `values` has every column but id and state."""
    return Clause(
        "register_row",
        f"INSERT INTO social_orgs_register (id, state, {', '.join(_COLUMNS)}) VALUES (%s, %s{', %s' * len(_COLUMNS)})",
        (uuid7(), REGISTERED, *(values[name] for name in _COLUMNS)),
    )


def take_code(number: int) -> Clause:
    """The number of the code range that was taken, so that the next one follows it without a gap."""
    return Clause(
        "code_row",
        "UPDATE social_orgs_code_range SET next = next + 1 WHERE prefix = %s AND next = %s",
        (CHECKS_OF_CODE, number),
    )


def use_name(name: str, case: UUID) -> Clause:
    """The kept name has become the name of an association."""
    return Clause(
        "name_row",
        "UPDATE social_orgs_name SET state = %s, case_id = %s WHERE name = %s AND state = ANY(%s)",
        (USED, case, name, list(LIVE)),
    )


CHANGEABLE = ("premises", "legal_representative", "supervising_body")
"""What of an association in the register a change may be about."""


def change(uscc: str, matter: str, value: str) -> Clause:
    """Another value for one of `CHANGEABLE` in the register, where the association is in it (older ones may not be)."""
    sets = ", ".join(
        f"{one} = CASE WHEN %s::text = '{one}' THEN %s::text ELSE {one} END" for one in CHANGEABLE
    )
    return Clause(
        "change_row",
        f"UPDATE social_orgs_register SET {sets} WHERE uscc = %s AND state = %s",
        (*(matter, value) * len(CHANGEABLE), uscc, REGISTERED),
    )
