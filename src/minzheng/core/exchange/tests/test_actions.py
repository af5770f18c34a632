"""Asking another agency, and the log of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from minzheng.core.exchange.actions import Question, ask
from minzheng.core.exchange.connectors.bank.simulator import SimulatedBank
from minzheng.core.exchange.queries import calls_for
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, Hat, system

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
CASE = "9901010520260302000001P"


def question(number: str = "990101195208090126", **changes: Any) -> Question:
    asked = Question(
        connector="bank",
        reference=uuid7(),
        purpose=CASE,
        subject_hash="ab" * 32,
        request={"name": "林演兰", "id_number": number},
        fields=("bank", "account_tail", "balance_fen"),
    )
    return replace(asked, **changes)


def test_a_call_is_answered_and_logged_with_who_why_what_and_how_long() -> None:
    by = replace(system("means_check"), name="周演川", account=uuid7())
    answer = ask(by=by, at=AT, question=question(), organisation=uuid7())
    (row,) = calls_for(CASE)
    assert [line.value["balance_fen"] for line in answer.lines] == [386000]
    assert (row.connector, row.caller_name, row.purpose, row.result, row.lines) == (
        "bank",
        "周演川",
        CASE,
        "answered",
        1,
    )
    assert row.fields == ("bank", "account_tail", "balance_fen")
    assert row.latency_ms >= 0


def test_the_log_holds_neither_the_number_nor_the_answer() -> None:
    ask(by=system("means_check"), at=AT, question=question())
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM exchange_call c")
        (text,) = cursor.fetchone()
    assert "990101195208090126" not in text
    assert "386000" not in text


def test_a_silent_partner_is_an_answer_that_is_logged() -> None:
    answer = ask(by=system("means_check"), at=AT, question=question("990101197403180345"))
    assert (answer.result, answer.is_final) == ("silent", False)
    assert [row.result for row in calls_for(CASE)] == ["silent"]


def test_an_answer_of_another_shape_counts_as_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    def odd(_self: object, _request: Mapping[str, Any], **_: Any) -> Mapping[str, Any]:
        return {"lines": [{"kind": "deposit", "value": {"balance_fen": "many"}, "as_of": "2026-02-28"}]}

    monkeypatch.setattr(SimulatedBank, "call", odd)
    assert ask(by=system("means_check"), at=AT, question=question()).result == "silent"


def test_nobody_but_the_platform_asks() -> None:
    with pytest.raises(Problem, match=r"offices\.denied"):
        ask(by=Actor(hat=Hat.STAFF), at=AT, question=question())


def test_a_question_without_a_case_is_not_asked() -> None:
    with pytest.raises(Problem, match=r"exchange\.purpose_missing"):
        ask(by=system("means_check"), at=AT, question=question(purpose=" "))
    assert calls_for(" ") == []


def test_the_log_is_only_added_to() -> None:
    ask(by=system("means_check"), at=AT, question=question())
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("UPDATE exchange_call SET result = 'answered'")
