"""What people add to a check: a written answer that came in, what the family is told, what the family says to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from minzheng.core.audit.actions import one_transaction
from minzheng.core.audit.queries import run
from minzheng.core.audit.sql import event_clauses
from minzheng.core.cases import sql
from minzheng.core.cases.actions import check_clauses
from minzheng.core.cases.actions.ask_sources import line_clauses
from minzheng.core.cases.actions.moving import Telling, event_of, lock
from minzheng.core.cases.queries import CheckRow, check_by_id
from minzheng.core.cases.rules import EVIDENCE, RECORDED, owner_of, reasons_given, today
from minzheng.core.exchange.rules import Line
from minzheng.core.offices.actions import authorise
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.rights import LEVELS, Actor, Target
from minzheng.kernel.sql import Clause, compose
from minzheng.kernel.text import chinese_date


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """What a letter was answered with: lines, [] for “nothing is known”."""

    lines: Sequence[Line]


def record_answer(*, by: Actor, at: datetime, check_id: UUID, source_id: UUID, answer: WrittenAnswer) -> None:
    """Enter the answer to a letter. 6 statements.

    Raises Problem: `cases.check_missing`, `cases.check_over`, `cases.source_answered`, `offices.denied`; Invalid for a
    day that lies ahead.
    """
    with one_transaction():
        known, row = _known(check_id)
        authorise(by=by, right="cases.run_check", target=_target(row), at=at)
        _require_open(known, row)
        source = next((one for one in known.sources if one.id == source_id), None)
        if source is None:
            raise Problem("cases.check_missing")
        if not source.is_open:
            raise Problem("cases.source_answered")
        if any(line.as_of > today(at) for line in answer.lines):
            raise Invalid([FieldProblem("as_of", "数据日期还没有到，请照着回函写", "数据日期")])
        moved = check_clauses.source_moves(source_id, state=RECORDED, at=at, recorded_name=by.name)
        facts = {"source": source.source, "lines": len(answer.lines)}
        _write(
            row,
            [moved, *line_clauses(source_id, answer.lines)],
            by,
            at,
            Telling("cases.record_answer", facts),
        )


def tell_contradiction(*, by: Actor, at: datetime, check_id: UUID, note: str, answer_by: date) -> None:
    """Tell the family what does not fit what they declared, and until when they may explain or prove (核对超标→告知，可举证).

    6 statements. Raises Problem: `cases.check_missing`, `cases.check_over`, `cases.told_already`, `cases.reason_needed`,
    `offices.denied`; Invalid for a last day that is not ahead.
    """
    with one_transaction():
        known, row = _known(check_id)
        authorise(by=by, right="cases.run_check", target=_target(row), at=at)
        _require_open(known, row)
        if known.told_at is not None:
            raise Problem("cases.told_already")
        text = reasons_given({"reason": note})[:2000]
        if answer_by <= today(at):
            raise Invalid([FieldProblem("answer_by", "要给家里留出时间，请写明天或者以后的日子", "最后一天")])
        changes = {"told_at": at, "told_note": text, "answer_by": answer_by}
        facts = {"case_no": row["case_no"], "answer_by": chinese_date(answer_by, weekday=True)}
        told = Telling("cases.tell_contradiction", facts, {"note": text})
        variables = {**row["variables"], "explain_until": answer_by.isoformat()}
        parts = [
            check_clauses.update_check(check_id, changes),
            sql.update_case(row["id"], row["revision"], {"variables": variables}),
        ]
        _write(row, parts, by, at, told)


def give_evidence(
    *, by: Actor, at: datetime, check_id: UUID, text: str, files: Sequence[tuple[UUID, str]] = ()
) -> None:
    """The family explains and proves; said again before the last day is over, the later words stand. 6 statements.

    Raises Problem: `cases.check_missing`, `cases.check_over`, `cases.nothing_to_explain`, `cases.evidence_too_late`,
    `offices.denied`; Invalid for empty words.
    """
    with one_transaction():
        known, row = _known(check_id)
        authorise(by=by, right="cases.give_evidence", target=_target(row), at=at)
        _require_open(known, row)
        if known.told_at is None or known.answer_by is None:
            raise Problem("cases.nothing_to_explain")
        if today(at) > known.answer_by:
            raise Problem("cases.evidence_too_late", last=chinese_date(known.answer_by, weekday=True))
        words = text.strip()[:4000]
        if not words:
            raise Invalid([FieldProblem("text", "请写几句说明，哪里不对、有什么可以证明", "您的说明")])
        parts: list[Clause] = [check_clauses.update_check(check_id, {"evidence": words, "evidence_at": at})]
        if files:
            rows = [(EVIDENCE, f"说明、举证：{name}"[:120], file, "") for file, name in files]
            parts.append(sql.insert_materials(row["id"], at, rows))
        facts = {"files": len(files)}
        _write(row, parts, by, at, Telling("cases.give_evidence", facts, {"note": words}))


def _known(check_id: UUID) -> tuple[CheckRow, Mapping[str, Any]]:
    """The check and its case, held until the end."""
    known = check_by_id(check_id)
    return known, lock(known.case_id).row


def _target(row: Mapping[str, Any]) -> Target:
    return Target(
        owners=frozenset({owner_of(row)}),
        places={level: row[level] for level in LEVELS},
        business=row["service"],
        sensitivity=row["sensitivity"],
    )


def _require_open(known: CheckRow, row: Mapping[str, Any]) -> None:
    if known.reported_at is not None or row["closed_at"] is not None:
        raise Problem("cases.check_over")


def _write(
    row: Mapping[str, Any], parts: Sequence[Clause], by: Actor, at: datetime, telling: Telling
) -> None:
    event = event_of(row, by=by, at=at, telling=telling, element="means_check", before=row["state"])
    run(*compose([*parts, *event_clauses(event)], "SELECT 1"))
