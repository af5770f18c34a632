"""What was asked for is handed in on the portal: on the very question, as an upload, or with a word why not."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from minzheng.core.cases import queries
from minzheng.core.cases.actions import propose_conditional, take_step, terminate
from minzheng.core.cases.tests.road import INCOME, PHONE, RENT, Road, a_road
from minzheng.core.documents.queries import letters_of
from minzheng.core.people import queries as people

pytestmark = pytest.mark.django_db
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def road() -> Road:
    return a_road()


def browser(road: Road) -> Client:
    client = Client()
    account = people.account_by_username("elder")
    assert account is not None
    client.force_login(people.user(account), backend="minzheng.config.sign_in.AccountBackend")
    return client


def asked(road: Road, *items: dict[str, str]) -> str:
    """A case that waits for a supplement; its number."""
    road.begin(timezone.now())
    road.ask(timezone.now(), *items)
    return str(road.row["case_no"])


def test_the_case_says_first_what_is_missing_and_why(road: Road) -> None:
    case_no = asked(road, INCOME, PHONE)
    page = browser(road).get(f"/cases/{case_no}").content.decode()
    assert "还要补 2 项" in page
    assert INCOME["reason"] in page
    assert f"/cases/{case_no}/supplement" in page


def test_the_page_asks_the_very_question_again_and_takes_an_upload(road: Road) -> None:
    case_no = asked(road, {**INCOME, "field": ""}, PHONE)
    client = browser(road)
    with CaptureQueriesContext(connection) as seen:
        page = client.get(f"/cases/{case_no}/supplement").content.decode()
    own = [
        one
        for one in seen
        if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "WITH signed_in", "SELECT set_config"))
    ]
    assert len(own) <= 6
    assert 'name="file-0"' in page
    assert 'name="phone"' in page
    assert "<h2></h2>" not in page.replace(' class="mz-vh"', "")
    sent = SimpleUploadedFile("income.pdf", PAPER, content_type="application/pdf")
    answer = client.post(f"/cases/{case_no}/supplement", {"phone": "19900007777", "file-0": sent})
    assert answer.status_code == 302, answer.content.decode()
    assert road.row["variables"]["supplemented"]
    assert queries.answers_in_force(road.case_id)["phone"] == "19900007777"
    assert [one.code for one in queries.materials(road.case_id) if one.file] == ["income"]
    assert "收到了：2 项" in client.get(answer.url).content.decode()


def test_what_is_wrong_or_left_out_is_said_at_its_place_and_nothing_is_lost(road: Road) -> None:
    case_no = asked(road, RENT, PHONE)
    client = browser(road)
    answer = client.post(f"/cases/{case_no}/supplement", {"phone": "123"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="123"' in page
    assert road.row["state"] == "awaiting_supplement"
    answer = client.post(f"/cases/{case_no}/supplement", {"phone": "19900007777"})
    assert answer.status_code == 422
    assert "请交“房屋租赁合同”" in answer.content.decode()
    words: dict[str, Any] = {"note-0": "房东在外地，合同拿不到。", "note-1": "没有电话。"}
    assert client.post(f"/cases/{case_no}/supplement", words).status_code == 302


def test_where_nothing_is_asked_the_page_leads_back(road: Road) -> None:
    road.begin(timezone.now())
    case_no = road.row["case_no"]
    assert browser(road).get(f"/cases/{case_no}/supplement").url == f"/cases/{case_no}"


def test_opening_the_termination_notice_serves_it(road: Road) -> None:
    road.begin(timezone.now())
    terminate(
        by=road.town.approver,
        at=timezone.now(),
        case_id=road.case_id,
        ground="died",
        reason="家属已经告知，情况属实。",
    )
    client = browser(road)
    assert client.get(f"/cases/{road.row['case_no']}").status_code == 200
    (letter,) = letters_of(road.case_id)
    assert "终止办理" in client.get(f"/letters/{letter.id}").content.decode()
    assert road.row["closed_at"] is not None


def test_the_applicant_reads_and_signs_what_may_follow_and_hands_it_in_after_acceptance(road: Road) -> None:
    road.begin(timezone.now())
    url, client = f"/cases/{road.row['case_no']}", browser(road)
    assert client.get(f"{url}/commitment").status_code == 404
    acceptor = road.town.acceptor
    propose_conditional(by=acceptor, at=timezone.now(), case_id=road.case_id, materials=["rent"])
    assert "有 1 项材料可以后补" in client.get(url).content.decode()
    page = client.get(f"{url}/commitment").content.decode()
    assert ("房屋租赁合同" in page, "可能得不到批准" in page) == (True, True)
    assert client.post(f"{url}/commitment").status_code == 422
    assert client.post(f"{url}/commitment", {"agree": "1"}).status_code == 302
    assert "签好了。" in client.get(f"{url}/commitment").content.decode()
    assert "可以后补，请您签" not in client.get(url).content.decode().replace("有的材料可以后补", "")
    accept = {"element": "accept", "outcome": "accept_conditionally", "form": {"no_restriction": True}}
    take_step(by=acceptor, at=timezone.now(), case_id=road.case_id, **accept)
    assert "还要补 1 项" in client.get(url).content.decode()
    sent = SimpleUploadedFile("rent.pdf", PAPER, content_type="application/pdf")
    assert client.post(f"{url}/supplement", {"file-0": sent}).status_code == 302
    assert [one.code for one in queries.materials(road.case_id) if one.file] == ["rent"]


def test_the_question_comes_with_what_was_answered_and_what_was_typed_since_goes_before_it(
    road: Road,
) -> None:
    case_no = asked(road, RENT, PHONE)
    client = browser(road)
    page = client.get(f"/cases/{case_no}/supplement").content.decode()
    assert "原来填的：" in page
    assert 'value="19900001234"' in page
    page = client.post(f"/cases/{case_no}/supplement", {"phone": "123"}).content.decode()
    assert ('value="123"' in page, 'value="19900001234"' in page) == (True, False)
