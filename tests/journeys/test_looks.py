"""Who saw somebody's data in clear, as that person sees it."""

import pytest
from django.utils import timezone

from minzheng.core.offices.queries import actor
from minzheng.core.people.actions import reveal_id_number
from minzheng.core.people.queries import account_by_username
from tests.journeys import people as play

pytestmark = pytest.mark.usefixtures("province")


def seen_by(username: str, whose: str, purpose: str) -> None:
    account = account_by_username(username)
    assert account is not None
    by = actor(account.id, channel="web", on=timezone.localdate())
    assert by is not None
    reveal_id_number(by=by, at=timezone.now(), person_id=play.person_of(whose), purpose=purpose)


def test_a_person_sees_who_looked_of_which_unit_and_what_for_and_nobody_elses() -> None:
    seen_by(play.ACCEPTOR, "caoyanshan", "核对户籍登记")
    page = play.text(play.browser("caoyanshan").get("/account/looks"))
    assert "受理员" in page
    assert "看了您完整的证件号码" in page
    assert "为了：核对户籍登记" in page
    assert "街道" in page.split("看了您完整的证件号码")[0]
    assert "还没有人看过" in play.text(play.browser("dongyankun").get("/account/looks"))


def test_what_an_officer_saw_of_a_case_stands_there_with_number_purpose_and_fields() -> None:
    case_no = play.submit(play.browser("caoyanshan"))
    officer = play.browser(play.ACCEPTOR)
    assert "查看明文" in play.text(officer.get(f"/desk/cases/{case_no}"))
    url, said = f"/desk/cases/{case_no}/reveal", {"purpose": "核对申请表和材料", "confirmed": "1"}
    assert "老人现在住在哪里" in play.text(officer.get(url)), "what is masked is said before"
    for wrong in ({}, {"confirmed": "1"}, {**said, "confirmed": ""}, {"other": "看看", "confirmed": "1"}):
        assert officer.post(url, wrong).status_code == 422
    kept = officer.post(url, {"other": "家属来问住址", "purpose": ""})
    assert 'value="家属来问住址"' in kept.content.decode(), "what was typed stays"
    assert officer.post(url, said).status_code == 302
    assert "用途：核对申请表和材料" in play.text(officer.get(f"/desk/cases/{case_no}"))
    page = play.text(play.browser("caoyanshan").get("/account/looks"))
    assert "受理员" in page
    assert "看了办件里的敏感信息" in page
    assert f"为了：核对申请表和材料，办件 {case_no}，看到：" in page
    assert "老人现在住在哪里" in page
    assert play.browser(play.MONITOR).get(url).status_code == 403, "who sees the case masked only"
    audit = play.browser("990301_audit_admin_01")
    assert "查看明文" in play.text(audit.get("/desk/security?days=1&kind=cases.reveal_fields"))


def test_twenty_stand_on_a_page_and_the_rest_on_the_next() -> None:
    for n in range(22):
        seen_by(play.ACCEPTOR, "caoyanshan", f"第 {n:02d} 次核对")
    client = play.browser("caoyanshan")
    first = client.get("/account/looks").content.decode()
    assert first.count("看了您完整的证件号码") == 20
    following = first.split('href="/account/looks?after=')[1].split('"')[0]
    second = play.text(client.get(f"/account/looks?after={following}"))
    assert second.count("看了您完整的证件号码") == 2
    assert "第 00 次核对" in second
