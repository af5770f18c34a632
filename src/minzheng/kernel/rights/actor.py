"""The Actor: one natural person (or the system) with a hat on, in a channel, for a purpose, with dated grants."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

LEVELS = ("province", "city", "county", "town", "village")
"""Level columns, widest first. `nation` and `self` are the two ends that have no column."""


class Hat(StrEnum):
    """In what capacity the person acts."""

    ANONYMOUS = "anonymous"
    SELF = "self"
    REPRESENTATIVE = "representative"
    CORPORATE = "corporate"
    STAFF = "staff"
    PARTNER = "partner"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a grant reaches: equality of one level column with one division code (`nation` reaches all)."""

    level: str
    division: str

    def covers(self, places: "dict[str, str]") -> bool:
        """Whether something with the level columns `places` lies inside."""
        return self.level == "nation" or places.get(self.level, "") == self.division != ""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held in a unit: its rights, their scope, the businesses that it is for (empty = all) and its last day.

    `groups` are the sensitive kinds of matters (child, marriage, adoption, hiv, tipoff) that it was given by name (R5):
    they follow neither from a role nor from a division above.
    """

    role: str
    rights: frozenset[str]
    scope: Scope
    organisation: UUID | None = None
    businesses: frozenset[str] = frozenset()
    until: date | None = None
    groups: frozenset[str] = frozenset()

    def holds(self, today: date) -> bool:
        """Whether the grant is still in force on `today`."""
        return self.until is None or today <= self.until


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. Conflicts of interest hold for `person`, never for the account.

    `assurance` is 0 (nobody) to 3 (face or counter verified), screens say a1-a3; `on_behalf_of` is the person
    represented, `services` the matters for which (empty = all); `acts_for` lists all persons whose own matters this actor may see in
    this hat. Under the hat of a legal person `corporate` is that legal person and `corporate_role` (`corp_admin`,
    `corporate_agent`) what the person is there; the person's own matters are then not the actor's. `delegation` is what
    lets the person act at all where it is not their own: a deputy's delegation, or the mandate of a legal person.
    """

    hat: Hat
    account: UUID | None = None
    person: UUID | None = None
    name: str = ""
    on_behalf_of: UUID | None = None
    corporate: UUID | None = None
    corporate_role: str = ""
    services: frozenset[str] = frozenset()
    assurance: int = 0
    second_factor: bool = False
    channel: str = "web"
    purpose: str = ""
    delegation: UUID | None = None
    node: str = "local"
    grants: tuple[Grant, ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        """Names of the roles held, in order, without repeats."""
        return tuple(dict.fromkeys(grant.role for grant in self.grants))

    @property
    def is_staff(self) -> bool:
        """Whether the actor wears the hat of an office."""
        return self.hat is Hat.STAFF

    @property
    def acts_for(self) -> frozenset[UUID]:
        """The persons whose own matters are this actor's own; of one represented only those in `services`."""
        own = {
            Hat.SELF: self.person,
            Hat.REPRESENTATIVE: self.on_behalf_of,
            Hat.CORPORATE: self.corporate,
        }.get(self.hat)
        return frozenset() if own is None else frozenset({own})

    def reaches(self, service: str) -> bool:
        """Whether the agency or mandate under which somebody else is represented reaches a service; in other hats
        always."""
        return (
            self.hat not in (Hat.REPRESENTATIVE, Hat.CORPORATE)
            or not self.services
            or service in self.services
        )


def anonymous(channel: str = "web") -> Actor:
    """A visitor who has not signed in."""
    return Actor(hat=Hat.ANONYMOUS, channel=channel)


def system(purpose: str, *, node: str = "local") -> Actor:
    """The platform itself, doing what the law or a timer tells it to do; `purpose` says which."""
    return Actor(hat=Hat.SYSTEM, name="系统", channel="system", purpose=purpose, node=node, assurance=3)


SYSTEM = system("platform")
