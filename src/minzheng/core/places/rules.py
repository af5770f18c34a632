"""What is decided: which row of a history holds on a day, which division's parameter is nearest, what may be loaded."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from minzheng.kernel.calendar import month_after
from minzheng.kernel.errors import Problem

LEVELS = ("province", "city", "county", "town", "village")
"""Levels of divisions, widest first; also the names of the level columns."""

LENGTHS = {"province": 6, "city": 6, "county": 6, "town": 9, "village": 12}
"""Digits of a code by level (GB/T 2260, GB/T 10114 and the statistical 12 digits)."""


CASES_IN_HAND = frozenset({"old", "new", "favourable"})
"""Which rule takes the cases that are in hand when a version comes into force."""

ELIGIBILITY_DATES = frozenset({"application", "decision"})
"""The day that a service may name for the rules by which it finds whether somebody is eligible."""


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """One division between two days, as a list of divisions gives it. `valid_to` is the first day without it."""

    code: str
    name: str
    level: str
    kind: str
    valid_from: date
    parent: str = ""
    area: str = ""
    valid_to: date | None = None
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One dated value. `valid_to` is the first day on which it no longer applies; `division` "" is for all places.

    `applies_to` says which rule takes the cases that are in hand when it comes into force (`CASES_IN_HAND`; "" leaves it
    to the date that the service names), `favours` which value is the more favourable one: `higher` or `lower`.
    """

    name: str
    division: str
    valid_from: date
    valid_to: date | None
    value: Any
    unit: str = ""
    document_title: str = ""
    document_number: str = ""
    issued_on: date | None = None
    to_be_checked: bool = False
    title: str = ""
    applies_to: str = ""
    favours: str = "higher"


def holds(valid_from: date, valid_to: date | None, on: date) -> bool:
    """Whether a row that is valid from `valid_from` until before `valid_to` holds on the day `on`."""
    return valid_from <= on and (valid_to is None or on < valid_to)


def level_columns(code: str, parents: Mapping[str, str], levels: Mapping[str, str]) -> dict[str, str]:
    """The level columns of `code`, found by climbing `parents`; a level that is left out stays ''.

    (Some cities have no counties, some counties no city: the code alone does not tell.) Problem
    `places.division_loop` when the climb does not end.
    """
    columns = dict.fromkeys(LEVELS, "")
    here = code
    while here:
        if columns[levels[here]]:
            raise Problem("places.division_loop", code=code)
        columns[levels[here]] = here
        here = parents[here]
    return columns


def check_divisions(
    rows: Sequence[DivisionRow], known_parents: Mapping[str, str], known: Mapping[str, str]
) -> None:
    """Refuse a list of divisions that is not sound; `known` and `known_parents` are code -> level, parent so far.

    A code keeps its parent and its level for ever: a place that changes hands gets a new code and the old one is
    never used again (《行政区划代码管理办法》, Order 79 of the Ministry of Civil Affairs, in force 2025-09-01).
    """
    levels = dict(known) | {row.code: row.level for row in rows}
    parents = dict(known_parents)
    for row in rows:
        _check_code(row)
        if row.valid_to is not None and row.valid_to <= row.valid_from:
            raise Problem("places.division_days", code=row.code, name=row.name)
        if (
            known.get(row.code, row.level) != row.level
            or parents.setdefault(row.code, row.parent) != row.parent
        ):
            raise Problem("places.division_moved", code=row.code, name=row.name)
        if row.parent and row.parent not in levels:
            raise Problem("places.division_parent_unknown", code=row.code, name=row.name, parent=row.parent)
        if row.parent and LEVELS.index(levels[row.parent]) >= LEVELS.index(row.level):
            raise Problem("places.division_parent_level", code=row.code, name=row.name, parent=row.parent)
        if row.replaced_by and row.replaced_by not in levels:
            raise Problem(
                "places.division_successor_unknown", code=row.code, name=row.name, code_new=row.replaced_by
            )


def nearest(rows: Iterable[ParameterRow], chain: Sequence[str], on: date) -> ParameterRow | None:
    """The row that holds on `on` for the nearest division of `chain` (nearest first, '' last); among several of one
    division the one with the latest first day. None when there is none. The value is never changed."""
    held = [row for row in rows if row.division in chain and holds(row.valid_from, row.valid_to, on)]
    return min(held, key=lambda row: (chain.index(row.division), -row.valid_from.toordinal()), default=None)


def known(rows: Iterable[ParameterRow], on: date) -> list[ParameterRow]:
    """The versions that were known on a day: issued by then (one without a day of issue always was).

    What was reckoned in a month is reckoned again with what was known then: a paper that reaches back is paid as
    back-pay, never by rewriting.
    """
    return [row for row in rows if row.issued_on is None or row.issued_on <= on]


def for_month(rows: Iterable[ParameterRow], chain: Sequence[str], month: date) -> ParameterRow | None:
    """The amount axis: the version that holds on the first day of a benefit month."""
    return nearest(rows, chain, month.replace(day=1))


