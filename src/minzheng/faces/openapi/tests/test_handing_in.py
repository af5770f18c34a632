"""What a case waits for is read, committed to and handed in over the interface."""

import base64

import pytest

from minzheng.core.cases import queries
from minzheng.core.cases.actions import propose_conditional, take_step
from minzheng.core.cases.tests.factories import AT, Town
from minzheng.core.cases.tests.road import PHONE, Road, a_road
from minzheng.faces.openapi.tests.callers import Caller, pointers

pytestmark = pytest.mark.django_db
PAPER = base64.b64encode(
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
).decode()
RENT = {"items": {"0": {"files": [{"name": "rent.pdf", "content": PAPER}]}}}


@pytest.fixture
def road(town: Town) -> Road:
    return a_road(town).begin(AT)


def accepted_on_condition(road: Road, elder: Caller) -> str:
    """The number of a case that was accepted although a paper is still to come."""
    number = str(road.row["case_no"])
    propose_conditional(by=road.town.acceptor, at=AT, case_id=road.case_id, materials=["rent"])
    signed = elder.post(f"cases/{number}/commitment")
    assert signed.status_code == 200, signed.content.decode()
    assert signed.json()["items"] == ["房屋租赁合同"]
    step = {"element": "accept", "outcome": "accept_conditionally", "form": {"no_restriction": True}}
    take_step(by=road.town.acceptor, at=AT, case_id=road.case_id, **step)
    return number


def test_a_deferred_paper_is_listed_and_handed_in_with_its_file_and_under_one_key_once(road: Road) -> None:
    elder = Caller("elder")
    number = accepted_on_condition(road, elder)
    (row,) = elder.get(f"cases/{number}/asked").json()
    assert (row["kind"], [one["code"] for one in row["items"]]) == ("deferred", ["rent"])
    first = elder.post(f"cases/{number}/papers", RENT, key="rent-1")
    assert first.status_code == 200, first.content.decode()
    assert elder.post(f"cases/{number}/papers", RENT, key="rent-1").status_code == 200
    assert [one.code for one in queries.materials(road.case_id) if one.file] == ["rent"]
    assert road.events.count("cases.hand_in") == 1
    assert elder.get(f"cases/{number}/asked").json() == []
    other = {"items": {"0": {"note": "原件在窗口。"}}}
    assert elder.post(f"cases/{number}/papers", other, key="rent-1").json()["code"] == "cases.key_reused"
    assert elder.post(f"cases/{number}/papers", RENT).json()["code"] == "cases.nothing_asked"


def test_a_supplement_goes_the_same_way_and_what_is_wrong_is_said_at_its_place(road: Road) -> None:
    elder, number = Caller("elder"), str(road.row["case_no"])
    road.ask(AT, PHONE, {"code": "rent", "field": "", "label": "房屋租赁合同", "reason": "没有交。"})
    wrong = {"items": {"0": {"value": "19900007777"}, "1": {"files": [{"name": "a.pdf", "content": "??"}]}}}
    assert list(pointers(elder.post(f"cases/{number}/papers", wrong))) == ["/items/1/files/0/content"]
    short = {"items": {"0": {"value": "19900007777"}}}
    assert list(pointers(elder.post(f"cases/{number}/papers", short))) == ["/items/1"]
    assert road.row["state"] == "awaiting_supplement"
    right = {"items": {"0": {"value": "19900007777"}, "1": {"note": "房东在外地。"}}}
    assert elder.post(f"cases/{number}/papers", right).json()["state"] == "received"
    assert queries.answers_in_force(road.case_id)["phone"] == "19900007777"


def test_for_anybody_else_there_is_no_such_case(road: Road) -> None:
    number, other = str(road.row["case_no"]), Caller("neighbour")
    propose_conditional(by=road.town.acceptor, at=AT, case_id=road.case_id, materials=["rent"])
    assert other.get(f"cases/{number}/asked").status_code == 404
    assert other.post(f"cases/{number}/papers", RENT).status_code == 404
    assert other.post(f"cases/{number}/commitment").status_code == 404
    officer = Caller("acceptor_01")
    assert officer.post(f"cases/{number}/commitment").status_code == 403
