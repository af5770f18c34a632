"""Silence beyond five working days is acceptance (standards 4.4 row 6), and nobody gets round it."""

import logging
import sys
from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from minzheng.core.audit.queries import of_case
from minzheng.core.cases import queries
from minzheng.core.cases.actions import fire_due, reckon_again, submit, take_step, withdraw
from minzheng.core.cases.tests.factories import AT, Town, a_case, a_submission, a_town
from minzheng.core.documents.queries import letters_of
from minzheng.core.people.tests.factories import BY
from minzheng.kernel.errors import Problem

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WHY = {"reason": "户籍不在本区，请到户籍所在地申请。"}


@pytest.fixture
def town() -> Town:
    return a_town()


def proposed(town: Town, at: datetime = AT + HOUR):
    case = a_case(town)
    take_step(
        by=town.acceptor,
        at=at,
        case_id=case.case_id,
        element="accept",
        outcome="propose_refusal",
        form=WHY,
    )
    return case


def test_a_drafted_refusal_that_nobody_signs_does_not_stop_the_five_days(town: Town):
    case = proposed(town)
    due = queries.case(case.case_id)["due_at"]
    assert due == datetime.fromisoformat("2026-03-10T00:00:00+08:00")
    assert fire_due(at=due - timedelta(seconds=1)) == 0
    assert fire_due(at=due) == 1
    row = queries.case(case.case_id)
    assert (row["state"], row["accept_mode"], row["accepted_on"]) == ("in_review", "lapse", date(2026, 3, 2))
    with pytest.raises(Problem, match="step_not_allowed"):
        take_step(
            by=town.approver,
            at=due + HOUR,
            case_id=case.case_id,
            element="sign_refusal",
            outcome="sign",
            form=WHY,
        )
    assert [letter.kind for letter in letters_of(case.case_id)] == ["acceptance_by_lapse_notice"]


def test_sending_a_refusal_back_gives_no_new_five_days(town: Town):
    case = a_case(town)
    due = queries.case(case.case_id)["due_at"]
    for day in (1, 2, 3):
        at = AT + timedelta(days=day)
        take_step(
            by=town.acceptor,
            at=at,
            case_id=case.case_id,
            element="accept",
            outcome="propose_refusal",
            form=WHY,
        )
        take_step(
            by=town.approver,
            at=at + HOUR,
            case_id=case.case_id,
            element="sign_refusal",
            outcome="send_back",
            form=WHY,
        )
    assert queries.case(case.case_id)["due_at"] == due
    assert fire_due(at=due) == 1
    assert queries.case(case.case_id)["accept_mode"] == "lapse"


def test_a_signed_refusal_ends_the_five_days(town: Town):
    case = proposed(town)
    due = queries.case(case.case_id)["due_at"]
    take_step(
        by=town.approver,
        at=AT + 2 * HOUR,
        case_id=case.case_id,
        element="sign_refusal",
        outcome="sign",
        form=WHY,
    )
    assert fire_due(at=due + timedelta(days=30)) == 0
    row = queries.case(case.case_id)
    assert (row["accepted_on"], row["accept_mode"], row["result"]) == (None, "", "refused_acceptance")


def test_a_withdrawal_after_the_last_day_finds_the_case_accepted_first(town: Town):
    case = a_case(town)
    late = queries.case(case.case_id)["due_at"] + HOUR
    assert withdraw(by=town.elder, at=late, case_id=case.case_id).state == "withdrawn"
    assert [event["kind"] for event in of_case(case.case_id, AT)] == [
        "cases.submit",
        "cases.lapse",
        "cases.withdraw",
    ]


@pytest.mark.parametrize(
    ("received", "last_day"),
    [
        ("2026-09-17T10:00:00+08:00", "2026-09-23"),  # standards 5: 20 September is worked
        ("2026-03-02T23:59:00+08:00", "2026-03-09"),
        ("2026-03-03T00:01:00+08:00", "2026-03-10"),
    ],
)
def test_the_five_working_days_start_on_the_day_after_the_receipt(town: Town, received: str, last_day: str):
    at = datetime.fromisoformat(received)
    case = submit(by=town.elder, at=at, what=a_submission(town.elder))
    row = queries.case(case.case_id)
    assert row["clock"]["last_day"] == last_day
    assert row["due_at"] == datetime.fromisoformat(f"{last_day}T00:00:00+08:00") + timedelta(days=1)


def test_a_timer_that_cannot_fire_holds_up_no_other(town: Town, caplog: pytest.LogCaptureFixture):
    stuck, other = a_case(town, key="a"), a_case(town, key="b")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET town = '', county = '' WHERE id = %s", [stuck.case_id])
    due = queries.case(other.case_id)["due_at"]
    with caplog.at_level(logging.ERROR, logger="minzheng.cases"):
        assert fire_due(at=due) == 1
    assert queries.case(other.case_id)["accept_mode"] == "lapse"
    assert queries.case(stuck.case_id)["accept_mode"] == ""
    assert [str(stuck.case_id) in line and "cases.no_organ" in line for line in caplog.messages] == [True]


def test_reckoning_again_leaves_alone_what_was_closed_in_between(town: Town, monkeypatch: pytest.MonkeyPatch):
    case = a_case(town)
    withdraw(by=town.elder, at=AT, case_id=case.case_id)
    before = queries.case(case.case_id)
    module = sys.modules[reckon_again.__module__]
    monkeypatch.setattr(module, "with_older_calendar", lambda *_: [case.case_id])
    reckon_again(by=BY, at=AT)
    assert queries.case(case.case_id) == before
