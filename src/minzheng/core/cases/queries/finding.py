"""The automatic finding: what the rules of a package find for a person or a household, and by which rows and sums."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from minzheng.core.audit.queries import run
from minzheng.core.cases.queries.checks import opened_line
from minzheng.core.cases.queries.side_roads import SupplementRow, with_supplements
from minzheng.core.cases.rules import age_at_month_end, age_on, first_month, reckoned_on, today
from minzheng.core.catalogue.queries import Package
from minzheng.core.people.queries import PersonRow, met, persons
from minzheng.core.places.queries import area_of, parameter, parameter_versions
from minzheng.core.places.rules import chain_of, values_for
from minzheng.kernel.calendar import month_after
from minzheng.kernel.errors import Problem
from minzheng.kernel.packages.conclusion import Line, Row, conclude, facts_of, parameters_of


@dataclass(frozen=True, slots=True)
class ParameterUse:
    """A parameter that went into a finding: what it is called, its value as the tables saw it, and who set it when."""

    name: str
    title: str
    value: Any
    document: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class Finding:
    """What the rules find: category (`tier`), monthly amount in fen, first month, and why.

    `rows` are the matched rows of every table, `lines` the arithmetic, `changes` what would change a no, `digest` the SM3
    of the tables and `version` the package's; `inputs` are all that the tables saw, `result` all that the decision gave.
    """

    eligible: bool
    tier: str
    amount: int
    starts: date
    reason: str
    article: str
    document: str
    inputs: Mapping[str, Any]
    title: str = ""
    rows: tuple[Row, ...] = ()
    lines: tuple[Line, ...] = ()
    changes: tuple[str, ...] = ()
    parameters: tuple[ParameterUse, ...] = ()
    digest: str = ""
    version: int = 0
    result: Mapping[str, Any] = field(default_factory=dict)

    @property
    def formula(self) -> str:
        """The arithmetic in one sentence, as letters carry it."""
        return "；".join(f"{line.label} {line.text}" for line in self.lines)


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a case: cleaned answers, officers' records by element (the latest of each), lines that the means
    check reported. `people` are the persons whom a page has read already, by id."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    records: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    checks: tuple[Mapping[str, Any], ...] = ()
    people: Mapping[UUID, PersonRow] | None = None

    @property
    def referred(self) -> frozenset[UUID]:
        """The persons that the answers speak of."""
        return frozenset(_referred(self.answers))


def told(case_id: UUID) -> Told:
    """What is known of a case, for its finding: answers with what was put right later, visits, the lines of the latest report. 1 statement."""
    body, visits, lines, later = run(_TOLD, [case_id] * 4)[0]
    latest: dict[str, Mapping[str, Any]] = {}
    for element, form, record in _json(visits) or ():
        latest[element] = latest[form] = json.loads(bytes.fromhex(record))
    given = json.loads(bytes(body)) if body is not None else {}
    return Told(
        with_supplements(given, [_later(*one) for one in _json(later) or ()]),
        records=latest,
        checks=tuple(_line(*one) for one in _json(lines) or ()),
    )


_TOLD = (
    "SELECT (SELECT body FROM cases_answers WHERE case_id = %s), "
    "(SELECT json_agg(json_build_array(element, form, encode(body, 'hex')) ORDER BY id) "
    "FROM cases_record WHERE case_id = %s), "
    "(SELECT json_agg(json_build_array(s.person, s.source, l.id, l.kind, encode(l.value_enc, 'hex'), l.as_of) ORDER BY l.id) "
    "FROM cases_check_source s JOIN cases_check_line l ON l.of_id = s.id WHERE s.check_of_id = "
    "(SELECT id FROM cases_check WHERE case_id = %s AND reported_at IS NOT NULL ORDER BY id DESC LIMIT 1)), "
    "(SELECT json_agg(json_build_array(id, kind, element, items, asked_at, answered_at, encode(body, 'hex')) "
    "ORDER BY asked_at, id) FROM cases_supplement WHERE case_id = %s AND answered_at IS NOT NULL AND body IS NOT NULL)"
)


def _later(
    row: str, kind: str, element: str, items: Any, asked: str, answered: str, body: str
) -> SupplementRow:
    """What was asked for and handed in afterwards, as `side_roads` keeps it."""
    given = json.loads(bytes.fromhex(body))["items"]
    moments = (datetime.fromisoformat(asked), None, datetime.fromisoformat(answered))
    return SupplementRow(UUID(row), kind, element, _json(items), *moments, given)


def _line(person: str, source: str, line: str, kind: str, sealed: str, as_of: str) -> dict[str, Any]:
    """A line of a report as tables see it: sums in yuan under `amount`, the rest under its own names."""
    said = opened_line(line, kind, sealed, as_of)
    sums = [Decimal(value) / 100 for name, value in said.value.items() if name.endswith("_fen")]
    plain = {name: value for name, value in said.value.items() if not name.endswith("_fen")}
    amount = {"amount": sum(sums, Decimal(0))} if sums else {}
    return {**plain, **amount, "person": person, "source": source, "kind": kind, "as_of": said.as_of}


def _records(found: Package, known: Told, day: date) -> dict[str, Any]:
    """The officers' records by element as tables see them; elements that share a form share its newest record."""
    words = found.service.get("steps") or {}
    seen = dict(known.records)
    for element, form in found.forms.items():
        name = str(words[element].get("form", ""))
        newest = known.records.get(name) or known.records.get(element)
        if newest is not None:
            seen[element] = form.facts(newest, {"today": day})
    return seen


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def finding_of(row: Mapping[str, Any], found: Package, at: datetime) -> Finding:
    """The finding for a case from the register, what was told and the parameters. 2 statements, 3 for a household."""
    received, on = today(row["received_at"]), reckoned_on(row, at)
    if not by_facts(found):
        return finding(met(row["applicant_id"]), found, received=received, on=on)
    known = told(row["id"])
    people = persons({row["applicant_id"], *known.referred})
    known = replace(known, people=people)
    return finding(people[row["applicant_id"]], found, received=received, on=on, known=known)


