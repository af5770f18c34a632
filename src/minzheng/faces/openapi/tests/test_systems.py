"""Calls of connected systems: how far they reach, for what they ask, and the log that keeps it."""

from typing import Any
from urllib.parse import quote

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client

from minzheng.core.audit.queries import run_named
from minzheng.core.cases.tests.factories import Town
from minzheng.core.offices.queries import organisation_by_uscc
from minzheng.core.systems.actions import close_system, service_token
from minzheng.core.systems.tests.factories import a_system
from minzheng.faces.openapi.clock import now
from minzheng.faces.openapi.tests.callers import ROOT, Caller
from minzheng.kernel.rights import system

pytestmark = pytest.mark.django_db
WHY = quote("答复群众来电查询")


class Robot:
    """A service account of the county, with a token."""

    def __init__(self, client_id: str = "hotline", **given: Any) -> None:
        unit = organisation_by_uscc("11990101MB0000035Q")
        assert unit is not None
        words = {"kind": "service", "redirect_uris": (), "logout_uris": (), "scopes": ("cases.read",)}
        reach = {"level": "county", "division": "990101", "services": ("gaoling",)}
        self.system, _ = a_system(unit.id, client_id, **(words | reach | given))
        self.token = service_token(by=self.system.actor, at=now(), system=self.system, scopes=()).access

    def call(self, path: str, why: str = WHY, method: str = "get", **given: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", **({"X-Purpose": why} if why else {})}
        return getattr(Client(), method)(ROOT + path, headers=headers, **given)


@pytest.fixture
def case_no(town: Town) -> str:
    return str(Caller("elder").apply().json()["case_no"])


def log() -> list[tuple[str, str, str, str]]:
    rows = run_named("SELECT operation, purpose, case_no, result FROM systems_call ORDER BY id", [])
    return [tuple(row.values()) for row in rows]


def test_a_system_reads_where_a_case_of_its_place_stands_and_the_log_says_what_for(case_no: str):
    robot = Robot()
    answer = robot.call(f"cases/{case_no}")
    assert answer.status_code == 200
    assert answer.json()["state"] == "received"
    assert "陈演松" not in answer.content.decode()
    assert robot.call(f"cases/{case_no}/events").status_code == 200
    why = "答复群众来电查询"
    assert log() == [("case", why, case_no, "answered"), ("events", why, case_no, "answered")]
    (event, _) = run_named(
        "SELECT hat, node, purpose FROM audit_event WHERE kind = 'systems.call' ORDER BY id", []
    )
    assert event == {"hat": "partner", "node": "hotline", "purpose": why}


@pytest.mark.parametrize(
    "reach",
    [
        {"division": "990102"},
        {"level": "town", "division": "990101002"},
        {"services": ("dibao",)},
    ],
)
def test_a_case_out_of_reach_is_not_there_and_the_try_stays_in_the_log(case_no: str, reach: dict[str, Any]):
    answer = Robot(**reach).call(f"cases/{case_no}")
    assert (answer.status_code, answer.json()["code"]) == (404, "cases.not_found")
    assert [line[3] for line in log()] == ["cases.not_found"]


@pytest.mark.parametrize("why", ["", "查", "%20%20%20%20%20", "a%00%00%00b"])
def test_a_call_that_names_no_purpose_is_refused_and_noted(case_no: str, why: str):
    answer = Robot().call(f"cases/{case_no}", why)
    assert (answer.status_code, answer.json()["code"]) == (422, "systems.purpose_missing")
    ((operation, _, about, result),) = log()
    assert (operation, about, result) == ("one_case", case_no, "systems.purpose_missing")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "cases"),
        ("get", "session"),
        ("post", "cases"),
        ("post", "cases/{}/steps"),
        ("post", "cases/{}/withdrawal"),
    ],
)
def test_everything_else_is_refused_as_a_problem_and_noted(case_no: str, method: str, path: str):
    given = {"data": "{}", "content_type": "application/json"} if method == "post" else {}
    answer = Robot().call(path.format(case_no), method=method, **given)
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert answer.json()["code"] == "systems.scope"
    ((_, why, about, result),) = log()
    assert (why, about, result) == ("答复群众来电查询", case_no if "{}" in path else "", "systems.scope")


def test_a_token_that_does_not_hold_opens_nothing(case_no: str):
    robot = Robot()
    good = robot.token
    for wrong in ("x", good[:-1], good.upper()):
        robot.token = wrong
        assert robot.call(f"cases/{case_no}").json()["code"] == "systems.token"
    robot.token = good
    close_system(by=system("test"), at=now(), client_id="hotline")
    answer = robot.call(f"cases/{case_no}")
    assert (answer.status_code, answer.json()["code"]) == (401, "systems.token")
    assert log() == [], "a token that does not hold is nobody's"


def test_a_system_without_the_scope_reads_no_case(case_no: str):
    robot = Robot()
    run_named("UPDATE systems_token SET scopes = '{}' RETURNING kind", [])
    assert robot.call(f"cases/{case_no}").json()["code"] == "systems.scope"
    assert [line[3] for line in log()] == ["systems.scope"]


@pytest.mark.parametrize("words", ["UPDATE systems_call SET result = ''", "DELETE FROM systems_call"])
def test_nobody_changes_the_log_afterwards(case_no: str, words: str):
    Robot().call(f"cases/{case_no}")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        run_named(f"{words} RETURNING id", [])
    assert len(log()) == 1
