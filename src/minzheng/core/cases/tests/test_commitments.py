"""容缺受理 (standards 4.4 row 7): proposed by the acceptor, committed to by the applicant, and only then accepted."""

import io
from datetime import date
from functools import partial

import pytest

from minzheng.core.cases import queries
from minzheng.core.cases.actions import (
    fire_due,
    propose_conditional,
    sign_commitment,
    sign_commitment_at_desk,
)
from minzheng.core.cases.tests.road import INCOME, Road, a_road, day, statements
from minzheng.core.files.actions import store
from minzheng.core.files.tests.factories import picture
from minzheng.kernel.errors import Invalid, Problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def road() -> Road:
    return a_road()


def test_row_7_acceptance_on_that_condition_comes_after_the_signed_promise_and_never_before(road: Road):
    road.begin(day("09-17"))
    acceptor, case_id = road.town.acceptor, road.case_id
    accept = partial(road.step, acceptor, "accept", "accept_conditionally", day("09-18"))
    with pytest.raises(Invalid) as told:
        accept()
    assert [one.path for one in told.value.fields] == ["no_restriction"]
    with pytest.raises(Problem, match="commitment_unsigned"):
        accept(no_restriction=True)
    with statements(12):
        propose_conditional(by=acceptor, at=day("09-18"), case_id=case_id, materials=["rent"])
    with pytest.raises(Problem, match="commitment_unsigned"):
        accept(no_restriction=True)
    assert (road.row["state"], road.letters) == ("received", [])
    with statements(12):
        sign_commitment(by=road.town.elder, at=day("09-18"), case_id=case_id)
    with statements(12):
        accept(no_restriction=True)
    assert (road.row["accept_mode"], road.row["accepted_on"]) == ("conditional", date(2026, 9, 18))
    assert road.letters == ["conditional_acceptance_notice"]
    assert queries.supplements(case_id)[0].due_on == date(2026, 10, 22)
    assert road.events[-3:] == ["cases.propose_conditional", "cases.sign_commitment", "cases.step"]


def test_row_7_only_deferrable_papers_may_follow_and_no_later_than_the_promised_day(road: Road):
    road.begin(day("09-17"))
    propose = partial(propose_conditional, by=road.town.acceptor, at=day("09-18"), case_id=road.case_id)
    with pytest.raises(Problem, match="not_deferrable"):
        propose(materials=["rent", "income"])
    with pytest.raises(Problem, match="not_deferrable"):
        propose(materials=["nothing_of_the_kind"])
    with pytest.raises(Invalid) as told:
        propose(materials=[])
    assert [one.path for one in told.value.fields] == ["deferred"]
    for wrong in (date(2026, 9, 18), date(2026, 10, 23)):
        with pytest.raises(Invalid) as told:
            propose(materials=["rent"], until=wrong)
        assert [one.path for one in told.value.fields] == ["until"]
    propose(materials=["rent"], until=date(2026, 10, 9))
    found = queries.commitment_of(road.case_id)
    assert found is not None
    assert (found.due_on, found.signed_at) == (date(2026, 10, 9), None)
    with pytest.raises(Problem, match="denied"):
        propose_conditional(by=road.town.reviewer, at=day("09-18"), case_id=road.case_id, materials=["rent"])


def test_row_7_the_promise_is_the_applicants_own_and_a_new_one_is_signed_anew(road: Road):
    road.begin(day("09-17"))
    with pytest.raises(Problem, match="commitment_missing"):
        sign_commitment(by=road.town.elder, at=day("09-18"), case_id=road.case_id)
    road.commit(day("09-18"))
    for other in (road.town.acceptor, road.town.approver):
        with pytest.raises(Problem, match="denied"):
            sign_commitment(by=other, at=day("09-18"), case_id=road.case_id)
    first = queries.commitment_of(road.case_id)
    sign_commitment(by=road.town.elder, at=day("09-19"), case_id=road.case_id)
    assert queries.commitment_of(road.case_id) == first
    propose_conditional(
        by=road.town.acceptor,
        at=day("09-21"),
        case_id=road.case_id,
        materials=["rent"],
        until=date(2026, 10, 9),
    )
    with pytest.raises(Problem, match="commitment_unsigned"):
        road.step(road.town.acceptor, "accept", "accept_conditionally", day("09-21"), no_restriction=True)


def test_row_7_at_the_desk_a_photo_and_for_a_thumb_print_two_witnesses(road: Road):
    road.begin(day("09-17"))
    propose_conditional(by=road.town.acceptor, at=day("09-18"), case_id=road.case_id, materials=["rent"])
    at_desk = partial(sign_commitment_at_desk, by=road.town.window, at=day("09-18"), case_id=road.case_id)
    with pytest.raises(Invalid) as told:
        at_desk(file=None)
    assert [one.path for one in told.value.fields] == ["photo"]
    with pytest.raises(Invalid) as told:
        at_desk(file=None, witnesses=[("陈演松", "neighbour"), ("", "neighbour")])
    assert [one.path for one in told.value.fields] == ["witness_1", "witness_2"]
    photo = store(by=road.town.window, at=day("09-18"), stream=io.BytesIO(picture()), name="sheet.jpg")
    witnesses = [("金演文", "neighbour"), ("魏演春", "village")]
    with statements(12):
        at_desk(file=photo, witnesses=witnesses)
    found = queries.commitment_of(road.case_id)
    assert found is not None
    assert (found.mode, found.assurance, found.witnesses) == ("thumb_print", 3, witnesses)
    assert queries.cases_of_file(photo) == {road.row["case_no"]: ["commitment"]}


def test_row_7_a_promise_that_is_waited_for_stops_no_clock(road: Road):
    road.begin(day("09-17"))
    propose_conditional(by=road.town.acceptor, at=day("09-18"), case_id=road.case_id, materials=["rent"])
    assert road.last_day("accept_period") == "2026-09-23"
    assert fire_due(at=day("09-24", 0)) == 1
    assert (road.row["accept_mode"], road.row["accepted_on"]) == ("lapse", date(2026, 9, 17))
    with pytest.raises(Problem, match="commitment_over"):
        sign_commitment(by=road.town.elder, at=day("09-24"), case_id=road.case_id)


def test_row_7_after_a_supplement_the_promise_of_before_no_longer_holds(road: Road):
    road.begin(day("09-10")).commit(day("09-11"))
    road.ask(day("09-11"), INCOME)
    road.hand_in(day("09-17"))
    accept = partial(
        road.step, road.town.acceptor, "accept_supplemented", "accept_conditionally", day("09-18")
    )
    with pytest.raises(Problem, match="commitment_unsigned"):
        accept(no_restriction=True)
    road.commit(day("09-18"))
    accept(no_restriction=True)
    assert (road.row["accept_mode"], road.row["accepted_on"]) == ("conditional", date(2026, 9, 17))


def test_row_7_what_was_left_open_must_be_in_before_the_result_is_handed_out(road: Road):
    road.begin(day("09-17")).commit(day("09-18"))
    road.step(road.town.acceptor, "accept", "accept_conditionally", day("09-18"), no_restriction=True)
    road.inquire(day("09-21")).to_confirm(day("09-28"))
    with pytest.raises(Problem, match="deferred_missing"):
        road.grant(day("09-29"))
    before = road.row["state"]
    with statements(12):
        road.hand_in(day("09-29"), "原件已经交到窗口。")
    assert road.row["state"] == before
    assert road.events[-1] == "cases.hand_in"
    with pytest.raises(Problem, match="nothing_asked"):
        road.hand_in(day("09-29"))
    road.grant(day("09-29"))
    assert road.row["result"] == "granted"
