"""An objection notice from its sheet to its end: prepared, put up with proof, closed, taken down."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minzheng.core.audit.queries import of_case
from minzheng.core.cases import queries as cases
from minzheng.core.cases.actions import take_step, withdraw
from minzheng.core.catalogue.actions import offer, publish
from minzheng.core.people.tests.factories import BY, a_person, an_account
from minzheng.core.publicity import queries
from minzheng.core.publicity.actions import (
    add_photo,
    follow_book,
    prepare_notice,
    record_objection,
    take_down,
)
from minzheng.core.publicity.tests import factories as play
from minzheng.core.publicity.tests.factories import AT, Place
from minzheng.kernel.errors import Invalid, Problem

pytestmark = pytest.mark.django_db
LAST = date(2026, 7, 13)
OVER = datetime(2026, 7, 13, 16, tzinfo=UTC)
"""00:00 of 14 July in Shanghai: the first moment after the last day."""


@pytest.fixture
def place(tmp_path: Path, settings: Any) -> Place:
    settings.MEDIA_ROOT = tmp_path
    return play.a_place()


def step(place: Place, case: Any, element: str, outcome: str, at: datetime = AT) -> Any:
    return take_step(by=place.town.reviewer, at=at, case_id=case, element=element, outcome=outcome)


def test_the_sheet_has_the_typed_fields_and_nothing_else(place: Place) -> None:
    case = play.a_case(place)
    notice = queries.notice(play.prepared(place, case))
    assert (notice.name, notice.members, notice.amount) == ("陈演松", 3, 5000)
    assert (notice.place, notice.last_day) == ("青岚省青禾市明川区柳荫街道春和社区", LAST)
    assert notice.doc_no == "柳荫街办公示补示〔2026〕1号" or notice.doc_no.endswith("公示补示〔2026〕1号")
    said = queries.notice_data(notice, "公示补贴")
    assert set(said) == {
        *("service", "applicant", "members", "amount", "place"),
        *("first_day", "last_day", "phone", "code"),
    }
    number = str(cases.case(case)["case_no"])
    assert number not in "".join(said.values())


def test_the_poster_is_one_a3_page_with_the_full_name_and_a_code(place: Place) -> None:
    import io

    from pypdf import PdfReader

    notice = queries.notice(play.prepared(place, play.a_case(place)))
    reader = PdfReader(io.BytesIO(queries.poster(notice, "公示补贴", "https://example.test/notices/1")))
    text = "".join("".join(page.extract_text().split()) for page in reader.pages)
    box = reader.pages[0].mediabox
    assert (len(reader.pages), round(box.width), round(box.height)) == (1, 842, 1191)
    for part in ("陈演松", "3人", "每月50元", "春和社区", "2026年7月7日", "2026年7月13日", notice.phone):
        assert part in text
    assert notice.code in text
    assert "990101" not in text, "no ID number, no division code"


def test_a_second_sheet_makes_the_first_void_and_keeps_its_number(place: Place) -> None:
    case = play.a_case(place)
    first = queries.notice(play.prepared(place, case))
    second = queries.notice(play.prepared(place, case, members=4))
    assert queries.notice(first.id).state == "void"
    assert [one.split("〕")[1] for one in (first.doc_no, second.doc_no)] == ["1号", "2号"]
    with pytest.raises(Problem, match="not_found"):
        queries.notice_by_code(first.code)


def test_it_hangs_only_when_prepared_photographed_and_noted_in_time(place: Place) -> None:
    case = play.a_case(place)
    with pytest.raises(Problem, match="not_prepared"):
        step(place, case, "post_notice", "posted")
    notice = play.prepared(place, case)
    with pytest.raises(Problem, match="photo_missing"):
        step(place, case, "post_notice", "posted")
    photo = play.a_photo(place.helper)
    add_photo(by=place.helper, at=AT, notice_id=notice, file_id=photo, looked=True)
    with pytest.raises(Problem, match="noted_late"):
        step(place, case, "post_notice", "posted", AT + timedelta(days=4))
    step(place, case, "post_notice", "posted")
    row = cases.case(case)
    assert row["state"] == "objection_notice"
    assert row["variables"]["notice_last_day"] == "2026-07-13"
    assert queries.notice(notice).open_at(AT)
    assert row["clock"]["start"] == "2026-07-13", "the days for closing count from the last day of the notice"


def test_the_village_lends_its_board_and_does_not_publish(place: Place) -> None:
    case = play.a_case(place)
    with pytest.raises(Problem, match=r"offices\.denied"):
        prepare_notice(by=place.helper, at=AT, case_id=case, posted_on=AT.date(), members=3, board="栏")
    notice = play.prepared(place, case)
    add_photo(by=place.helper, at=AT, notice_id=notice, file_id=play.a_photo(place.helper), looked=True)
    with pytest.raises(Problem, match=r"offices\.denied"):
        take_step(by=place.helper, at=AT, case_id=case, element="post_notice", outcome="posted")


def test_a_picture_needs_the_tick_a_harmless_name_and_its_own_giver(place: Place) -> None:
    notice = play.prepared(place, play.a_case(place))
    mine = play.a_photo(place.helper)
    with pytest.raises(Invalid) as told:
        add_photo(by=place.helper, at=AT, notice_id=notice, file_id=mine, looked=False)
    assert [one.path for one in told.value.fields] == ["looked"]
    named = play.a_photo(place.helper, name="990101194302150012.jpg")
    with pytest.raises(Invalid) as told:
        add_photo(by=place.helper, at=AT, notice_id=notice, file_id=named, looked=True)
    assert [one.path for one in told.value.fields] == ["photo"]
    with pytest.raises(Problem, match="photo_kind"):
        add_photo(by=place.town.reviewer, at=AT, notice_id=notice, file_id=mine, looked=True)


def test_a_forbidden_kind_is_posted_by_nobody_not_even_by_the_platform(place: Place) -> None:
    case = play.a_case(place)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE catalogue_snapshot SET content = jsonb_set(content, '{publicity}', '\"forbidden\"') "
            "WHERE service_id = 'noticed'"
        )
    from minzheng.core.catalogue.queries import package

    package.cache_clear()
    for by in (place.town.reviewer, place.town.approver, place.helper, BY):
        with pytest.raises(Problem, match=r"publicity\.forbidden"):
            prepare_notice(by=by, at=AT, case_id=case, posted_on=AT.date(), members=3, board="公示栏")
    for by in (place.town.reviewer, BY):
        with pytest.raises(Problem, match=r"publicity\.forbidden"):
            take_step(by=by, at=AT, case_id=case, element="post_notice", outcome="posted")
    package.cache_clear()


def test_who_is_not_of_age_is_not_posted(place: Place) -> None:
    case = play.a_case(place)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET birth_date = '2012-01-01' WHERE name = '陈演松'")
    with pytest.raises(Problem, match=r"publicity\.minor"):
        play.prepared(place, case)


def test_it_closes_without_objection_only_after_its_last_day(place: Place) -> None:
    case = play.a_case(place)
    notice = play.hanging(place, case)
    with pytest.raises(Problem, match="still_hanging"):
        step(place, case, "close_notice", "no_objection", OVER - timedelta(seconds=1))
    with pytest.raises(Problem, match="none_objected"):
        step(place, case, "close_notice", "objection", OVER)
    step(place, case, "close_notice", "no_objection", OVER)
    row = cases.case(case)
    assert (row["variables"]["notice"], row["variables"]["noticed_amount"]) == ("done", 5000)
    assert (row["state"], queries.notice(notice).outcome) == ("deciding", "no_objection")


def test_an_objection_leads_to_a_new_opinion_an_answer_and_a_new_notice(place: Place) -> None:
    from minzheng.core.publicity.actions import answer_objection

    case = play.a_case(place)
    first = play.hanging(place, case)
    record_objection(
        by=place.town.window,
        at=AT,
        notice_id=first,
        what=play.said(),
        channel="letter",
        received_on=AT.date(),
    )
    with pytest.raises(Problem, match="objected"):
        step(place, case, "close_notice", "no_objection", OVER)
    step(place, case, "close_notice", "objection", OVER)
    assert cases.case(case)["state"] == "in_review"
    play.review(place, case, at=OVER)
    with pytest.raises(Problem, match="unanswered"):
        play.prepared(place, case, at=OVER, on=date(2026, 7, 14))
    (one,) = queries.objections_of(first)
    answer_objection(
        by=place.town.reviewer,
        at=OVER,
        objection_id=one.id,
        result="unfounded",
        answer="入户核实，没有门面房。",
    )
    second = play.hanging(place, case, at=OVER)
    assert queries.notice(second).last_day == date(2026, 7, 21)
    assert [row.state for row in queries.notices_of(case)] == ["hanging", "ended"]


def test_another_amount_needs_another_sheet(place: Place) -> None:
    case = play.a_case(place)
    notice = play.prepared(place, case)
    add_photo(by=place.helper, at=AT, notice_id=notice, file_id=play.a_photo(place.helper), looked=True)
    with connection.cursor() as cursor:
        cursor.execute(
            'UPDATE cases_case SET variables = variables || \'{"amount": 71500, "category": "A 类"}\' WHERE id = %s',
            [case],
        )
    with pytest.raises(Problem, match="amount_changed"):
        step(place, case, "post_notice", "posted")
    again = queries.notice(play.prepared(place, case))
    assert (again.amount, again.category) == (71500, "A 类")


def test_it_comes_down_after_its_end_with_proof(place: Place) -> None:
    case = play.a_case(place)
    notice = play.hanging(place, case)
    photo = play.a_photo(place.helper, at=AT)
    with pytest.raises(Problem, match="hangs_on"):
        take_down(by=place.helper, at=AT, notice_id=notice, file_id=photo, looked=True)
    (waiting,) = queries.on_boards("village", "990101001001", OVER, show="down")
    assert waiting.notice.id == notice
    take_down(by=place.helper, at=OVER, notice_id=notice, file_id=photo, looked=True)
    assert queries.notice(notice).down_by == "钱演桥"
    assert queries.on_boards("village", "990101001001", OVER, show="down") == []
    with pytest.raises(Problem, match="down_already"):
        take_down(by=place.helper, at=OVER, notice_id=notice, file_id=photo, looked=True)


def test_what_hangs_of_a_withdrawn_case_ends(place: Place) -> None:
    from minzheng.core.audit.actions import sequence

    case = play.a_case(place)
    notice = play.hanging(place, case)
    withdraw(by=place.town.elder, at=AT, case_id=case)
    sequence(at=AT)
    follow_book(at=AT)
    row = queries.notice(notice)
    assert (row.state, row.outcome, row.open_at(AT)) == ("ended", "stopped", False)


def test_the_web_gets_a_masked_name_where_the_parameter_allows_and_nothing_elsewhere(place: Place) -> None:
    case = play.a_case(place)
    assert queries.notice(play.prepared(place, case)).web_name == ""
    play.allow_web("surname")
    assert queries.notice(play.prepared(place, case)).web_name == "陈某某"
    play.hanging(place, case)
    (online,) = queries.online_in("990101001001", AT)
    assert online.web_name == "陈某某"
    assert queries.online_in("990101001001", OVER) == []


def test_a_place_may_have_its_own_number_of_days(place: Place) -> None:
    from minzheng.core.offices.queries import organisation_by_uscc

    bureau = organisation_by_uscc("11990101MB0000035Q")
    assert bureau is not None
    days = {"limits.notice_period": {"n": 5, "unit": "working_day"}}
    offer(
        by=BY, at=AT, service="noticed", organisation=bureau.id, division="990101", task_code="", overlay=days
    )
    notice = queries.notice(play.prepared(place, play.a_case(place)))
    assert notice.last_day == date(2026, 7, 13)
    assert "5 个工作日" in notice.explanation


def test_the_book_says_what_happened_without_a_name(place: Place) -> None:
    case = play.a_case(place)
    play.hanging(place, case)
    events = [one for one in of_case(case, AT) if one["kind"].startswith("publicity.")]
    assert [one["kind"] for one in events] == ["publicity.prepare", "publicity.photo"]
    assert all("陈演松" not in str(one["facts"]) for one in events)


def test_the_verbs_keep_to_their_number_of_statements(place: Place) -> None:
    case = play.a_case(place)
    costs = {}
    with CaptureQueriesContext(
        connection,
    ) as seen:
        notice = play.prepared(place, case)
    costs["prepare"] = own(seen)
    photo = play.a_photo(place.helper)
    with CaptureQueriesContext(connection) as seen:
        add_photo(by=place.helper, at=AT, notice_id=notice, file_id=photo, looked=True)
    costs["photo"] = own(seen)
    with CaptureQueriesContext(connection) as seen:
        step(place, case, "post_notice", "posted")
    costs["post"] = own(seen)
    with CaptureQueriesContext(connection) as seen:
        step(place, case, "close_notice", "no_objection", OVER)
    costs["close"] = own(seen)
    assert max(costs.values()) <= 12, costs


def own(seen: CaptureQueriesContext) -> int:
    return len([one for one in seen if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def test_a_package_for_which_the_notice_is_forbidden_is_not_published(place: Place) -> None:
    with pytest.raises(Problem, match="unsound"):
        publish(
            by=BY,
            at=AT,
            files=play.package_files("child", item="CHD01", publicity="forbidden"),
            domain="elderly",
            parent=None,
        )


def test_who_is_party_to_the_case_does_not_post_it(place: Place) -> None:
    case = play.a_case(place)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_party (id, case_id, person_id, role) VALUES (gen_random_uuid(), %s, %s, 'member')",
            [case, place.town.reviewer.person],
        )
    with pytest.raises(Problem, match="own_matter"):
        play.prepared(place, case)
    assert an_account(a_person("石演泉"), username="nobody")
