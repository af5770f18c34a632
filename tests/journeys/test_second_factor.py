"""Who works at a desk needs a second factor: set up, asked for, held once, counted; without it nothing opens."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from minzheng.config.seeding import demo_password, demo_secret
from minzheng.core.people import actions
from minzheng.core.people import queries as people
from minzheng.core.people.models import Account
from minzheng.core.people.tests.factories import a_passkey, asked_again, signed_in
from tests.journeys import people as play

pytestmark = pytest.mark.usefixtures("province")
WHO = play.ACCEPTOR
OPEN = {"desk/sign-in", "desk/sign-in/code", "desk/sign-in/set-up", "desk/sign-out", "desk/switch"}


def password_given(username: str = WHO) -> Client:
    client = Client()
    answer = client.post("/desk/sign-in", {"username": username, "password": demo_password()})
    assert answer.status_code == 302, play.errors(answer)
    return client


def key(username: str = WHO) -> Any:
    account = people.account_by_username(username)
    assert account is not None
    return account.id


def code(username: str = WHO, ahead: int = 0) -> str:
    return actions.code_at(demo_secret(username), timezone.now(), ahead)


def routes(patterns: Any, before: str = "") -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, before + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield before + str(one.pattern)


def example(route: str) -> str:
    filled = re.sub(r"<uuid:\w+>", "01890000-0000-7000-8000-000000000000", route)
    return "/" + re.sub(r"<\w+:\w+>", "990101001000000000001", filled)


def test_a_password_leads_to_the_code_and_the_code_leads_where_one_wanted_to_go() -> None:
    client = Client()
    form = {"username": WHO, "password": demo_password(), "next": "/desk/doing"}
    asked = client.post("/desk/sign-in", form)
    assert asked.url == "/desk/sign-in/code?next=%2Fdesk%2Fdoing"
    assert client.get("/desk/doing").status_code == 302
    page = client.get(asked.url)
    assert "演示" in play.text(page)
    shown = re.search(r'id="demo-code">(\d{6})', page.content.decode())
    assert shown is not None
    key_before = client.cookies["sessionid"].value
    answer = client.post("/desk/sign-in/code", {"code": shown.group(1), "next": "/desk/doing"})
    assert answer.url == "/desk/doing"
    assert client.get("/desk/doing").status_code == 200
    assert client.cookies["sessionid"].value != key_before


def test_no_route_of_a_desk_answers_anything_but_the_way_to_the_code() -> None:
    client = password_given()
    found = [route for route in routes(get_resolver().url_patterns) if route.startswith("desk/")]
    assert len(found) > 50
    for route in set(found) - OPEN:
        for method in (client.get, client.post):
            answer = method(example(route))
            assert answer.status_code in (302, 405), (route, answer.status_code)
            if answer.status_code == 302:
                assert answer.url.startswith("/desk/sign-in?"), (route, answer.url)


def test_no_operation_of_the_interface_answers_staff_without_their_factor() -> None:
    client = password_given()
    for path in ("session", "cases", "queue", "cases/990101001000000000001/events"):
        answer = client.get(f"/api/v1/{path}")
        assert answer.status_code in (401, 404), path
        assert answer.status_code == 404 or answer.json()["code"] == "people.code_missing", path


def test_the_account_pages_of_the_framework_do_not_open_either() -> None:
    client = password_given()
    for path in (
        "2fa/webauthn/",
        "2fa/totp/deactivate/",
        "2fa/totp/activate/",
        "2fa/webauthn/add/",
        "password/change/",
    ):
        answer = client.get(f"/account/{path}")
        assert answer.status_code in (302, 404), path
        ways = ("/sign-in", "/account/login")
        assert answer.status_code == 404 or answer.url.startswith(ways), (path, answer.url)


def test_the_frameworks_own_doors_for_passwords_are_closed() -> None:
    client = Client()
    answer = client.post("/account/login/", {"login": WHO, "password": demo_password()})
    assert (answer.status_code, answer.url) == (302, "/sign-in")
    assert "_auth_user_id" not in client.session
    client = play.browser("caoyanshan")
    for path in ("signup/", "password/change/", "password/set/", "password/reset/", "email/"):
        assert client.get(f"/account/{path}").status_code == 404, path


def test_the_last_factor_stays_on_the_frameworks_own_pages_too() -> None:
    client = play.browser(WHO)
    asked_again(client)
    refused = client.post("/account/2fa/totp/deactivate/")
    assert "请先再加一个通行密钥，再去掉它" in play.text(refused)
    assert actions.has_factor(key())
    first, second = a_passkey(key()), a_passkey(key())
    assert client.post("/account/2fa/totp/deactivate/").status_code == 302, "another one is there"
    page = f"/account/2fa/webauthn/keys/{first}/remove/"
    assert client.post(page).status_code == 302
    page = f"/account/2fa/webauthn/keys/{second}/remove/"
    assert "您就进不了工作台了" in play.text(client.get(page))
    refused = client.post(page)
    assert refused.status_code == 409
    assert "要换手机，找本单位的安全管理员" in play.text(refused)
    assert actions.has_factor(key())
    other = play.browser(play.REVIEWER)
    asked_again(other)
    assert other.post(page).status_code == 404, "only the own ones"


def test_a_wrong_answer_of_a_passkey_opens_nothing() -> None:
    a_passkey(key())
    client = password_given()
    for sent in ("{}", "[]", "nonsense", '{"id": "x", "response": {}}'):
        answer = client.post("/desk/sign-in/code", {"credential": sent})
        assert (answer.status_code, len(play.errors(answer))) == (422, 1), sent
        assert "通行密钥没有对上" in play.errors(answer)[0]
    assert client.get("/desk/").status_code == 302
    visitor, login = Client(), "/account/2fa/webauthn/login/"
    for sent in ("{}", "[]", "nonsense", '{"id": "x", "response": {}}'):
        answer = visitor.post(login, {"credential": sent}, follow=True)
        assert answer.status_code == 200, sent
        assert answer.redirect_chain[-1][0] == "/sign-in", sent
    assert "没有对上，请再试一次" in play.text(answer)


def test_a_code_cannot_be_used_twice_not_even_an_older_one_afterwards() -> None:
    now = code()
    first = password_given()
    assert first.post("/desk/sign-in/code", {"code": now}).status_code == 302
    second = password_given()
    for used in (now, code(ahead=-1)):
        answer = second.post("/desk/sign-in/code", {"code": used})
        assert answer.status_code == 422, "an older period is over as soon as a later one was used"
    assert second.post("/desk/sign-in/code", {"code": code(ahead=1)}).status_code == 302


def test_five_wrong_codes_lock_the_account_and_a_right_password_does_not_begin_the_count_anew() -> None:
    for _ in range(2):
        client = password_given()
        for _ in range(2):
            assert client.post("/desk/sign-in/code", {"code": "000000"}).status_code == 422
    last = password_given().post("/desk/sign-in/code", {"code": "000000"})
    assert "试错 5 次" in play.text(last)
    assert "试错 5 次" in play.text(client.post("/desk/sign-in/code", {"code": code()}))
    again = Client().post("/desk/sign-in", {"username": WHO, "password": demo_password()})
    assert "试错 5 次" in play.text(again)


def test_who_has_no_factor_is_led_to_set_one_up_and_gets_recovery_codes_once() -> None:
    Authenticator.objects.filter(user_id=key()).delete()
    client = password_given()
    page = client.get("/desk/sign-in", follow=True)
    assert page.redirect_chain[-1][0].startswith("/desk/sign-in/set-up")
    html = page.content.decode()
    assert "<svg" in html
    secret = re.search(r'class="mz-num">([A-Z2-7 ]{32,})<', html).group(1).replace(" ", "")
    assert client.get("/desk/").status_code == 302
    assert client.post("/desk/sign-in/set-up", {"code": "000000"}).status_code == 422
    done = client.post("/desk/sign-in/set-up", {"code": actions.code_at(secret, timezone.now())})
    spare = re.findall(r"<li>(\d{4} \d{4})</li>", done.content.decode())
    assert len(spare) == 10
    assert client.get("/desk/").status_code == 200
    assert secret not in str(Authenticator.objects.get(user_id=key(), type="totp").data)
    other = password_given()
    assert "演示" not in play.text(other.get("/desk/sign-in/code")).split("演示数据")[0][-400:]
    assert other.post("/desk/sign-in/code", {"code": spare[0]}).status_code == 302
    third = password_given()
    assert third.post("/desk/sign-in/code", {"code": spare[0]}).status_code == 422, "a spare code holds once"


def test_whoever_has_a_factor_cannot_set_up_another_with_the_password_alone() -> None:
    client = password_given()
    assert client.get("/desk/sign-in/set-up").url.startswith("/desk/sign-in?")
    assert Authenticator.objects.filter(user_id=key(), type="totp").count() == 1


def test_a_program_of_staff_sends_the_code_with_the_password() -> None:
    client, who = Client(), {"username": WHO, "password": demo_password()}
    sent = {"content_type": "application/json"}
    missing = client.post("/api/v1/session", who, **sent)
    assert (missing.status_code, missing.json()["code"]) == (401, "people.code_missing")
    wrong = client.post("/api/v1/session", {**who, "code": "000000"}, **sent)
    assert (wrong.status_code, wrong.json()["code"]) == (401, "people.wrong_code")
    assert client.get("/api/v1/session").status_code == 401
    right = client.post("/api/v1/session", {**who, "code": code()}, **sent)
    assert right.status_code == 200
    assert client.get("/api/v1/session").json()["hat"] == "staff"


def test_a_citizen_is_not_asked_for_a_code() -> None:
    client = Client()
    form = {"username": "dongyankun", "password": demo_password()}
    assert client.post("/sign-in", form).url == "/"
    assert client.get("/account").status_code == 200


def test_the_actor_says_whether_the_second_factor_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    monkeypatch.setattr("minzheng.config.middleware.enter", seen.append)
    play.browser(WHO).get("/desk/help")
    signed_in(Client(), Account.objects.get(username=WHO), factor=False).get("/desk/help")
    assert [(one.second_factor, one.is_staff) for one in seen] == [(True, True), (False, False)]


def test_the_code_is_the_one_that_rfc_6238_gives() -> None:
    from datetime import UTC, datetime

    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert actions.code_at(secret, datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=59)) == "287082"
    assert actions.code_at(secret, datetime.fromtimestamp(1111111109, UTC)) == "081804"
