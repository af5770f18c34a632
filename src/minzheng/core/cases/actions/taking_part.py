"""Who takes part in an application: the applicant, who fills in for him, and those whom the form's rows name."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from minzheng.core.cases import sql
from minzheng.core.cases.rules import CORPORATE_AGENT, age_on, checked_agency, today
from minzheng.core.catalogue.queries import Package
from minzheng.core.forms.rules import context_of
from minzheng.core.people.queries import PersonRow, persons
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.formspec import places
from minzheng.kernel.ids import uuid7
from minzheng.kernel.packages import Party
from minzheng.kernel.sql import Clause


@dataclass(frozen=True, slots=True)
class FillingIn:
    """Who fills in for a person who cannot, in what capacity, why, until when, and what shows it."""

    agent: UUID
    capacity: str
    reason: str
    until: date
    evidence: UUID | None = None


@dataclass(slots=True)
class TakingPart:
    """Parties as (person, role), the ids of their rows, and of those who must sign (id, person, role)."""

    parties: list[tuple[UUID, str]]
    ids: list[UUID] = field(default_factory=list)
    signers: list[tuple[UUID, UUID, str]] = field(default_factory=list)
    agency: FillingIn | None = None

    def clauses(self, case_id: UUID, at: datetime) -> list[Clause]:
        """What the submission's one statement writes of it."""
        made = [sql.insert_parties(case_id, self.parties, self.ids or None)]
        if self.signers:
            made.append(sql.insert_authorisations(case_id, at, self.signers))
        if self.agency:
            one = self.agency
            made.append(
                sql.insert_agency(case_id, one.agent, one.capacity, one.reason, one.until, one.evidence)
            )
        return made


def acting_for_body(agent: UUID, representative: UUID | None) -> TakingPart:
    """Who takes part in a legal person's application: its agent, and who represents it by law, where that is known.
    Neither is the applicant; no officer among them may handle the case. No statement."""
    people = [(agent, CORPORATE_AGENT)]
    if representative is not None:
        people.append((representative, "legal_rep"))
    return TakingPart(people)


def taking_part(
    applicant: PersonRow, agent: UUID | None, answers: Mapping[str, Any], found: Package, at: datetime
) -> TakingPart:
    """Who takes part and who must sign. 1 statement where the package names lists of persons, else none.

    The dead sign nothing. Raises Problem: `cases.party_twice`, `people.not_found`; Invalid for what `filling_in` misses.
    """
    people = [(applicant.id, "applicant")]
    if agent and agent != applicant.id:
        people.append((agent, "agent"))
    agency = filling_in(people[-1][0], answers, found, today(at)) if len(people) > 1 else None
    if not found.parties:
        return TakingPart(people, agency=agency)
    facts = found.form.facts(answers, context_of(at))
    named = [
        (person, words, row)
        for words in found.parties
        if words.rows
        for person, row in _named(answers, facts, words.rows)
    ]
    known = {applicant.id: applicant, **(persons(person for person, _, _ in named) if named else {})}
    part = TakingPart(people, [uuid7() for _ in people], agency=agency)
    _applicant(part, applicant, found, facts, today(at))
    for person, words, row in named:
        _add(part, known, person, words, row, today(at))
    return _in_order(part)


def _in_order(part: TakingPart) -> TakingPart:
    """Ids of one millisecond have no order of their own: sorted, they keep the order of the form."""
    ordered = dict(zip(part.ids, sorted(part.ids), strict=True))
    part.ids = list(ordered.values())
    part.signers = [(ordered[key], person, role) for key, person, role in part.signers]
    return part


def filling_in(agent: UUID, answers: Mapping[str, Any], found: Package, on: date) -> FillingIn | None:
    """What the answers say of who fills in for the applicant, where the package asks for it (`agency`). Raises Invalid
    at the form's own fields. No statement."""
    words = found.service.get("agency")
    if not words:
        return None
    given = {name: answers.get(str(path)) for name, path in words.items()}
    until = given.get("until")
    day = date.fromisoformat(until) if isinstance(until, str) and until else None
    shown = next((UUID(one["file"]) for one in given.get("evidence") or () if one.get("file")), None)
    capacity, reason = (
        str(given.get("capacity") or ""),
        _words_of(found, str(words["reason"]), given.get("reason")),
    )
    try:
        checked_agency(capacity, reason, day, shown, on)
    except Invalid as invalid:
        fields = {**words, "why": words["reason"]}
        raise Invalid(
            [replace(one, path=str(fields.get(one.path, one.path))) for one in invalid.fields]
        ) from invalid
    assert day is not None
    return FillingIn(agent, capacity, reason, day, shown)


def _words_of(found: Package, path: str, value: object) -> str:
    """What was answered, in words: the label of what was chosen, or the text itself."""
    options = next((entry.options for one, entry in found.form.fields() if one == path), ())
    text = next((option.label for option in options if option.value == value), value)
    return str(text or "").strip()


def _named(
    answers: Mapping[str, Any], facts: Mapping[str, Any], rows: str
) -> list[tuple[UUID, Mapping[str, Any]]]:
    """The persons of a list with what conditions see of their rows; rows without a reference name nobody."""
    path = tuple(rows.split("."))
    seen = places.get(facts, path) or []
    found = []
    for row, fact in zip(places.rows(places.get(answers, path)), seen, strict=False):
        value = row.get("id_number")
        if isinstance(value, Mapping) and value.get("ref"):
            found.append((UUID(str(value["ref"])), fact))
    return found


def _applicant(
    part: TakingPart, applicant: PersonRow, found: Package, facts: Mapping[str, Any], on: date
) -> None:
    words = next((one for one in found.parties if not one.rows), None)
    if words and words.must_sign(facts, age_on(applicant.birth_date, on), on):
        part.signers.append((part.ids[0], applicant.id, "applicant"))


def _add(
    part: TakingPart,
    known: Mapping[UUID, PersonRow],
    person: UUID,
    words: Party,
    row: Mapping[str, Any],
    on: date,
) -> None:
    if person not in known:
        raise Problem("people.not_found")
    if person == part.parties[0][0] and words.role == "member":
        return  # the applicant may count himself among those who live together
    if any(one == person for one, role in part.parties if role != "agent"):
        raise Problem("cases.party_twice", name=known[person].name)
    key = uuid7()
    part.parties.append((person, words.role))
    part.ids.append(key)
    who = known[person]
    if who.alive and words.must_sign(row, age_on(who.birth_date, on), on):
        part.signers.append((key, person, words.role))
