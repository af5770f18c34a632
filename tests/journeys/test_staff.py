"""What officers do with a case: three persons, refusals with reasons, lists, supervision."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from minzheng.config import worker
from minzheng.core.cases import queries as cases
from minzheng.core.cases.actions import fire_due, issue_receipt
from minzheng.core.people.queries import persons
from minzheng.kernel.rights import system
from tests.journeys import people as play

pytestmark = pytest.mark.usefixtures("province")
REASON = "户籍不在本区，请向户籍地申请。"


def test_three_persons_accept_review_and_confirm_and_the_next_case_opens_by_itself() -> None:
    first, second = play.submit(play.browser("dongyankun")), play.submit(play.browser("caoyanshan"))
    queue = play.browser(play.ACCEPTOR).get("/desk/").content.decode()
    assert first in queue
    assert second in queue

    accepted = play.step(play.ACCEPTOR, first, "accept:accept")
    assert accepted.url == f"/desk/cases/{second}", "the next case of the queue opens"
    played = play.step(play.ACCEPTOR, second, "accept:accept")
    assert played.url == "/desk/", "nothing is left"

    play.step(play.REVIEWER, first, "initial_review:agree", "户籍、年龄已核，符合条件。")
    officer = play.browser(play.APPROVER)
    page = play.text(officer.get(f"/desk/cases/{first}"))
    assert "每月 50 元" in page
    assert "户籍、年龄已核，符合条件。" in page, "the approver reads the reviewer's opinion"
    done = play.step(play.APPROVER, first, "confirm:grant")
    shown = play.text(officer.get(done.url))
    assert "准予：董演坤 高龄津贴" in shown
    assert "高龄津贴确认通知书" in shown
    case = play.row(first)
    assert (case["state"], case["result"]) == ("delivering", "granted")
    assert len({entry[2] for entry in case["handled"]}) == 3


def test_who_accepted_a_case_is_told_why_he_may_not_review_it() -> None:
    case_no = play.submit(play.browser("dongyankun"))
    play.step(play.ACCEPTOR, case_no, "accept:accept")
    officer = play.browser(play.ACCEPTOR)
    page = officer.get(f"/desk/cases/{case_no}")
    assert 'value="initial_review:agree"' not in page.content.decode()
    assert "现在不用您办" in play.text(page)
    assert "在等审核人：初审" in play.text(page)
    forced = officer.post(f"/desk/cases/{case_no}/step", {"step": "initial_review:agree", "opinion": "同意"})
    assert forced.status_code == 403
    assert play.row(case_no)["state"] == "in_review"


def test_a_refusal_needs_its_reasons_and_the_applicant_reads_them_with_the_remedy() -> None:
    elder = play.browser("dongyankun")
    case_no = play.submit(elder)
    play.step(play.ACCEPTOR, case_no, "accept:accept")
    play.step(play.REVIEWER, case_no, "initial_review:disagree", REASON)
    bare = play.step(play.APPROVER, case_no, "confirm:refuse", "不行")
    assert bare.status_code == 422
    assert play.errors(bare) == ["请写明理由（至少 6 个字），让申请人看得懂"]
    assert "不行" in play.text(bare), "what was written is still there"
    play.step(play.APPROVER, case_no, "confirm:refuse", REASON)
    letter = play.text(elder.get(play.letter(elder, case_no, "高龄津贴不予确认通知书")))
    assert "决定不予确认" in letter
    assert f"理由：{REASON}" in letter
    assert "60 日内向霁南区人民政府申请行政复议" in letter
    assert "没有批准" in play.text(elder.get(f"/cases/{case_no}"))


def test_refusing_acceptance_is_drafted_by_one_and_signed_or_sent_back_by_another() -> None:
    elder = play.browser("dongyankun")
    case_no = play.submit(elder)
    play.step(play.ACCEPTOR, case_no, "accept:propose_refusal", REASON)
    play.step(play.APPROVER, case_no, "sign_refusal:send_back", "户籍就在本区，应当受理。")
    play.step(play.ACCEPTOR, case_no, "accept:propose_refusal", REASON)
    play.step(play.APPROVER, case_no, "sign_refusal:sign", REASON)
    assert play.row(case_no)["result"] == "refused_acceptance"
    letter = play.text(elder.get(play.letter(elder, case_no, "不予受理通知书")))
    assert "决定不予受理" in letter
    assert f"理由：{REASON}" in letter
    assert "依据：参照行政许可法第三十二条。" in letter


def test_a_letter_that_nobody_opens_is_served_at_the_counter() -> None:
    case_no = play.decided(play.browser("dongyankun"))
    play.step(play.WINDOW, case_no, "deliver:served", mode="in_person", receiver="董演坤")
    assert play.row(case_no)["state"] == "delivered"


def test_a_step_without_a_conclusion_is_asked_for_one() -> None:
    case_no = play.submit(play.browser("dongyankun"))
    answer = play.browser(play.ACCEPTOR).post(f"/desk/cases/{case_no}/step", {"opinion": "齐全"})
    assert play.errors(answer) == ["请先选一个结论，再提交"]
    assert "齐全" in answer.content.decode()


def test_another_towns_officers_see_neither_the_case_nor_its_row() -> None:
    case_no = play.submit(play.browser("dongyankun"))
    stranger = play.browser("990101001_acceptor_01")
    assert case_no not in stranger.get("/desk/").content.decode()
    assert stranger.get(f"/desk/cases/{case_no}").status_code == 403


def test_a_citizen_does_not_get_behind_the_desk() -> None:
    citizen = play.browser("dongyankun")
    for url in ("/desk/", "/desk/lists", "/desk/supervision"):
        assert citizen.get(url).url.startswith("/desk/sign-in?next=")


def test_the_monitor_sees_what_is_late_with_who_has_it_and_how_the_day_came_about() -> None:
    case_no = play.submit(play.browser("dongyankun"))
    case = play.row(case_no)
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_task SET due_at = %s, warn_at = %s WHERE case_id = %s",
            [midnight - timedelta(days=1), midnight - timedelta(days=2), case["id"]],
        )
    monitor = play.browser(play.MONITOR)
    page = play.text(monitor.get("/desk/supervision"))
    assert "霁南区：1 件超期，0 件快到期" in page
    assert "董*坤" in page
    assert case_no in page
    assert "受理员" in page
    assert "工作日" in page
    assert monitor.get(f"/desk/cases/{case_no}").status_code == 200
    assert play.browser(play.ACCEPTOR).get("/desk/supervision").status_code == 403
    queue = play.text(play.browser(play.ACCEPTOR).get("/desk/", {"light": "red"}))
    assert "超期 2 天" in queue
    assert "没有停表的办件" in play.text(monitor.get("/desk/supervision?light=blue"))


def test_the_monitor_sees_who_did_not_answer_in_time() -> None:
    case_no = play.submit(play.browser("dongyankun"))
    fire_due(at=play.now() + timedelta(days=20))
    page = play.text(play.browser(play.MONITOR).get("/desk/supervision?light=lapsed"))
    assert case_no in page
    assert "到期没有答复" in page


def test_silence_for_five_working_days_is_acceptance_and_the_applicant_is_told() -> None:
    elder = play.browser("dongyankun")
    case_no = play.submit(elder)
    fire_due(at=play.now() + timedelta(days=20))
    assert "逾期没有答复，视为已受理" in play.text(elder.get(f"/cases/{case_no}"))
    assert play.row(case_no)["state"] == "in_review"


# ── 免申即享 ────────────────────────────────────────────────────────────────────────────────────────────────────────


def drawn() -> dict[str, Any]:
    """Have the worker draw up next month's lists; a case of the town 990301001."""
    assert worker.draw_lists(play.now()) > 0
    assert worker.draw_lists(play.now()) == 0, "each list is drawn once"
    listed = cases.listed("town", "990301001")
    assert listed
    return cases.case(listed[0].case_id)


