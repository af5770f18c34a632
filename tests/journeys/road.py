"""The road of the minimum allowance through the doors: what each person on it does, in the order of the process."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from minzheng.core.cases.actions import ask_sources
from minzheng.core.cases.rules import CHINA
from tests.journeys import households as homes
from tests.journeys import people as play
from tests.journeys.pictures import jpeg
from tests.journeys.test_signing import key, link, with_code

MOTHER, SON = "linyanlan", "yuanyanling"
WINDOW, ACCEPTOR, REVIEWER = "990101001_window_01", "990101001_acceptor_01", "990101001_reviewer_01"
INVESTIGATORS = ("990101001_investigator_01", "990101001_investigator_02")
CHECKER, VILLAGE = "990101_checker_01", "990101001001_helper_01"
SPOT, EXAMINER, CHIEF = "990101_investigator_01", "990101_reviewer_01", "990101_approver_01"
SPOT_SECOND = "990101_investigator_02"
DAUGHTER = {
    "name": "袁演芷",
    "id_number": "990101197403180345",
    "relation": "child",
    "able": "yes",
    "size": "4",
    "income": "5400",
}
"""The daughter who lives elsewhere: 5,400 yuan for four persons, so that she owes nothing."""
HOME = homes.rows("household", homes.SON, homes.GRANDSON)
KIN = homes.rows("obligors", DAUGHTER)
OPINION = "家庭成员、收入、财产已核，符合条件。"
PHONE = "19900005678"


def picture(name: str = "照片.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, jpeg(400, 300), "image/jpeg")


def apply(**changes: dict[str, Any]) -> str:
    """林演兰 hands in for three persons and with one obligor; the number of the case."""
    return homes.submit(play.browser(MOTHER), p_obligors=KIN, **changes)


def sign(case_no: str, *, absent: bool = True) -> None:
    """The mother and the son sign on their phones; the daughter by the link that was sent to her, unless left out."""
    for username, name in ((MOTHER, "林演兰"), (SON, "袁演岭")):
        done = play.browser(username).post(
            f"/authorisations/{key(case_no, name)}", {"go": "sign", "agree": "1"}
        )
        assert done.status_code == 302, play.errors(done)
    if absent:
        sign_by_link(case_no)


def sign_by_link(case_no: str) -> None:
    """The daughter signs without an account, by her link, her number and the code of the short message."""
    stranger, path = Client(), link(case_no, "袁演芷")
    sent = with_code(stranger, path, DAUGHTER["id_number"][-6:])
    assert "签好了" in play.text(stranger.post(path, {**sent, "go": "sign"}))


def accept(case_no: str) -> None:
    play.step(ACCEPTOR, case_no, "accept:accept")


def visit(
    case_no: str, element: str = "visit", who: tuple[str, str] = INVESTIGATORS, **changes: dict[str, Any]
) -> None:
    """Two investigators go, and the first of them fills in the phone's pages and hands in."""
    client, base = play.browser(who[0]), f"/desk/visits/{case_no}/{element}"
    at = timezone.now().astimezone(CHINA) - timedelta(minutes=1)
    pages: dict[str, dict[str, Any]] = {
        "p_visit": {
            "visit_second": "staff",
            "visit_colleague": str(play.person_of(who[1])),
            "visit_time": at.strftime("%Y-%m-%dT%H:%M"),
            "visit_address": "柳荫街道春和社区 2 号",
            "visit_coordinates": "",
            "visit_cooperation": "cooperated",
        },
        "p_people": {"found_home": "yes", "seen_people": "3"},
        "p_income": {},
        "p_home": {"housing": "own", "rooms": "3", "life": "吃穿简单，祖母常年吃降压药。"},
        "p_neighbours": {"neighbours": "陈演松（1 号）说情况属实。", "opinion": "match"},
        "p_proof": {"visit_photos": picture("堂屋.jpg"), "visit_sheet": picture("签字表.jpg")},
    }
    for page, values in pages.items():
        answer = client.post(f"{base}/{page}", {**values, **changes.get(page, {}), "go": "next"})
        assert answer.status_code == 302, (page, play.errors(answer))
    done = client.post(f"{base}/hand-in")
    assert done.status_code == 302, play.errors(done)


