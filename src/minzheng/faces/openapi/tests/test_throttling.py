"""How often one address may ask."""

import pytest
from django.test import RequestFactory

from minzheng.faces.openapi.throttling import PerAddress, address_of


@pytest.fixture
def _as_in_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # the other tests ask as often as they like


@pytest.mark.django_db
@pytest.mark.usefixtures("_as_in_service")
def test_an_address_may_ask_so_often_and_no_more_and_others_still_may():
    throttle = PerAddress("test", "2/m")
    here, there = (RequestFactory(REMOTE_ADDR=address).get("/") for address in ("192.0.2.1", "192.0.2.2"))
    assert [throttle.allow_request(here) for _ in range(3)] == [True, True, False]
    assert 0 < (throttle.wait() or 0) <= 60
    assert throttle.allow_request(there)


def test_what_a_client_claims_about_its_address_is_not_believed():
    request = RequestFactory(REMOTE_ADDR="192.0.2.1").get("/", headers={"X-Forwarded-For": "203.0.113.9"})
    assert address_of(request) == "192.0.2.1"


def test_behind_our_proxy_the_address_is_the_one_that_the_proxy_saw(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    claimed = {"X-Forwarded-For": "203.0.113.9, 192.0.2.7"}
    assert address_of(RequestFactory().get("/", headers=claimed)) == "192.0.2.7"
