"""What the monitor sees: late, about to be due, lapsed, and why a day is the last one."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from minzheng.core.cases import queries as cases
from minzheng.core.cases.actions import fire_due, take_step, withdraw
from minzheng.core.cases.tests.factories import AT, Town, a_case, a_town
from minzheng.core.cases.tests.road import a_road, day
from minzheng.core.offices.queries import actor
from minzheng.core.offices.tests.factories import a_clerk
from minzheng.core.supervision.queries import (
    Watched,
    about_to_be_due,
    clock_of,
    lapsed,
    late,
    lights,
    stopped,
    watched,
)
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, Grant, Hat, Scope

pytestmark = pytest.mark.django_db
COUNTY = Watched("county", "990101")


@pytest.fixture
def town() -> Town:
    return a_town()


def test_a_step_is_green_then_about_to_be_due_then_late(town: Town, django_assert_num_queries):
    case = a_case(town)
    take_step(by=town.acceptor, at=AT, case_id=case.case_id, element="accept", outcome="accept")
    row = cases.case(case.case_id)
    warn, due = row["warn_at"], row["due_at"]
    second = timedelta(seconds=1)
    assert lights(COUNTY, warn - second) == {"red": 0, "yellow": 0}
    with django_assert_num_queries(1):
        assert [one.case_id for one in about_to_be_due(COUNTY, warn)] == [case.case_id]
    assert late(COUNTY, due - second) == []
    with django_assert_num_queries(1):
        assert [one.case_id for one in late(COUNTY, due)] == [case.case_id]
    with django_assert_num_queries(1):
        assert lights(COUNTY, due) == {"red": 1, "yellow": 0}
    assert due == datetime.fromisoformat("2026-03-17T00:00:00+08:00")


def test_what_is_closed_is_neither_late_nor_due(town: Town):
    case = a_case(town)
    withdraw(by=town.elder, at=AT, case_id=case.case_id)
    assert lights(COUNTY, AT + timedelta(days=99)) == {"red": 0, "yellow": 0}


def test_a_monitor_sees_the_own_division_alone_and_pages_by_due_date(town: Town):
    made = [a_case(town, key=f"n{n}", at=AT + timedelta(days=n)).case_id for n in range(2)]
    at = AT + timedelta(days=60)
    first, second = late(COUNTY, at)
    assert [first.case_id, second.case_id] == made
    assert [row.case_id for row in late(COUNTY, at, after=(first.due_at, first.task))] == [made[1]]
    assert late(Watched("county", "990102"), at) == []
    assert len(late(Watched("town", "990101001"), at)) == 2
    with pytest.raises(Problem, match="one_unit"):
        late(Watched("nation", ""), at)


def test_what_lapsed_is_no_longer_late_for_acceptance_but_the_case_says_so(town: Town):
    case = a_case(town)
    due = cases.case(case.case_id)["due_at"]
    assert len(late(COUNTY, due)) == 1
    assert lapsed(COUNTY, AT) == []
    fire_due(at=due)
    assert late(COUNTY, due) == []
    (one,) = lapsed(COUNTY, AT)
    assert (one.case_id, one.accepted_on, one.state) == (case.case_id, date(2026, 3, 2), "in_review")
    assert lapsed(COUNTY, AT + timedelta(seconds=1)) == []
    assert lapsed(Watched("county", "990102"), AT) == []
    assert lapsed(COUNTY, AT, after=(one.received_at, one.case_id)) == []
    with pytest.raises(Problem, match="one_unit"):
        lapsed(Watched("nation", ""), AT)
    row = cases.case(case.case_id)
    assert (row["accept_mode"], row["accepted_on"]) == ("lapse", date(2026, 3, 2))
    assert clock_of(case.case_id)["last_day"] == "2026-03-16"


def test_a_due_date_explains_itself(town: Town, django_assert_num_queries):
    case = a_case(town)
    with django_assert_num_queries(1):
        clock = clock_of(case.case_id)
    assert (clock["start"], clock["last_day"], clock["n"], clock["unit"]) == (
        "2026-03-02",
        "2026-03-09",
        5,
        "working_day",
    )
    assert (
        "3 月 7 日" in clock["explanation"]
        or "3 月 8 日" in clock["explanation"]
        or "周末" in clock["explanation"]
    )


def a_monitor(*grants: Grant) -> Actor:
    return Actor(hat=Hat.STAFF, grants=grants)


def test_the_unit_is_that_of_the_grant_as_monitor(town: Town):
    office = town.approver.grants[0].organisation
    assert office is not None
    by = actor(a_clerk("monitor", office, username="monitor_01")[0], channel="web", on=AT.date())
    assert by is not None
    assert watched(by, AT) == COUNTY
    with pytest.raises(Problem, match=r"supervision\.no_unit"):
        watched(town.approver, AT)


def test_the_last_day_of_a_monitor_is_a_day_in_shanghai():
    grant = Grant("monitor", frozenset(), Scope("county", "990101"), until=date(2026, 3, 2))
    assert watched(a_monitor(grant), datetime.fromisoformat("2026-03-02T23:59:00+08:00")) == COUNTY
    with pytest.raises(Problem, match=r"supervision\.no_unit"):
        watched(a_monitor(grant), datetime.fromisoformat("2026-03-03T00:01:00+08:00"))
    wide = replace(grant, scope=Scope("nation", ""), until=None)
    with pytest.raises(Problem, match=r"supervision\.no_unit"):
        watched(a_monitor(wide), AT)


def test_a_stopped_clock_is_listed_with_the_article_that_stops_it(django_assert_num_queries):
    road = a_road().begin(day("09-17")).accept(day("09-18")).inquire(day("09-21"))
    road.review(day("09-21"), "propose_special", special="appraisal", planned_end="2026-09-30")
    road.step(road.town.approver, "approve_special", "approve", day("09-21"))
    with django_assert_num_queries(1):
        (row,) = stopped(COUNTY)
    assert row.case_id == road.case_id
    assert row.first == date(2026, 9, 22)
    assert row.article
    assert stopped(Watched("county", "990102")) == []
    road.step(road.examiner, "special_procedure", "finished", day("09-24"))
    assert stopped(COUNTY) == []
