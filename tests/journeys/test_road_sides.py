"""Beside the straight road: supplements, a return for inquiry, an objection, a refusal; who signs, who watches, who asks."""

import re

import pytest

from minzheng.core.cases.queries import supplements
from minzheng.core.documents.queries import letters_of
from minzheng.core.publicity.queries import notices_of
from tests.journeys import people as play
from tests.journeys import road

pytestmark = pytest.mark.usefixtures("province")
LACKING = "袁演岭 10 月、11 月的工资条没有交。"


def titles(case_no: str) -> list[str]:
    return [one.title for one in letters_of(play.row(case_no)["id"])]


def test_from_ones_own_words_to_the_guide_to_the_questions_beforehand_to_the_form() -> None:
    stranger = play.browser()
    guide = road.found(stranger, "/services?q=困难补助", r'href="(/services/dibao)"')
    asked = road.found(stranger, guide, r'href="(/services/dibao/precheck)"')
    assert road.found(stranger, asked, r"(<form)")
    assert road.found(stranger, guide, r'href="(/services/dibao/apply)"')


def test_what_is_missing_is_asked_once_on_the_very_question_and_acceptance_dates_from_the_answer() -> None:
    mother = play.browser(road.MOTHER)
    case_no = road.apply()
    road.sign(case_no, absent=False)
    page = play.browser(road.ACCEPTOR).get(f"/desk/cases/{case_no}").content.decode()
    signature = re.search(r'name="item" value="(authorisation:[^"]*袁演芷[^"]*)"', page)
    phone = re.search(r'name="item" value="(@phone@[^"]+)"', page)
    paper = re.search(r'name="item" value="(income_proof@@[^"]+)"', page)
    assert signature
    assert phone
    assert paper
    asked = play.browser(road.ACCEPTOR).post(
        f"/desk/cases/{case_no}/step",
        {
            "step": "accept:supplement",
            "item": [signature[1], phone[1], paper[1]],
            "why": "请补交。",
            "why-@phone": "打不通，请换一个。",
            "why-income_proof@": LACKING,
        },
    )
    assert asked.status_code == 302, play.errors(asked)
    assert play.row(case_no)["state"] == "awaiting_supplement"
    assert "补正告知书" in titles(case_no)

    first = play.text(mother.get(f"/cases/{case_no}"))
    assert "还要补 3 项" in first
    assert LACKING in first
    form = mother.get(f"/cases/{case_no}/supplement").content.decode()
    assert 'name="phone"' in form
    assert f"/cases/{case_no}/signing" in form
    short = mother.post(f"/cases/{case_no}/supplement", {"phone": "1"})
    assert short.status_code == 422
    road.sign_by_link(case_no)
    (notice,) = supplements(play.row(case_no)["id"])
    slot = next(n for n, one in enumerate(notice.items) if one["code"] == "income_proof")
    sent = {"phone": road.PHONE, f"file-{slot}": road.picture("工资条.jpg")}
    done = mother.post(f"/cases/{case_no}/supplement", sent)
    assert done.status_code == 302, play.errors(done)
    assert "收到了：3 项" in play.text(mother.get(f"/cases/{case_no}"))

    play.step(road.ACCEPTOR, case_no, "accept_supplemented:accept")
    row = play.row(case_no)
    assert row["state"] == "in_review"
    assert row["accepted_on"].isoformat() == row["variables"]["supplemented"]
    assert "199-0000-5678" in play.text(play.browser(road.REVIEWER).get(f"/desk/cases/{case_no}"))


def test_the_county_sends_back_for_inquiry_and_the_same_amount_needs_no_second_notice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mother, case_no = play.browser(road.MOTHER), road.apply()
    road.to_review(case_no)
    road.review(case_no)
    page = road.hang(case_no)
    road.later(monkeypatch, 9)
    road.close(page)
    road.examine(case_no, "examine:return_for_inquiry", "袁演岭最近是不是换了工地\n再问一次工资")
    assert road.waits(case_no) == ["inquire_again"]
    assert play.row(case_no)["state"] == "in_review"
    mother = play.browser(road.MOTHER)
    assert "换了工地" not in play.text(mother.get(f"/cases/{case_no}")), "inside the house"
    told = play.text(play.browser(road.INVESTIGATORS[0]).get(f"/desk/cases/{case_no}"))
    assert "换了工地" in told
    road.visit(case_no, "inquire_again")
    road.review(case_no)
    assert road.waits(case_no) in (["examine"], ["spot_check"]), "the notice of this amount is over"
    road.examine(case_no)
    assert road.waits(case_no) == ["confirm"]
    assert len(notices_of(play.row(case_no)["id"])) == 1


