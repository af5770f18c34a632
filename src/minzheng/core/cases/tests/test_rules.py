"""Lights, clocks and remedies, without a database."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from minzheng.core.cases.rules import (
    NEVER,
    age_at_month_end,
    first_month,
    go_on,
    handled_list,
    light,
    next_mode_problem,
    reasons_given,
    remedy,
    review_level,
    signing_level,
    start_of,
    stop,
    stopped,
    stops_of,
    today,
)
from minzheng.kernel.errors import Problem

DUE = datetime(2026, 3, 6, 16, tzinfo=UTC)
WARN = DUE - timedelta(days=2)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (WARN - timedelta(seconds=1), "green"),
        (WARN, "yellow"),
        (DUE - timedelta(seconds=1), "yellow"),
        (DUE, "red"),
    ],
)
def test_a_light_turns_yellow_at_its_warning_and_red_at_midnight_after_the_last_day(
    at: datetime, expected: str
):
    assert light(at, WARN, DUE) == expected


def test_a_stopped_clock_is_blue_even_when_late_and_no_deadline_is_green():
    assert light(DUE, WARN, DUE, stopped=True) == "blue"
    assert light(DUE, None, None) == "green"
    assert light(DUE, NEVER, NEVER) == "green"


def test_the_legal_day_is_that_of_shanghai():
    assert today(datetime(2026, 3, 2, 16, 0, tzinfo=UTC)) == date(2026, 3, 3)
    assert today(datetime(2026, 3, 2, 15, 59, tzinfo=UTC)) == date(2026, 3, 2)


def test_limits_start_from_the_day_that_the_package_names():
    case = {
        "received_at": datetime(2026, 9, 17, 2, tzinfo=UTC),
        "accepted_on": "2026-09-21",
        "decided_at": datetime(2026, 10, 9, 2, tzinfo=UTC),
        "variables": {},
    }
    entered = date(2026, 10, 20)
    assert start_of({"from": "receipt"}, case, entered) == date(2026, 9, 17)
    assert start_of({"from": "acceptance"}, case, entered) == date(2026, 9, 21)
    assert start_of({"from": "decision"}, case, entered) == date(2026, 10, 9)
    assert start_of({"from": "entry"}, case, entered) == entered
    listed = {**case, "variables": {"listed_on": "2026-09-01"}}
    assert start_of({"from": "listing"}, listed, entered) == date(2026, 9, 1)
    supplemented = {**case, "variables": {"supplemented": "2026-09-21"}}
    for origin in ("receipt", "supplement"):
        assert start_of({"from": origin}, supplemented, entered) == date(2026, 9, 21)


def test_a_stop_begins_on_the_day_after_and_ends_with_the_day_on_which_it_is_over():
    running = {"stops": stop({}, date(2026, 9, 21), "第二十条", "资产鉴定")}
    assert stopped(running) == {**running["stops"][0]}
    words = {"n": 20, "unit": "working_day", "from": "acceptance"}
    assert stops_of(words, running) == ()
    over = {"stops": go_on(running, date(2026, 9, 24))}
    assert stopped(over) is None
    (one,) = stops_of(words, over)
    assert (one.first, one.last) == (date(2026, 9, 22), date(2026, 9, 24))
    assert stops_of({**words, "from": "entry"}, over) == ()
    assert go_on(running, date(2026, 9, 21)) == []


@pytest.mark.parametrize(
    ("mode", "tries", "announced", "fine"),
    [
        ("left", ["refused"], None, True),
        ("left", ["unreachable"], None, False),
        ("announcement", [], date(2026, 3, 1), False),
        ("announcement", ["returned"], None, False),
        ("announcement", ["returned"], date(2026, 3, 2), False),
        ("announcement", ["returned"], date(2026, 3, 1), True),
        ("post", ["returned"], None, True),
    ],
)
def test_leaving_needs_a_refusal_and_an_announcement_thirty_days(mode, tries, announced, fine):
    assert (next_mode_problem(mode, tries, announced, date(2026, 3, 31)) == "") is fine


def test_a_county_bureaus_decision_goes_to_the_county_government_and_names_both_limits():
    text = remedy("statutory", "明川区民政局", "明川区人民政府")
    assert "60 日内向明川区人民政府申请行政复议" in text
    assert "6 个月内" in text
    assert "以明川区民政局为被告" in text
    with pytest.raises(ValueError, match="unknown power mode"):
        remedy("unknown", "明川区民政局", "明川区人民政府")


@pytest.mark.parametrize(
    ("mode", "step", "signs", "reviews"),
    [
        ("statutory", "county", "county", "county"),
        ("statutory", "city", "city", "city"),
        ("statutory", "province", "province", "province"),
        ("devolved", "town", "town", "county"),
        ("entrusted", "town", "county", "county"),
    ],
)
def test_letterhead_and_review_follow_from_who_decides(
    mode: str, step: str, signs: str, reviews: str
) -> None:
    signer = signing_level(mode, step, "county")
    assert (signer, review_level(signer)) == (signs, reviews)


@pytest.mark.parametrize("reason", ["", "   ", "不行"])
def test_a_refusal_without_a_real_reason_is_sent_back(reason: str):
    with pytest.raises(Problem) as caught:
        reasons_given({"reason": reason})
    assert caught.value.code == "cases.reason_needed"


def test_what_was_handled_reads_back_as_values():
    person = uuid4()
    (entry,) = handled_list([["accept", "accept", str(person), "周演川", "2026-03-02T09:00:00+08:00"]])
    assert (entry.element, entry.person, entry.name) == ("accept", str(person), "周演川")


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(1946, 3, 31), date(2026, 3, 1), 80),
        (date(1946, 4, 1), date(2026, 3, 31), 79),
        (date(1944, 2, 29), date(2026, 2, 1), 82),
        (date(1944, 2, 29), date(2026, 1, 31), 81),
        (date(1945, 12, 31), date(2025, 12, 1), 80),
        (None, date(2026, 3, 1), 0),
    ],
)
def test_age_counts_at_the_end_of_the_month(born: date | None, on: date, age: int):
    assert age_at_month_end(born, on) == age


def test_the_allowance_starts_with_the_birthday_month_or_that_of_the_application():
    assert first_month(date(1946, 4, 10), 80, date(2026, 3, 2)) == date(2026, 4, 1)
    assert first_month(date(1943, 2, 15), 80, date(2026, 3, 2)) == date(2026, 3, 1)
    assert first_month(date(1948, 2, 29), 90, date(2026, 3, 2)) == date(2038, 2, 1)
    assert first_month(None, 80, date(2026, 3, 2)) == date(2026, 3, 1)
