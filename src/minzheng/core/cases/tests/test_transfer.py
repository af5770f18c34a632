"""转报、移送 (standards 4.4 row 18): it ends here, and where the organ named works here too it begins there."""

import pytest

from minzheng.core.audit.queries import of_case
from minzheng.core.cases import queries
from minzheng.core.cases.actions import StepTaken, transfer
from minzheng.core.cases.tests.road import PHONE, WHY, Road, a_road, day, statements
from minzheng.core.catalogue.queries import package, snapshot_for
from minzheng.core.catalogue.tests.means_tested import CODE
from minzheng.core.offices.actions import register_organisation
from minzheng.core.people.tests.factories import BY
from minzheng.core.places.queries import ancestry
from minzheng.kernel.codes import make_uscc
from minzheng.kernel.errors import Invalid

pytestmark = pytest.mark.django_db
THERE = "云溪县石桥镇人民政府"


@pytest.fixture
def road() -> Road:
    road = a_road()
    register_organisation(
        by=BY,
        at=day("01-05"),
        uscc=make_uscc("11", "990102", "MB000077"),
        name=THERE,
        kind="town_government",
        level="town",
        division="990102101",
        short_name="石桥镇",
        business="",
        valid_from=day("01-05").date(),
    )
    return road


def send(road: Road, to: str, at: str = "09-22") -> StepTaken:
    return transfer(
        by=road.town.approver, at=day(at), case_id=road.case_id, way="hand_over", to=to, reason=WHY
    )


def test_a_case_that_is_handed_over_begins_there_with_its_answers_and_a_clock_of_its_own(road: Road):
    road.begin(day("09-17")).ask(day("09-17"), PHONE)
    road.hand_in(day("09-18"))
    package(snapshot_for(CODE, ancestry("990102101")))  # what a process reads once, it has read
    with statements(12):
        send(road, THERE)
    old = road.row
    new = queries.case_by_number(old["variables"]["continued_in"])
    assert (old["state"], old["closed_at"]) == ("transferred", day("09-22"))
    assert (new["state"], new["origin"], new["caused_by"]) == ("received", "transfer", old["id"])
    assert (new["county"], new["town"], new["applicant_id"]) == ("990102", "990102101", old["applicant_id"])
    assert (new["variables"]["continues"], new["variables"]["first_received_on"]) == (
        old["case_no"],
        "2026-09-17",
    )
    assert (new["clock"]["limit"], new["clock"]["start"]) == ("accept_period", "2026-09-22")
    assert queries.answers(new["id"])[0] == queries.answers_in_force(old["id"])
    assert queries.later_acts_upon(new["id"]) == [("continues", old["id"])]
    (told,) = [one for one in of_case(old["id"], day("01-01")) if one["kind"] == "cases.transfer"]
    assert told["facts"]["opened"] == new["case_no"]
    assert [one["kind"] for one in of_case(new["id"], day("01-01"))] == ["cases.submit"]


def test_handed_over_twice_it_began_once(road: Road):
    road.begin(day("09-17"))
    assert send(road, THERE).state == send(road, THERE, at="09-23").state == "transferred"
    assert road.town.elder.person is not None
    assert len(queries.cases_of(road.town.elder.person)) == 2


def test_to_an_organ_that_does_not_work_here_or_does_not_receive_only_the_letter_goes(road: Road):
    for organ in ("别处市民政局", "云溪县民政局"):
        road.begin(day("09-17"))
        send(road, organ)
        assert (road.row["state"], "continued_in" in road.row["variables"]) == ("transferred", False)
        assert road.letters == ["transfer_letter"]


def test_not_to_the_organ_that_has_it(road: Road):
    road.begin(day("09-17"))
    with pytest.raises(Invalid) as told:
        send(road, "明川区柳荫街道办事处")
    assert [one.path for one in told.value.fields] == ["to"]
    assert road.row["state"] == "received"
