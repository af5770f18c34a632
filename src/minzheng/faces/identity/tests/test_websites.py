"""A bureau's own website and the platform let each other's visitors in: nobody signs in twice, each has its own home page."""

from typing import Any

import pytest
from django.test import Client

from minzheng.core.people.tests.factories import divisions
from minzheng.core.systems.tests.factories import a_system
from minzheng.faces.identity.tests.conftest import Place
from minzheng.faces.identity.tests.partner import Browser, body, claims, redeem, told
from minzheng.faces.identity.tests.test_partners import NATIONAL, known_to_us, there

pytestmark = pytest.mark.django_db
LINK = f"{NATIONAL}?quiet=1&next=/services"
"""What stands on the website: a way in for its visitors. It signs people in by the platform that is played here."""


def clicked(client: Client, link: str = LINK) -> tuple[list[int], str]:
    """Follow a link through both sites: the statuses on the way, and where one ends."""
    answer: Any = client.get(link)
    statuses = [answer.status_code]
    while answer.status_code == 302:
        address = answer["Location"]
        answer = client.get(address)
        statuses.append(answer.status_code)
    return statuses, address


def test_who_is_signed_in_at_the_website_clicks_into_the_platform_without_signing_in_again():
    divisions()
    client = Client()
    there(client, "n1003")  # the person signs in at the website, and does not come here yet
    assert known_to_us(client) == ""
    assert clicked(client) == ([302, 302, 302, 200], "/services"), "no page of either site in between"
    assert "崔演渡" in known_to_us(client)
    assert clicked(client) == ([302, 200], "/services"), "who is signed in here is not sent away"


def test_who_is_not_signed_in_at_the_website_comes_in_as_a_visitor_and_is_asked_nothing():
    divisions()
    client = Client()
    assert clicked(client) == ([302, 302, 302, 200], "/services")
    assert known_to_us(client) == ""


@pytest.mark.parametrize("signed_in", [True, False])
@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_a_link_leads_to_no_other_site(signed_in: bool, target: str):
    divisions()
    client = Client()
    if signed_in:
        there(client, "n1003")
    statuses, end = clicked(client, f"{NATIONAL}?quiet=1&next={target}")
    assert (statuses[-1], end) == (200, "/")


def test_who_is_signed_in_here_clicks_into_the_website_without_signing_in_again(place: Place):
    _, secret = a_system(place.office, "website", name="明川区民政局官网", first_party=True)
    browser = Browser("elder")
    home = Client().get("/")
    assert (home.status_code, "办事" in home.content.decode()) == (200, True), "the platform's own home page"
    came = told(browser.ask(client_id="website", prompt="none"))
    tokens = body(redeem(came["code"], secret, client_id="website"))
    assert claims(tokens["id_token"])["acr"] == "urn:minzheng:acr:a2"
    stranger = told(Browser().ask(client_id="website", prompt="none"))
    assert stranger["error"] == "login_required", "who is nobody here is told so at once, without a page"
    elsewhere = browser.ask(client_id="website", prompt="none", redirect_uri="https://evil.example/")
    assert (elsewhere.status_code, elsewhere.has_header("Location")) == (400, False)
