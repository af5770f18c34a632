"""Who takes part in the benchmarks: eight citizens with accounts, and the seeded officers of a street."""

from datetime import datetime
from uuid import UUID

from minzheng.core.cases.rules import today
from minzheng.core.offices.queries import actor
from minzheng.core.people.actions import open_account
from minzheng.core.people.queries import account_by_username
from minzheng.faces.cli.bench.ground import Ground
from minzheng.kernel.rights import Actor, system

TOWN = "990101001"
PASSWORD = "Bench-2026-citizen"  # noqa: S105  (of accounts in a database that is thrown away)


def citizens(ground: Ground, count: int, at: datetime) -> list[str]:
    """User names of `count` fresh accounts of people registered in the street."""
    with ground.connect() as connection:
        rows = connection.execute(
            "SELECT p.id FROM people_person p LEFT JOIN people_account a ON a.person_id = p.id "
            "WHERE p.town = %s AND a.id IS NULL AND p.alive ORDER BY p.birth_date LIMIT %s",
            [TOWN, count],
        ).fetchall()
    if len(rows) < count:
        raise LookupError(f"only {len(rows)} of {count} persons to open an account for")
    names = []
    for number, (person,) in enumerate(rows):
        name = f"bench_{number}"
        open_account(
            by=system("bench"),
            at=at,
            username=name,
            password=PASSWORD,
            kind="citizen",
            person=person,
            assurance=2,
        )
        names.append(name)
    return names


def officer(role: str, at: datetime) -> Actor:
    """A seeded officer of the street."""
    account = account_by_username(f"{TOWN}_{role}_01")
    if account is None:
        raise LookupError(f"no seeded {role} in {TOWN}")
    found = actor(UUID(str(account.id)), channel="api", on=today(at))
    if found is None:
        raise LookupError(f"the seeded {role} may not act")
    return found
