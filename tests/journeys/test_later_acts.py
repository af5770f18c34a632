"""After a case was closed: the approver corrects, revokes, alters; the person reads it."""

import re

import pytest

from tests.journeys import people as play

pytestmark = pytest.mark.usefixtures("province")
REASON = "核查发现户籍已经迁出本区。"


def decided() -> tuple[str, object]:
    elder = play.browser("dongyankun")
    case_no = play.submit(elder)
    play.step(play.ACCEPTOR, case_no, "accept:accept")
    play.step(play.REVIEWER, case_no, "initial_review:agree", "户籍、年龄已核。")
    play.step(play.APPROVER, case_no, "confirm:grant")
    return case_no, elder


def test_the_approver_corrects_a_slip_of_the_pen_and_the_person_sees_both_papers() -> None:
    case_no, elder = decided()
    officer = play.browser(play.APPROVER)
    page = officer.get(f"/desk/cases/{case_no}")
    assert f"/desk/cases/{case_no}/later" in page.content.decode()
    offered = officer.get(f"/desk/cases/{case_no}/later?act=amends").content.decode()
    letter = re.search(r'<option value="([^"]+)">高龄津贴确认通知书', offered)
    assert letter is not None
    shown = officer.get(f"/desk/cases/{case_no}/later?act=amends&letter={letter[1]}")
    assert 'name="word.applicant"' in shown.content.decode()
    assert 'name="word.remedy"' not in shown.content.decode()
    sent = {"letter": letter[1], "word.applicant": "董演堃", "reason": "姓名写错一个字。", "key": "k"}
    done = officer.post(f"/desk/cases/{case_no}/later?act=amends", sent)
    assert done.status_code == 302
    assert "更正" in play.text(officer.get(done.url))
    seen = play.text(elder.get(f"/cases/{case_no}"))
    assert "文书更正，出了新的一份" in seen
    assert "已更正" in seen


def test_a_revocation_without_article_keeps_what_was_typed() -> None:
    case_no, _ = decided()
    officer = play.browser(play.APPROVER)
    url = f"/desk/cases/{case_no}/later?act=revokes"
    bare = officer.post(url, {"reason": REASON, "effective_on": "2026-05-01", "key": "k"})
    assert bare.status_code == 422
    assert play.errors(bare) == ["请写依据：哪部规定、第几条"]
    assert REASON in bare.content.decode()
    wrong_day = officer.post(url, {"reason": REASON, "effective_on": "五月一日", "key": "k"})
    assert play.errors(wrong_day) == ["请选日期，如 2026-05-01"]
    done = officer.post(
        url, {"reason": REASON, "article": "办法第九条", "effective_on": "2026-05-01", "key": "k"}
    )
    assert "撤销，自 2026 年 5 月 1 日起" in play.text(officer.get(done.url))
    assert "被撤销" in play.text(officer.get(f"/desk/cases/{case_no}"))


def test_a_change_of_circumstances_opens_a_new_case_that_names_the_first() -> None:
    case_no, _ = decided()
    officer = play.browser(play.APPROVER)
    done = officer.post(
        f"/desk/cases/{case_no}/later?act=alters", {"reason": "住处和人口都变了。", "key": "alter-key"}
    )
    told = play.text(officer.get(done.url))
    new_no = re.search(r"新办件 (\d+\w)", told)
    assert new_no is not None
    assert f"原办件 {case_no}" in play.text(officer.get(f"/desk/cases/{new_no[1]}/later"))


def test_nobody_but_the_approver_is_offered_acts_after_closing() -> None:
    case_no, _ = decided()
    officer = play.browser(play.REVIEWER)
    assert "/later" not in officer.get(f"/desk/cases/{case_no}").content.decode()
    forced = officer.post(
        f"/desk/cases/{case_no}/later?act=revokes",
        {"reason": REASON, "article": "办法第九条", "effective_on": "2026-05-01", "key": "k"},
    )
    assert forced.status_code == 403
