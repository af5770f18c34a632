"""Who tries too often is told so in words, with how long to wait: by source and by target."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from minzheng.faces.kit import limits
from minzheng.faces.kit.limits import Limit
from minzheng.faces.portal.account import pages as portal_account
from minzheng.faces.portal.cases import look_up
from minzheng.faces.portal.notices import pages as notices
from minzheng.faces.portal.signing import link as signing
from minzheng.faces.workbench.account import pages as desk_account
from tests.journeys import people as play

pytestmark = pytest.mark.usefixtures("province")
AT = datetime(2026, 3, 2, 1, 2, tzinfo=UTC)
NUMBER = "9901010520260302000001P"


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three from one address, two at one target, in ten minutes that began two minutes ago."""
    small = Limit("small", from_one=3, at_one=2, seconds=600)
    for module, name in ((look_up, "LOOK_UP"), (signing, "LINK"), (notices, "OBJECTION")):
        monkeypatch.setattr(module, name, small)
        monkeypatch.setattr(module, "now", lambda: AT)


def ask(number: str, source: str) -> Any:
    sent = {"case_no": number, "query_code": "000000"}
    return Client(REMOTE_ADDR=source).post("/query", sent)


@pytest.mark.usefixtures("few")
def test_one_source_that_asks_for_many_numbers_is_told_to_wait() -> None:
    for n in range(3):
        assert ask(f"{NUMBER}{n}", "10.0.0.1").status_code == 422
    refused = ask(f"{NUMBER}4", "10.0.0.1")
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "480"
    assert "请过 8 分钟再试" in play.text(refused)
    assert ask(f"{NUMBER}4", "10.0.0.2").status_code == 422


@pytest.mark.usefixtures("few")
def test_one_number_that_many_sources_ask_for_is_closed_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [ask(NUMBER, f"10.0.0.{n}").status_code for n in range(3)] == [422, 422, 429]
    monkeypatch.setattr(look_up, "now", lambda: AT + timedelta(minutes=8))
    assert ask(NUMBER, "10.0.0.1").status_code == 422


@pytest.mark.usefixtures("few")
def test_a_signing_link_is_not_tried_without_end() -> None:
    from tests.journeys import road
    from tests.journeys.test_signing import link

    path = link(road.apply(), "袁演芷")
    sent = {"go": "code", "tail": ""}
    tried = [Client(REMOTE_ADDR=f"10.0.1.{n}").post(path, sent).status_code for n in range(3)]
    assert tried == [422, 422, 429]


def test_what_a_client_claims_to_be_does_not_count(settings: Any, rf: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = None
    claimed = rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "1.2.3.4"})
    assert limits.address_of(claimed) == "10.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert limits.address_of(claimed) == "1.2.3.4"


def test_objections_do_not_pour_in_from_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.journeys.test_publicity import a_case, hung

    monkeypatch.setattr(notices, "OBJECTION", Limit("small", from_one=2, at_one=9, seconds=10**9))
    path = f"/notices/{hung(a_case()).code}/object"
    neighbour = play.browser("caoyanshan")
    sent = [neighbour.post(path, {"key": str(uuid4()), "text": "不对"}) for _ in range(3)]
    assert [one.status_code for one in sent] == [422, 422, 429]
    assert int(sent[2].headers["Retry-After"]) > 0


@pytest.mark.parametrize(("path", "module"), [("/sign-in", "portal"), ("/desk/sign-in", "workbench")])
def test_one_source_does_not_try_one_password_at_many_accounts(
    path: str, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = Limit(f"sign_in_{module}", from_one=3, at_one=9, seconds=600)
    monkeypatch.setattr({"portal": portal_account, "workbench": desk_account}[module], "SIGN_IN", small)
    answers = [
        Client(REMOTE_ADDR="10.0.3.1").post(path, {"username": f"nobody-{n}", "password": "Qinghe-2026"})
        for n in range(4)
    ]
    told = [play.errors(answer) for answer in answers]
    assert ["太多次" in "".join(one) for one in told] == [False, False, False, True]
    elsewhere = Client(REMOTE_ADDR="10.0.3.2").post(path, {"username": "nobody-9", "password": "Qinghe-2026"})
    assert "太多次" not in "".join(play.errors(elsewhere))
