"""A new holiday notice: open cases are reckoned again, ended ones keep what was said."""

from datetime import date, timedelta

import pytest

from minzheng.core.audit.queries import of_case
from minzheng.core.cases import queries
from minzheng.core.cases.actions import fire_due, reckon_again, withdraw
from minzheng.core.cases.tests.factories import AT, Town, a_case, a_town
from minzheng.core.people.tests.factories import BY
from minzheng.core.places import actions as places
from minzheng.core.places.actions.load_calendar import packaged_days
from minzheng.kernel.calendar import DayKind, SpecialDay

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return a_town()


def a_new_holiday(day: date) -> None:
    """The notice that makes `day` a day off comes in."""
    extra = SpecialDay(day, DayKind.HOLIDAY, "临时放假", "演示通知", "")
    days = [*(one for one in packaged_days() if one.day != day), extra]
    places.load_calendar(by=BY, at=AT, days=days, source="演示通知")


def test_an_open_case_gets_the_new_due_date_everywhere_and_the_book_says_so(town: Town):
    case = a_case(town)
    before = queries.case(case.case_id)
    assert before["clock"]["last_day"] == "2026-03-09"
    a_new_holiday(date(2026, 3, 5))
    assert reckon_again(by=BY, at=AT) == 1
    after = queries.case(case.case_id)
    assert after["clock"]["last_day"] == "2026-03-10"
    assert "临时放假" in after["clock"]["explanation"]
    assert after["due_at"] == before["due_at"] + timedelta(days=1)
    (task,) = queries.open_tasks(case.case_id)
    assert task["due_at"] == after["due_at"]
    assert fire_due(at=before["due_at"]) == 0, "the old moment no longer counts"
    assert fire_due(at=after["due_at"]) == 1
    told = [event for event in of_case(case.case_id, AT) if event["kind"] == "cases.reckon_again"]
    assert [(event["facts"]["from"], event["facts"]["to"]) for event in told] == [
        ("2026-03-09", "2026-03-10")
    ]
    assert reckon_again(by=BY, at=AT) == 0


def test_a_closed_case_keeps_its_calendar(town: Town):
    case = a_case(town)
    withdraw(by=town.elder, at=AT, case_id=case.case_id)
    version = queries.case(case.case_id)["calendar_version"]
    a_new_holiday(date(2026, 3, 5))
    assert reckon_again(by=BY, at=AT) == 0
    assert queries.case(case.case_id)["calendar_version"] == version