def by_facts(found: Package) -> bool:
    """Whether a package's finding rests on what was answered, not on the register alone."""
    return "parameters" in found.service.get("finding", {})


def finding(
    who: PersonRow, found: Package, *, received: date, on: date, known: Told | None = None
) -> Finding:
    """Evaluate the package's decision for a person. 1 statement; 2 where it rests on what was told (`known`) without the
    people in it.

    Raises Problem `cases.no_rules`, `places.parameter_missing`.
    """
    if found.tables is None:
        raise Problem("cases.no_rules", service=found.short)
    if by_facts(found):
        return _household(who, found, known or Told(), received, on)
    return _person(who, found, received, on)


def _person(who: PersonRow, found: Package, received: date, on: date) -> Finding:
    """From the register alone. Age counts at the end of the month of `on` (the allowance starts with the month of the
    birthday)."""
    words = found.service["finding"]
    inputs = {"age": age_at_month_end(who.birth_date, on), "alive": who.alive}
    result = _tables(found).evaluate(words["decision"], inputs)
    tier = str(result.value or words["none"])
    notes = result.matched[0].annotations if result.matched else {}
    eligible = tier != words["none"]
    value = parameter(words["amount"].format(tier=tier), dict(who.places), on) if eligible else None
    return Finding(
        eligible=eligible,
        tier=tier,
        amount=int(value.value) if value else 0,
        starts=first_month(who.birth_date, int(tier) if eligible else 0, received),
        reason=str(notes.get("reason", "")),
        article=str(notes.get("article", "")),
        document=value.document.number if value else "",
        inputs=inputs,
        digest=found.tables_digest,
        version=found.version,
    )


def _household(who: PersonRow, found: Package, known: Told, received: date, on: date) -> Finding:
    facts = facts_of(found.service["finding"], _context(who, found, known, received))
    return _concluded(found, facts, who.places, received, on)


def self_test(found: Package, answers: Mapping[str, Any], *, places: Mapping[str, str], on: date) -> Finding:
    """What the same tables say to the few answers of a package's pre-check; binds nobody. 1 statement.

    Raises Problem `cases.no_rules`, `places.parameter_missing`.
    """
    if found.precheck is None or found.tables is None:
        raise Problem("cases.no_rules", service=found.short)
    facts = facts_of(found.service["precheck"], {"answers": found.precheck.facts(answers, {"today": on})})
    return _concluded(found, facts, places, on, on)


def _concluded(
    found: Package, facts: Mapping[str, Any], places: Mapping[str, str], received: date, on: date
) -> Finding:
    """What the tables conclude from facts, by the parameters of a place. 1 statement."""
    words = found.service["finding"]
    names = parameters_of(words, facts)
    versions = parameter_versions({name for name, _ in names.values()}, places)
    try:
        used = values_for(
            names,
            versions,
            chain_of(places),
            applied=received,
            decided=on,
            named=str(words.get("eligibility_date", "application")),
        )
    except LookupError as missing:
        raise Problem("places.parameter_missing", name=missing.args[0], on=on.isoformat()) from missing
    inputs = {**facts, **{name: one.in_yuan for name, one in used.items()}}
    concluded = conclude(words, _tables(found), inputs)
    uses = tuple(
        ParameterUse(one.row.name, one.row.title, one.in_yuan, one.row.document_number, one.row.valid_from)
        for one in used.values()
    )
    return Finding(
        eligible=concluded.category == words["grants"],
        tier=concluded.category,
        amount=concluded.amount,
        starts=month_after(on),
        reason=concluded.reason,
        article=concluded.article,
        document=uses[0].document if uses else "",
        inputs=inputs,
        title=str(words.get("categories", {}).get(concluded.category, "")),
        rows=concluded.rows,
        lines=concluded.lines,
        changes=concluded.changes,
        parameters=uses,
        digest=found.tables_digest,
        version=found.version,
        result=concluded.result,
    )


def _context(who: PersonRow, found: Package, known: Told, day: date) -> dict[str, Any]:
    """What the FEEL of `finding.facts` sees. 1 statement where the people were not read yet."""
    people = persons(known.referred) if known.people is None else known.people
    people = {**people, who.id: who}
    home = who.places.get("village") or who.places.get("town") or ""
    return {
        "answers": found.form.facts(known.answers, {"today": day}),
        "records": _records(found, known, day),
        "checks": list(known.checks),
        "register": {
            "ref": str(who.id),
            "name": who.name,
            "area": area_of(home, day),
            "people": [
                {
                    "ref": str(one.id),
                    "name": one.name,
                    "age": age_on(one.birth_date, day),
                    "alive": one.alive,
                }
                for one in people.values()
            ],
        },
    }


def _referred(value: Any) -> Iterator[UUID]:
    """The persons that answers refer to (`{"ref": …}` in place of an ID number), wherever they stand."""
    if isinstance(value, Mapping):
        reference = value.get("ref")
        if isinstance(reference, str):
            yield UUID(reference)
        for one in value.values():
            yield from _referred(one)
    elif isinstance(value, list):
        for one in value:
            yield from _referred(one)


def _tables(found: Package) -> Any:
    return found.tables
