"""The whole road of the minimum allowance: the family of 林演兰 (worked example 1) from its application to its rating."""

from typing import Any

import pytest
from django.utils import timezone

from minzheng.config import worker
from minzheng.core.audit.queries import run
from minzheng.core.documents.queries import letters_of
from minzheng.core.feedback.queries import rating_of
from tests.journeys import people as play
from tests.journeys import road

pytestmark = pytest.mark.usefixtures("province")


def letters(case_no: str) -> dict[str, Any]:
    return {one.title: one for one in letters_of(play.row(case_no)["id"])}


def book(case_no: str) -> list[tuple[str, str]]:
    """The steps of a case in the order of the book: element and outcome."""
    return [
        (str(element), str(outcome))
        for element, outcome in run(
            "SELECT element, facts->>'outcome' FROM audit_event WHERE case_id = %s AND kind = 'cases.step' ORDER BY id",
            [play.row(case_no)["id"]],
        )
    ]


def test_a_family_goes_the_whole_road_from_application_to_delivery_and_rating(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mother = play.browser(road.MOTHER)
    case_no = road.apply()
    assert play.row(case_no)["state"] == "received"
    worker.tick(timezone.now())
    assert "收件凭证" in letters(case_no)
    assert "还有 3 人要签授权书" in play.text(mother.get(f"/cases/{case_no}"))
    road.sign(case_no)
    assert "还有 3 人" not in play.text(mother.get(f"/cases/{case_no}"))

    road.accept(case_no)
    row = play.row(case_no)
    assert (row["state"], row["accept_mode"]) == ("in_review", "explicit")
    assert road.waits(case_no) == ["means_check", "visit"], "check and visit run side by side"
    road.check_means(case_no)
    road.visit(case_no)
    assert road.waits(case_no) == ["initial_review"]

    shown = play.text(play.browser(road.REVIEWER).get(f"/desk/cases/{case_no}"))
    assert "每月 715 元" in shown
    road.review(case_no)
    assert (play.row(case_no)["variables"]["amount"], play.row(case_no)["state"]) == (
        71500,
        "objection_notice",
    )
    page = road.hang(case_no)
    public = play.text(play.browser(road.VILLAGE).get(page))
    assert "每月 715 元" in public
    assert "袁演" not in public, "the notice names nobody but the applicant"

    road.later(monkeypatch, 9)
    road.close(page)
    assert play.row(case_no)["state"] == "deciding"
    assert play.row(case_no)["variables"]["drawn"] in (True, False)
    road.examine(case_no)
    early = play.browser(road.EXAMINER).get(f"/desk/cases/{case_no}").content.decode()
    assert 'value="confirm:grant"' not in early, "who examined does not confirm"
    decided = play.step(road.CHIEF, case_no, "confirm:grant")
    assert decided.status_code == 302, play.errors(decided)
    row = play.row(case_no)
    assert (row["state"], row["result"]) == ("delivering", "granted")

    mother, neighbour = play.browser(road.MOTHER), play.browser("chenyansong")
    assert neighbour.get(f"/cases/{case_no}").status_code == 404
    son = play.browser(road.SON)
    assert son.get(f"/cases/{case_no}").status_code in (302, 404), (
        "a member sees what he signed, not the file"
    )
    url = play.letter(mother, case_no, "最低生活保障审核确认通知书")
    for stranger in (neighbour, son):
        assert stranger.get(url).status_code == 404
    letter = play.text(mother.get(url))
    for said in (
        "每月 715 元",
        "620 + 1500 − 0 = 2120",
        "2835 − 2120 = 715",
        "向明川区人民政府申请行政复议",
        letters(case_no)["最低生活保障审核确认通知书"].doc_no,
    ):
        assert said in letter, said
    assert play.row(case_no)["state"] == "delivered", "opening the letter serves it"
    assert "每月 715 元" in play.text(mother.get(f"/cases/{case_no}"))
    thanks = mother.post(f"/cases/{case_no}/rate", {"score": "5", "why": "办事效率"}, follow=True)
    assert "评价收到了" in play.text(thanks)
    assert rating_of(play.row(case_no)["id"]).level == 5

    went = [one for one in book(case_no) if one[0] != "spot_check"]
    assert went == [
        ("accept", "accept"),
        ("means_check", "reported"),
        ("visit", "visited"),
        ("initial_review", "agree"),
        ("post_notice", "posted"),
        ("close_notice", "no_objection"),
        ("examine", "agree"),
        ("confirm", "grant"),
        ("deliver", "served"),
    ]
    handled = [entry[2] for entry in play.row(case_no)["handled"] if entry[0] in DIFFERENT]
    assert len(set(handled)) == len(DIFFERENT), "acceptance, review, examination and decision: four persons"
    started = run(
        "SELECT amount, people, starts FROM benefits_entitlement WHERE case_id = %s",
        [play.row(case_no)["id"]],
    )
    assert [tuple(one[:2]) for one in started] == [(71500, 3)]
    assert started[0][2].day == 1


DIFFERENT = ("accept", "initial_review", "examine", "confirm")


@pytest.mark.parametrize(
    "username",
    ["990301001_acceptor_01", "990301_approver_01", "990101_sys_admin_01", "990101_sec_admin_01"],
)
def test_offices_elsewhere_and_administrators_see_nothing_of_the_family(username: str) -> None:
    case_no = road.apply()
    assert play.browser(username).get(f"/desk/cases/{case_no}").status_code == 403
