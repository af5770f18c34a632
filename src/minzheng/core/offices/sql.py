"""Clauses that verbs above compose into one statement, and the statement that opens every transaction."""

from datetime import date
from uuid import UUID

from minzheng.kernel.rights import Actor
from minzheng.kernel.sql import Clause


def grants(on: date) -> Clause:
    """`grants`: the positions in force on `on` of the person of the clause `signed_in`, own and by delegation.

    Only a staff account brings positions along; a delegation holds only while its position and organisation do.
    """
    columns = "o.role, o.level, o.division, o.organisation_id, o.businesses, o.valid_to, o.groups"
    held = (
        "FROM offices_position o JOIN offices_organisation u ON u.id = o.organisation_id "
        "AND (u.valid_to IS NULL OR u.valid_to > %s)"
    )
    return Clause(
        "grants",
        f"SELECT {columns}, NULL::uuid AS delegation {held} "
        "JOIN signed_in ON o.person_id = signed_in.account_person_id AND signed_in.account_kind = 'staff' "
        "WHERE o.valid_from <= %s AND o.valid_to > %s "
        f"UNION ALL SELECT {columns}, d.id {held} "
        "JOIN offices_delegation d ON d.position_id = o.id "
        "JOIN signed_in ON d.deputy_id = signed_in.account_person_id AND signed_in.account_kind = 'staff' "
        "WHERE o.valid_from <= %s AND o.valid_to > %s AND d.valid_from <= %s AND d.valid_to > %s",
        (on,) * 8,
    )


def profile(organisation: UUID) -> Clause:
    """`office_profile(small_office, level, division, name, short_name)` of one organisation."""
    return Clause(
        "office_profile",
        "SELECT small_office, level, division, name, short_name FROM offices_organisation WHERE id = %s",
        (organisation,),
    )


WALLS = {"mz.people": "people.look_up", "mz.cases": "cases.view", "mz.checks": "cases.see_check"}
"""What the walls of the database ask for: setting -> the right whose grants reach the rows (`kernel.sql.wall`)."""


def _divisions(by: Actor, right: str) -> str:
    """Division codes of the grants that bring a right along, `nation` for all; codes differ from level to level."""
    held = {grant.scope for grant in by.grants if right in grant.rights}
    return ",".join(sorted("nation" if scope.level == "nation" else scope.division for scope in held))


def enter(by: Actor) -> tuple[str, tuple[str, ...]]:
    """The statement that a transaction begins with: who acts and how far, for this transaction alone (SET LOCAL)."""
    scope = ",".join(sorted({f"{grant.scope.level}:{grant.scope.division}" for grant in by.grants}))
    values = {
        "mz.actor": str(by.account or by.hat.value),
        "mz.person": ",".join(sorted(map(str, by.acts_for))),
        "mz.hat": by.hat.value,
        "mz.scope": scope,
        "mz.channel": by.channel,
        "mz.groups": ",".join(sorted({group for grant in by.grants for group in grant.groups})),
        **{setting: _divisions(by, right) for setting, right in WALLS.items()},
    }
    calls = ", ".join("set_config(%s, %s, true)" for _ in values)
    return f"SELECT {calls}", tuple(part for pair in values.items() for part in pair)
