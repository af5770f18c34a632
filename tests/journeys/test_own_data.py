"""A person's data: a copy, a correction, consents taken back, an account given up."""

import json

import pytest
from django.db import connection
from django.utils import timezone

from minzheng.core.people.actions import give_consent
from minzheng.core.people.queries import account_by_username, consents, person
from minzheng.kernel.rights import system
from tests.journeys import people as play

pytestmark = pytest.mark.usefixtures("province")
BY = system("test")


def test_a_copy_holds_what_is_ones_own_and_nobody_elses() -> None:
    client = play.browser("caoyanshan")
    case_no = play.submit(client)
    answer = client.post("/account/data", {"go": "copy"})
    held = json.loads(answer.content)
    assert (held["姓名"], held["证件号码"]) == ("曹演山", "990301193505209973")
    assert [one["编号"] for one in held["办件"]] == [case_no]
    assert "董演坤" not in answer.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_event WHERE kind = 'people.take_copy'")
        assert cursor.fetchone()[0] == 1


def test_telephone_and_address_are_corrected_at_once() -> None:
    client, who = play.browser("caoyanshan"), play.person_of("caoyanshan")
    wrong = client.post("/account/data", {"go": "correct", "phone": "12", "address": "南熏街道 9 号"})
    assert wrong.status_code == 422
    done = client.post("/account/data", {"go": "correct", "phone": "19900005555", "address": "南熏街道 9 号"})
    assert done.status_code == 302, play.errors(done)
    assert (person(who).phone, person(who).address) == ("19900005555", "南熏街道 9 号")


def test_a_consent_is_listed_and_taken_back() -> None:
    client, who = play.browser("caoyanshan"), play.person_of("caoyanshan")
    give_consent(by=BY, at=timezone.now(), person_id=who, purpose="means_check/1", text_version="2026-1")
    assert "查家庭经济状况（核对授权）" in play.text(client.get("/account/data"))
    assert client.post("/account/data", {"go": "withdraw", "purpose": "means_check/1"}).status_code == 302
    assert consents(who) == {}


def test_an_account_that_was_given_up_is_gone_and_what_must_stay_stays() -> None:
    client, other = play.browser("caoyanshan"), play.browser("caoyanshan")
    case_no = play.submit(client)
    play.begin(client)
    unsure = client.post("/account/data", {"go": "give_up"})
    assert play.errors(unsure) == ["请看清楚，确实要注销就打勾"]
    assert client.post("/account/data", {"go": "give_up", "sure": "1"}).url == "/"
    assert client.get("/account").status_code == 302
    assert other.get("/account").status_code == 302
    assert account_by_username("caoyanshan") is None
    assert play.row(case_no)["applicant_name"] == "曹演山"
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT count(*) FROM forms_draft WHERE person_id = %s AND "case" IS NULL',
            [play.row(case_no)["applicant_id"]],
        )
        assert cursor.fetchone()[0] == 0