def elder_of(case: dict[str, Any], django_client: Any) -> Any:
    """The person on the list, with an account and signed in."""
    from minzheng.core.people.actions import open_account
    from minzheng.kernel.rights import system

    who = persons([case["applicant_id"]])[case["applicant_id"]]
    open_account(
        by=system("seed"),
        at=play.now(),
        username="elder_of_list",
        password="Ting-9038-laolian",
        person=who.id,
        assurance=2,
    )
    play.sign_in(django_client, "elder_of_list")
    return django_client


def ascertained(client: Any) -> tuple[dict[str, Any], Any]:
    case = drawn()
    reviewer = play.browser(play.REVIEWER)
    assert case["case_no"] in reviewer.get("/desk/lists").content.decode()
    play.step(play.REVIEWER, case["case_no"], "ascertain:eligible", "电话核过，本人健在。")
    return case, elder_of(case, client)


def test_who_turns_eighty_next_month_is_found_asked_and_gets_it_without_applying(client: Any) -> None:
    case, elder = ascertained(client)
    case_no = case["case_no"]
    assert "您可以领高龄津贴了" in play.text(elder.get("/"))
    page = play.text(elder.get(f"/cases/{case_no}/consent"))
    assert "您可以领高龄津贴，要不要领" in page
    answer = {
        "answer": "accept",
        "holder": case["applicant_name"],
        "account_number": play.CARD,
        "bank": "青岚农商银行",
    }
    agreed = elder.post(f"/cases/{case_no}/consent", answer, follow=True)
    assert "收到了，接下来由民政局确认，不用您跑" in play.text(agreed)
    play.step(play.APPROVER, case_no, "confirm:grant")
    assert play.row(case_no)["result"] == "granted"
    letter = play.text(elder.get(play.letter(elder, case_no, "高龄津贴确认通知书")))
    assert "予以确认" in letter


