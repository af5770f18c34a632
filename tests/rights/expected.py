"""What the rules say before anything runs: may this identity come through this door?

Read from the rooms' `rights.yaml` and the faces' `doors.yaml` alone; nothing of `kernel.rights` is used, so that a mistake
there is found and not repeated.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from minzheng.config import rooms
from tests.rights.world import HALVES, Identity, Thing

FLOORS = ("core", "blocks", "domains", "faces")


@dataclass(frozen=True)
class Door:
    """One address: `ask` is public, bearer, person, staff, owner, a right, or several with `or` between; `thing` stands behind it ('' for none);
    with `listed` the door opens to more people, and the thing is seen only by those whom `ask` lets through."""

    name: str
    ask: str
    thing: str = ""
    listed: bool = False
    whole: bool = False

    @property
    def route(self) -> str:
        """The name of the address; a door may have a word after it, for another thing that is done there."""
        return self.name.partition(" ")[0]

    @property
    def desk(self) -> bool:
        """Whether it is a door of the workbench, behind which citizens have nothing to do."""
        return self.name.startswith("workbench:") or self.name in DESK_DOORS

    @property
    def portal(self) -> bool:
        """Whether it is a door of the portal, behind which an officer stands as nobody in particular."""
        return not self.desk and not self.name.startswith("openapi:")


DESK_DOORS = frozenset({"social_orgs:consents", "social_orgs:consent", "social_orgs:case"})


def doors() -> dict[str, Door]:
    """Every door by the name of its route."""
    return {door.name: door for door in _doors()}


def _doors() -> Iterator[Door]:
    for document in _documents("doors.yaml"):
        for name, said in document.items():
            if isinstance(said, str):
                yield Door(name, said)
            else:
                ask = said.get("right") or said.get("asks") or said["shows"]
                yield Door(name, ask, said["behind"], "shows" in said, bool(said.get("whole")))


@cache
def lines() -> Mapping[str, list[Mapping[str, Any]]]:
    """The lines of all `rights.yaml` and the rights of all `roles.yaml`, by right."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for document in _documents("rights.yaml"):
        for right, rules in document.items():
            found.setdefault(right, []).extend(rules)
    for document in _documents("roles.yaml"):
        for role, said in document.items():
            for right in said.get("rights", ()):
                found.setdefault(right, []).append({"role": role, "relation": "scope"})
    return found


def _documents(name: str) -> Iterator[Mapping[str, Any]]:
    for floor in FLOORS:
        for path in sorted((rooms.HOUSE / floor).glob(f"*/{name}")):
            yield yaml.safe_load(path.read_text(encoding="utf-8")) or {}


PERSONS = ("citizen", "representative", "corp_admin", "corporate_agent")
"""Roles of who acts for a person or a body; what is theirs is told by the owner."""
SIMPLE = {
    "public": lambda who: True,
    "bearer": lambda who: True,
    "nobody": lambda who: False,
    "signed_in": lambda who: who.signed_in,
    "person": lambda who: who.signed_in and not who.staff,
    "staff": lambda who: who.staff,
    "sign_in": lambda who: who.role not in HALVES,
    "asked_code": lambda who: who.role == "asked_code" or who.staff,  # staff are sent on into the workbench
    "asked_set_up": lambda who: who.role == "asked_set_up",
    "asked_password": lambda who: who.role == "asked_password",
}
"""Doors that ask for no thing: whether an identity comes in."""
QUEUED = frozenset({"cases.step", "cases.queue"})
"""Rights that are for whom the step waits."""
TWO_PERSONS = frozenset({"cases.approve_export"})
"""Rights that whoever asked does not have in the own request."""


def answer(door: Door, who: Identity, thing: Thing | None) -> str:
    """allow, mask or deny."""
    if door.ask in SIMPLE:
        return "allow" if SIMPLE[door.ask](who) else "deny"
    if door.ask == "owner":
        return "allow" if thing is not None and who.person in thing.owners else "deny"
    if door.ask in TWO_PERSONS and thing is not None and who.person in thing.owners:
        return "deny"
    if thing is not None and who.person in thing.parties:
        return "allow"
    asked = [rule for right in door.ask.split(" or ") for rule in lines().get(right, ())]
    fitting = [rule for rule in asked if _fits(rule, door, who, thing)]
    effects = {rule.get("effect", "allow") for rule in fitting}
    found = next((effect for effect in ("deny", "mask", "allow") if effect in effects), "deny")
    return "deny" if found == "mask" and door.whole else found


def _fits(rule: Mapping[str, Any], door: Door, who: Identity, thing: Thing | None) -> bool:
    role, relation = rule["role"], rule["relation"]
    if role == "anyone":
        return bool(relation == "any")
    citizen = role in PERSONS
    if role != who.role or (citizen and door.desk) or (not citizen and door.portal):
        return False
    if citizen:
        return relation == "any" or (thing is not None and who.person in thing.owners)
    if thing is None:  # whatever the own unit has
        return True
    if thing.waits != ("", "") and door.ask in QUEUED and thing.waits != (who.role, who.level):
        return False
    return relation == "any" or thing.places.get(who.level) == who.division