def for_case(
    rows: Iterable[ParameterRow],
    chain: Sequence[str],
    *,
    applied: date,
    decided: date,
    named: str = "application",
) -> ParameterRow | None:
    """The eligibility axis: the version by which a case is judged that was applied for and decided on these days.

    `named` is the date that the service names (`application` or `decision`). Every version that came into force in
    between may say otherwise for the cases in hand: they keep the old rule, take the new one, or the one of the two
    that is more favourable to the person.
    """
    lines = list(rows)
    last = max(applied, decided)
    held = nearest(lines, chain, applied)
    turning = {row.valid_from for row in lines} | {row.valid_to for row in lines if row.valid_to}
    for day in sorted(day for day in turning if applied < day <= last):
        fresh = nearest(lines, chain, day)
        if fresh is not None and fresh != held:
            held = _in_hand(held, fresh, named)
    return held


def _in_hand(held: ParameterRow | None, fresh: ParameterRow, named: str) -> ParameterRow:
    way = fresh.applies_to or ("new" if named == "decision" else "old")
    if held is None or way == "new":
        return fresh
    if way == "old":
        return held
    better = fresh.value > held.value if fresh.favours == "higher" else fresh.value < held.value
    return fresh if better else held


@dataclass(frozen=True, slots=True)
class UsedValue:
    """A parameter as a case took it: the version, and its value as tables see it (yuan where it is kept in fen)."""

    row: ParameterRow

    @property
    def in_yuan(self) -> Any:
        """What is kept in fen as yuan, everything else as it stands."""
        value = self.row.value
        return Decimal(value) / 100 if self.row.unit.startswith("fen") else value


def values_for(
    names: Mapping[str, tuple[str, str]],
    rows: Mapping[str, Sequence[ParameterRow]],
    chain: Sequence[str],
    *,
    applied: date,
    decided: date,
    named: str,
) -> dict[str, UsedValue]:
    """The parameters of a case by input: input -> (name, axis), versions by name, places nearest first.

    `eligibility` is judged by `for_case`; `benefit` by `for_month`, for the month after that of the decision. Only what
    was known on the day of the decision counts. Raises LookupError with the name of one that no government has set.
    """
    first = month_after(decided)
    found: dict[str, UsedValue] = {}
    for name, (parameter, axis) in names.items():
        lines = known(rows.get(parameter, ()), decided)
        row = (
            for_month(lines, chain, first)
            if axis == "benefit"
            else for_case(lines, chain, applied=applied, decided=decided, named=named)
        )
        if row is None:
            raise LookupError(parameter)
        found[name] = UsedValue(row)
    return found


def versions_in(entries: Iterable[Mapping[str, Any]]) -> dict[str, list[ParameterRow]]:
    """The versions in parsed `parameters/*.yaml`, by name; a float that a plain reader made is read as it was written."""
    found: dict[str, list[ParameterRow]] = {}
    for entry in entries:
        for line in entry["values"]:
            value = line["value"]
            found.setdefault(entry["name"], []).append(
                ParameterRow(
                    name=entry["name"],
                    division=str(line.get("division") or ""),
                    valid_from=line["valid_from"],
                    valid_to=line.get("valid_to"),
                    value=Decimal(str(value)) if isinstance(value, float) else value,
                    unit=entry.get("unit", ""),
                    document_number=line["document"].get("number", ""),
                    issued_on=line["document"].get("issued_on"),
                    applies_to=line.get("applies_to", ""),
                    favours=entry.get("favours", "higher"),
                )
            )
    return found


def chain_of(ancestry: Mapping[str, str]) -> tuple[str, ...]:
    """The codes of an ancestry, nearest first, then '' for what holds everywhere."""
    return (*(ancestry[level] for level in reversed(LEVELS) if ancestry.get(level)), "")


def calendar_lines(days: Iterable[tuple[date, str, str, str]]) -> str:
    """A canonical text of special days (date, kind, name, region), one a line: what the version's digest covers."""
    return "\n".join("|".join((day.isoformat(), *rest)) for day, *rest in sorted(days))


class ValueEncoder(json.JSONEncoder):
    """Writes parameter values as JSON; a Decimal becomes {"decimal": "0.30"}, so that no digit is lost."""

    def default(self, o: object) -> object:
        """The JSON form of what JSON has no form for."""
        return {"decimal": str(o)} if isinstance(o, Decimal) else super().default(o)


class ValueDecoder(json.JSONDecoder):
    """Reads what `ValueEncoder` wrote."""

    def __init__(self, **options: Any) -> None:
        super().__init__(object_hook=_restore, **options)


def _restore(pairs: dict[str, Any]) -> object:
    return Decimal(pairs["decimal"]) if set(pairs) == {"decimal"} else pairs


def _check_code(row: DivisionRow) -> None:
    if row.level not in LEVELS:
        raise Problem("places.division_level", code=row.code, name=row.name, level=row.level)
    if not (row.code.isascii() and row.code.isdigit() and len(row.code) == LENGTHS[row.level]):
        raise Problem("places.division_code", code=row.code, name=row.name, length=LENGTHS[row.level])
    if not row.name.strip():
        raise Problem("places.division_name", code=row.code)
