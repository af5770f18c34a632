"""What goes wrong at the doors, each with the sentence that a person reads."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from minzheng.core.offices import actions as offices
from minzheng.core.offices.queries import actor
from minzheng.core.people import queries as people
from minzheng.kernel.codes import make_id_number, parse_case_no
from minzheng.kernel.rights import system
from tests.journeys import people as play
from tests.journeys.pictures import jpeg

FAMILY = {
    "for_whom": "family",
    "elder_name": "董演坤",
    "elder_id": "990301194607220238",
    "relation": "relative",
    "_offered": "elder_name elder_id relation",
}


def whom(**changes: str) -> Any:
    agent = play.browser("pengyanhe")
    return agent.post(play.begin(agent), {**FAMILY, **changes, "go": "next"})


@pytest.mark.usefixtures("province")
class TestNumbers:
    @pytest.mark.parametrize(
        ("number", "sentence"),
        [
            ("990301194607220239", "最后一位对不上，请照着身份证再看一遍"),
            ("99030119460722023", "身份证号码是 18 位，您填了 17 位，请照着身份证再看一遍"),
            ("990301194613220238", "第 7 位起的出生日期不存在，请照着身份证再看一遍"),
        ],
    )
    def test_a_number_with_a_wrong_place_is_refused_with_that_place_and_nothing_else(
        self, number: str, sentence: str
    ) -> None:
        answer = whom(elder_id=number)
        assert answer.status_code == 422
        assert play.errors(answer) == [sentence]
        assert f'value="{number}"' in answer.content.decode(), "what was typed is shown again"

    def test_a_birth_date_that_has_not_come_is_refused(self) -> None:
        tomorrow = (timezone.localtime() + timedelta(days=1)).date()
        answer = whom(elder_id=make_id_number("990301", tomorrow, 23))
        assert play.errors(answer) == ["第 7 位起的出生日期还没有到，请照着身份证再看一遍"]

    def test_a_number_that_is_sound_but_belongs_to_another_name_is_not_found(self) -> None:
        answer = whom(elder_name="董演昆")
        assert play.errors(answer) == [
            "姓名和号码在户籍登记里对不上，请照着身份证再看一遍；没错的话，请到街道、镇窗口办理，或打 12349"
        ]

    def test_a_card_number_with_a_slip_and_an_unknown_choice_are_refused(self) -> None:
        elder = play.browser("dongyankun")
        url = play.begin(elder)
        bank = {"bank_name": "青岚农商银行", "bank_card": "9999990000000001237", "go": "next"}
        slip = elder.post(play.page_url(url, "p_bank"), bank)
        assert play.errors(slip) == ["卡号对不上，有一位可能抄错了，请照着银行卡再看一遍"]
        unknown = {**play.PAGES["p_contact"], "living": "moon", "go": "next"}
        assert play.errors(elder.post(play.page_url(url, "p_contact"), unknown)) == ["请从列出来的选项里选"]

    def test_a_page_left_empty_says_what_is_missing_and_its_title_says_so_first(self) -> None:
        elder = play.browser("dongyankun")
        answer = elder.post(play.begin(elder), {"go": "next"})
        assert play.errors(answer) == ["请选一项：您为谁申请"]
        assert "<title>出错了：为谁申请" in answer.content.decode()

    def test_handing_in_without_the_promise_is_asked_for_it(self) -> None:
        elder = play.browser("dongyankun")
        answer = elder.post(play.fill(elder), {"go": "submit"})
        assert answer.status_code == 422
        assert play.errors(answer) == ["请看一遍这两条，没有问题就打勾，再提交"]


@pytest.mark.usefixtures("province")
class TestFiles:
    @pytest.mark.parametrize(
        ("name", "content", "sentence"),
        [
            ("卡.jpg", b"MZ\x90\x00" + bytes(400), "打开来不是JPG 照片、PNG 图片"),
            ("卡.jpg", b"", "这个文件是空的，里面没有内容，请重新选一次"),
            ("卡.jpg", jpeg() + bytes(40 * 1024 * 1024), "照片超过 10 MB，请重拍或选小一点的"),
            ("卡.jpg", jpeg()[:200], "没有传完整，打不开，请重新选一次或重拍"),
            ("卡.exe", b"MZ\x90\x00" + bytes(400), "打开来不是JPG 照片、PNG 图片"),
        ],
        ids=["an exe called jpg", "no bytes", "over the limit", "cut off", "an exe"],
    )
    def test_a_file_that_cannot_be_kept_is_refused_beside_its_question(
        self, name: str, content: bytes, sentence: str
    ) -> None:
        elder = play.browser("dongyankun")
        url = play.page_url(play.begin(elder), "p_bank")
        sent = SimpleUploadedFile(name, content, "image/jpeg")
        answer = elder.post(url, {**play.PAGES["p_bank"], "card_photo": sent, "go": "next"})
        assert answer.status_code == 422
        (said,) = play.errors(answer)
        assert sentence in said
        assert "青岚农商银行" in answer.content.decode(), "the rest of the page is kept"


@pytest.mark.usefixtures("province")
class TestCodes:
    def test_a_case_number_with_a_slip_is_told_from_one_that_does_not_exist(self) -> None:
        case_no = play.submit(play.browser("dongyankun"))
        parse_case_no(case_no)
        slip = case_no[:-1] + ("A" if case_no[-1] != "A" else "B")
        stranger = play.browser()
        answer = stranger.post("/query", {"case_no": slip, "query_code": "000000"})
        assert play.errors(answer) == ["编号对不上，有一位可能抄错了，请照着收件凭证再看一遍"]
        short = stranger.post("/query", {"case_no": case_no[:8], "query_code": "000000"})
        assert play.errors(short) == ["办件编号是 23 位，您填了 8 位，请照着收件凭证再看一遍"]

    def test_five_wrong_query_codes_lock_the_number_even_for_the_right_one(self) -> None:
        case_no = play.submit(play.browser("dongyankun"))
        pin = play.row(case_no)["query_pin"]
        wrong = "000000" if pin != "000000" else "111111"
        stranger = play.browser()
        said = [
            play.errors(stranger.post("/query", {"case_no": case_no, "query_code": wrong}))[0]
            for _ in range(5)
        ]
        assert said[:4] == [
            f"编号或查询码不对，请照着凭证再看一遍。还可以试 {left} 次" for left in (4, 3, 2, 1)
        ]
        assert said[4] == "试错 5 次了。请 30 分钟后再试，或者打 12349"
        right = stranger.post("/query", {"case_no": case_no, "query_code": pin})
        assert play.errors(right) == ["试错 5 次了。请 30 分钟后再试，或者打 12349"]

    def test_five_wrong_passwords_lock_and_a_name_that_does_not_exist_answers_just_so(self) -> None:
        answers = {}
        for name in ("dongyankun", "nobody_of_this_name"):
            stranger = play.browser()
            tries = [stranger.post("/sign-in", {"username": name, "password": "wrong"}) for _ in range(6)]
            answers[name] = [(answer.status_code, play.errors(answer)) for answer in tries]
        known, unknown = answers.values()
        assert known == unknown
        assert known[0] == (422, ["用户名或密码不对，请再试一次"])
        assert known[4] == known[5] == (422, ["试错 5 次了，请 30 分钟后再试，或打 12349"])

    def test_a_way_back_to_another_site_is_not_followed_after_signing_in(self) -> None:
        from minzheng.config.seeding import demo_password

        form = {"username": "dongyankun", "password": demo_password(), "next": "https://example.org/"}
        assert play.browser().post("/sign-in", form).url == "/"

    def test_a_page_that_does_not_exist_is_answered_kindly(self) -> None:
        answer = play.browser().get("/nowhere")
        assert answer.status_code == 404
        assert "没有找到这一页" in play.text(answer)


@pytest.mark.usefixtures("province")
class TestStepsThatAreGone:
    def test_a_step_that_the_case_has_not_reached_is_not_taken(self) -> None:
        case_no = play.submit(play.browser("dongyankun"))
        answer = play.browser(play.APPROVER).post(f"/desk/cases/{case_no}/step", {"step": "confirm:grant"})
        assert answer.status_code == 409
        assert play.errors(answer) == ["这件事现在不在“审核确认”这一步，请刷新看看现在到哪一步"]
        assert play.row(case_no)["state"] == "received"

    def test_who_is_too_young_is_received_but_not_confirmed(self) -> None:
        case_no = play.submit(play.browser("linyanlan"))
        play.step("990101001_acceptor_01", case_no, "accept:accept")
        play.step("990101001_reviewer_01", case_no, "initial_review:agree", "户籍已核。")
        answer = play.step("990101_approver_01", case_no, "confirm:grant")
        assert answer.status_code == 422
        (said,) = play.errors(answer)
        assert said.startswith("按规则不能确认：")

    def test_of_two_officers_with_the_same_page_open_the_second_is_told_who_decided_and_when(self) -> None:
        case_no = ready_to_decide()
        second = another_approver()
        page = play.browser(second).get(f"/desk/cases/{case_no}")
        assert 'value="confirm:refuse"' in page.content.decode()
        play.step(play.APPROVER, case_no, "confirm:grant")
        late = play.browser(second).post(
            f"/desk/cases/{case_no}/step", {"step": "confirm:refuse", "opinion": "户籍不在本区，不予确认。"}
        )
        assert late.status_code == 409
        (said,) = play.errors(late)
        assert said.startswith(f"“审核确认”已经由{name_of(play.APPROVER)}在")
        assert "办了，结论是“确认”。您刚才的没有生效" in said
        assert play.row(case_no)["result"] == "granted"


def ready_to_decide() -> str:
    case_no = play.submit(play.browser("dongyankun"))
    play.step(play.ACCEPTOR, case_no, "accept:accept")
    play.step(play.REVIEWER, case_no, "initial_review:agree", "户籍、年龄已核，符合条件。")
    return case_no


def name_of(username: str) -> str:
    person = play.person_of(username)
    return people.names([person])[person]


def another_approver() -> str:
    """The bureau's investigator is given an approver's position too; his user name."""
    username, at = "990301_investigator_01", play.now()
    account = people.account_by_username(username)
    assert account is not None
    today = timezone.localdate(at)
    known = actor(account.id, channel="web", on=today)
    assert known is not None
    record = offices.PositionRecord(known.person, known.grants[0].organisation, "approver")
    by = system("seed")
    with offices.acting(by, at):
        offices.load_positions(
            by=by,
            at=at,
            records=[record],
            valid_from=today,
            valid_to=today + timedelta(days=300),
            source="test",
        )
    return username


# ── At the same moment: committed, from two threads ─────────────────────────────────────────────────────────────────


@pytest.fixture
def at_once(open_province: None) -> Iterator[Any]:
    """Run calls in threads of their own, released at the same moment; their results in order."""

    def both(*calls: Any) -> list[Any]:
        gate = Barrier(len(calls))

        def one(call: Any) -> Any:
            try:
                gate.wait()
                return call()
            finally:
                connection.close()

        with ThreadPoolExecutor(len(calls)) as pool:
            return [done.result() for done in [pool.submit(one, call) for call in calls]]

    return both


def test_pressing_submit_twice_at_once_makes_one_case_and_both_presses_lead_to_it(at_once: Any) -> None:
    browsers = [play.browser("dongyankun") for _ in range(2)]
    check = play.fill(browsers[0])
    answers = at_once(
        *(lambda one=one: one.post(check, {"promise": "1", "go": "submit"}) for one in browsers)
    )
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({answer.url for answer in answers}) == 1
    again = browsers[0].post(check, {"promise": "1", "go": "submit"})
    assert again.url == answers[0].url, "the back button and another press lead to the same receipt"
    assert browsers[0].get(check).url == answers[0].url


def test_of_two_officers_who_decide_at_once_one_wins_and_the_other_is_told(at_once: Any) -> None:
    case_no = ready_to_decide()
    rivals = [play.APPROVER, another_approver()]
    browsers = [play.browser(name) for name in rivals]
    forms = [
        {"step": "confirm:grant"},
        {"step": "confirm:refuse", "opinion": "户籍不在本区，不予确认。"},
    ]
    answers = at_once(
        *(
            lambda one=one, form=form: one.post(f"/desk/cases/{case_no}/step", form)
            for one, form in zip(browsers, forms, strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    lost = next(answer for answer in answers if answer.status_code == 409)
    winner = rivals[1 - answers.index(lost)]
    (said,) = play.errors(lost)
    assert f"已经由{name_of(winner)}在" in said
    assert play.row(case_no)["result"] == ("granted" if winner == rivals[0] else "refused")
