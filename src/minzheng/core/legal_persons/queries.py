"""What is asked about legal persons: who they are, who acts for them, who administers them."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from minzheng.core.audit.queries import run
from minzheng.core.legal_persons.rules import KIND_WORDS, Held
from minzheng.core.legal_persons.sql import HELD
from minzheng.kernel.errors import Problem

LEVELS = ("province", "city", "county", "town", "village")


@dataclass(frozen=True, slots=True)
class LegalPersonRow:
    """A legal person as pages and other rooms see it."""

    id: UUID
    uscc: str
    name: str
    kind: str
    representative: UUID | None
    representative_name: str
    status: str
    registered_at: str
    places: Mapping[str, str]

    @property
    def kind_word(self) -> str:
        """The kind in Chinese."""
        return KIND_WORDS[self.kind]


@dataclass(frozen=True, slots=True)
class MandateRow:
    """A mandate as both sides see it, ended ones too."""

    id: UUID
    legal_person: UUID
    legal_person_name: str
    uscc: str
    agent: UUID
    agent_name: str
    kind: str
    basis: str
    scope: tuple[str, ...]
    valid_from: date
    valid_to: date
    granted_by_name: str
    status: str

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.status == "active" and self.valid_from <= on < self.valid_to


_BODY = (
    "l.id, l.uscc, l.name, l.kind, l.representative_id, coalesce(people_name(l.representative_id), ''), l.status, "
    "l.registered_at, l.province, l.city, l.county, l.town, l.village"
)
_MANDATE = (
    "SELECT m.id, m.legal_person_id, l.name, l.uscc, m.agent_id, people_name(m.agent_id), m.kind, m.basis, m.scope, "
    "m.valid_from, m.valid_to, people_name(m.granted_by_id), m.status FROM legal_persons_mandate m "
    "JOIN legal_persons_person l ON l.id = m.legal_person_id"
)


def legal_person(legal_person_id: UUID) -> LegalPersonRow:
    """A legal person whose hat the actor wears, for which the actor has a mandate, or of a division of the actor's.
    Problem `legal_persons.mandate_missing`. One statement."""
    rows = run(f"SELECT {_BODY} FROM legal_persons_person l WHERE l.id = %s", [legal_person_id])
    if not rows:
        raise Problem("legal_persons.mandate_missing")
    return _body(rows[0])


def by_uscc(uscc: str) -> LegalPersonRow | None:
    """The legal person with this code, which everybody may know: a named door of the wall. One statement."""
    rows = run(f"SELECT {_BODY} FROM legal_person_known(%s) l", [uscc])
    return _body(rows[0]) if rows else None


def administrators(uscc: str, on: date) -> list[tuple[UUID, str]]:
    """Who administers the body with this code on a day: person and name; a named door of the wall. One statement."""
    return [(row[0], row[1]) for row in run("SELECT * FROM legal_person_administrators(%s, %s)", [uscc, on])]


def mandates_of(agent: UUID, *, limit: int = 50) -> list[MandateRow]:
    """Every mandate of a person, newest first. One statement."""
    return _mandates("m.agent_id = %s", agent, limit)


def mandates_for(legal_person_id: UUID, *, limit: int = 200) -> list[MandateRow]:
    """Every mandate that was given for a legal person, newest first. One statement."""
    return _mandates("m.legal_person_id = %s", legal_person_id, limit)


def mandate(mandate_id: UUID) -> MandateRow:
    """One mandate that the wall lets the actor see. Problem `legal_persons.mandate_missing`. One statement."""
    rows = _mandates("m.id = %s", mandate_id, 1)
    if not rows:
        raise Problem("legal_persons.mandate_missing")
    return rows[0]


def names_held(person: UUID, on: date) -> dict[UUID, str]:
    """For which legal persons a person may act on a day: id -> name. One statement, through a named door."""
    return dict(run("SELECT legal_person, name FROM legal_person_mandates(%s, %s)", [person, on]))


def in_force(person: UUID, legal_person_id: UUID, on: date) -> Held | None:
    """The mandate by which a person acts for a legal person on a day, as it stands now, whatever a session knew; None
    where there is none. One statement, through a named door."""
    rows = run(
        f"SELECT {', '.join(HELD)} FROM legal_person_mandates(%s, %s) WHERE legal_person = %s",
        [person, on, legal_person_id],
    )
    return _held(rows[0]) if rows else None


def acting_for(legal_persons: Collection[UUID], on: date) -> dict[UUID, dict[UUID, str]]:
    """Which of these ids are legal persons, and who acts for each on a day: legal person -> person -> kind of mandate. One
    statement; complete for the platform alone, the wall shows others what is theirs."""
    rows = run(
        "SELECT l.id, m.agent_id, m.kind FROM legal_persons_person l LEFT JOIN legal_persons_mandate m "
        "ON m.legal_person_id = l.id AND m.status = 'active' AND m.valid_from <= %s AND m.valid_to > %s "
        "WHERE l.id = ANY(%s) ORDER BY m.id",
        [on, on, list(legal_persons)],
    )
    found: dict[UUID, dict[UUID, str]] = {legal_person_id: {} for legal_person_id, _, _ in rows}
    for legal_person_id, person, kind in rows:
        if person is not None:
            found[legal_person_id][person] = kind
    return found


def held(value: Any) -> tuple[Held, ...]:
    """The mandates that the clause `mandates` found, as its JSON list of rows. No statement."""
    lines = json.loads(value) if isinstance(value, str) else value or []
    return tuple(
        _held((UUID(line[0]), UUID(line[1]), *line[2:6], date.fromisoformat(line[6]), *line[7:]))
        for line in lines
    )


def _mandates(where: str, value: UUID, limit: int) -> list[MandateRow]:
    rows = run(f"{_MANDATE} WHERE {where} ORDER BY m.id DESC LIMIT %s", [value, limit])
    return [MandateRow(*row[:8], tuple(row[8]), *row[9:]) for row in rows]


def _held(row: Sequence[Any]) -> Held:
    """A row of `HELD` as a value."""
    return Held(*row[:5], frozenset(row[5]), row[6], dict(zip(LEVELS, row[7:], strict=True)))


def _body(row: Any) -> LegalPersonRow:
    return LegalPersonRow(*row[:8], dict(zip(LEVELS, row[8:], strict=True)))
