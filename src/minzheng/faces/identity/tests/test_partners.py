"""Signing in with the account of another platform: the first time, a duplicate, and everything that must not bind."""

import re
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from minzheng.core.audit.queries import run_named
from minzheng.core.people.connectors.national_platform import simulator
from minzheng.core.people.queries import account_by_username
from minzheng.core.people.rules import NewPerson
from minzheng.core.people.tests.factories import AT, BY, PASSWORD, divisions

pytestmark = pytest.mark.django_db
NATIONAL, TICKETS = "/sign-in/with/national_platform", "/sign-in/with/ticket_system"


@pytest.fixture(autouse=True)
def _places(db: None) -> None:
    divisions()


def lan(*, account: bool = True, name: str = "林演兰") -> None:
    """林演兰, whom the simulators know too, is registered here."""
    from minzheng.core.people.actions import open_account, register_person

    new = NewPerson(
        name=name, id_kind="resident_id", id_number="990101195208090126", registered_at="990101001001"
    )
    person = register_person(by=BY, at=AT, new=new)
    if account:
        open_account(by=BY, at=AT, username="linyanlan", password=PASSWORD, person=person, assurance=2)


def there(client: Client, who: str, start: str = NATIONAL, to: str = "/account") -> str:
    """Go there and sign in as `who`; the address that leads back."""
    away = client.get(start, {"next": to})
    assert away.status_code == 302, away.content.decode()
    assert client.get(away["Location"]).status_code == 200
    return str(client.post(away["Location"], {"who": who})["Location"])


def events(kind: str) -> int:
    return len(run_named("SELECT id FROM audit_event WHERE kind = %s", [kind]))


def count(table: str) -> int:
    return int(run_named(f"SELECT count(*) AS n FROM {table}", [])[0]["n"])


def known_to_us(client: Client) -> str:
    """The name on the account page; '' for a stranger."""
    page = client.get("/account")
    return "" if page.status_code == 302 else page.content.decode()


def test_the_sign_in_page_offers_both_ways_and_says_that_they_are_simulated():
    page = Client().get("/sign-in?next=/cases").content.decode()
    assert "用国家政务服务平台账号登录（演示）" in page
    assert "用市民账号登录（演示）" in page
    assert f'href="{NATIONAL}?next=%2Fcases"' in page


def test_whoever_comes_for_the_first_time_gets_a_file_and_the_second_time_finds_it():
    first = Client()
    landed = first.get(there(first, "n1003"))
    assert landed["Location"] == "/account"
    assert "崔演渡" in known_to_us(first)
    again = Client()
    assert again.get(there(again, "n1003")).status_code == 302
    assert "崔演渡" in known_to_us(again)
    assert (count("people_partner_account"), count("people_account")) == (1, 1)
    assert events("people.bind_partner") == 1


def test_somebody_who_is_known_here_is_bound_only_after_saying_yes():
    lan()
    client = Client()
    asked = client.get(there(client, "n1001"))
    assert asked.status_code == 200
    page = asked.content.decode()
    assert "这是您吗" in page
    assert "林*兰" in page
    assert "990101195208090126" not in page
    assert count("people_partner_account") == 0
    assert known_to_us(client) == ""
    assert client.post("/sign-in/with/known", {"answer": "yes"})["Location"] == "/account"
    assert "林演兰" in known_to_us(client)
    account = account_by_username("linyanlan")
    assert account is not None
    (row,) = run_named("SELECT account_id, issuer, subject FROM people_partner_account", [])
    assert row == {"account_id": account.id, "issuer": simulator.ISSUER, "subject": "n1001"}
    (proof,) = run_named("SELECT level FROM people_proof WHERE method = 'partner'", [])
    assert proof["level"] == 3


def test_who_says_no_is_not_bound_and_the_answer_counts_once():
    lan()
    client = Client()
    client.get(there(client, "n1001"))
    assert client.post("/sign-in/with/known", {"answer": "no"})["Location"] == "/sign-in"
    assert client.post("/sign-in/with/known", {"answer": "yes"}).status_code == 403
    assert count("people_partner_account") == 0


def test_somebody_with_a_file_and_no_account_gets_one_after_saying_yes():
    lan(account=False)
    client = Client()
    assert "可以看到和办理自己的事" in client.get(there(client, "n1001")).content.decode()
    client.post("/sign-in/with/known", {"answer": "yes"})
    assert "林演兰" in known_to_us(client)
    assert count("people_person") == 1


def test_the_same_number_under_another_name_is_for_a_counter_to_sort_out():
    lan()
    client = Client()
    answer = client.get(there(client, "n1004"))
    assert answer.status_code in (409, 422)
    assert (count("people_partner_account"), known_to_us(client)) == (0, "")


def test_who_has_no_real_name_there_opens_nothing_here():
    client = Client()
    answer = client.get(there(client, "n1005"))
    assert answer.status_code == 403
    assert "还没有实名" in answer.content.decode()
    assert count("people_account") == 0


def test_a_second_account_there_does_not_slip_in_beside_the_first(monkeypatch: pytest.MonkeyPatch):
    lan()
    holders = {**simulator.holders(), "n9": simulator.holders()["n1001"]}
    monkeypatch.setattr(simulator, "holders", lambda: holders)
    for who, status in (("n1001", 302), ("n9", 409)):
        client = Client()
        client.get(there(client, who))
        assert client.post("/sign-in/with/known", {"answer": "yes"}).status_code == status


def test_a_child_is_not_signed_in_alone(monkeypatch: pytest.MonkeyPatch):
    from minzheng.kernel.codes import make_id_number

    number = make_id_number("990101", date(2020, 6, 1), 11)
    child = {"name": "袁演禾", "id_number": number, "acr": "urn:demo:level:2"}
    monkeypatch.setattr(simulator, "holders", lambda: {"n9": child})
    client = Client()
    assert client.get(there(client, "n9")).status_code in (403, 409, 422)
    assert count("people_account") == 0


