"""Asking the sources of a check, in the background: one question at a time, each in a transaction of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from minzheng.core.audit.queries import run
from minzheng.core.cases.actions import check_clauses
from minzheng.core.cases.actions.papers import organ, paper
from minzheng.core.cases.queries import case, sealed_line
from minzheng.core.cases.rules import (
    CHINA,
    DROPPED,
    WRITTEN_TO,
    asked_again_at,
    clock,
    today,
)
from minzheng.core.catalogue.queries import package
from minzheng.core.exchange.actions import Question, ask
from minzheng.core.exchange.rules import Answer, Line
from minzheng.core.people.actions import reveal_id_number
from minzheng.core.people.queries import met
from minzheng.core.people.queries.sealing import id_number_digest
from minzheng.core.places.queries import calendar
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.registry import connectors
from minzheng.kernel.rights import Actor, system
from minzheng.kernel.sql import Clause, compose
from minzheng.kernel.text import letter_date

LETTER_LIMIT = {"n": 5, "unit": "working_day", "from": "entry"}
"""Days for the answer to a letter, where the package has no `source_letter_period`."""
_NEXT = (
    "SELECT s.id, s.source, s.person, s.attempts, c.case_id, c.opened_account, c.opened_by, c.opened_name, "
    "c.organisation, c.opened_at, h.closed_at IS NOT NULL OR c.reported_at IS NOT NULL FROM cases_check_source s "
    "JOIN cases_check c ON c.id = s.check_of_id JOIN cases_case h ON h.id = c.case_id "
    "WHERE s.state = 'queued' AND s.next_at <= %s ORDER BY s.next_at, s.id LIMIT 1 FOR UPDATE OF s SKIP LOCKED"
)


@dataclass(frozen=True, slots=True)
class Due:
    """A question that is due: which source, about whom, for which case, and who began the check."""

    id: UUID
    source: str
    person: UUID
    attempts: int
    case_id: UUID
    account: UUID | None
    opened_by: UUID | None
    opened_name: str
    organisation: UUID | None
    opened_at: datetime
    over: bool

    @property
    def by(self) -> Actor:
        """The platform, for the checker who began the check."""
        return replace(
            system("means_check"), account=self.account, person=self.opened_by, name=self.opened_name
        )


def ask_sources(*, at: datetime, limit: int = 20) -> int:
    """Ask up to `limit` questions that are due; returns how many were asked.

    Safe to repeat and to race: the question is held while it is asked, and the source knows it by its id. A source that
    is silent three times (after 1 and 5 more minutes) becomes a letter with a clock. Nothing is asked any more for a case
    that is over.
    """
    asked = 0
    for _ in range(limit):
        with transaction.atomic():
            rows = run(_NEXT, [at])
            if not rows:
                return asked
            _one(Due(*rows[0]), at)
            asked += 1
    return asked


def _one(due: Due, at: datetime) -> None:
    if due.over:
        run(*compose([check_clauses.source_moves(due.id, state=DROPPED, at=at)], "SELECT 1"))
        return
    row = case(due.case_id)
    answer = _answer(due, row, at)
    if answer is not None and answer.is_final:
        parts = [
            check_clauses.source_moves(due.id, state=answer.result, at=at, attempts=due.attempts + 1),
            *line_clauses(due.id, answer.lines),
        ]
        run(*compose(parts, "SELECT 1"))
        return
    again = asked_again_at(due.attempts + 1, at) if answer is not None else None
    if again is not None:
        moved = check_clauses.source_moves(
            due.id, state="queued", at=None, attempts=due.attempts + 1, next_at=again
        )
        run(*compose([moved], "SELECT 1"))
        return
    _write(due, row, at)


def _answer(due: Due, row: dict[str, Any], at: datetime) -> Answer | None:
    """What the source says; None where it cannot be asked at all (no ID number is known)."""
    try:
        number = reveal_id_number(by=due.by, at=at, person_id=due.person, purpose=f"核对 {row['case_no']}")
    except Problem:
        return None
    who, partner = met(due.person), connectors.get(due.source)
    digest = id_number_digest(who.id_kind, number)
    question = Question(
        connector=due.source,
        reference=due.id,
        purpose=row["case_no"],
        subject_hash=digest[-32:].hex() if digest else "",
        request={"name": who.name, "id_number": number},
        fields=partner.fields,
    )
    return ask(by=due.by, at=at, question=question, organisation=due.organisation)


def line_clauses(source_id: UUID, lines: Sequence[Line]) -> tuple[Clause, ...]:
    """The rows of what a source said, sealed one by one."""
    rows = [(uuid7(), line) for line in lines]
    sealed = [(row_id, line.kind, sealed_line(row_id, line.value), line.as_of) for row_id, line in rows]
    return (check_clauses.insert_check_lines(source_id, sealed),) if sealed else ()


def _write(due: Due, row: dict[str, Any], at: datetime) -> None:
    """Write to a source that is silent: a numbered letter, and a day by which it must answer."""
    found, who, partner = package(row["snapshot_id"]), met(due.person), connectors.get(due.source)
    words = found.service["limits"].get("source_letter_period", LETTER_LIMIT)
    explained, deadline = clock("source_letter_period", words, today(at), calendar(row["calendar_version"]))
    data = {
        "source": partner.partner,
        "about": f"{partner.title}（{'、'.join(partner.words.get(name, name) for name in partner.fields)}）",
        "name": who.name,
        "number_masked": who.id_number_masked,
        "asked_on": letter_date(due.opened_at.astimezone(CHINA).date()),
        "reply_by": letter_date(deadline.last_day),
    }
    letter = paper(row, found, "source_letter", organ(row, "county", at), at=at, data=data, internal=True)
    parts = [
        *letter,
        check_clauses.source_written_to(
            due.id,
            state=WRITTEN_TO,
            attempts=due.attempts + 1,
            due_at=deadline.due_at,
            clock=explained,
            letter_sql="SELECT id FROM document_letter" if letter else "SELECT NULL::uuid",
        ),
    ]
    run(*compose(parts, "SELECT 1"))
