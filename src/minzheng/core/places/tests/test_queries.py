"""Named reads, with the number of statements that each may take."""

from datetime import date
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from minzheng.core.places import actions, queries
from minzheng.core.places.actions.load_calendar import packaged_days
from minzheng.core.places.tests.factories import AT, LOADER, demo_divisions
from minzheng.core.places.tests.test_actions import PARAMETERS
from minzheng.kernel.calendar import DayKind, SpecialDay
from minzheng.kernel.errors import Problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo() -> None:
    actions.load_divisions(by=LOADER, at=AT, rows=demo_divisions(), source="demo")


@pytest.mark.usefixtures("demo")
def test_the_ancestry_of_a_village_names_every_level_and_is_asked_once(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        found = [queries.ancestry("990101001001") for _ in range(3)]
    assert found[2] == {
        "province": "990000",
        "city": "990100",
        "county": "990101",
        "town": "990101001",
        "village": "990101001001",
    }


@pytest.mark.usefixtures("demo")
def test_a_caller_cannot_spoil_the_kept_ancestry() -> None:
    queries.ancestry("990101")["city"] = "990200"
    assert queries.ancestry("990101")["city"] == "990100"


@pytest.mark.usefixtures("demo")
def test_an_unknown_code_is_a_problem_that_can_be_mended_later() -> None:
    with pytest.raises(Problem, match="division_unknown"):
        queries.ancestry("991234")


@pytest.mark.usefixtures("demo")
def test_a_name_is_the_name_of_that_day() -> None:
    names = [queries.division("990301", day).name for day in (date(2016, 4, 30), date(2016, 5, 1))]  # type: ignore[union-attr]
    assert names == ["南城区", "霁南区"]
    assert queries.division("990301").name == "霁南区"  # type: ignore[union-attr]
    assert queries.division("990301", date(1999, 12, 31)) is None


@pytest.mark.usefixtures("demo")
def test_a_code_that_was_replaced_leads_to_its_successor() -> None:
    assert queries.successor("990102202", date(2021, 5, 31)).name == "溪口乡"  # type: ignore[union-attr]
    assert queries.successor("990102202", date(2021, 6, 1)).code == "990102102"  # type: ignore[union-attr]
    assert queries.division("990102202", date(2021, 6, 1)) is None


@pytest.mark.usefixtures("demo")
def test_children_are_those_in_use_or_those_of_the_day() -> None:
    assert [place.name for place in queries.children("990102")] == ["石桥镇", "溪口镇", "云峰乡"]
    assert [place.name for place in queries.children("990102", date(2020, 1, 1))] == [
        "石桥镇",
        "云峰乡",
        "溪口乡",
    ]
    assert [place.code for place in queries.children("")] == ["990000"]


@pytest.mark.usefixtures("demo")
def test_the_full_name_reads_as_on_an_envelope() -> None:
    assert queries.full_name("990101001001") == "青岚省青禾市明川区柳荫街道春和社区"
    assert queries.full_name("990301", date(2010, 1, 1)) == "青岚省霁州市南城区"


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("text", ["石桥", "shiqiao", "Shi qiao", " 石桥 "])
def test_a_place_is_found_by_name_and_by_pinyin_widest_first(text: str) -> None:
    assert [place.name for place in queries.search(text)] == ["石桥县", "石桥镇", "石桥社区", "石桥村"]


@pytest.mark.usefixtures("demo")
def test_a_search_keeps_inside_a_division_and_to_a_level() -> None:
    assert [place.code for place in queries.search("石桥", within="990100")] == [
        "990102101",
        "990102101001",
        "990102101201",
    ]
    assert [place.code for place in queries.search("石桥", level="county")] == ["990202"]
    assert queries.search("990301")[0].name == "霁南区"
    assert queries.search("  ") == []
    assert queries.search("溪口乡") == []


@pytest.mark.usefixtures("demo")
def test_several_places_come_in_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        found = queries.divisions(["990101", "990301", "990999"])
    assert {code: place.name for code, place in found.items()} == {"990101": "明川区", "990301": "霁南区"}


def test_the_calendar_counts_the_working_days_of_2025_and_2026() -> None:
    actions.load_calendar(by=LOADER, at=AT)
    calendar = queries.calendar()
    for year, months in (
        (2025, [19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23]),
        (2026, [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]),
    ):
        days = [
            date.fromordinal(n) for n in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
        ]
        working = [day.month for day in days if calendar.is_workday(day)]
        assert [working.count(month) for month in range(1, 13)] == months


def test_a_known_calendar_version_costs_no_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    number = actions.load_calendar(by=LOADER, at=AT)
    queries.calendar(number)
    with django_assert_num_queries(0):
        queries.calendar(number)


def test_a_local_holiday_is_seen_only_by_those_who_ask_for_its_region() -> None:
    local = SpecialDay(date(2026, 4, 22), DayKind.HOLIDAY, "采莲节", "演示通知", "990101")
    number = actions.load_calendar(by=LOADER, at=AT, days=[*packaged_days(), local])
    assert queries.calendar(number).is_workday(date(2026, 4, 22))
    assert not queries.calendar(number, regions=["990101"]).is_workday(date(2026, 4, 22))


def test_without_a_calendar_no_date_is_counted() -> None:
    with pytest.raises(Problem, match="calendar_missing"):
        queries.calendar()
    with pytest.raises(Problem, match="calendar_unknown"):
        queries.calendar(999)


@pytest.mark.usefixtures("demo")
def test_a_parameter_comes_with_its_document_in_one_statement(
    tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    file = tmp_path / "standards.yaml"
    file.write_text(PARAMETERS, encoding="utf-8")
    actions.load_parameters(by=LOADER, at=AT, files=[file])
    place = queries.ancestry("990101001")
    with django_assert_num_queries(1):
        found = queries.parameter("edge_factor", place, date(2026, 3, 2))
    assert (str(found.value), found.division, found.valid_from) == ("1.50", "990100", date(2026, 1, 1))
    assert found.document.number == "青禾民发〔2026〕1号（演示）"
    with django_assert_num_queries(1):
        both = queries.parameters(["edge_factor", "allowance", "unknown"], place, date(2026, 3, 2))
    assert (set(both), both["allowance"].document.to_be_checked) == ({"edge_factor", "allowance"}, True)
    with pytest.raises(Problem) as missing:
        queries.parameter("edge_factor", queries.ancestry("990201"), date(2026, 3, 2))
    assert missing.value.code == "places.parameter_missing"
