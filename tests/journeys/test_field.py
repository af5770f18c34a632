"""Investigators go out with the phone and the county's checker asks banks, all through the doors."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from minzheng.core.cases import queries as cases
from minzheng.core.cases.actions import Submission, ask_sources, submit, take_step
from minzheng.core.cases.rules import CHINA
from minzheng.core.cases.tests.inquiry import the_package
from minzheng.core.catalogue.actions import publish
from minzheng.core.catalogue.queries import snapshot_for
from minzheng.core.exchange.connectors.bank.simulator import SimulatedBank
from minzheng.core.files.tests.factories import picture
from minzheng.core.offices.queries import actor
from minzheng.core.people import queries as people
from minzheng.core.people.tests.factories import BY
from minzheng.kernel.ids import uuid7
from tests.journeys import people as play
from tests.journeys.test_statements import DESK, PORTAL, cost, insert

pytestmark = pytest.mark.usefixtures("province")
FIRST, SECOND, CHECKER = "990101001_investigator_01", "990101001_investigator_02", "990101_checker_01"


def as_actor(username: str) -> Any:
    account = people.account_by_username(username)
    assert account is not None
    return actor(account.id, channel="web", on=timezone.now().astimezone(CHINA).date())


def a_case() -> str:
    """林演兰 has applied and was accepted: check and visit are waited for."""
    at = timezone.now() - timedelta(minutes=5)
    publish(by=BY, at=at, files=the_package(), domain="elderly", parent=None)
    family = as_actor("linyanlan")
    applicant = people.person(family.person)
    what = Submission(
        snapshot=snapshot_for("inquiry", applicant.places),
        applicant=applicant,
        answers={"for_whom": "self", "phone": "19900001234", "living": "alone"},
        key="field",
    )
    done = submit(by=family, at=at, what=what)
    take_step(
        by=as_actor("990101001_acceptor_01"), at=at, case_id=done.case_id, element="accept", outcome="accept"
    )
    return done.case_no


def photo(name: str = "家.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or picture(), content_type="image/jpeg")


def first_page(**changes: str) -> dict[str, str]:
    """Who went, when, where: everything in order."""
    at = timezone.now().astimezone(CHINA) - timedelta(minutes=1)
    return {
        "visit_second": "staff",
        "visit_colleague": str(play.person_of(SECOND)),
        "visit_time": at.strftime("%Y-%m-%dT%H:%M"),
        "visit_address": "柳荫街道春和社区 2 号",
        "visit_coordinates": "",
        "visit_cooperation": "cooperated",
        "go": "next",
        **changes,
    }


def written_down(client: Client, case_no: str) -> str:
    """All pages of the visit are filled in; the address of the last look."""
    base = f"/desk/visits/{case_no}/visit"
    home = {"housing": "rented", "people_home": "3", "seen": "屋里整洁。", "go": "next"}
    for page, sent in (
        ("p_visit", first_page()),
        ("p_home", home),
        ("p_proof", {"visit_photos": photo(), "visit_sheet": photo("签字表.jpg"), "go": "next"}),
    ):
        answer = client.post(f"{base}/{page}", sent)
        assert answer.status_code == 302, (page, play.errors(answer))
    return f"{base}/hand-in"


def test_a_visit_is_written_down_on_the_phone_page_by_page_and_handed_in() -> None:
    case_no = a_case()
    client = play.browser(FIRST)
    assert "林演兰" in play.text(client.get("/desk/visits"))
    begun = client.get(f"/desk/visits/{case_no}/visit")
    assert begun.url.endswith("/visit/p_visit")
    shown = client.get(begun.url)
    assert shown["Permissions-Policy"] == "geolocation=(self)"
    assert "春和社区2号" in play.text(shown).replace(" ", "") or "春和社区" in shown.content.decode()
    look = client.get(written_down(client, case_no))
    assert "租的房子" in play.text(look)
    done = client.post(f"/desk/visits/{case_no}/visit/hand-in")
    assert (done.status_code, done.url) == (302, "/desk/visits")
    assert "没有等您入户的" in play.text(client.get("/desk/visits"))
    records = play.text(client.get(f"/desk/visits/{case_no}"))
    assert "租的房子" in records
    assert "签了字的调查表" in records
    gone = client.get(f"/desk/visits/{case_no}/visit")
    assert gone.status_code == 409


def test_what_was_kept_is_still_there_after_the_network_was_gone() -> None:
    case_no = a_case()
    client = play.browser(FIRST)
    url = f"/desk/visits/{case_no}/visit/p_visit"
    later = client.post(url, {**first_page(visit_second="", visit_colleague=""), "go": "later"})
    assert later.url == "/desk/visits"
    again = play.browser(FIRST).get(url).content.decode()
    assert 'value="柳荫街道春和社区 2 号"' in again


def test_a_visit_with_one_person_is_not_taken() -> None:
    case_no = a_case()
    client = play.browser(FIRST)
    base = f"/desk/visits/{case_no}/visit"
    answer = client.post(f"{base}/p_visit", first_page(visit_second="", visit_colleague=""))
    assert answer.status_code == 422
    assert any("两个人到场" in one for one in play.errors(answer))
    own = str(play.person_of(FIRST))
    answer = client.post(f"{base}/p_visit", first_page(visit_colleague=own))
    assert answer.status_code == 422
    assert cases.records_of(play.row(case_no)["id"]) == []


def test_a_villager_without_an_account_does_not_replace_the_second_investigator() -> None:
    case_no = a_case()
    client = play.browser(FIRST)
    other = {
        "visit_second": "other",
        "visit_other_name": "严演溪",
        "visit_other_capacity": "village_worker",
        "visit_other_paper": "work_pass",
    }
    hand_in = written_down(client, case_no)
    kept = client.post(f"/desk/visits/{case_no}/visit/p_visit", first_page(**other, visit_colleague=""))
    assert kept.status_code == 302
    refused = client.post(hand_in)
    assert refused.status_code == 422
    assert any("小街道档" in one for one in play.errors(refused))


def test_a_photo_over_the_limit_is_refused_beside_its_field_and_the_rest_is_kept() -> None:
    case_no = a_case()
    client = play.browser(FIRST)
    big = picture(size=(60, 60)) + b"\0" * (40 * 1024 * 1024)
    answer = client.post(
        f"/desk/visits/{case_no}/visit/p_proof",
        {"visit_photos": photo("大.jpg", big), "visit_sheet": photo("签字表.jpg"), "go": "next"},
    )
    assert answer.status_code == 422
    assert any("10 MB" in one for one in play.errors(answer))
    draft = cases.record_draft(play.row(case_no)["id"], "visit", play.person_of(FIRST))
    assert [one["name"] for one in draft.answers["visit_sheet"]] == ["签字表.jpg"]


def test_who_went_along_does_not_review_the_same_case() -> None:
    case_no = a_case()
    written_down(play.browser(FIRST), case_no)
    assert play.browser(FIRST).post(f"/desk/visits/{case_no}/visit/hand-in").status_code == 302
    handled = [(entry[1], entry[2]) for entry in play.row(case_no)["handled"]]
    assert ("together", str(play.person_of(SECOND))) in handled


def test_the_checker_begins_waits_and_reports() -> None:
    case_no = a_case()
    client = play.browser(CHECKER)
    assert "还没有发起" in play.text(client.get("/desk/checks"))
    act, url = f"/desk/checks/{case_no}/act", f"/desk/checks/{case_no}"
    assert client.post(act, {"do": "begin"}).url == url
    assert client.post(act, {"do": "begin"}).url == url
    assert "正在问" in play.text(client.get(url))
    early = client.post(act, {"do": "report", "conclusion": "consistent"})
    assert early.status_code == 409
    ask_sources(at=timezone.now())
    assert "3,860" not in play.text(client.get(url))
    play.reveal(client, case_no, "L4")
    shown = play.text(client.get(url))
    assert "余额：3,860 元" in shown
    assert "查无记录" in shown
    assert client.post(act, {"do": "report"}).status_code == 422
    assert client.post(act, {"do": "report", "conclusion": "consistent"}).url == url
    assert "有效期到" in play.text(client.get(url))
    assert "没有等着核对的" in play.text(client.get("/desk/checks"))


def test_balances_are_for_who_checks_reviews_and_decides_only() -> None:
    case_no = a_case()
    checker = play.browser(CHECKER)
    checker.post(f"/desk/checks/{case_no}/act", {"do": "begin"})
    ask_sources(at=timezone.now())
    for username in ("990101001_reviewer_01", "990101_approver_01"):
        officer = play.browser(username)
        play.reveal(officer, case_no, "L4")
        assert "余额" in play.text(officer.get(f"/desk/checks/{case_no}")), username
    for username in (FIRST, "990101001_window_01", "990101001001_helper_01", "990101001_acceptor_01"):
        answer = play.browser(username).get(f"/desk/checks/{case_no}")
        assert answer.status_code == 403, username
        assert "余额" not in play.text(answer)


def test_a_silent_source_becomes_a_letter_whose_answer_is_entered_by_hand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def silent(*_: Any, **__: Any) -> Any:
        raise ConnectionError("silent")

    monkeypatch.setattr(SimulatedBank, "call", silent)
    case_no = a_case()
    client = play.browser(CHECKER)
    act, url = f"/desk/checks/{case_no}/act", f"/desk/checks/{case_no}"
    client.post(act, {"do": "begin"})
    for minutes in (0, 2, 8):
        ask_sources(at=timezone.now() + timedelta(minutes=minutes))
    html = client.get(url).content.decode()
    assert "没有回应，已发函" in html
    source = re.search(r'name="source" value="([^"]+)"', html)
    letter = re.search(r'href="(/desk/letters/[^"]+)"', html)
    assert source is not None
    assert letter is not None
    assert client.get(letter.group(1)).status_code == 409
    play.reveal(client, case_no, "L4")
    assert client.get(letter.group(1)).content.startswith(b"%PDF")
    window = play.browser("990101001_window_01")
    assert window.get(letter.group(1)).status_code == 403, "who was asked about what is not for the window"
    for part in ("", "/print", "/beside"):
        assert "协助查询函" not in play.text(window.get(f"/desk/cases/{case_no}{part}")), part
    to_the_family = {"go": "post", "letter": letter.group(1).rsplit("/", 1)[1], "address": "南熏街道 1 号"}
    assert window.post(f"/desk/cases/{case_no}/beside/act", to_the_family).status_code == 409
    sent = {"do": "record", "source": source.group(1)}
    assert client.post(act, sent).status_code == 422
    sent |= {
        "bank-0": "青岚农商银行",
        "account_tail-0": "0126",
        "balance_fen-0": "很多",
        "as_of-0": "2026-01-31",
    }
    wrong = client.post(act, sent)
    assert wrong.status_code == 422
    assert 'value="青岚农商银行"' in wrong.content.decode()
    assert client.post(act, {**sent, "balance_fen-0": "3860.5"}).url == url
    shown = play.text(client.get(url))
    assert "余额：3,860.50 元" in shown
    assert "回函已录入" in shown


def test_letters_and_visits_are_no_papers_of_the_family() -> None:
    case_no = a_case()
    written_down(play.browser(FIRST), case_no)
    play.browser(FIRST).post(f"/desk/visits/{case_no}/visit/hand-in")
    family = play.browser("linyanlan").get(f"/cases/{case_no}")
    assert "入户调查表" not in play.text(family).replace("去办", "")


def copies(case_no: str, number: int) -> None:
    """More cases like this one, each with its open tasks."""
    case_id = play.row(case_no)["id"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM cases_task WHERE case_id = %s AND done_at IS NULL", [case_id])
        tasks = [row[0] for row in cursor.fetchall()]
    for n in range(number):
        fresh = uuid7(timezone.now())
        insert("cases_case", "id", case_id, {"id": fresh, "case_no": f"{case_no[:17]}{n:05d}Q"})
        for task in tasks:
            insert("cases_task", "id", task, {"id": uuid7(timezone.now()), "case_id": fresh})


def test_pages_of_visits_and_checks_keep_to_their_number_of_statements() -> None:
    case_no = a_case()
    first, checker = play.browser(FIRST), play.browser(CHECKER)
    written_down(first, case_no)
    checker.post(f"/desk/checks/{case_no}/act", {"do": "begin"})
    ask_sources(at=timezone.now())
    base = f"/desk/visits/{case_no}"
    pages = (
        (first, "/desk/visits"),
        (first, f"{base}/visit/p_visit"),
        (first, f"{base}/visit/p_proof"),
        (first, f"{base}/visit/hand-in"),
        (first, base),
        (checker, "/desk/checks"),
        (checker, f"/desk/checks/{case_no}"),
    )
    for client, url in pages:
        assert cost(client, url) <= DESK, url
    one = {url: cost(client, url) for client, url in pages if case_no not in url}
    copies(case_no, 30)
    assert {url: cost(client, url) for client, url in pages if case_no not in url} == one


def test_uploads_are_read_as_pictures_not_by_their_names() -> None:
    case_no = a_case()
    client = play.browser(FIRST)
    text = SimpleUploadedFile("家.jpg", io.BytesIO(b"no picture").read(), content_type="image/jpeg")
    answer = client.post(f"/desk/visits/{case_no}/visit/p_proof", {"visit_photos": text, "go": "next"})
    assert answer.status_code == 422
    assert any("打开来不是" in one for one in play.errors(answer))


def test_a_family_is_told_of_a_contradiction_and_explains_seeing_nobody_elses_lines() -> None:
    case_no = a_case()
    checker, family = play.browser(CHECKER), play.browser("linyanlan")
    url = f"/cases/{case_no}/checked"
    assert family.get(url).status_code == 409
    act = f"/desk/checks/{case_no}/act"
    checker.post(act, {"do": "begin"})
    ask_sources(at=timezone.now())
    last = (timezone.now().astimezone(CHINA) + timedelta(days=5)).date().isoformat()
    assert checker.post(act, {"do": "tell", "note": "银行存款比申报的多。"}).status_code == 422
    assert (
        checker.post(act, {"do": "tell", "note": "银行存款比申报的多。", "answer_by": last}).status_code
        == 302
    )
    assert "去说明" in play.text(family.get(f"/cases/{case_no}"))
    shown = play.text(family.get(url))
    assert "银行存款比申报的多" in shown
    assert "余额：3,860 元" in shown
    assert family.post(url, {"text": " "}).status_code == 422
    assert play.browser("chenyansong").get(url).status_code == 404
    done = family.post(url, {"text": "是丧葬费，已经花掉了。", "proofs": photo("收据.jpg")})
    assert done.url == f"/cases/{case_no}"
    play.reveal(checker, case_no, "L4")
    assert "已经花掉了" in play.text(checker.get(f"/desk/checks/{case_no}"))
    assert cost(family, url) <= PORTAL


def test_all_sign_on_the_phone_and_no_sheet_is_asked_for_and_one_who_did_not_sign_is_told_of() -> None:
    case_no = a_case()
    client = play.browser(FIRST)
    base = f"/desk/visits/{case_no}/visit"
    home = {"housing": "rented", "people_home": "3", "seen": "屋里整洁。", "go": "next"}
    for page, sent in (("p_visit", first_page()), ("p_home", home)):
        assert client.post(f"{base}/{page}", sent).status_code == 302
    proof = f"{base}/p_proof"
    assert "sign.js" in client.get(proof).content.decode()
    two = {
        "visit_photos": photo(),
        "visit_sign_first": photo("您的签名.jpg"),
        "visit_sign_second": photo("同事的签名.jpg"),
    }
    short = client.post(proof, {**two, "go": "next"})
    assert play.errors(short) == ["请都在手机上签名，或者把签了字的调查表拍下来传上来"]
    done = client.post(proof, {"visit_sign_family": photo("被访的人签名.jpg"), "go": "next"})
    assert done.status_code == 302, play.errors(done)
    handed = client.post(f"/desk/visits/{case_no}/visit/hand-in")
    assert handed.status_code == 302, play.errors(handed)
    record = cases.records_of(play.row(case_no)["id"])[0]
    assert [kind for _, kind, _ in record.files] == ["photo", "sign_family", "sign_first", "sign_second"]
    told = play.text(client.get(f"/desk/visits/{case_no}"))
    assert "被访的人签名" in told
    assert "一起去的人签名" in told
