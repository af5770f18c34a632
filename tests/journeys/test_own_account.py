"""Looking after one's account: sessions that end, ways that are changed, and the last one that stays."""

import re
import time
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from minzheng.core.people.queries.sessions import ways_of
from minzheng.core.people.tests.factories import a_passkey, asked_again
from tests.journeys import people as play
from tests.journeys.test_registering import PHONE, code_on, later, proven, registered

pytestmark = pytest.mark.usefixtures("province")
PASSWORD = "Nanxun-2026"


def handles(client: Client) -> list[str]:
    return re.findall(r'name="session" value="([0-9a-f]+)"', client.get("/account/safety").content.decode())


def test_a_session_that_was_ended_is_dead() -> None:
    here, there = play.browser("caoyanshan"), play.browser("caoyanshan")
    assert there.get("/account").status_code == 200
    shown = here.get("/account/safety").content.decode()
    assert here.session.session_key not in shown
    other = [one for one in handles(here) if f'value="{one}"' in shown]
    assert len(other) >= 2
    for handle in other:
        here.post("/account/safety", {"go": "end", "session": handle})
        if there.get("/account").status_code == 302:
            break
    assert there.get("/account").url.startswith("/sign-in")
    assert there.get("/cases").status_code == 302


def test_all_others_end_at_once_and_this_one_stays() -> None:
    here, others = play.browser("caoyanshan"), [play.browser("caoyanshan") for _ in range(3)]
    answer = here.post("/account/safety", {"go": "end_others"})
    assert answer.status_code == 302
    assert here.get("/account").status_code == 200
    assert [one.get("/account").status_code for one in others] == [302, 302, 302]


def test_nobody_ends_a_session_of_another() -> None:
    mine, other = play.browser("caoyanshan"), play.browser("dongyankun")
    theirs = handles(other)
    assert mine.post("/account/safety", {"go": "end", "session": theirs[0]}).status_code == 404
    assert other.get("/account").status_code == 200


def test_the_only_passkey_stays_when_nothing_else_leads_in() -> None:
    client = play.browser()
    registered(client)
    account = client.session["_auth_user_id"]
    page = f"/account/2fa/webauthn/keys/{a_passkey(account)}/remove/"
    assert client.post("/account/safety", {"go": "phone_remove"}).status_code == 302
    asked_again(client)
    for answer in (client.get(page), client.post(page)):
        assert "请先设密码、加手机号或通行密钥，再去掉它" in play.text(answer)
    assert ways_of(UUID(account)).passkeys == 1
    a_passkey(account)
    assert client.post(page).status_code == 302
    assert ways_of(UUID(account)).passkeys == 1


def test_who_has_no_password_adds_a_passkey_only_soon_after_signing_in() -> None:
    client = play.browser()
    registered(client)
    assert client.get("/account/2fa/webauthn/add/").status_code == 200
    session = client.session
    session["signed_in_at"] = [session["_auth_user_id"], time.time() - 601]
    session.save()
    answer = client.get("/account/2fa/webauthn/add/", follow=True)
    assert "请退出再登录一次，马上来加通行密钥" in play.text(answer)


def test_the_last_way_to_sign_in_stays_until_there_is_another() -> None:
    client = play.browser()
    registered(client)
    refused = client.post("/account/safety", {"go": "phone_remove"})
    assert "这是您最后一种登录办法" in play.errors(refused)[0]
    weak = client.post("/account/safety", {"go": "password", "new": "abc"})
    assert play.errors(weak) == ["密码至少要 8 位，请再加几位"]
    assert client.post("/account/safety", {"go": "password", "new": PASSWORD}).status_code == 302
    assert client.get("/account/safety").status_code == 200, "one stays signed in"
    assert client.post("/account/safety", {"go": "phone_remove"}).status_code == 302
    assert "没有登记手机号" in play.text(client.get("/account/safety"))
    wrong = client.post("/account/safety", {"go": "password", "old": "x", "new": "Nanxun-2027"})
    assert play.errors(wrong) == ["现在的密码不对，请再试一次"]


def test_an_old_sign_in_cannot_give_an_account_its_first_password() -> None:
    client = play.browser()
    registered(client)
    session = client.session
    session["signed_in_at"] = [session["_auth_user_id"], 0]
    session.save()
    client.post("/account/safety", {"go": "password", "new": PASSWORD})
    assert "请退出再登录一次" in play.text(client.get("/account/safety"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT password FROM people_account WHERE id = %s", [session["_auth_user_id"]])
        assert cursor.fetchone()[0].startswith("!")


def test_a_new_telephone_is_proven_before_it_takes_the_old_ones_place() -> None:
    client = play.browser()
    registered(client)
    later()
    new = "19900008888"
    assert client.post("/account/safety", {"go": "phone", "phone": new}).status_code == 302
    wrong = client.post("/account/safety", {"go": "phone_code", "code": "12"})
    assert "验证码不对" in play.errors(wrong)[0]
    done = client.post("/account/safety", {"go": "phone_code", "code": code_on(new)})
    assert done.status_code == 302, play.errors(done)
    later()
    assert 'name="account"' in proven(play.browser(), new).content.decode()
    later()
    assert 'name="account"' not in proven(play.browser(), PHONE).content.decode()
