"""What may be posted, for how long, and what must never stand there."""

from datetime import UTC, date, datetime

import pytest

from minzheng.core.publicity import rules
from minzheng.kernel.calendar import Calendar
from minzheng.kernel.errors import Problem


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    from minzheng.core.catalogue.queries import _shipped_calendar

    return _shipped_calendar()


SEVEN = {"n": 7, "unit": "natural_day"}


@pytest.mark.parametrize(
    ("posted", "last"),
    [
        (date(2026, 7, 6), date(2026, 7, 13)),
        (date(2026, 9, 18), date(2026, 9, 28)),
        (date(2026, 8, 8), date(2026, 8, 17)),
        (date(2026, 9, 13), date(2026, 9, 20)),
    ],
    ids=["plain", "mid-autumn", "an ordinary Saturday", "a Sunday worked in exchange"],
)
def test_a_notice_hangs_seven_days_from_the_day_after_and_its_last_day_is_rolled(
    posted: date, last: date, calendar: Calendar
) -> None:
    term = rules.term(SEVEN, posted, calendar)
    assert (term.last_day, (term.first_day - posted).days) == (last, 1)
    assert term.ends_at.astimezone(rules.CHINA).date() == date.fromordinal(last.toordinal() + 1)
    assert "第二天算起" in term.explanation


def test_number_and_unit_and_rolling_are_what_the_place_says(calendar: Calendar) -> None:
    working = rules.term({"n": 5, "unit": "working_day"}, date(2026, 9, 18), calendar)
    assert working.last_day == date(2026, 9, 24)
    strict = rules.term({**SEVEN, "roll": "holidays"}, date(2026, 8, 8), calendar)
    assert strict.last_day == date(2026, 8, 15)


@pytest.mark.parametrize(
    ("publicity", "code"),
    [
        ("forbidden", "publicity.forbidden"),
        ("none", "publicity.not_foreseen"),
        ("", "publicity.not_foreseen"),
    ],
)
def test_what_the_package_does_not_foresee_is_posted_by_nobody(publicity: str, code: str) -> None:
    for ask in (rules.require_noticed, rules.require_posted):
        with pytest.raises(Problem) as told:
            ask(publicity)
        assert told.value.code == code


def test_each_of_the_two_kinds_is_foreseen_by_itself() -> None:
    rules.require_noticed("objection")
    rules.require_posted("posting")
    for ask, other in ((rules.require_noticed, "posting"), (rules.require_posted, "objection")):
        with pytest.raises(Problem, match="not_foreseen"):
            ask(other)


def test_eighteen_is_reached_on_the_birthday() -> None:
    born = date(2008, 7, 6)
    assert rules.minor(born, date(2026, 7, 5))
    assert not rules.minor(born, date(2026, 7, 6))
    assert rules.minor(None, date(2026, 7, 6))


def test_from_the_end_of_the_last_day_on_nothing_may_be_seen() -> None:
    ends = datetime(2026, 7, 13, 16, tzinfo=UTC)
    assert rules.is_open("hanging", ends, datetime(2026, 7, 13, 15, 59, tzinfo=UTC))
    assert not rules.is_open("hanging", ends, ends)
    assert not rules.is_open("prepared", ends, datetime(2026, 7, 10, tzinfo=UTC))
    assert rules.must_come_down("hanging", ends, None, ends)
    assert not rules.must_come_down("hanging", ends, ends, ends)


def test_the_rolled_last_day_is_in_time_and_the_day_after_is_not() -> None:
    posted, last = date(2026, 9, 18), date(2026, 9, 28)
    assert rules.within_term(last, posted, last)
    assert rules.within_term(posted, posted, last)
    assert not rules.within_term(date(2026, 9, 29), posted, last)
    assert not rules.within_term(date(2026, 9, 17), posted, last)


