"""Objections: within the term, sealed, read only by who handles them, answered in writing once."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from minzheng.core.cases.actions import withdraw
from minzheng.core.documents.queries import letter, letters_of, pdf
from minzheng.core.publicity import queries
from minzheng.core.publicity.actions import (
    Said,
    answer_objection,
    object_to,
    read_objection,
    record_objection,
)
from minzheng.core.publicity.tests import factories as play
from minzheng.core.publicity.tests.factories import AT, Place
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.rights import anonymous

pytestmark = pytest.mark.django_db
BEFORE_AUTUMN = datetime(2026, 9, 18, 1, tzinfo=UTC)
"""A notice put up on 18 September would end on 25 September, a holiday: its last day is rolled to the 28th."""
LAST_MOMENT = datetime(2026, 9, 28, 15, 59, tzinfo=UTC)


@pytest.fixture
def place(tmp_path: Path, settings: Any) -> Place:
    settings.MEDIA_ROOT = tmp_path
    return play.a_place()


def objected(place: Place, notice: UUID, *, at: datetime = AT, **more: str) -> queries.ObjectionRow:
    code = object_to(by=place.neighbour, at=at, notice_id=notice, what=play.said(**more))
    return queries.objection_by_code(code)


def test_the_rolled_last_day_counts_and_the_moment_after_it_does_not(place: Place) -> None:
    case = play.a_case(place, at=BEFORE_AUTUMN)
    notice = play.hanging(place, case, at=BEFORE_AUTUMN)
    assert queries.notice(notice).last_day == date(2026, 9, 28)
    assert objected(place, notice, at=LAST_MOMENT).received_on == date(2026, 9, 28)
    with pytest.raises(Problem, match=r"publicity\.gone"):
        objected(place, notice, at=LAST_MOMENT + timedelta(minutes=1))


def test_a_letter_of_the_last_day_may_be_recorded_later_and_one_of_the_day_after_not(place: Place) -> None:
    case = play.a_case(place, at=BEFORE_AUTUMN)
    notice = play.hanging(place, case, at=BEFORE_AUTUMN)
    later = datetime(2026, 9, 29, 2, tzinfo=UTC)

    def record(day: date, channel: str = "letter") -> str:
        return record_objection(
            by=place.town.window,
            at=later,
            notice_id=notice,
            what=play.said(),
            channel=channel,
            received_on=day,
        )

    assert record(date(2026, 9, 28))
    for day in (date(2026, 9, 29), date(2026, 9, 17), date(2026, 9, 30)):
        with pytest.raises(Problem, match="too_late"):
            record(day)
    with pytest.raises(Invalid):
        record(date(2026, 9, 28), "web")


def test_who_has_not_signed_in_cannot_object_on_the_web(place: Place) -> None:
    notice = play.hanging(place, play.a_case(place))
    with pytest.raises(Problem, match=r"offices\.denied"):
        object_to(by=anonymous(), at=AT, notice_id=notice, what=play.said())


def test_the_same_form_sent_twice_is_one_objection(place: Place) -> None:
    notice = play.hanging(place, play.a_case(place))
    what = play.said()
    codes = {object_to(by=place.neighbour, at=AT, notice_id=notice, what=what) for _ in range(2)}
    assert len(codes) == 1
    assert len(queries.objections_of(notice)) == 1


def test_who_objected_stands_nowhere_in_clear(place: Place) -> None:
    notice = play.hanging(place, play.a_case(place))
    row = objected(place, notice, name="高演云", contact="19900004321")
    words = ("高演云", "19900004321", "门面房", str(place.neighbour.person), str(place.neighbour.account))
    with connection.cursor() as cursor:
        for table in ("audit_event", "audit_content", "publicity_objection", "publicity_notice"):
            cursor.execute(f"SELECT t::text FROM {table} t")
            kept = "\n".join(
                line for (line,) in cursor.fetchall() if "publicity.object" in line or table != "audit_event"
            )
            assert not [word for word in words if word in kept], table
    assert read_objection(by=place.town.reviewer, at=AT, objection_id=row.id)["name"] == "高演云"


def test_only_reviewer_and_approver_read_it_and_the_book_says_so(place: Place) -> None:
    notice = play.hanging(place, play.a_case(place))
    row = objected(place, notice)
    for by in (place.helper, place.town.window, place.town.acceptor, place.town.elder, place.neighbour):
        with pytest.raises(Problem, match=r"offices\.denied"):
            read_objection(by=by, at=AT, objection_id=row.id)
    with pytest.raises(Problem, match=r"offices\.denied"):
        read_objection(by=place.town.other_approver, at=AT, objection_id=row.id)
    assert read_objection(by=place.town.approver, at=AT, objection_id=row.id)["name"] == ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT actor_name FROM audit_event WHERE kind = 'publicity.read_objection'")
        assert cursor.fetchall() == [("罗演江",)]


def test_an_officer_who_is_party_to_the_case_does_not_read_it(place: Place) -> None:
    case = play.a_case(place)
    notice = play.hanging(place, case)
    row = objected(place, notice)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_party (id, case_id, person_id, role) VALUES (gen_random_uuid(), %s, %s, 'member')",
            [case, place.town.approver.person],
        )
    with pytest.raises(Problem, match="own_matter"):
        read_objection(by=place.town.approver, at=AT, objection_id=row.id)


def test_it_is_answered_in_writing_once_by_a_paper_that_names_nobody(place: Place) -> None:
    case = play.a_case(place)
    notice = play.hanging(place, case)
    row = objected(place, notice, name="高演云")
    with pytest.raises(Invalid):
        answer_objection(by=place.town.reviewer, at=AT, objection_id=row.id, result="maybe", answer="")
    paper = answer_objection(
        by=place.town.reviewer,
        at=AT,
        objection_id=row.id,
        result="unfounded",
        answer="入户核实，没有门面房。",
    )
    kept = letter(paper)
    assert kept.title == "异议处理记录"
    assert kept.doc_no.endswith("公示补异〔2026〕1号")
    assert "高演云" not in str(kept.data)
    assert "陈演松" not in str(kept.data)
    assert pdf(paper).startswith(b"%PDF")
    assert paper not in [one.id for one in letters_of(case)], "it stands in no list of the applicant's"
    again = queries.objection(row.id)
    assert (again.state, again.result, again.answer) == ("answered", "unfounded", "入户核实，没有门面房。")
    with pytest.raises(Problem, match="answered"):
        answer_objection(
            by=place.town.reviewer, at=AT, objection_id=row.id, result="upheld", answer="再答一次。"
        )


def test_an_empty_objection_is_asked_for_more(place: Place) -> None:
    notice = play.hanging(place, play.a_case(place))
    with pytest.raises(Invalid) as told:
        object_to(by=place.neighbour, at=AT, notice_id=notice, what=Said(key=play.said().key, text="不公平"))
    assert [one.path for one in told.value.fields] == ["text"]


def test_a_withdrawn_case_takes_no_objection(place: Place) -> None:
    case = play.a_case(place)
    notice = play.hanging(place, case)
    withdraw(by=place.town.elder, at=AT, case_id=case)
    with pytest.raises(Problem, match=r"publicity\.gone"):
        objected(place, notice)
