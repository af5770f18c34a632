"""实施清单: the nearest offering wins, and a case keeps what was in force when it was handed in."""

from typing import Any

import pytest

from minzheng.core.cases.actions import Submission, submit
from minzheng.core.cases.queries import case
from minzheng.core.catalogue.actions import offer
from minzheng.core.catalogue.queries import package, snapshot_for
from minzheng.core.offices.queries import actor, organisation_by_uscc
from minzheng.core.people.actions import open_account
from minzheng.core.people.queries import search
from minzheng.core.places.queries import ancestry
from minzheng.faces.openapi.tests.callers import Caller
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import system
from tests.journeys import people as play

pytestmark = pytest.mark.usefixtures("province")
BY = system("test")


def in_force(division: str) -> Any:
    return package(snapshot_for("gaoling", ancestry(division))).service


@pytest.mark.parametrize(
    ("division", "days"),
    [("990201001", 5), ("990202101", 7), ("990200", 7), ("990101001", 10), ("990000", 10)],
)
def test_the_nearest_offering_wins(division: str, days: int) -> None:
    assert in_force(division)["limits"]["promised_limit"]["n"] == days


def test_an_offering_keeps_what_it_does_not_change() -> None:
    words = in_force("990202101")
    assert words["limits"]["promised_limit"]["unit"] == "working_day"
    assert words["limits"]["statutory_limit"]["n"] == 15
    assert (words["contacts"]["hours"][:3], words["contacts"]["phone"]) == ("工作日", "12349")


def test_the_interface_shows_what_holds_in_a_division() -> None:
    asked = Caller()
    assert asked.get("services/gaoling", division="990201").json()["promised_limit"] == "5 个工作日"
    assert asked.get("services/gaoling").json()["promised_limit"] == "10 个工作日"


def test_a_case_keeps_its_snapshot_when_the_offering_changes() -> None:
    applicant = search("陈", level="county", division="990201")[0]
    account = open_account(
        by=BY,
        at=play.now(),
        username="wangchuan",
        password="Wang-7193-chuan",
        person=applicant.id,
        assurance=2,
    )
    by = actor(account, channel="web", on=play.now().date())
    assert by is not None
    before = snapshot_for("gaoling", applicant.places)
    done = submit(
        by=by,
        at=play.now(),
        what=Submission(snapshot=before, applicant=applicant, answers={"for_whom": "self"}, key="k"),
    )
    unit = organisation_by_uscc("11990201MB0002030W")
    assert unit is not None
    offer(
        by=BY,
        at=play.now(),
        service="gaoling",
        organisation=unit.id,
        division="990201",
        task_code="11990201MB0002030W4990511001000",
        overlay={"limits.promised_limit": {"n": 3}},
    )
    after = snapshot_for("gaoling", applicant.places)
    assert after != before
    assert package(after).service["limits"]["promised_limit"]["n"] == 3
    assert package(case(done.case_id)["snapshot_id"]).service["limits"]["promised_limit"]["n"] == 5


def test_an_offering_may_not_change_what_is_locked() -> None:
    unit = organisation_by_uscc("11990201MB0002030W")
    assert unit is not None
    with pytest.raises(Problem) as caught:
        offer(
            by=BY,
            at=play.now(),
            service="gaoling",
            organisation=unit.id,
            division="990201",
            task_code="",
            overlay={"name": "我们区的津贴"},
        )
    assert caught.value.code == "catalogue.locked"
