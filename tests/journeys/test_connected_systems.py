"""The security administrator connects systems of agencies: what is asked, what is shown once, how far it may reach."""

import re

import pytest

from minzheng.core.systems import actions
from minzheng.core.systems.actions.tokens import Shown
from minzheng.core.systems.models import ConnectedSystem
from minzheng.core.systems.queries import system
from minzheng.core.systems.rules import Refused
from minzheng.kernel import jose
from tests.journeys import people as play
from tests.journeys.test_administrators import AUDIT, SEC, SYS, person, unit_of
from tests.journeys.test_statements import cost

pytestmark = pytest.mark.usefixtures("province")
BUREAU = "990301_approver_01"


def wanted(**changes: str) -> dict[str, str]:
    unit = str(unit_of(BUREAU))
    asked = {
        "do": "register",
        "kind": "web",
        "name": "云岚读书馆",
        "organisation": unit,
        "purpose": "办理借书证",
    }
    asked |= {"client_id": "yunlan-library", "redirect_uris": "https://library.example/back", "citizen": "1"}
    return {**asked, "profile": "1", "phone": "1", "least_assurance": "2", **changes}


def secret_on(answer: object) -> str:
    found = re.search(r'mz-num">([\w-]{43})<', answer.content.decode())
    assert found, play.text(answer)
    return found[1]


def opens(client_id: str, secret: str) -> bool:
    from django.utils import timezone

    try:
        actions.authenticate_system(at=timezone.now(), shown=Shown(client_id, secret), audiences=())
    except Refused:
        return False
    return True


def test_a_system_is_registered_renewed_and_closed_at_the_desk() -> None:
    client = play.browser(SEC)
    assert "还没有接入系统" in play.text(client.get("/desk/systems"))
    wrong = client.post(
        "/desk/systems/new", wanted(name="", client_id="图书馆", redirect_uris="http://library.example/back")
    )
    assert wrong.status_code == 422
    assert [one.partition("：")[0] for one in play.errors(wrong)] == ["接入标识", "名称", "回跳地址"]
    assert 'value="图书馆"' in wrong.content.decode(), "what was typed stays"
    assert "http://library.example/back" in wrong.content.decode()
    assert 'name="real_name" value="1">' in wrong.content.decode(), "what was not ticked stays so"

    made = client.post("/desk/systems/new", wanted())
    first = secret_on(made)
    assert "请马上交给对方管接口的人" in play.text(made)
    row = system("yunlan-library")
    assert row is not None
    assert (row.scopes, row.accounts, row.least_assurance) == (
        ("openid", "profile", "phone"),
        ("citizen",),
        2,
    )
    assert not row.first_party
    assert opens("yunlan-library", first)
    again = client.post("/desk/systems/new", wanted())
    assert play.errors(again) == ["这个接入标识已经有系统在用，请换一个"]

    page = f"/desk/systems/{row.id}"
    shown = play.text(client.get(page))
    assert "没有用过" in shown
    assert first not in shown
    second = secret_on(client.post(page, {"do": "renew"}))
    assert (opens("yunlan-library", first), opens("yunlan-library", second)) == (False, True)
    assert client.post(page, {"do": "close"}).status_code == 302
    listed = play.text(client.get("/desk/systems"))
    assert "云岚读书馆" in listed
    assert "停用" in listed
    assert not opens("yunlan-library", second)
    assert "换密钥" not in play.text(client.get(page))


def test_a_service_account_reaches_no_further_than_who_registers_it() -> None:
    client = play.browser(SEC)
    asked = wanted(kind="service", client_id="yunlan-hotline", redirect_uris="", gaoling="1")
    assert play.errors(client.post("/desk/systems/new", asked)) == ["管辖：后台调用要写明管哪一级、哪个区划"]
    for reach in ("city:990300", "county:990101", "nation:"):
        beyond = client.post("/desk/systems/new", {**asked, "reach": reach})
        assert beyond.status_code == 422, reach
        assert system("yunlan-hotline") is None
    key = jose.new_key("ES256")
    for text in ("公钥", '{"kty": "oct", "k": "AQAB"}', str([1])):
        bad = client.post("/desk/systems/new", {**asked, "reach": "county:990301", "keys": text})
        assert play.errors(bad)[0].startswith("公钥：")
    sent = str({"keys": [key.as_dict()]}).replace("'", '"')
    assert (
        client.post("/desk/systems/new", {**asked, "reach": "county:990301", "keys": sent}).status_code == 302
    )
    row = system("yunlan-hotline")
    assert row is not None
    assert (row.level, row.division, row.services, row.scopes) == (
        "county",
        "990301",
        ("gaoling",),
        ("cases.read",),
    )
    assert [one.kid for one in row.keys] == [key.kid]
    renewed = client.post(f"/desk/systems/{row.id}", {"do": "renew"})
    assert play.errors(renewed) == ["这个系统不用密钥（是应用，或者用自己的公钥），不用换"]
    assert ConnectedSystem.objects.get(client_id="yunlan-hotline").kept_by_id == person(SEC)


def test_only_the_place_s_security_administrator_sees_them_and_the_pages_keep_to_their_statements() -> None:
    client = play.browser(SEC)
    client.post("/desk/systems/new", wanted())
    row = system("yunlan-library")
    assert row is not None
    for other in (AUDIT, SYS, BUREAU, "990101_sec_admin_01"):
        assert play.browser(other).get(f"/desk/systems/{row.id}").status_code == 403, other
    assert "云岚读书馆" not in play.text(play.browser("990101_sec_admin_01").get("/desk/systems"))
    costs = [cost(client, url) for url in ("/desk/systems", "/desk/systems/new", f"/desk/systems/{row.id}")]
    for n in range(5):
        client.post("/desk/systems/new", wanted(client_id=f"library-{n}"))
    assert costs == [1, 2, 3]
    assert cost(client, "/desk/systems") == 1