def ask(case_no: str) -> str:
    """The county's checker asks bank and vehicle register; the daughter's bank stays silent. The key of the letter."""
    client = play.browser(CHECKER)
    assert client.post(f"/desk/checks/{case_no}/act", {"do": "begin"}).status_code == 302
    for minutes in (0, 2, 8):
        ask_sources(at=timezone.now() + timedelta(minutes=minutes))
    return found(client, f"/desk/checks/{case_no}", r'name="source" value="([^"]+)"')


def check_means(case_no: str, conclusion: str = "consistent") -> None:
    """The sources are asked, the bank's answer to the letter is entered, the report is made."""
    client, url = play.browser(CHECKER), f"/desk/checks/{case_no}/act"
    sent = {"do": "record", "source": ask(case_no), "bank-0": "青岚农商银行", "account_tail-0": "0345"}
    last = timezone.now().date().replace(day=1) - timedelta(days=1)
    entered = client.post(url, {**sent, "balance_fen-0": "5200", "as_of-0": last.isoformat()})
    assert entered.status_code == 302, play.errors(entered)
    reported = client.post(url, {"do": "report", "conclusion": conclusion})
    assert reported.status_code == 302, play.errors(reported)


def review(case_no: str, step: str = "initial_review:agree", **more: str) -> None:
    answer = play.step(REVIEWER, case_no, step, OPINION, **more)
    assert answer.status_code == 302, play.errors(answer)


def prepare(case_no: str, members: int = 3) -> str:
    """The street makes the sheet; the address of its page."""
    officer = play.browser(REVIEWER)
    form = {
        "day": timezone.now().astimezone(CHINA).date().isoformat(),
        "members": str(members),
        "board": "春和社区居委会公示栏",
    }
    made = officer.post(f"/desk/cases/{case_no}/notice", form)
    assert made.status_code == 302, play.errors(made)
    return str(made.url)


def hang(case_no: str, members: int = 3) -> str:
    """The sheet is made, put up, photographed by the village and registered; the address of its page."""
    page = prepare(case_no, members)
    sent = play.browser(VILLAGE).post(page, {"do": "photo", "photo": picture("公示栏.jpg"), "looked": "1"})
    assert sent.status_code == 302, play.errors(sent)
    posted = play.browser(REVIEWER).post(page, {"do": "posted"})
    assert posted.status_code == 302, play.errors(posted)
    return page


def close(page: str, how: str = "no_objection") -> None:
    closed = play.browser(REVIEWER).post(page, {"do": how})
    assert closed.status_code == 302, play.errors(closed)


def examine(case_no: str, step: str = "examine:agree", opinion: str = "街道的意见属实，同意。") -> None:
    """The county's spot check, where the case was drawn, and its examination."""
    if play.row(case_no)["variables"]["drawn"] and waits(case_no) == ["spot_check"]:
        visit(case_no, "spot_check", (SPOT, SPOT_SECOND))
    answer = play.step(EXAMINER, case_no, step, opinion)
    assert answer.status_code == 302, play.errors(answer)


def waits(case_no: str) -> list[str]:
    """The elements at which the case waits."""
    from minzheng.core.workflow.rules import waiting

    return sorted(waiting(play.row(case_no)["tokens"]).values())


def to_review(case_no: str) -> None:
    """Signed, accepted, checked and visited."""
    sign(case_no)
    accept(case_no)
    check_means(case_no)
    visit(case_no)


def to_decision(case_no: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of the road up to the chief's desk; the clock stands eight days on afterwards."""
    to_review(case_no)
    review(case_no)
    page = hang(case_no)
    later(monkeypatch, 9)
    close(page)
    examine(case_no)


def later(monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    """The clock of the doors runs ahead by so many days from now."""
    at = timezone.now() + timedelta(days=days)
    monkeypatch.setattr(timezone, "now", lambda: at)


def found(client: Client, path: str, pattern: str) -> str:
    """The first group of a pattern on a page."""
    page = client.get(path).content.decode()
    match = re.search(pattern, page, re.DOTALL)
    assert match, f"{pattern} is not on {path}"
    return match.group(1)
