"""收件登记: the window receives an application for the person who stands there."""

import re
from typing import Any

import pytest
from django.utils import timezone

from minzheng.core.cases import queries as cases
from minzheng.core.cases.actions import issue_receipt
from minzheng.core.documents.queries import letters_of
from minzheng.kernel.rights import system
from tests.journeys import people as play

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
