"""收件登记: the window receives an application for the person who stands there."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from minzheng.core.cases import queries as cases
from minzheng.core.cases.actions import issue_receipt
from minzheng.core.documents.queries import letters_of
from minzheng.core.files.tests.factories import picture, program
from minzheng.kernel.codes import make_id_number
from minzheng.kernel.rights import system
from tests.journeys import people as play
from tests.journeys.test_helped import offered

pytestmark = pytest.mark.usefixtures("province")
ELDER = {"name": "董演坤", "id_number": "990301194607220238", "key": "counter-1"}
FORM = {**play.PAGES["p_contact"], **play.PAGES["p_bank"]}


def hand_in(**changed: str) -> Any:
    return play.browser(play.WINDOW).post("/desk/intake/gaoling", {**ELDER, **FORM, **changed})


def test_the_window_receives_for_the_person_who_stands_there_and_the_street_goes_on_with_it() -> None:
    window = play.browser(play.WINDOW)
    assert "高龄津贴" in play.text(window.get("/desk/intake"))
    page = play.text(window.get("/desk/intake/gaoling"))
    assert "谁来都收" in page
    assert "为谁申请" not in page, "at the desk it is plain who applies"
    done = hand_in()
    assert done.status_code == 302, play.errors(done)
    case_no = done.url.rsplit("/", 1)[1]
    row = cases.case_by_number(case_no)
    assert (row["origin"], row["channel"], row["state"]) == ("desk", "counter", "received")
    assert row["applicant_name"] == "董演坤"
    assert row["agent_id"] is None, "who enters it at the desk is no agent"
    issue_receipt(by=system("test"), at=timezone.now(), case_id=row["id"])
    assert [one.title for one in letters_of(row["id"])] == ["收件凭证"]
    play.step(play.ACCEPTOR, case_no, "accept:accept")
    assert cases.case_by_number(case_no)["state"] == "in_review"
    assert case_no in play.text(play.browser("dongyankun").get(f"/cases/{case_no}"))


def test_a_second_press_finds_the_same_case() -> None:
    assert hand_in().url == hand_in().url


def test_a_wrong_name_or_number_is_told_beside_the_field_and_what_was_typed_stays() -> None:
    answer = hand_in(name="董演坡")
    assert answer.status_code == 422
    assert "姓名和号码在户籍登记里对不上" in play.text(answer)
    typed = answer.content.decode()
    assert 'value="董演坡"' in typed
    assert re.search(r'value="19900001234"', typed)
    assert "请填写姓名" in play.text(hand_in(name=""))


def test_an_officer_without_the_right_receives_nothing() -> None:
    answer = play.browser(play.MONITOR).post("/desk/intake/gaoling", {**ELDER, **FORM})
    assert answer.status_code == 403


DIBAO = {
    **ELDER,
    "for_whom": "self",
    "lives": "here",
    "whole": "family",
    "receiving": "none",
    "marital": "widowed",
    "health": "well",
    "financial": "0",
    "homes": "1",
    "cars": "0",
    "causes": "other",
    "phone": "19900001234",
    "home": "南熏街道南熏社区 15 号",
    "bank_name": "青岚农商银行",
    "bank_card": play.CARD,
    "promise_truth": "true",
    "consent_check": "true",
    "consent_notice": "true",
}
CHILD = {
    "household._row": "0",
    "household.0.name": "彭演荷",
    "household.0.id_number": "990301200612010161",
    "household.0.relation": "child",
    "household.0.together": "yes",
    "household.0.situation": "home",
    "household.0.marital": "unmarried",
    "household.0.work": "none",
    "household.0.health": "well",
}


def carried(page: Any) -> str:
    found = re.search(r'name="carried" value="([^"]+)"', page.content.decode())
    assert found is not None
    return found[1]


def press(service: str, values: dict[str, Any], **more: Any) -> Any:
    return play.browser(play.WINDOW).post(f"/desk/intake/{service}", {**values, **more})


def test_the_minimum_allowance_is_taken_in_with_rows_and_scans_and_no_script() -> None:
    page = press("dibao", DIBAO, add="household")
    assert page.status_code == 200, play.errors(page)
    assert 'name="household._row" value="0"' in page.content.decode(), "a row is there to be filled in"
    assert "19900001234" in page.content.decode(), "what was typed stays"
    assert play.errors(page) == []
    scan = SimpleUploadedFile("户口簿.jpg", picture())
    more = {"carried": carried(page), "add": "obligors", "scan.household_book": scan}
    page = press("dibao", {**DIBAO, **CHILD}, **more)
    assert "已加：户口簿.jpg" in play.text(page)
    assert "彭演荷" in play.text(page), "the row is closed and shown in one line"
    assert "990301200612010161" not in page.content.decode(), "only a reference goes on"
    done = press("dibao", DIBAO, carried=carried(page))
    assert done.status_code == 302, play.errors(done)
    row = play.row(done.url.rsplit("/", 1)[1])
    papers = cases.papers_of(row["id"])
    assert [one["name"] for one in papers.answers["household"]] == ["彭演荷"]
    assert [one.name for one in papers.materials if one.file] == ["户口簿"]
    assert {one.role for one in cases.authorisations_of(row["id"])} >= {"applicant"}
    assert len(papers.parties) == 2


def test_a_member_who_is_named_twice_or_a_scan_that_is_none_is_told_and_nothing_is_lost() -> None:
    twice = {key.replace(".0.", ".1."): value for key, value in CHILD.items() if ".0." in key}
    page = press("dibao", {**DIBAO, **CHILD, **twice, "household._row": ["0", "1"]})
    assert page.status_code == 422
    assert any("同一个人" in one for one in play.errors(page)), play.errors(page)
    bad = SimpleUploadedFile("户口簿.jpg", program())
    page = press("dibao", {**DIBAO, **CHILD, "scan.household_book": bad})
    assert page.status_code == 422
    assert "彭演荷" in page.content.decode()


def test_what_the_person_the_household_and_the_address_already_have_is_told_and_still_received() -> None:
    window = play.browser(play.WINDOW)
    look = window.post("/desk/intake/gaoling", {**ELDER, "go": "look"})
    assert "都没有在办的事" in play.text(look)
    assert play.errors(look) == []
    first = hand_in().url.rsplit("/", 1)[1]
    again = play.text(window.post("/desk/intake/gaoling", {**ELDER, "go": "look"}))
    assert "同一件事在办： 本人：高龄津贴，在办，已收件" in again
    assert first in again
    assert hand_in(key="counter-2").status_code == 302, "receiving is never refused"


def test_whoever_no_register_knows_is_registered_on_the_spot() -> None:
    unknown = {**ELDER, "name": "许演安", "id_number": make_id_number("990301", date(1951, 3, 4), 901)}
    page = press("gaoling", {**unknown, **FORM})
    assert page.status_code == 422
    assert "先登记这位" in play.text(page)
    village = re.search(r'<option value="(990301001\d{3})"', page.content.decode())
    assert village is not None
    done = press("gaoling", {**unknown, **FORM, "village": village[1], "address": "南熏社区 3 号"})
    assert done.status_code == 302, play.errors(done)
    row = play.row(done.url.rsplit("/", 1)[1])
    assert (row["applicant_name"], row["village"]) == ("许演安", village[1])


def test_the_village_opens_the_receipt_of_what_it_helped_with_and_no_other_paper() -> None:
    helper, person = play.browser("990301001001_helper_01"), play.browser("dongyankun")
    taken = person.post(f"/drafts/{offered(helper)}/check", {"promise": "1", "go": "submit"})
    assert taken.status_code == 302, play.errors(taken)
    own, other = str(taken.url).split("/")[2], hand_in(key="counter-2").url.rsplit("/", 1)[1]
    for number in (own, other):
        issue_receipt(by=system("test"), at=timezone.now(), case_id=cases.case_by_number(number)["id"])
    play.step(play.ACCEPTOR, own, "accept:accept")
    receipt, acceptance = letters_of(cases.case_by_number(own)["id"])
    (foreign,) = letters_of(cases.case_by_number(other)["id"])
    page = helper.get(f"/desk/cases/{own}").content.decode()
    assert f"/desk/letters/{receipt.id}" in page
    assert f"/desk/letters/{acceptance.id}" not in page
    assert helper.get(f"/desk/letters/{receipt.id}").content[:4] == b"%PDF"
    assert helper.get(f"/desk/letters/{acceptance.id}").status_code == 403
    assert helper.get(f"/desk/letters/{foreign.id}").status_code == 403
    case_page = play.text(helper.get(f"/desk/cases/{own}"))
    assert "董演坤" not in case_page + play.text(helper.get("/desk/"))
