"""The check of a household's means: begun once, asked in the background, silent sources written to, a report at the end."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minzheng.core.audit.queries import of_case
from minzheng.core.cases import queries
from minzheng.core.cases.actions import (
    WrittenAnswer,
    ask_sources,
    give_evidence,
    record_answer,
    start_check,
    take_step,
    tell_contradiction,
    withdraw,
)
from minzheng.core.cases.tests.factories import AT
from minzheng.core.cases.tests.inquiry import Field, a_field, an_accepted_case, check, report, visit
from minzheng.core.documents.queries import letter, pdf
from minzheng.core.exchange.connectors.bank.simulator import SimulatedBank
from minzheng.core.exchange.queries import calls_for
from minzheng.core.exchange.rules import Line
from minzheng.kernel.errors import Invalid, Problem

pytestmark = pytest.mark.django_db
DEPOSIT = {"bank": "青岚农商银行", "account_tail": "0012", "balance_fen": 386000}


@pytest.fixture
def field() -> Field:
    return a_field()


@pytest.fixture(autouse=True)
def bank(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the bank answers: a balance, or silence."""
    says: dict[str, Any] = {
        "lines": [{"kind": "deposit", "value": DEPOSIT, "as_of": "2026-02-28"}],
        "calls": 0,
    }

    def call(_self: object, request: Mapping[str, Any], **_: Any) -> Mapping[str, Any]:
        says["calls"] += 1
        says["request"] = request
        if says["lines"] is None:
            raise ConnectionError("silent")
        return {"lines": says["lines"]}

    monkeypatch.setattr(SimulatedBank, "call", call)
    return says


def the_check(case_id: UUID) -> queries.CheckRow:
    found = queries.check_of(case_id)
    assert found is not None
    return found


def silent_until_written_to(field: Field, case_id: UUID) -> queries.SourceRow:
    """The bank is silent three times; the source that was written to."""
    start_check(by=field.checker, at=AT, case_id=case_id)
    for minutes in (0, 1, 6):
        ask_sources(at=AT + timedelta(minutes=minutes))
    return next(one for one in the_check(case_id).sources if one.source == "bank")


def test_sources_are_asked_once_for_each_person_and_answer_with_their_day(field: Field, bank: Any) -> None:
    case_id = an_accepted_case(field)
    start_check(by=field.checker, at=AT, case_id=case_id)
    assert bank["calls"] == 0
    assert ask_sources(at=AT) == 2
    found = {one.source: one for one in the_check(case_id).sources}
    assert [(line.value["balance_fen"], line.as_of) for line in found["bank"].lines] == [
        (386000, date(2026, 2, 28))
    ]
    assert (found["bank"].state, found["vehicles"].state) == ("answered", "nothing")
    assert ask_sources(at=AT + timedelta(hours=1)) == 0
    assert bank["calls"] == 1
    assert set(bank["request"]) == {"reference", "fields", "name", "id_number"}


def test_pressing_twice_begins_one_check(field: Field, bank: Any) -> None:
    case_id = an_accepted_case(field)
    first = start_check(by=field.checker, at=AT, case_id=case_id)
    assert start_check(by=field.checker, at=AT, case_id=case_id) == first
    ask_sources(at=AT)
    assert start_check(by=field.checker, at=AT, case_id=case_id) == first
    ask_sources(at=AT)
    assert bank["calls"] == 1
    begun = [row for row in of_case(case_id, AT.replace(year=2025)) if row["kind"] == "cases.start_check"]
    assert [row["facts"]["sources"] for row in begun] == [["bank", "vehicles"]]


def test_every_call_is_logged_with_the_case_and_the_checker(field: Field) -> None:
    case_id = an_accepted_case(field)
    start_check(by=field.checker, at=AT, case_id=case_id)
    ask_sources(at=AT)
    rows = calls_for(queries.case(case_id)["case_no"])
    assert {(row.connector, row.caller_name, row.result) for row in rows} == {
        ("bank", "吕演衡", "answered"),
        ("vehicles", "吕演衡", "nothing"),
    }


