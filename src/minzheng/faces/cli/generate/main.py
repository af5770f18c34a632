"""`minzheng generate --cases N --seed S`."""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from minzheng.core.cases.actions.load import CaseRecord, Stop, load
from minzheng.core.cases.rules import age_at_month_end, first_month, today
from minzheng.core.catalogue.queries import package, snapshot_for
from minzheng.core.offices.actions import acting
from minzheng.core.people import actions as people
from minzheng.core.places.queries import Place, calendar, calendar_version, full_name, parameters, search
from minzheng.faces.cli.generate.inventing import Inventor
from minzheng.faces.cli.generate.officers import Officers
from minzheng.faces.cli.generate.planning import Plan, Planner
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, Hat, system

SERVICE: Final = "gaoling"
CHUNK: Final = 2000
CHANNELS: Final = (("web", 70), ("counter", 30))
URBAN, RURAL = 3, 1
"""How many live in a community for one in a village."""


def parse(words: Sequence[str]) -> argparse.Namespace:
    """The words of the command."""
    parser = argparse.ArgumentParser(
        prog="minzheng generate", description="成批生成虚构的办件（演示、测速用）"
    )
    parser.add_argument("--cases", type=int, default=1000, metavar="N", help="生成多少件（默认 1000）")
    parser.add_argument(
        "--seed", type=int, default=1, metavar="S", help="随机种子；末两位相同的种子只能用一个（默认 1）"
    )
    return parser.parse_args(list(words))


def generate(*, cases: int, seed: int, at: datetime, say: Callable[[str], None]) -> list[str]:
    """Make `cases` cases as of `at`; returns their numbers. Each chunk is one transaction.

    Raises Problem `cli.no_places`, `cli.no_officer` (no demo province), `people.load_repeated` (a seed used twice).
    """
    generator, by = Generator(seed, at), system("generate")
    numbers: list[str] = []
    for first in range(0, cases, CHUNK):
        batch = generator.batch(min(CHUNK, cases - first))
        with acting(by, at):
            people.load(by=by, at=at, persons=batch.persons, source="generate")
            numbers += load(by=by, at=at, records=batch.records, new_id=generator.inventor.key)
        say(f"已生成 {len(numbers)} / {cases} 件")
    return numbers


@dataclass(slots=True)
class Batch:
    """Some persons and their cases."""

    persons: list[people.PersonRecord] = field(default_factory=list)
    records: list[CaseRecord] = field(default_factory=list)


class Generator:
    """Makes persons and cases of the demo province, the same for the same seed and moment."""

    def __init__(self, seed: int, at: datetime) -> None:
        self.at, self.inventor, self.officers = at, Inventor(seed), Officers(at)
        homes = sorted(search("99", level="village", limit=5000), key=lambda place: place.code)
        if not homes:
            raise Problem("cli.no_places")
        self.homes = [(home, URBAN if home.area == "urban" else RURAL) for home in homes]
        self.names = {home.code: full_name(home.code) for home in homes}
        self.days = calendar(calendar_version())
        self._planners: dict[UUID, Planner] = {}
        self._snapshots: dict[str, UUID] = {}

    def batch(self, count: int) -> Batch:
        """The next `count` cases."""
        made = Batch()
        for _ in range(count):
            home: Place = self.inventor.pick(self.homes)
            snapshot = self._snapshot(home)
            plan = self._planner(snapshot).plan(self.inventor)
            elder = self.inventor.elder(
                home, self.names[home.code], today(plan.received_at), plan.received_at
            )
            made.persons.append(elder)
            made.records.append(self._record(elder, home, snapshot, plan))
        return made

    def _snapshot(self, home: Place) -> UUID:
        if home.code not in self._snapshots:
            self._snapshots[home.code] = snapshot_for(SERVICE, home.levels)
        return self._snapshots[home.code]

    def _planner(self, snapshot: UUID) -> Planner:
        if snapshot not in self._planners:
            self._planners[snapshot] = Planner(package(snapshot).service["limits"], self.days, self.at)
        return self._planners[snapshot]

    def _record(self, elder: people.PersonRecord, home: Place, snapshot: UUID, plan: Plan) -> CaseRecord:
        who = Actor(
            Hat.SELF, person=elder.id, name=elder.name, channel=self.inventor.pick(CHANNELS), assurance=2
        )
        return CaseRecord(
            snapshot=snapshot,
            applicant=elder.id,
            applicant_name=elder.name,
            places=home.levels,
            answers=self.inventor.answers(elder),
            received_at=plan.received_at,
            by=who,
            query_pin=self.inventor.pin(),
            stops=tuple(self._stops(elder, home, snapshot, plan, who)),
        )

    def _stops(
        self, elder: people.PersonRecord, home: Place, snapshot: UUID, plan: Plan, who: Actor
    ) -> Iterator[Stop]:
        for element, outcome, at in plan.steps:
            own = element == "withdraw" or (element == "deliver" and who.channel == "web")
            by = who if own else self.officers.of(element, home.levels)
            changes: dict[str, Any] = {}
            variables: dict[str, Any] = {}
            if outcome == "accept":
                changes = {"accepted_on": today(at), "accept_mode": "explicit"}
            elif outcome in _RESULTS:
                changes = {"decided_at": at, "result": _RESULTS[outcome]}
            if element == "initial_review":
                variables = {"review": outcome}
            if outcome == "grant":
                variables = self._granted(elder.birth_date, home.levels, snapshot, plan.received_at, at)
            yield Stop(element, outcome, at, by, changes, variables, variables)

    def _granted(
        self, born: date, places: Mapping[str, str], snapshot: UUID, received: datetime, at: datetime
    ) -> dict[str, Any]:
        """What the rules find: tier, amount, first month."""
        tier = tier_at(snapshot, age_at_month_end(born, today(at)))
        starts = (
            first_month(born, int(tier), today(received))
            if tier.isdecimal()
            else today(received).replace(day=1)
        )
        return {"amount": self._amount(tier, places), "tier": tier, "starts": starts.isoformat()}

    def _amount(self, tier: str, places: Mapping[str, str]) -> int:
        return amount_of(f"{SERVICE}.monthly.{tier}", tuple(places.items()), today(self.at))


_RESULTS: Final = {"grant": "granted", "refuse": "refused", "sign": "refused_acceptance"}


@lru_cache(maxsize=512)
def tier_at(snapshot: UUID, age: int) -> str:
    """The tier that the package's table gives at an age."""
    found = package(snapshot)
    if found.tables is None:
        raise Problem("cases.no_rules", service=found.short)
    return str(found.tables.evaluate(found.service["finding"]["decision"], {"age": age, "alive": True}).value)


@lru_cache(maxsize=4096)
def amount_of(name: str, places: tuple[tuple[str, str], ...], on: date) -> int:
    """A monthly amount in fen that is set for a place; 0 where none is."""
    found = parameters([name], dict(places), on).get(name)
    return int(found.value) if found else 0