def test_a_correction_at_home_changes_the_amount_and_the_new_amount_is_noticed_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case_no = road.apply()
    road.to_review(case_no)
    road.review(case_no)
    page = road.hang(case_no)
    code = road.found(play.browser(road.REVIEWER), page, r"公示码</dt>\s*<dd>([\d ]+)").replace(" ", "")
    neighbour = play.browser("chenyansong")
    key = road.found(neighbour, f"/notices/{code}/object", r'name="key" value="([^"]+)"')
    said = {"key": key, "text": "袁演岭这个月起在镇上送货，工资不止这些。"}
    receipt = neighbour.post(f"/notices/{code}/object", said)
    assert receipt.status_code == 302, play.errors(receipt)
    road.close(page, "objection")
    assert road.waits(case_no) == ["inquire_again"]
    wage = {
        "corrections._row": "0",
        "corrections.0.name": "袁演岭",
        "corrections.0.kind": "wage",
        "corrections.0.amount": "1800",
        "corrections.0.evidence": "送货站出的工资表",
    }
    road.visit(case_no, "inquire_again", p_income=wage, p_neighbours={"opinion": "differ"})
    reviewer = play.browser(road.REVIEWER)
    play.reveal(reviewer, case_no, "L4")
    amended = play.text(reviewer.get(f"/desk/cases/{case_no}"))
    assert "620 + 1800" in amended
    objection = road.found(play.browser(road.REVIEWER), page, r'href="(/desk/objections/[^"]+)"')
    answer = {"result": "upheld", "answer": "核实属实，按 1800 元重新算。"}
    given = play.browser(road.REVIEWER).post(objection, answer)
    assert given.status_code == 302, play.errors(given)
    road.review(case_no)
    assert play.row(case_no)["variables"]["amount"] == 41500
    assert road.waits(case_no) == ["post_notice"], "another amount hangs for seven days of its own"
    again = road.hang(case_no)
    assert "每月 415 元" in play.text(play.browser(road.REVIEWER).get(again))
    assert "货" not in play.text(play.browser(road.MOTHER).get(f"/cases/{case_no}")), (
        "who objected what stays sealed"
    )


def test_the_chief_signs_a_batch_of_two_families_and_each_reads_its_own_letter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case_no = road.apply()
    road.to_decision(case_no, monkeypatch)
    chief = play.browser(road.CHIEF)
    page = chief.get("/desk/chief")
    assert "林演兰" in play.text(page)
    picks = re.findall(r'name="pick" value="([^"]+)"', page.content.decode())
    done = chief.post("/desk/chief/sign", {"pick": picks})
    assert "签好了" in play.text(done)
    assert play.row(case_no)["result"] == "granted"
    mother = play.browser(road.MOTHER)
    letter = play.text(mother.get(play.letter(mother, case_no, "最低生活保障审核确认通知书")))
    assert "每月 715 元" in letter


def test_a_refusal_says_its_reason_what_would_change_it_and_who_reviews_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rich = {"p_self": {"income_kinds": ["pension"], "pension": "2620"}}
    case_no = road.apply(**rich)
    road.to_review(case_no)
    reviewer = play.browser(road.REVIEWER)
    play.reveal(reviewer, case_no, "L4")
    desk = play.text(reviewer.get(f"/desk/cases/{case_no}"))
    assert "2620 + 1500" in desk
    agreed = play.step(road.REVIEWER, case_no, "initial_review:agree", road.OPINION)
    assert agreed.status_code in (409, 422), "nothing can be agreed to"
    road.review(case_no, "initial_review:disagree")
    assert "notice" not in play.row(case_no)["state"], "a refusal is not noticed"
    road.examine(case_no, "examine:agree")
    reason = "家庭人均月收入高于低保标准，不符合条件。"
    refused = play.step(road.CHIEF, case_no, "confirm:refuse", reason)
    assert refused.status_code == 302, play.errors(refused)
    mother = play.browser(road.MOTHER)
    letter = play.text(mother.get(play.letter(mother, case_no, "最低生活保障不予确认通知书")))
    for said in (reason, "家庭月收入要低于 2835 元", "向明川区人民政府申请行政复议"):
        assert said in letter, said
    assert "没有批准" in play.text(mother.get(f"/cases/{case_no}"))


def test_the_monitor_sees_a_late_case_of_the_road_with_who_has_it_and_how_the_day_came_about(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case_no = road.apply()
    road.later(monkeypatch, 6)
    monitor = play.browser("990101_monitor_01")
    seen = play.text(monitor.get("/desk/supervision?light=yellow"))
    if case_no not in seen:
        road.later(monkeypatch, 6)
        seen = play.text(play.browser("990101_monitor_01").get("/desk/supervision"))
    assert case_no in seen
    assert "第 5 个工作日是" in seen
    assert "林*兰" in seen
    assert "林演兰" not in seen


def test_anybody_with_number_and_code_reads_where_it_is_and_nothing_of_the_family() -> None:
    case_no = road.apply()
    stranger = play.browser()
    page = stranger.post("/query", {"case_no": case_no, "query_code": play.row(case_no)["query_pin"]})
    told = play.text(page)
    assert "已收件" in told
    for secret in ("林演兰", "袁演", "715", "春和"):
        assert secret not in told, secret
    wrong = stranger.post("/query", {"case_no": case_no, "query_code": "000000"})
    assert wrong.status_code == 422
    board = play.text(stranger.get("/results"))
    assert "林演兰" not in board
    assert "低保" not in board, "who receives assistance is on no board of results"


def test_the_desk_says_in_words_whom_a_case_waits_for_and_which_clock_runs() -> None:
    case_no = road.apply()
    road.sign(case_no)
    road.accept(case_no)
    page = play.text(play.browser(road.REVIEWER).get(f"/desk/cases/{case_no}"))
    assert "在等核对员：家庭经济状况核对、在等调查员：入户调查" in page
    assert "第 13 个工作日是" in page
    assert "您现在的岗位不能做这一步" not in page, "steps of others are no refusals"
    for raw in ("means_check", "initial_review", "_period"):
        assert raw not in page, raw
    for username, errand in (
        (road.INVESTIGATORS[0], f"/desk/visits/{case_no}/visit"),
        (road.CHECKER, f"/desk/checks/{case_no}"),
    ):
        own = play.browser(username).get(f"/desk/cases/{case_no}").content.decode()
        assert f'href="{errand}"' in own, "from the case to what is to be done"
