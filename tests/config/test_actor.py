"""Who a request acts as, what its transaction knows, and what becomes of what it wrote."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from minzheng.core.offices.tests.factories import AT, BY, a_clerk, an_office
from minzheng.core.people import actions as people
from minzheng.core.people.models import Account, Session
from minzheng.core.people.rules import ACTS_FOR
from minzheng.core.people.tests.factories import PASSWORD, a_person, an_account, divisions
from minzheng.core.people.tests.factories import signed_in as with_session

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.config.actor_pages")]


@pytest.fixture
def clerk() -> Client:
    """A browser in which a reviewer of a town is signed in."""
    divisions()
    account, _ = a_clerk("reviewer", an_office(), username="990101001_reviewer_01")
    return signed_in(account)


def signed_in(account: Any) -> Client:
    client = Client(raise_request_exception=False)
    return with_session(client, Account.objects.get(id=account))


def selects(captured: CaptureQueriesContext) -> list[str]:
    return [
        query["sql"]
        for query in captured
        if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "ROLLBACK TO"))
    ]


def kinds() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, facts->>'why' FROM audit_event WHERE kind = 'offices.refused'")
        return cursor.fetchall()


def made() -> set[str]:
    return set(Account.objects.filter(username__startswith="made_").values_list("username", flat=True))


def test_a_signed_in_request_knows_its_actor_after_two_statements(clerk):
    clerk.get("/who/")  # the first one also moves the session's end
    with CaptureQueriesContext(connection) as captured:
        answer = clerk.get("/who/").json()
    assert (answer["hat"], answer["name"], answer["roles"]) == ("staff", "赵演川", ["reviewer"])
    assert (answer["user"], answer["scope"]) == ("990101001_reviewer_01", "town:990101001")
    statements = selects(captured)
    assert len(statements) == 3, "\n".join(statements)  # the third is the page's own
    assert "set_config" in statements[1]


def test_a_visitor_costs_one_statement_and_has_no_scope():
    with CaptureQueriesContext(connection) as captured:
        answer = Client().get("/who/").json()
    assert (answer["hat"], answer["database_actor"], answer["scope"]) == ("anonymous", "anonymous", "")
    assert len(selects(captured)) == 2


def test_a_session_that_is_unknown_or_over_is_a_visitor(clerk):
    stranger = Client()
    stranger.cookies[settings.SESSION_COOKIE_NAME] = "nosuchsessionnosuchsessionnosuch"
    assert stranger.get("/who/").json()["hat"] == "anonymous"
    Session.objects.update(expire_date=timezone.now())
    assert clerk.get("/who/").json()["hat"] == "anonymous"


def test_a_changed_password_ends_the_sessions_of_an_account(clerk):
    account = Account.objects.get(username="990101001_reviewer_01")
    account.set_password("Another-2026-river")
    account.save()
    assert clerk.get("/who/").json()["hat"] == "anonymous"


def test_a_closed_account_is_out_at_once(clerk):
    account = Account.objects.get(username="990101001_reviewer_01")
    Account.objects.filter(id=account.id).update(is_active=False)
    assert clerk.get("/who/").json()["hat"] == "anonymous"


def test_a_second_factor_is_seen_by_the_actor(clerk):
    session = clerk.session
    session["account_authentication_methods"] = [{"method": "password"}, {"method": "mfa", "type": "totp"}]
    session.save()
    assert clerk.get("/who/").json()["second_factor"] is True


def test_who_represents_somebody_wears_that_hat():
    divisions()
    mother, son = a_person("林演兰"), a_person("袁演岭")
    client = signed_in(an_account(son, username="yuan"))
    people.name_representative(by=BY, at=AT, principal=mother, agent=son, since=AT.date())
    assert client.get("/who/").json()["hat"] == "self"
    session = client.session
    session[ACTS_FOR] = str(mother)
    session.save()
    assert client.get("/who/").json()["hat"] == "representative"


def test_the_end_of_a_desk_session_is_thirty_minutes_away_and_moves_with_use(clerk):
    clerk.get("/who/")  # the session was made before anybody knew whose it is
    minutes = remaining()
    assert 29 < minutes <= 30
    with CaptureQueriesContext(connection) as captured:
        clerk.get("/who/")
    assert not [sql for sql in selects(captured) if sql.startswith("UPDATE")]
    Session.objects.update(expire_date=timezone.now() + timezone.timedelta(minutes=20))
    clerk.get("/who/")
    assert remaining() > 29


def remaining() -> float:
    return (Session.objects.get().expire_date - timezone.now()).total_seconds() / 60


@pytest.mark.parametrize(
    ("ending", "status", "kept"),
    [
        ("good", 200, True),
        ("refused_form", 422, True),
        ("broken", 500, False),
        ("raise", 500, False),
        ("problem", 409, False),
    ],
)
def test_what_a_page_wrote_is_kept_or_undone_by_how_it_ends(ending, status, kept):
    answer = Client(raise_request_exception=False).get(f"/write/{ending}/")
    assert answer.status_code == status
    assert made() == ({f"made_{ending}"} if kept else set())


def test_a_refused_access_across_levels_is_answered_and_logged_and_its_work_undone(clerk):
    answer = clerk.get("/across/")
    assert answer.status_code == 403
    assert "岗位" in answer.content.decode()
    assert made() == set()
    assert kinds() == [("offices.refused", "role")]


@pytest.mark.parametrize("page", ["signup/", "password/set/", "password/reset/", "email/"])
def test_the_library_s_second_doors_are_closed(page):
    """Registering, passwords and mail have pages of our own, with our limits and in the book."""
    form = {"username": "stranger", "password1": PASSWORD, "password2": PASSWORD}
    assert Client().post(f"/account/{page}", form).status_code == 404
    assert not Account.objects.filter(username="stranger").exists()


# ── Through a live server with a pool of one connection ──


@pytest.fixture
def one_connection(transactional_db: None) -> Iterator[None]:
    """Connections of other threads come from a pool that holds one."""
    connection.ensure_connection()  # this thread's own is not of the pool
    options = connection.settings_dict["OPTIONS"]
    options["pool"] = {"min_size": 1, "max_size": 1, "timeout": 10}
    yield
    connection.close_pool()
    del options["pool"]


def ask(live_server: Any, path: str, cookie: str = "") -> tuple[int, dict[str, Any]]:
    address = urlsplit(live_server.url)
    wire = HTTPConnection(str(address.hostname), address.port, timeout=20)
    wire.request(
        "GET", path, headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"} if cookie else {}
    )
    answer = wire.getresponse()
    body = answer.read()
    wire.close()
    return answer.status, json.loads(body) if body.startswith(b"{") else {}


def test_the_scope_of_one_request_does_not_leak_to_the_next_on_the_same_pooled_connection(
    one_connection, clerk, live_server
):
    cookie = clerk.cookies[settings.SESSION_COOKIE_NAME].value
    _, first = ask(live_server, "/who/", cookie)
    _, second = ask(live_server, "/who/")
    assert first["backend"] == second["backend"]
    assert (first["scope"], second["scope"]) == ("town:990101001", "")
    assert second["database_actor"] == "anonymous"
    assert ask(live_server, "/write/raise/", cookie)[0] == 500
    _, third = ask(live_server, "/who/")
    assert (third["backend"], third["scope"]) == (first["backend"], "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('mz.scope', true), '')")
        assert cursor.fetchone() == ("",)


def test_a_query_without_filter_sees_the_own_rows_alone_also_after_another_person_on_the_same_pooled_connection(
    one_connection, live_server
):
    divisions()
    one, other = a_person("陈演松"), a_person("林演兰", at="990102101201")
    cookies = [
        signed_in(an_account(who, username=name)).cookies[settings.SESSION_COOKIE_NAME].value
        for who, name in ((one, "chenyansong"), (other, "linyanlan"))
    ]
    answers = [ask(live_server, "/everybody/", cookie)[1] for cookie in (*cookies, "", cookies[0])]
    assert [answer["names"] for answer in answers] == [["陈演松"], ["林演兰"], [], ["陈演松"]]
    assert len({answer["backend"] for answer in answers}) == 1
    assert {answer["role"] for answer in answers} == {"mz_app"}
