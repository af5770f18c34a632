"""The display choices: kept in a cookie, back to the same page, never to another site."""

from typing import Any

import pytest
from django.test import Client, RequestFactory

from minzheng.faces.kit.context import display

pytestmark = pytest.mark.urls("minzheng.faces.kit.tests.routes")


@pytest.fixture(autouse=True)
def _doors_only(settings: Any) -> None:
    """No middleware: sessions, actors and transactions are not the kit's."""
    settings.MIDDLEWARE = []


def test_turning_the_elder_mode_on_sets_the_cookie_for_a_year_and_goes_back() -> None:
    answer = Client().get("/display", {"elder": "on", "next": "/services?q=低保"})
    cookie = answer.cookies["mz_elder"]
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/services?q=%E4%BD%8E%E4%BF%9D"
    assert (cookie.value, cookie["max-age"], cookie["samesite"], cookie["httponly"]) == (
        "on",
        31_536_000,
        "Lax",
        True,
    )


def test_turning_it_off_deletes_the_cookie_and_leaves_the_other_alone() -> None:
    client = Client()
    client.cookies["mz_elder"] = client.cookies["mz_contrast"] = "on"
    answer = client.get("/display", {"elder": "off"})
    assert answer.cookies["mz_elder"].value == ""
    assert "mz_contrast" not in answer.cookies


def test_an_unknown_choice_sets_nothing() -> None:
    assert not Client().get("/display", {"elder": "yes", "size": "on"}).cookies


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "///elsewhere.example",
        "javascript:alert(1)",
        "services",
        "",
        "\t//elsewhere.example",
    ],
)
def test_the_way_back_never_leaves_the_site(target: str) -> None:
    assert Client().get("/display", {"elder": "on", "next": target}).headers["Location"] == "/"


def test_links_turn_each_choice_round_and_name_the_page_they_stand_on() -> None:
    request = RequestFactory().get("/cases?after=x", headers={"cookie": "mz_elder=on"})
    shown = display(request)["display"]
    assert (shown["elder"], shown["contrast"]) == (True, False)
    assert shown["elder_url"] == "/display?elder=off&next=%2Fcases%3Fafter%3Dx"
    assert shown["contrast_url"] == "/display?contrast=on&next=%2Fcases%3Fafter%3Dx"


def test_after_a_form_was_sent_the_way_back_carries_nothing_that_was_typed() -> None:
    request = RequestFactory().post("/query?case_no=1", {"query_code": "4K7P2M"})
    assert display(request)["display"]["elder_url"] == "/display?elder=on&next=%2Fquery"


def test_the_site_can_be_named_in_the_settings(settings: Any) -> None:
    settings.MINZHENG_SITE = {"name": "望川市民政服务"}
    settings.MINZHENG_DEMO = False
    known = display(RequestFactory().get("/"))
    assert known["site"]["name"] == "望川市民政服务"
    assert known["site"]["hotline"] == "12349"
    assert known["demo"] is False