def test_what_a_source_said_lies_sealed(field: Field) -> None:
    case_id = an_accepted_case(field)
    start_check(by=field.checker, at=AT, case_id=case_id)
    ask_sources(at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(row_to_json(l)::text, '') FROM cases_check_line l")
        (text,) = cursor.fetchone()
    assert "386000" not in text
    assert "青岚" not in text


def test_a_silent_source_is_asked_again_and_then_written_to_with_a_clock(field: Field, bank: Any) -> None:
    bank["lines"] = None
    case_id = an_accepted_case(field)
    source = silent_until_written_to(field, case_id)
    assert bank["calls"] == 3
    assert (source.state, source.attempts) == ("letter", 3)
    assert source.clock is not None
    assert source.clock["last_day"] == "2026-03-09"
    assert source.letter is not None
    paper = letter(source.letter)
    assert (paper.kind, paper.recipient, paper.data["reply_by"]) == ("letter_to_source", None, "2026年3月9日")
    assert pdf(paper.id).startswith(b"%PDF")
    assert "19430215" not in str(paper.data)
    assert ask_sources(at=AT + timedelta(days=1)) == 0


def test_a_source_that_answers_late_is_not_written_to(field: Field, bank: Any) -> None:
    case_id = an_accepted_case(field)
    lines, bank["lines"] = bank["lines"], None
    start_check(by=field.checker, at=AT, case_id=case_id)
    ask_sources(at=AT)
    assert ask_sources(at=AT + timedelta(seconds=59)) == 0
    bank["lines"] = lines
    ask_sources(at=AT + timedelta(minutes=1))
    found = next(one for one in the_check(case_id).sources if one.source == "bank")
    assert (found.state, found.letter, len(found.lines)) == ("answered", None, 1)


def test_the_answer_to_a_letter_is_entered_once(field: Field, bank: Any) -> None:
    bank["lines"] = None
    case_id = an_accepted_case(field)
    source, known = silent_until_written_to(field, case_id), the_check(case_id)
    written = WrittenAnswer([Line("deposit", DEPOSIT, date(2026, 2, 28))])
    ahead = WrittenAnswer([Line("deposit", DEPOSIT, date(2026, 3, 9))])
    later = AT + timedelta(days=2)
    with pytest.raises(Invalid):
        record_answer(by=field.checker, at=later, check_id=known.id, source_id=source.id, answer=ahead)
    record_answer(by=field.checker, at=later, check_id=known.id, source_id=source.id, answer=written)
    found = next(one for one in the_check(case_id).sources if one.source == "bank")
    assert (found.state, found.recorded_name, found.lines[0].value) == ("recorded", "吕演衡", DEPOSIT)
    with pytest.raises(Problem, match=r"cases\.source_answered"):
        record_answer(by=field.checker, at=later, check_id=known.id, source_id=source.id, answer=written)


def test_a_report_waits_for_every_source_until_its_last_day(field: Field, bank: Any) -> None:
    bank["lines"] = None
    case_id = an_accepted_case(field)
    silent_until_written_to(field, case_id)
    with pytest.raises(Problem, match=r"cases\.check_waits"):
        report(field, case_id, opinion="银行一直没有回函，先出报告。")
    after = AT + timedelta(days=8)
    with pytest.raises(Problem, match=r"cases\.reason_needed"):
        report(field, case_id, at=after)
    report(field, case_id, at=after, opinion="银行逾期没有回函，按现有结果出报告。")
    found = the_check(case_id)
    assert {one.source: one.state for one in found.sources} == {"bank": "unanswered", "vehicles": "nothing"}
    assert queries.check_facts(case_id, date(2026, 3, 10))["silent"] == 1


def test_a_report_holds_for_its_days_and_gives_facts(field: Field) -> None:
    case_id = an_accepted_case(field)
    assert queries.check_facts(case_id, date(2026, 3, 2))["reported"] is False
    check(field, case_id)
    found = the_check(case_id)
    assert (found.conclusion, found.valid_until) == ("consistent", date(2026, 8, 31))
    facts = queries.check_facts(case_id, date(2026, 3, 2))
    assert (facts["valid"], facts["deposits_fen"], facts["vehicles"]) == (True, 386000, 0)
    assert queries.check_facts(case_id, date(2026, 9, 1))["valid"] is False
    assert queries.case(case_id)["variables"]["check"] == "consistent"


def test_a_report_needs_a_check_a_conclusion_and_for_contradictions_a_reason(field: Field) -> None:
    case_id = an_accepted_case(field)
    with pytest.raises(Problem, match=r"cases\.check_not_begun"):
        report(field, case_id)
    start_check(by=field.checker, at=AT, case_id=case_id)
    ask_sources(at=AT)
    with pytest.raises(Invalid):
        report(field, case_id, conclusion="fine")
    with pytest.raises(Problem, match=r"cases\.reason_needed"):
        report(field, case_id, conclusion="exceeds")


def test_only_the_checker_begins_and_nobody_after_the_case_is_over(field: Field, bank: Any) -> None:
    case_id = an_accepted_case(field)
    for other in (field.town.reviewer, field.investigator, field.town.elder):
        with pytest.raises(Problem, match=r"offices\.denied"):
            start_check(by=other, at=AT, case_id=case_id)
    start_check(by=field.checker, at=AT, case_id=case_id)
    withdraw(by=field.town.elder, at=AT, case_id=case_id)
    ask_sources(at=AT)
    assert bank["calls"] == 0
    assert {one.state for one in the_check(case_id).sources} == {"dropped"}
    with pytest.raises(Problem, match=r"cases\.no_check_waiting"):
        start_check(by=field.checker, at=AT, case_id=case_id)


def test_a_person_without_a_number_is_asked_about_in_writing(field: Field, bank: Any) -> None:
    case_id = an_accepted_case(field)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_person SET id_number_enc = NULL, id_number_bix = NULL WHERE id = %s",
            [queries.case(case_id)["applicant_id"]],
        )
    start_check(by=field.checker, at=AT, case_id=case_id)
    ask_sources(at=AT)
    assert bank["calls"] == 0
    assert {one.state for one in the_check(case_id).sources} == {"letter"}