@pytest.mark.parametrize(
    "text",
    [
        "990101194302150012.jpg",
        "身份证 99010119430215001X",
        "１１０１０１１９９００１０１１２３４",
        "990101********0012",
        "卡 6222 0212 3456 7890 123",
        "电话19900001234",
        "诊断证明.jpg",
        "重残二级",
        "hiv 阳性",
        "张小明小学学籍",
        "出生医学证明",
    ],
)
def test_numbers_illness_disability_and_minors_are_found(text: str) -> None:
    assert rules.lint(text)


@pytest.mark.parametrize(
    "text", ["公示栏.jpg", "IMG_20260706_091500.jpg", "春和社区居委会公示栏", "每月 715 元", ""]
)
def test_what_is_harmless_passes(text: str) -> None:
    assert rules.lint(text) == []


def test_a_door_number_is_found_where_doors_count() -> None:
    assert rules.lint("3 栋 2 单元 501 室门口", doors=True) == ["门牌"]
    assert rules.lint("3 栋 2 单元 501 室门口") == []


def test_a_picture_cannot_be_read_and_needs_the_officers_tick() -> None:
    (fault,) = rules.attachment_faults("公示栏.jpg", None, looked=False)
    assert (fault.path, "认不出来" in fault.message) == ("looked", True)
    assert rules.attachment_faults("公示栏.jpg", None, looked=True) == []
    named = rules.attachment_faults("病历.jpg", None, looked=True)
    assert [one.path for one in named] == ["photo"]
    assert rules.attachment_faults("说明.txt", "身份证 990101194302150012", looked=True)


def test_a_category_that_tells_of_illness_is_not_posted() -> None:
    assert [one.path for one in rules.check_fields(3, "居委会公示栏", "重病户")] == ["category"]
    assert [one.path for one in rules.check_fields(0, " ", "A 类")] == ["members", "board"]
    assert rules.check_fields(3, "居委会公示栏", "A 类") == []


def test_a_category_is_said_in_words_and_not_at_all_where_the_service_says_it() -> None:
    finding = {"grants": "dibao", "categories": {"dibao": "符合低保", "half": "半额"}}
    assert rules.category_words("dibao", finding) == ""
    assert rules.category_words("half", finding) == "半额"
    assert rules.category_words("A 类", {}) == "A 类"
    assert rules.category_words("", finding) == ""


def test_a_full_name_never_stands_on_the_web() -> None:
    assert rules.web_name("林演兰", "surname") == "林某某"
    assert rules.web_name("林演兰", "middle") == "林*兰"
    assert rules.web_name("林演兰", "full") == ""
    assert rules.web_name("", "surname") == ""


def test_closing_without_objection_waits_for_the_end_and_with_one_needs_one() -> None:
    last = date(2026, 7, 13)
    rules.check_close("no_objection", objections=0, over=True, last_day=last)
    rules.check_close("objection", objections=1, over=False, last_day=last)
    for outcome, count, over, code in (
        ("no_objection", 0, False, "publicity.still_hanging"),
        ("no_objection", 2, True, "publicity.objected"),
        ("objection", 0, True, "publicity.none_objected"),
    ):
        with pytest.raises(Problem) as told:
            rules.check_close(outcome, objections=count, over=over, last_day=last)
        assert told.value.code == code


def test_a_sheet_is_noted_on_its_day_or_soon_after() -> None:
    day = date(2026, 7, 6)
    rules.check_recorded(day, day)
    rules.check_recorded(day, date(2026, 7, 9))
    for on, code in ((date(2026, 7, 5), "not_yet_up"), (date(2026, 7, 10), "noted_late")):
        with pytest.raises(Problem, match=code):
            rules.check_recorded(day, on)
    with pytest.raises(Problem, match=r"publicity\.day"):
        rules.check_day(date(2026, 7, 14), day)


def test_an_objection_says_something() -> None:
    assert rules.check_objection("不对")
    assert rules.check_objection("长" * 2001)
    assert rules.check_objection("他家还有一套门面房在出租。") == []
