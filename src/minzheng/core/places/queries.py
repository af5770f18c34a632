"""What is asked: places as of a day, the ancestry of a code, calendars by version, dated parameters, code lists."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Q

from minzheng.core.audit.queries import run
from minzheng.core.places.models import CalendarDay, CalendarVersion, CodeItem, Division, Parameter
from minzheng.core.places.rules import LEVELS, ParameterRow, chain_of, nearest
from minzheng.kernel.calendar import Calendar, DayKind, SpecialDay
from minzheng.kernel.errors import Problem

SEARCH_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Place:
    """A division as it was (or is) on a day; `levels` are its level columns."""

    code: str
    name: str
    level: str
    kind: str
    area: str
    parent: str
    valid_from: date
    valid_to: date | None
    replaced_by: str
    levels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Document:
    """The paper that set a value; `to_be_checked` when nobody has compared it with the original yet."""

    title: str
    number: str
    issued_on: date | None
    to_be_checked: bool


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A dated value, exactly as the document gives it (int, Decimal, str, or a list or mapping of these)."""

    value: Any
    unit: str
    division: str
    document: Document
    valid_from: date
    title: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """One code with its label; `retired_on` when it is no longer given to new records."""

    code: str
    label: str
    retired_on: date | None


def division(code: str, on: date | None = None) -> Place | None:
    """The place called `code` on the day `on` (default: its last known row), or None. One statement."""
    rows = Division.objects.filter(code=code)
    row = (rows if on is None else rows.filter(_holds_on(on))).order_by("-valid_from").first()
    return None if row is None else _place(row)


def divisions(codes: Iterable[str], on: date | None = None) -> dict[str, Place]:
    """Several places at once, by code; unknown codes are left out. One statement."""
    rows = Division.objects.filter(code__in=set(codes)).order_by("code", "-valid_from")
    rows = rows if on is None else rows.filter(_holds_on(on))
    return {row.code: _place(row) for row in rows.distinct("code")}


def successor(code: str, on: date) -> Place | None:
    """The place that stands on `on` where `code` once was: follows `replaced_by`. None when it ends in nothing."""
    seen: set[str] = set()
    while code and code not in seen:
        seen.add(code)
        place = division(code, on)
        if place is not None:
            return place
        last = Division.objects.filter(code=code, valid_to__lte=on).order_by("-valid_from").first()
        code = "" if last is None else last.replaced_by
    return None


def ancestry(code: str) -> dict[str, str]:
    """The level columns of a code: `{province, city, county, town, village}`, '' for levels that it does not have.

    Kept in the process for ever, because a code never changes its parent (see `rules.check_divisions`).
    Problem `places.division_unknown`.
    """
    return dict(zip(LEVELS, _ancestry(code), strict=True))


@lru_cache(maxsize=200_000)
def _ancestry(code: str) -> tuple[str, ...]:
    row = Division.objects.filter(code=code).values_list(*LEVELS).first()
    if row is None:
        raise Problem("places.division_unknown", code=code)
    return tuple(row)


@lru_cache(maxsize=100_000)
def area_of(code: str, on: date) -> str:
    """Whether a place was `urban` or `rural` on a day, '' where nobody said. One statement, kept in the process."""
    place = division(code, on) if code else None
    return place.area if place else ""


def full_name(code: str, on: date | None = None) -> str:
    """The names from the province down, joined as on an envelope. Two statements at most."""
    codes = [part for part in ancestry(code).values() if part]
    names = divisions(codes, on)
    return "".join(names[part].name for part in codes if part in names)


def children(code: str, on: date | None = None) -> list[Place]:
    """The divisions right below `code` ('' = the provinces) on the day `on`, by code. One statement.

    Without `on` those that have no last day: give the day where one that is announced to end still counts.
    """
    rows = Division.objects.filter(parent=code)
    rows = rows.filter(valid_to=None) if on is None else rows.filter(_holds_on(on))
    return [_place(row) for row in rows.order_by("code")]


def search(text: str, *, within: str = "", level: str = "", limit: int = SEARCH_LIMIT) -> list[Place]:
    """Divisions in use whose name holds `text`, or whose code or pinyin begins with it; widest level first.

    `within` keeps to the inside of one division, `level` to one level. One statement (two with `within`).
    """
    text = text.strip()
    if not text:
        return []
    pinyin = text.lower().replace(" ", "")
    rows = Division.objects.filter(
        Q(name__contains=text) | Q(code__startswith=text) | Q(sort_key__startswith=pinyin), valid_to=None
    )
    if within:
        inside = next(name for name in reversed(LEVELS) if ancestry(within)[name])
        rows = rows.filter(**{inside: within})
    if level:
        rows = rows.filter(level=level)
    found = [_place(row) for row in rows.order_by("code")[: limit * len(LEVELS)]]
    return sorted(found, key=lambda place: (LEVELS.index(place.level), place.code))[:limit]