def test_the_family_is_told_once_and_may_explain_until_the_last_day(field: Field) -> None:
    case_id = an_accepted_case(field)
    start_check(by=field.checker, at=AT, case_id=case_id)
    ask_sources(at=AT)
    check_id, last = the_check(case_id).id, date(2026, 3, 12)
    elder = field.town.elder
    with pytest.raises(Problem, match=r"cases\.nothing_to_explain"):
        give_evidence(by=elder, at=AT, check_id=check_id, text="没有这回事。")
    told = {"check_id": check_id, "note": "银行存款比申报的多。"}
    with pytest.raises(Invalid):
        tell_contradiction(by=field.checker, at=AT, **told, answer_by=date(2026, 3, 2))
    tell_contradiction(by=field.checker, at=AT, **told, answer_by=last)
    with pytest.raises(Problem, match=r"cases\.told_already"):
        tell_contradiction(by=field.checker, at=AT, **told, answer_by=last)
    with pytest.raises(Problem, match=r"offices\.denied"):
        give_evidence(by=field.town.window, at=AT, check_id=check_id, text="替他说一句。")
    with pytest.raises(Invalid):
        give_evidence(by=elder, at=AT, check_id=check_id, text="  ")
    give_evidence(by=elder, at=AT.replace(day=12), check_id=check_id, text="是丧葬费，已经花掉了。")
    assert the_check(case_id).evidence == "是丧葬费，已经花掉了。"
    with pytest.raises(Problem, match=r"cases\.evidence_too_late"):
        give_evidence(by=elder, at=AT.replace(day=13), check_id=check_id, text="还有一句。")
    event = next(
        row for row in of_case(case_id, AT.replace(year=2025)) if row["kind"] == "cases.tell_contradiction"
    )
    assert "存款" not in str(event["facts"])


def test_progress_counts_by_case_in_one_statement(field: Field, bank: Any) -> None:
    bank["lines"] = None
    case_id = an_accepted_case(field)
    silent_until_written_to(field, case_id)
    with CaptureQueriesContext(connection) as seen:
        (found,) = queries.progress_of([case_id], AT).values()
    assert len(seen) == 1
    assert found == queries.Progress(asked=2, answered=1, letters=1, late=False)
    assert queries.progress_of([case_id], AT + timedelta(days=9))[case_id].late


def test_a_drawn_case_is_visited_by_the_county_before_the_decision(field: Field) -> None:
    case_id = an_accepted_case(field)
    visit(field, case_id)
    check(field, case_id)
    relative = replace(field.town.reviewer)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_case SET variables = variables || '{\"tip_off\": true}' WHERE id = %s", [case_id]
        )
    take_step(by=relative, at=AT, case_id=case_id, element="initial_review", outcome="agree")
    row = queries.case(case_id)
    assert row["variables"]["drawn"] is True
    assert "spot_check" in [task["element"] for task in queries.open_tasks(case_id)]
    event = of_case(case_id, AT.replace(year=2025))[-1]
    assert (event["facts"]["drawn"], event["facts"]["drawn_because"]) == (True, "tip_off")


@pytest.mark.parametrize("verb", ["start", "record", "tell"])
def test_verbs_of_a_check_cost_at_most_twelve_statements(field: Field, bank: Any, verb: str) -> None:
    bank["lines"] = None
    case_id = an_accepted_case(field)
    if verb == "start":
        with CaptureQueriesContext(connection) as seen:
            start_check(by=field.checker, at=AT, case_id=case_id)
    else:
        source, known = silent_until_written_to(field, case_id), the_check(case_id)
        with CaptureQueriesContext(connection) as seen:
            if verb == "record":
                record_answer(
                    by=field.checker, at=AT, check_id=known.id, source_id=source.id, answer=WrittenAnswer([])
                )
            else:
                tell_contradiction(
                    by=field.checker,
                    at=AT,
                    check_id=known.id,
                    note="车没有申报。",
                    answer_by=date(2026, 3, 12),
                )
    own = [one for one in seen if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(own) <= 12
