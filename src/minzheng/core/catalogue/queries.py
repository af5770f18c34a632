"""What is offered where, the compiled package of a snapshot, and search."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache, partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from minzheng.core.audit.queries import run
from minzheng.core.catalogue.models import Snapshot, Version
from minzheng.core.catalogue.rules import digest, query_words
from minzheng.core.documents.typesetting import shared_kinds
from minzheng.core.forms.rules import HELP_DAYS
from minzheng.core.offices.queries import titles
from minzheng.core.people.queries import PersonRow, person_of
from minzheng.core.people.sql import met_person
from minzheng.core.places.actions.load_calendar import packaged_days
from minzheng.core.places.queries import ancestry
from minzheng.core.places.rules import values_for, versions_in
from minzheng.core.workflow.rules import Machine, build
from minzheng.kernel import packages
from minzheng.kernel.calendar import Calendar, Limit, Unit
from minzheng.kernel.dmn import Model, load
from minzheng.kernel.errors import Problem
from minzheng.kernel.formspec import Form, compile_form
from minzheng.kernel.registry import field_kinds, step_kinds
from minzheng.kernel.rights import LEVELS
from minzheng.kernel.sql import compose


@dataclass(frozen=True, slots=True)
class Package:
    """A service in force, compiled: what guides, forms, cases and letters read. One per snapshot and process.

    `precheck` are the questions of its self-test, `tables_digest` is the SM3 of the decision tables' text, `version` the number of the published version."""

    service: Mapping[str, Any]
    guide: str
    form: Form
    machine: Machine
    tables: Model | None
    parties: tuple[packages.Party, ...] = ()
    authorisation: packages.AuthorisationText | None = None
    tables_digest: str = ""
    precheck: Form | None = None
    version: int = 0
    forms: Mapping[str, Form] = field(default_factory=dict)
    """Officers' forms by the element of the process that they belong to (`steps: {visit: {form: …}}`)."""

    def limit(self, name: str) -> Limit:
        """The limit called `name` (n and unit). Raises KeyError."""
        words = self.service["limits"][name]
        return Limit(words["n"], Unit(words["unit"]))

    @property
    def code(self) -> str:
        """The service's identifier."""
        return str(self.service["code"])

    @property
    def receiving_level(self) -> str:
        """The level whose organ receives: it signs the receipt, the acceptance by lapse and the withdrawal."""
        accept = self.machine.plates.get("accept")
        return accept.level if accept is not None and accept.level else "town"

    @property
    def levels(self) -> frozenset[str]:
        """At which levels the service is exercised (办理层级)."""
        return frozenset(self.service.get("levels", ()))

    @property
    def is_permit(self) -> bool:
        """A permit (行政许可): one organ receives, examines and decides."""
        return "examine" in self.machine.plates and "initial_review" not in self.machine.plates

    @property
    def help_days(self) -> int | None:
        """For how many days what a village's helper filled in may be handed in; None where nobody may be helped."""
        words = self.service.get("help")
        return None if words is None else int(words.get("days", HELP_DAYS))

    @property
    def short(self) -> str:
        """The name that people use."""
        return str(self.service["short"])


def compiled(files: Mapping[str, str], service: Mapping[str, Any]) -> Package:
    """Compile a version's files under the effective `service`. Raises the engines' own errors, each with its place."""
    tables = files.get(str(service.get("decision", "")))
    return Package(
        service=service,
        guide=files.get("guide.md", ""),
        form=compile_form(json.loads(files[service["form"]]), {kind.name: kind for kind in field_kinds}),
        machine=build(files["process.bpmn"].encode(), service.get("steps")),
        tables=load(tables.encode()) if tables else None,
        parties=packages.parties_of(service),
        authorisation=packages.authorisation_of(service),
        tables_digest=digest(tables) if tables else "",
        precheck=_precheck(files, service),
        forms=_officers_forms(files, service),
    )


def _precheck(files: Mapping[str, str], service: Mapping[str, Any]) -> Form | None:
    """The handful of questions by which one sees beforehand whether a service may fit."""
    name = (service.get("precheck") or {}).get("form")
    return compile_form(json.loads(files[name]), {kind.name: kind for kind in field_kinds}) if name else None


def _officers_forms(files: Mapping[str, str], service: Mapping[str, Any]) -> dict[str, Form]:
    """The forms that officers fill in, by element."""
    kinds = {kind.name: kind for kind in field_kinds}
    return {
        element: compile_form(json.loads(files[words["form"]]), kinds)
        for element, words in (service.get("steps") or {}).items()
        if isinstance(words, Mapping) and words.get("form")
    }


FACT_TYPES = {"age": "number", "alive": "boolean"}
"""What the register tells decision tables (core.cases.queries.finding), with its FEEL type."""
FACTS = frozenset(FACT_TYPES)