def calendar_version() -> int:
    """The number of the calendar version in force. Problem `places.calendar_missing`. One statement."""
    number: int | None = run("SELECT max(number) FROM places_calendar_version", ())[0][0]
    if number is None:
        raise Problem("places.calendar_missing")
    return number


def calendar(version: int | str | None = None, *, regions: Sequence[str] = ()) -> Calendar:
    """The legal calendar of a version (default: the one in force), with the local holidays of `regions` (codes).

    A version never changes, so it is read once per process; a known version costs no statement. `Calendar.version`
    is the number as text. Problems `places.calendar_missing`, `places.calendar_unknown`.
    """
    return _calendar(calendar_version() if version is None else int(version), tuple(sorted(set(regions))))


def parameter(name: str, ancestry: Mapping[str, str], on: date) -> ParameterValue:
    """The value of `name` for a place on a day: the nearest division wins, then the latest first day. One statement.

    Problem `places.parameter_missing` when no government has set one.
    """
    found = parameters([name], ancestry, on).get(name)
    if found is None:
        raise Problem("places.parameter_missing", name=name, on=on.isoformat())
    return found


def parameters(names: Iterable[str], ancestry: Mapping[str, str], on: date) -> dict[str, ParameterValue]:
    """Several parameters at once, by name; those that are not set are left out. One statement."""
    chain = chain_of(ancestry)
    wanted = list(names)
    rows = Parameter.objects.filter(_holds_on(on), name__in=wanted, division__in=chain)
    by_name: dict[str, list[ParameterRow]] = {}
    for row in rows:
        by_name.setdefault(row.name, []).append(_row(row))
    return {name: _value(found) for name, rows in by_name.items() if (found := nearest(rows, chain, on))}


def parameter_versions(names: Iterable[str], ancestry: Mapping[str, str]) -> dict[str, list[ParameterRow]]:
    """Every version of several parameters that may concern a place, by name, for `rules.for_case` and `for_month`.
    One statement."""
    found: dict[str, list[ParameterRow]] = {}
    rows = Parameter.objects.filter(name__in=list(names), division__in=chain_of(ancestry))
    for row in rows.order_by("name", "valid_from", "division"):
        found.setdefault(row.name, []).append(_row(row))
    return found


def codes(list_name: str, on: date | None = None) -> list[Code]:
    """The codes of a list in its own order; with `on` only those that were still given then. One statement."""
    rows = CodeItem.objects.filter(list__name=list_name).order_by("position")
    if on is not None:
        rows = rows.filter(Q(retired_on=None) | Q(retired_on__gt=on))
    return [Code(row.code, row.label, row.retired_on) for row in rows]


def _holds_on(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gt=on))


def _place(row: Division) -> Place:
    return Place(
        code=row.code,
        name=row.name,
        level=row.level,
        kind=row.kind,
        area=row.area,
        parent=row.parent,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        replaced_by=row.replaced_by,
        levels={level: getattr(row, level) for level in LEVELS},
    )


def _row(row: Parameter) -> ParameterRow:
    return ParameterRow(
        name=row.name,
        division=row.division,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        value=row.value,
        unit=row.unit,
        document_title=row.document_title,
        document_number=row.document_number,
        issued_on=row.issued_on,
        to_be_checked=row.to_be_checked,
        title=row.title,
        applies_to=row.applies_to,
        favours=row.favours,
    )


def _value(row: ParameterRow) -> ParameterValue:
    document = Document(row.document_title, row.document_number, row.issued_on, row.to_be_checked)
    return ParameterValue(row.value, row.unit, row.division, document, row.valid_from, row.title)


@lru_cache(maxsize=64)
def _calendar(number: int, regions: tuple[str, ...]) -> Calendar:
    version = CalendarVersion.objects.filter(number=number).first()
    if version is None:
        raise Problem("places.calendar_unknown", version=number)
    days = [_special(row) for row in CalendarDay.objects.filter(version=version, region__in=("", *regions))]
    national = Calendar.from_special_days(
        [day for day in days if not day.region],
        version=str(number),
        published_from=version.published_from,
        published_through=version.published_through,
    )
    return national.with_days([day for day in days if day.region], version=str(number))


def _special(row: CalendarDay) -> SpecialDay:
    return SpecialDay(row.date, DayKind(row.kind), row.name, row.source_doc, row.region)
