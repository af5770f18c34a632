"""Signing in at a system: the whole way, and every way that must not lead anywhere."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from minzheng.core.people.queries import consents
from minzheng.core.systems.tests.factories import BACK, a_system
from minzheng.faces.identity.tests.conftest import Place
from minzheng.faces.identity.tests.partner import Browser, body, call, claims, redeem, told, userinfo
from minzheng.kernel import jose


def code_of(place: Place, **query: str) -> str:
    """A code for the person, who has agreed."""
    browser = Browser("elder")
    return told(browser.agree(browser.ask(**query)))["code"]


def tokens_of(place: Place, **query: str) -> dict[str, Any]:
    return body(redeem(code_of(place, **query), place.secret))


def test_discovery_lists_one_flow_and_only_what_is_served(place: Place):
    found = body(Client().get("/.well-known/openid-configuration"))
    assert found["issuer"] == "http://testserver"
    assert found["response_types_supported"] == ["code"]
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert "implicit" not in found["grant_types_supported"]
    for name in ("authorization", "token", "userinfo", "end_session", "revocation"):
        assert Client().get(found[f"{name}_endpoint"]).status_code != 404
    assert body(Client().get(found["jwks_uri"]))["keys"][0].keys() == {"kty", "n", "e", "kid", "alg", "use"}


def test_a_person_signs_in_agrees_and_the_system_knows_them_by_its_own_number(place: Place):
    browser = Browser()
    away = browser.ask(scope="openid profile")
    assert away["Location"].startswith("/sign-in?next=%2Fopenid%2Fonwards")
    browser.sign_in("elder")
    shown = browser.ask(scope="openid profile")
    page = shown.content.decode()
    assert "社区图书馆" in page
    assert "办理借书证" in page
    assert "只显示一部分" in page
    assert "form-action 'self' https://partner.example" in shown["Content-Security-Policy"]
    back = told(browser.agree(shown))
    assert (back["state"], back["iss"]) == ("s1", "http://testserver")
    issued = body(redeem(back["code"], place.secret))
    assert (issued["token_type"], issued["scope"]) == ("Bearer", "openid profile")
    said = claims(issued["id_token"])
    assert (said["iss"], said["aud"], said["nonce"]) == ("http://testserver", "library", "n1")
    assert said["acr"] == "urn:minzheng:acr:a2"
    assert said["at_hash"] == jose.half_hash(issued["access_token"])
    assert said["exp"] - said["iat"] == 600
    assert str(place.person) not in str(said)
    about = body(userinfo(issued["access_token"]))
    assert about == {"sub": said["sub"], "name": "陈*松", "acr": "urn:minzheng:acr:a2"}
    assert consents(place.person) == {"system:library": "openid profile"}


def test_who_agreed_is_not_asked_again_for_the_same_but_for_more(place: Place):
    browser = Browser("elder")
    first = told(browser.agree(browser.ask(scope="openid profile")))
    assert "code" in told(browser.ask(scope="openid"))
    assert "code" in first
    more = browser.ask(scope="openid phone")
    assert "您的手机号码" in more.content.decode()
    told(browser.agree(more))
    assert consents(place.person) == {"system:library": "openid phone"}
    assert browser.ask(scope="openid", prompt="consent").status_code == 200


def test_who_does_not_agree_goes_back_without_a_code(place: Place):
    browser = Browser("elder")
    back = told(browser.agree(browser.ask(), "refuse"))
    assert back == {"error": "access_denied", "state": "s1", "iss": "http://testserver"}
    assert consents(place.person) == {}


def test_another_account_cannot_send_the_form_that_somebody_was_shown(place: Place):
    shown = Browser("elder").ask()
    answer = Browser("acceptor_01").agree(shown)
    assert answer.status_code == 403
    assert consents(place.person) == {}


@pytest.mark.parametrize(
    "uri",
    [
        "https://evil.example/",
        f"{BACK}/",
        f"{BACK}?x=1",
        f"{BACK}#x",
        "https://PARTNER.example/back",
        "https://partner.example/back/../evil",
        "",
    ],
)
def test_an_address_that_is_not_registered_sign_by_sign_leads_nowhere(place: Place, uri: str):
    answer = Browser("elder").ask(redirect_uri=uri)
    assert answer.status_code == 400
    assert "Location" not in answer
    assert "回跳地址和登记的不一样" in answer.content.decode()


def test_an_unknown_system_and_a_parameter_that_stands_twice_lead_nowhere(place: Place):
    assert Browser("elder").ask(client_id="nobody").status_code == 400
    twice = f"/openid/authorize?client_id=library&redirect_uri={BACK}&redirect_uri=https://evil.example"
    assert Client().get(twice).status_code == 400


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({"response_type": "id_token"}, "unsupported_response_type"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"scope": "openid cases.read"}, "invalid_scope"),
        ({"prompt": "none"}, "consent_required"),
        ({"acr_values": "urn:unknown"}, "unmet_authentication_requirements"),
        ({"acr_values": "urn:minzheng:acr:a3", "prompt": "none"}, "unmet_authentication_requirements"),
        ({"acr_values": "urn:minzheng:acr:a3", "raised": "1"}, "unmet_authentication_requirements"),
    ],
)
def test_a_refusal_goes_back_to_the_system_with_state_and_our_name(
    place: Place, query: dict[str, str], error: str
):
    back = told(Browser("elder").ask(**query))
    assert (back["error"], back["state"], back["iss"]) == (error, "s1", "http://testserver")


def test_silent_sign_in_needs_somebody_who_is_signed_in(place: Place):
    assert told(Browser().ask(prompt="none"))["error"] == "login_required"
    browser = Browser("elder")
    told(browser.agree(browser.ask()))
    assert "code" in told(browser.ask(prompt="none"))
    assert told(browser.ask(prompt="none", max_age="0"))["error"] == "login_required"


def test_a_fresh_proof_is_asked_for_once_and_a_wrong_password_proves_nothing(place: Place):
    browser = Browser("elder")
    told(browser.agree(browser.ask()))
    away = browser.ask(prompt="login")
    assert away["Location"].startswith("/openid/again?next=")
    assert browser.client.get(away["Location"]).status_code == 200
    wrong = browser.client.post("/openid/again", {"password": "wrong", "next": "/"})
    assert wrong.status_code == 422
    assert browser.ask(prompt="login").status_code == 302
    right = browser.client.post("/openid/again", {"password": "Qinghe-2026-river", "next": "/x"})
    assert right["Location"] == "/x"
    code = told(browser.ask(prompt="login"))["code"]
    said = claims(body(redeem(code, place.secret))["id_token"])
    assert said["auth_time"] <= said["iat"]
    assert browser.ask(prompt="login").status_code == 302  # and the next time anew


def test_a_higher_level_is_explained_before_it_is_refused(place: Place):
    browser = Browser("elder")
    away = browser.ask(acr_values="urn:minzheng:acr:a3")
    assert away["Location"].startswith("/openid/raise?level=3&next=%2Fopenid%2Fonwards")
    page = browser.client.get(away["Location"]).content.decode()
    assert "本人到场或人脸核验（a3）" in page
    assert "身份证号和姓名核验（a2）" in page
    assert "raised%3D1" in page or "raised=1" in page


def test_an_officer_cannot_sign_in_where_only_citizens_may(place: Place):
    answer = Browser("acceptor_01").ask()
    assert answer.status_code == 403
    assert told(Browser("acceptor_01").ask(prompt="none"))["error"] == "access_denied"


def test_a_system_of_our_own_does_not_ask_the_officer(place: Place):
    _, secret = a_system(
        place.office, "cockpit", name="驾驶舱", purpose="看统计报表", accounts=("staff",), first_party=True
    )
    away = Browser().ask(client_id="cockpit")
    assert away["Location"].startswith("/desk/sign-in?next=")
    back = told(Browser("acceptor_01").ask(client_id="cockpit"))
    answer = redeem(back["code"], secret, client_id="cockpit")
    assert claims(body(answer)["id_token"])["aud"] == "cockpit"


def test_two_sectors_know_the_same_person_by_numbers_that_cannot_be_compared(place: Place):
    _, other_secret = a_system(place.office, "bank", sector="bank.example", first_party=True)
    _, same_secret = a_system(place.office, "cards", sector="partner.example", first_party=True)
    first = claims(tokens_of(place)["id_token"])["sub"]
    again = claims(tokens_of(place, prompt="consent")["id_token"])["sub"]
    browser = Browser("elder")

    def sub(client_id: str, secret: str) -> str:
        code = told(browser.ask(client_id=client_id))["code"]
        return str(claims(body(redeem(code, secret, client_id=client_id))["id_token"])["sub"])

    assert first == again == sub("cards", same_secret)
    assert first != sub("bank", other_secret)


# ── Codes ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"code_verifier": "b" * 43}, 400, "invalid_grant"),
        ({"code_verifier": ""}, 400, "invalid_grant"),
        ({"redirect_uri": "https://partner.example/other"}, 400, "invalid_grant"),
        ({"code": "unknown"}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, 400, "unauthorized_client"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
    ],
)
def test_a_code_needs_its_verifier_its_address_and_its_system(
    place: Place, form: dict[str, str], status: int, error: str
):
    code = code_of(place)
    answer = redeem(**({"code": code, "secret": place.secret} | form))
    assert (answer.status_code, body(answer)["error"]) == (status, error)
    assert answer["Cache-Control"] == "no-store"
    assert redeem(code, place.secret).status_code == 200  # a guess has not used it up


def test_a_code_of_one_system_is_nothing_for_another(place: Place):
    _, secret = a_system(place.office, "bank")
    assert body(redeem(code_of(place), secret, client_id="bank"))["error"] == "invalid_grant"


def test_a_code_that_comes_twice_takes_its_tokens_down(place: Place):
    code = code_of(place)
    issued = body(redeem(code, place.secret))
    assert userinfo(issued["access_token"]).status_code == 200
    assert body(redeem(code, place.secret))["error"] == "invalid_grant"
    assert userinfo(issued["access_token"]).status_code == 401
    assert (
        call(
            "token", place.secret, grant_type="refresh_token", refresh_token=issued["refresh_token"]
        ).status_code
        == 400
    )


def test_a_code_is_over_after_a_minute(place: Place, monkeypatch: pytest.MonkeyPatch):
    from django.utils import timezone

    code, late = code_of(place), timezone.now() + timedelta(seconds=61)
    monkeypatch.setattr("minzheng.faces.identity.provider.tokens.now", lambda: late)
    assert body(redeem(code, place.secret))["error"] == "invalid_grant"


# ── Tokens ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def renew(place: Place, token: str, **form: str) -> Any:
    return call("token", place.secret, grant_type="refresh_token", refresh_token=token, **form)


def test_a_refresh_token_is_renewed_and_a_stolen_one_ends_the_whole_family(place: Place):
    first = tokens_of(place, scope="openid profile")
    second = body(renew(place, first["refresh_token"]))
    assert second["refresh_token"] != first["refresh_token"]
    assert userinfo(second["access_token"]).status_code == 200
    assert body(renew(place, first["refresh_token"]))["error"] == "invalid_grant"
    assert userinfo(second["access_token"]).status_code == 401
    assert body(renew(place, second["refresh_token"]))["error"] == "invalid_grant"


def test_renewing_gives_less_but_never_more(place: Place):
    first = tokens_of(place, scope="openid profile")
    assert body(renew(place, first["refresh_token"], scope="openid phone"))["error"] == "invalid_scope"
    less = body(renew(place, first["refresh_token"], scope="openid"))
    assert less["scope"] == "openid"
    assert set(body(userinfo(less["access_token"]))) == {"sub"}


def test_a_consent_taken_back_ends_renewing(place: Place):
    from minzheng.core.people.actions import withdraw_consent
    from minzheng.core.people.tests.factories import AT, BY

    first = tokens_of(place)
    withdraw_consent(by=BY, at=AT, person_id=place.person, purpose="system:library")
    assert body(renew(place, first["refresh_token"]))["error"] == "invalid_grant"


def test_a_token_is_taken_back_with_its_family_and_an_unknown_one_is_answered_alike(place: Place):
    first = tokens_of(place)
    assert call("revoke", place.secret, token="unknown").status_code == 200
    assert userinfo(first["access_token"]).status_code == 200
    assert call("revoke", place.secret, token=first["refresh_token"]).status_code == 200
    assert userinfo(first["access_token"]).status_code == 401


@pytest.mark.parametrize("token", ["", "x", "eyJhbGciOiJub25lIn0.e30."])
def test_nobody_learns_anything_without_a_token(place: Place, token: str):
    answer = userinfo(token)
    assert answer.status_code == 401
    assert "Bearer" in answer["WWW-Authenticate"]


def test_an_id_token_is_no_access_token(place: Place):
    assert userinfo(tokens_of(place)["id_token"]).status_code == 401


def test_the_id_number_leaves_only_for_who_was_verified_in_person(place: Place):
    from minzheng.core.people.actions import open_account
    from minzheng.core.people.tests.factories import AT, BY, PASSWORD, a_person

    asked = "openid real_name phone id_number"
    low = body(userinfo(tokens_of(place, scope=asked)["access_token"]))
    assert (low["name"], low["phone_number"]) == ("陈演松", "19900001234")
    assert "id_number" not in low
    seen = a_person("林演兰")
    open_account(by=BY, at=AT, username="seen", password=PASSWORD, person=seen, assurance=3)
    browser = Browser("seen")
    code = told(browser.agree(browser.ask(scope=asked)))["code"]
    high = body(userinfo(body(redeem(code, place.secret))["access_token"]))
    assert high["id_number"].startswith("990101")


def test_the_token_endpoint_takes_a_form_once_and_one_way_to_authenticate(place: Place):
    plain = Client().post("/openid/token", "{}", "application/json")
    assert body(plain)["error"] == "invalid_request"
    twice = Client().post("/openid/token", "grant_type=x&grant_type=y", "application/x-www-form-urlencoded")
    assert body(twice)["error"] == "invalid_request"
    assert Client().get("/openid/token").status_code == 405


def test_a_person_sees_what_they_pass_on_takes_it_back_and_is_signed_out_there(place: Place):
    browser = Browser("elder")
    back = told(browser.agree(browser.ask(scope="openid phone")))
    issued = body(redeem(back["code"], place.secret))
    page = browser.client.get("/account/systems").content.decode()
    assert "社区图书馆" in page
    assert "您的手机号码" in page
    assert "现在登录着" in page
    assert browser.client.post("/account/systems", {"leave": "library"}).status_code == 302
    assert userinfo(issued["access_token"]).status_code == 401
    assert body(renew(place, issued["refresh_token"]))["error"] == "invalid_grant"
    assert consents(place.person) == {}
    assert "还没有" in browser.client.get("/account/systems").content.decode()
    assert Client().get("/account/systems")["Location"].startswith("/sign-in")
