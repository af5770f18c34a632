"""Made-up organisations and staff for tests."""

from datetime import date
from uuid import UUID

from minzheng.core.offices import actions
from minzheng.core.people.tests.factories import AT, BY, TODAY, a_person, an_account

UNITS = {
    "990100": ("11990100MB0000027F", "青禾市民政局", "authority", "city", "禾民"),
    "990101": ("11990101MB0000035Q", "明川区民政局", "authority", "county", "明民"),
    "990102": ("11990102MB00000432", "云溪县民政局", "authority", "county", "云民"),
    "990101001": ("11990101MB0000051E", "明川区柳荫街道办事处", "street_office", "town", "柳荫街办"),
    "990101001001": (
        "55990101MB0000094B",
        "柳荫街道春和社区居民委员会",
        "residents_committee",
        "village",
        "",
    ),
}


def an_office(division: str = "990101001") -> UUID:
    """The organisation that handles civil affairs in a division."""
    uscc, name, kind, level, short_name = UNITS[division]
    return actions.register_organisation(
        by=BY,
        at=AT,
        uscc=uscc,
        name=name,
        kind=kind,
        level=level,
        division=division,
        short_name=short_name,
        business="self_government" if level == "village" else "",
        valid_from=date(2000, 1, 1),
    )


def a_position(
    person: UUID,
    organisation: UUID,
    role: str = "reviewer",
    *,
    since: date = date(2026, 1, 1),
    until: date = date(2027, 1, 1),
) -> UUID:
    """A position with the organisation's own scope."""
    return actions.appoint(
        by=BY, at=AT, person=person, organisation_id=organisation, role=role, valid_from=since, valid_to=until
    )


def a_clerk(role: str, organisation: UUID, *, username: str, name: str = "赵演川") -> tuple[UUID, UUID]:
    """A person with a staff account and one position; returns (account, person)."""
    person = a_person(name)
    a_position(person, organisation, role)
    return an_account(person, username=username, kind="staff"), person


__all__ = ["AT", "BY", "TODAY", "a_clerk", "a_position", "an_office"]