def test_who_is_found_may_decline_without_a_reason(client: Any) -> None:
    case, elder = ascertained(client)
    gone = elder.post(f"/cases/{case['case_no']}/consent", {"answer": "decline"}, follow=True)
    assert "好的，这次不办。以后想领，随时可以申请。" in play.text(gone)
    assert play.row(case["case_no"])["result"] == "declined"


def test_agreeing_needs_an_answer_and_a_card_that_can_be_right(client: Any) -> None:
    case, elder = ascertained(client)
    url = f"/cases/{case['case_no']}/consent"
    assert play.errors(elder.post(url, {})) == ["请选要还是不要"]
    wrong = {"answer": "accept", "account_number": "9999990000000001237", "bank": "青岚农商银行"}
    answer = elder.post(url, wrong)
    assert play.errors(answer) == ["卡号对不上，有一位可能抄错了，请照着银行卡再看一遍"]
    assert 'value="9999990000000001237"' in answer.content.decode()


def test_who_is_struck_off_the_list_is_struck_off_with_a_reason() -> None:
    case = drawn()
    bare = play.step(play.REVIEWER, case["case_no"], "ascertain:not_eligible", "走了")
    assert play.errors(bare) == ["请写明理由（至少 6 个字），让申请人看得懂"]
    play.step(play.REVIEWER, case["case_no"], "ascertain:not_eligible", "户籍上个月已经迁到外省。")
    assert play.row(case["case_no"])["result"] == "struck_off"


@pytest.mark.parametrize("username", [play.MONITOR, "990301001001_helper_01"])
def test_who_sees_a_case_masked_only_opens_nothing_of_it(username: str) -> None:
    case_no = play.submit(play.browser("dongyankun"))
    issue_receipt(by=system("test"), at=timezone.now(), case_id=play.row(case_no)["id"])
    officer, other = play.browser(play.ACCEPTOR), play.browser(username)
    officer.post(f"/desk/cases/{case_no}/beside/act", {"go": "note", "note": "老人耳背，请打儿子电话。"})
    letter = re.search(
        r'href="(/desk/letters/[^"]+)"', officer.get(f"/desk/cases/{case_no}").content.decode()
    )
    assert letter is not None
    page = other.get(f"/desk/cases/{case_no}").content.decode()
    assert "董*坤" in page
    for secret in ("董演坤", "南熏社区 15 号", "耳背", letter[1], "申请表</h2>"):
        assert secret not in page, secret
    case = f"/desk/cases/{case_no}"
    for url in (letter[1], f"{case}/print", f"{case}/print/application", f"{case}/beside", f"{case}/signing"):
        assert other.get(url).status_code == 403, url