def check(files: Mapping[str, str], parameters: Sequence[Mapping[str, Any]] = ()) -> list[packages.Finding]:
    """Everything that speaks against publishing these files, [] for a sound package. No statement.

    `parameters` are dated amounts as in `parameters/*.yaml`; without them the samples' amounts are not held.
    """
    known = packages.Known(
        step_kinds=frozenset(kind.name for kind in step_kinds),
        roles=frozenset(titles()),
        templates=frozenset(shared_kinds()),
        facts=FACTS,
        fact_types=FACT_TYPES,
        calendar=_shipped_calendar(),
        field_kinds={kind.name: kind for kind in field_kinds},
        parameters=parameters,
        values=partial(_values, parameters) if parameters else None,
    )
    return packages.check(files, known)


def _values(
    parameters: Sequence[Mapping[str, Any]],
    names: Mapping[str, tuple[str, str]],
    *,
    division: str,
    applied: date,
    decided: date,
    named: str,
) -> dict[str, Any]:
    """Parameters of files, looked up for a sample as a case would find them. Raises LookupError."""
    rows = versions_in(parameters)
    chain = [division[:n] for n in (12, 9) if len(division) >= n]
    chain += [division[:6], f"{division[:4]}00", f"{division[:2]}0000", ""]
    found = values_for(names, rows, chain, applied=applied, decided=decided, named=named)
    return {name: one.in_yuan for name, one in found.items()}


@cache
def _shipped_calendar() -> Calendar:
    days = packaged_days()
    last = max(day.day for day in days).replace(month=12, day=31)
    return Calendar.from_special_days(days, version="shipped", published_through=last)


@dataclass(frozen=True, slots=True)
class Card:
    """A service as lists show it."""

    code: str
    name: str
    short: str
    summary: str
    icon: str
    themes: tuple[str, ...]
    applicants: tuple[str, ...] = ()

    def is_for(self, channel: str) -> bool:
        """Whether it belongs into a channel of the portal (CHANNELS); '' is all."""
        wanted = CHANNELS.get(channel)
        return wanted is None or bool(wanted & set(self.applicants or ("natural_person",)))


CHANNELS = {
    "person": frozenset({"natural_person"}),
    "organisation": frozenset({"legal_person", "organisation"}),
}
"""个人办事 and 法人办事: the two entrances of the portal, each by who may apply."""
_CARD = "s.code, s.name, s.short, s.summary, s.icon, s.themes, s.applicants"


def switched_off() -> list[str]:
    """Domains that this deployment does not want: no menu, no new cases; open cases finish (`MINZHENG_OFF`)."""
    return sorted(settings.DOMAINS_OFF)


def snapshot_for(service: str, places: Mapping[str, str]) -> UUID:
    """The snapshot in force for `service` at a place (level columns); the nearest offering wins. 1 statement.

    Raises Problem(`catalogue.not_offered`).
    """
    divisions = ["", *(places[level] for level in LEVELS if places.get(level))]
    rows = run(
        "SELECT n.id FROM catalogue_snapshot n JOIN catalogue_service s ON s.code = n.service_id "
        "WHERE n.service_id = %s AND n.current AND n.division = ANY(%s::text[]) AND s.domain <> ALL(%s::text[]) "
        "ORDER BY array_position(%s::text[], n.division::text) DESC LIMIT 1",
        [service, divisions, switched_off(), divisions],
    )
    if not rows:
        raise Problem("catalogue.not_offered", service=service)
    return UUID(str(rows[0][0]))


def where_named(found: Package, answers: Mapping[str, Any], on: date) -> tuple[dict[str, str], UUID] | None:
    """The place that the answers themselves name for the case (a field kind's `place_of`), with the snapshot in force
    there; None where they name none: it belongs where the applicant does. Reads of the field kind, 1 to 2 statements
    more where a place is named. Raises Problem(`catalogue.not_offered`)."""
    code = found.form.place_in(answers, on)
    if not code:
        return None
    places = ancestry(code)
    return places, snapshot_for(found.code, places)


def offered_to(person_id: UUID, service: str) -> tuple[PersonRow, UUID]:
    """A person, and the snapshot in force for `service` where he belongs, as `snapshot_for` finds it. 1 statement.

    Raises Problem: `people.not_found`, `catalogue.not_offered`.
    """
    rows = run(*compose([met_person(person_id)], _OFFERED_TO, (service, switched_off())))
    if not rows:
        raise Problem("people.not_found")
    *values, snapshot = rows[0]
    if snapshot is None:
        raise Problem("catalogue.not_offered", service=service)
    return person_of(values), UUID(str(snapshot))


