"""Checks of a household's means: what was asked, what was answered, what is waited for, and what the finding may read."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from minzheng.core.audit.queries import run
from minzheng.core.cases.rules import LATE, QUEUED, WRITTEN_TO
from minzheng.core.people.queries.sealing import keys
from minzheng.kernel.errors import Problem
from minzheng.kernel.gm import associated_data
from minzheng.kernel.registry import connectors

CHECKED_ROLES = ("applicant", "member", "obligor")
"""Parties about whom sources are asked; an agent or guardian is asked about only as one of these."""
_LINE = ("cases_check_line", "value")


@dataclass(frozen=True, slots=True)
class LineRow:
    """What a source said of a person, opened: kind, values, as of which day."""

    kind: str
    value: Mapping[str, Any]
    as_of: date


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source and one person: how it stands, since when it is waited for, what came."""

    id: UUID
    source: str
    person: UUID
    state: str
    attempts: int
    answered_at: datetime | None
    recorded_name: str
    letter: UUID | None
    due_at: datetime | None
    clock: Mapping[str, Any] | None
    lines: tuple[LineRow, ...] = ()

    @property
    def title(self) -> str:
        """What the source is asked about, in words."""
        return connectors.get(self.source).title if self.source in connectors else self.source

    @property
    def is_open(self) -> bool:
        """Whether an answer is still waited for."""
        return self.state in (QUEUED, WRITTEN_TO)


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check with its sources, source by source and person by person."""

    id: UUID
    case_id: UUID
    element: str
    token: int
    opened_at: datetime
    opened_name: str
    reported_at: datetime | None
    conclusion: str
    note: str
    valid_until: date | None
    told_at: datetime | None
    told_note: str
    answer_by: date | None
    evidence: str
    evidence_at: datetime | None
    sources: tuple[SourceRow, ...]

    @property
    def open(self) -> list[SourceRow]:
        """What is still waited for."""
        return [one for one in self.sources if one.is_open]

    def late(self, at: datetime) -> list[SourceRow]:
        """Letters whose last day has gone by without an answer."""
        return [one for one in self.open if one.due_at is not None and at >= one.due_at]


_CHECK = (
    "id, case_id, element, token, opened_at, opened_name, reported_at, conclusion, note, valid_until, told_at, told_note, "
    "answer_by, evidence, evidence_at"
)
_SOURCES = (
    "SELECT s.id, s.source, s.person, s.state, s.attempts, s.answered_at, s.recorded_name, s.letter, s.due_at, s.clock, "
    "(SELECT json_agg(json_build_array(l.id, l.kind, encode(l.value_enc, 'hex'), l.as_of) ORDER BY l.kind, l.id) "
    "FROM cases_check_line l WHERE l.of_id = s.id) FROM cases_check_source s WHERE s.check_of_id = %s "
    "ORDER BY s.source, s.id"
)


def check_of(case_id: UUID) -> CheckRow | None:
    """The latest check of a case with everything that came, opened; None when none was begun. 1 or 2 statements.

    Balances are L4: whoever shows them asks `cases.see_check` first.
    """
    rows = run(f"SELECT {_CHECK} FROM cases_check WHERE case_id = %s ORDER BY id DESC LIMIT 1", [case_id])
    return _check(rows[0]) if rows else None


def check_by_id(check_id: UUID) -> CheckRow:
    """A check by id. 1 or 2 statements. Raises Problem(`cases.check_missing`)."""
    rows = run(f"SELECT {_CHECK} FROM cases_check WHERE id = %s", [check_id])
    if not rows:
        raise Problem("cases.check_missing")
    return _check(rows[0])


def _check(row: Any) -> CheckRow:
    return CheckRow(*row, sources=tuple(_source(one) for one in run(_SOURCES, [row[0]])))


def _source(row: Any) -> SourceRow:
    lines = tuple(opened_line(*one) for one in _json(row[10]) or ())
    return SourceRow(*row[:9], clock=_json(row[9]), lines=lines)


def sealed_line(line_id: UUID, value: Mapping[str, Any]) -> bytes:
    """What a source said, as its row keeps it. No statement."""
    plain = json.dumps(value, ensure_ascii=False, sort_keys=True).encode()
    return keys().encrypt(plain, associated_data(*_LINE, line_id))


def opened_line(line_id: str, kind: str, sealed: str, as_of: str) -> LineRow:
    """A stored line, opened. No statement."""
    plain = keys().decrypt(bytes.fromhex(sealed), associated_data(*_LINE, UUID(line_id)))
    return LineRow(kind, json.loads(plain), date.fromisoformat(as_of))


def persons_to_check(case_id: UUID) -> list[UUID]:
    """About whom sources are asked: who has signed the authorisation; where the service asks for none, applicant,
    members and obligors. 1 statement."""
    rows = run(
        "SELECT person_id FROM cases_authorisation WHERE case_id = %s AND state = 'signed' UNION "
        "SELECT person_id FROM cases_party WHERE case_id = %s AND role = ANY(%s) "
        "AND NOT EXISTS (SELECT 1 FROM cases_authorisation WHERE case_id = %s) ORDER BY 1",
        [case_id, case_id, list(CHECKED_ROLES), case_id],
    )
    return [row[0] for row in rows]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a check is: questions, of them answered, letters that are out, and whether one is late."""

    asked: int
    answered: int
    letters: int
    late: bool


def progress_of(case_ids: Iterable[UUID], at: datetime) -> dict[UUID, Progress]:
    """How far the unreported checks of these cases are; cases without one are left out. 1 statement."""
    rows = run(
        "SELECT c.case_id, count(*), count(*) FILTER (WHERE s.state NOT IN ('queued', 'letter')), "
        "count(*) FILTER (WHERE s.state = 'letter'), coalesce(bool_or(s.state = 'letter' AND s.due_at <= %s), false) "
        "FROM cases_check c JOIN cases_check_source s ON s.check_of_id = c.id "
        "WHERE c.case_id = ANY(%s::uuid[]) AND c.reported_at IS NULL GROUP BY c.case_id",
        [at, list(case_ids)],
    )
    return {row[0]: Progress(*row[1:]) for row in rows}


def check_facts(case_id: UUID, on: date) -> dict[str, Any]:
    """What the finding may read of the latest check: `reported`, `valid` on the day, `conclusion`, `deposits_fen` and
    `vehicles` of the whole household, `sources` that never answered. Sums in whole fen. 1 or 2 statements."""
    known = check_of(case_id)
    if known is None or known.reported_at is None:
        return {
            "reported": False,
            "valid": False,
            "conclusion": "",
            "deposits_fen": 0,
            "vehicles": 0,
            "silent": 0,
        }
    lines = [line for one in known.sources for line in one.lines]
    return {
        "reported": True,
        "valid": known.valid_until is not None and on <= known.valid_until,
        "conclusion": known.conclusion,
        "deposits_fen": sum(int(line.value["balance_fen"]) for line in lines if line.kind == "deposit"),
        "vehicles": sum(1 for line in lines if line.kind == "vehicle"),
        "silent": sum(1 for one in known.sources if one.state == LATE or one.is_open),
    }


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