# ── What comes back ──────────────────────────────────────────────────────────────────────────────────────────────────


def replaced(address: str, **words: str) -> str:
    parts = urlsplit(address)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | words
    return parts._replace(query="&".join(f"{name}={value}" for name, value in query.items())).geturl()


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ({"state": "another"}, 403),
        ({"state": ""}, 403),
        ({"code": "made-up"}, 401),
        ({"iss": "https://evil.example"}, 401),
        ({"error": "access_denied"}, 401),
    ],
)
def test_an_answer_that_was_changed_on_the_way_signs_nobody_in(words: dict[str, str], status: int):
    client = Client()
    answer = client.get(replaced(there(client, "n1003"), **words))
    assert answer.status_code == status
    assert known_to_us(client) == ""


def test_an_answer_counts_once_and_in_the_browser_that_asked():
    client = Client()
    address = there(client, "n1003")
    assert Client().get(address).status_code == 403
    assert client.get(address).status_code == 302
    assert client.get(address).status_code == 403


def test_nobody_is_led_to_another_site_afterwards_and_unknown_platforms_are_not_there():
    client = Client()
    assert client.get(there(client, "n1003", to="https://evil.example/"))["Location"] == "/"
    assert Client().get("/sign-in/with/bank").status_code == 404
    assert (
        Client().get("/simulators/national/authorize?redirect_uri=https://evil.example/").status_code == 404
    )


def test_a_silent_platform_is_said_plainly(monkeypatch: pytest.MonkeyPatch):
    def silent(*_: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr(simulator, "fetch", silent)
    answer = Client().get(NATIONAL)
    assert answer.status_code == 503
    assert "没有回应" in answer.content.decode()


def test_outside_a_demonstration_there_is_neither_button_nor_simulator(settings: Any):
    settings.ALLOW_DEMO_ID = False
    assert "演示" not in "".join(re.findall(r"用[^<]*登录[^<]*", Client().get("/sign-in").content.decode()))
    assert Client().get(NATIONAL).status_code == 503
    assert Client().get("/simulators/national/authorize").status_code == 404


# ── Tickets ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_ticket_opens_once_and_only_for_the_address_that_it_was_made_for():
    client = Client()
    address = there(client, "t2001", TICKETS)
    assert client.get(address)["Location"] == "/account"
    assert "唐演舟" in known_to_us(client)
    ticket = parse_qs(urlsplit(address).query)["ticket"][0]
    thief = Client()
    other = there(thief, "t2002", TICKETS)
    assert thief.get(replaced(other, ticket=ticket)).status_code == 401
    assert known_to_us(thief) == ""


def test_who_is_only_registered_at_the_ticket_system_opens_nothing_here():
    client = Client()
    assert client.get(there(client, "t2003", TICKETS)).status_code == 403


def test_both_ways_lead_to_one_file():
    from minzheng.core.people.actions import register_person

    new = NewPerson(
        name="罗演江", id_kind="resident_id", id_number="990202196511235558", registered_at="990101001001"
    )
    register_person(by=BY, at=AT, new=new)
    client = Client()
    client.get(there(client, "t2002", TICKETS))
    client.post("/sign-in/with/known", {"answer": "yes"})
    assert "罗演江" in known_to_us(client)
    assert count("people_person") == 1


def test_signing_in_by_a_partner_stands_in_the_tokens_of_other_systems():
    from minzheng.core.offices.tests.factories import an_office
    from minzheng.core.systems.tests.factories import a_system
    from minzheng.faces.identity.tests.partner import Browser, body, claims, redeem, told

    _, secret = a_system(an_office("990101"), first_party=True)
    browser = Browser()
    browser.client.get(there(browser.client, "n1003"))
    said = claims(body(redeem(told(browser.ask())["code"], secret))["id_token"])
    assert (said["amr"], said["acr"]) == (["fed"], "urn:minzheng:acr:a2")


def test_who_has_no_password_here_proves_it_again_where_they_signed_in():
    client = Client()
    client.get(there(client, "n1003"))
    page = client.get("/openid/again?next=/account").content.decode()
    assert "用国家政务服务平台账号登录（演示）" in page
    assert 'name="password"' not in page
    assert client.get(there(client, "n1003"))["Location"] == "/account"


def test_the_last_way_in_is_not_taken_off_and_another_one_is():
    client = Client()
    client.get(there(client, "n1003"))
    page = client.get("/account/systems").content.decode()
    (bound,) = re.findall(r'name="unbind" value="([0-9a-f-]{36})"', page)
    assert client.post("/account/systems", {"unbind": bound}).status_code == 409
    run_named("UPDATE people_account SET phone = '19900001234' RETURNING id", [])
    assert client.post("/account/systems", {"unbind": bound}).status_code == 302
    assert client.post("/account/systems", {"unbind": bound}).status_code == 404
    assert client.post("/account/systems", {"unbind": "x"}).status_code == 404
    assert (count("people_partner_account"), events("people.unbind_partner")) == (0, 1)


def test_nobody_unbinds_the_account_of_another():
    first, second = Client(), Client()
    first.get(there(first, "n1003"))
    second.get(there(second, "t2001", TICKETS))
    run_named("UPDATE people_account SET phone = '19900001234' RETURNING id", [])
    (row,) = run_named("SELECT id FROM people_partner_account WHERE subject = 't2001'", [])
    assert first.post("/account/systems", {"unbind": str(row["id"])}).status_code == 404
    assert count("people_partner_account") == 2