_OFFERED_TO = (
    "SELECT p.*, (SELECT n.id FROM catalogue_snapshot n JOIN catalogue_service s ON s.code = n.service_id "
    "WHERE n.service_id = %s AND n.current AND n.division = ANY(d.places) AND s.domain <> ALL(%s::text[]) "
    "ORDER BY array_position(d.places, n.division::text) DESC LIMIT 1) "
    "FROM one_person p, LATERAL (SELECT ARRAY['', p.province, p.city, p.county, p.town, p.village]::text[]) AS d (places)"
)


@lru_cache(maxsize=512)
def package(snapshot: UUID) -> Package:
    """The compiled package of a snapshot; kept in the process, since a snapshot never changes. 0 or 1 statements."""
    row = Snapshot.objects.select_related("version").get(pk=snapshot)
    return replace(compiled(row.version.files, row.content), version=row.version.number)


def services(text: str = "", theme: str = "", channel: str = "") -> list[Card]:
    """Services in use, best match first; without `text` all of them by item number; of one channel (CHANNELS) or of
    both. 1 statement."""
    words = query_words(text)
    where = ["s.status = 'in_use'", "s.domain <> ALL(%s)"]
    params: list[Any] = [switched_off()]
    order = "s.item"
    if theme:
        where.append("%s = ANY(s.themes)")
        params.append(theme)
    if channel in CHANNELS:
        where.append(
            "CASE WHEN s.applicants = '{}' THEN '{natural_person}' ELSE s.applicants END && %s::varchar[]"
        )
        params.append(sorted(CHANNELS[channel]))
    if text.strip():
        if not words:
            return []
        query = " | ".join(f"'{word}'" for word in words)
        where.append("s.search @@ %s::tsquery")
        params.append(query)
        order = "ts_rank(s.search, %s::tsquery) DESC, s.item"
        params.append(query)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_CARD} FROM catalogue_service s WHERE {' AND '.join(where)} ORDER BY {order} LIMIT 60",
            params,
        )
        return [
            Card(code, name, short, summary, icon, tuple(about), tuple(who))
            for code, name, short, summary, icon, about, who in cursor.fetchall()
        ]


def themes() -> list[tuple[str, str, int]]:
    """(theme, icon, number of services) of services in use. 1 statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t, min(icon), count(*) FROM catalogue_service, unnest(themes) AS t "
            "WHERE status = 'in_use' AND domain <> ALL(%s) GROUP BY t ORDER BY min(item)",
            [switched_off()],
        )
        return [(row[0], row[1], row[2]) for row in cursor.fetchall()]


def latest(service: str) -> Mapping[str, Any] | None:
    """Id, number and digest of the newest version, or None. 1 statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, number, digest FROM catalogue_version WHERE service_id = %s ORDER BY number DESC LIMIT 1",
            [service],
        )
        row = cursor.fetchone()
    return None if row is None else {"id": row[0], "number": row[1], "digest": row[2]}


def files_of(service: str) -> dict[str, str]:
    """The files of the newest version of a service. 1 statement. Raises Problem(`catalogue.unknown_service`)."""
    row = (
        Version.objects.filter(service_id=service).order_by("-number").values_list("files", flat=True).first()
    )
    if row is None:
        raise Problem("catalogue.unknown_service", service=service)
    return dict(row)


def versions_of(service: str) -> list[tuple[int, dict[str, str]]]:
    """Number and files of every version of a service, the oldest first. 1 statement."""
    found = Version.objects.filter(service_id=service).order_by("number").values_list("number", "files")
    return [(number, dict(files)) for number, files in found]


def was_published(service: str, fingerprint: str) -> bool:
    """Whether any version of a service, the newest or an older one, has these very files. 1 statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM catalogue_version WHERE service_id = %s AND digest = %s", [service, fingerprint]
        )
        return cursor.fetchone() is not None


def list_starters() -> Sequence[tuple[str, Mapping[str, Any]]]:
    """Services that start cases by list: (code, the package's `list_start` words). 1 statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.service_id, n.content -> 'list_start' FROM catalogue_snapshot n "
            "JOIN catalogue_service s ON s.code = n.service_id "
            "WHERE n.current AND n.division = '' AND n.content ? 'list_start' AND s.domain <> ALL(%s)",
            [switched_off()],
        )
        return [(row[0], json.loads(row[1])) for row in cursor.fetchall()]


def helped_services() -> list[tuple[str, str]]:
    """Services that a village's helper may fill in (the package's `help`): code and short name. 1 statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.code, s.short FROM catalogue_snapshot n JOIN catalogue_service s ON s.code = n.service_id "
            "WHERE n.current AND n.division = '' AND n.content ? 'help' AND s.status = 'in_use' "
            "AND s.domain <> ALL(%s) ORDER BY s.item",
            [switched_off()],
        )
        return list(cursor.fetchall())
