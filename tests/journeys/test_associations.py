"""An association comes into being: its name, its supervising body's consent, its registration, the board of results."""

import re
from typing import Any
from urllib.parse import quote

import pytest

from tests.journeys import people as play

pytestmark = pytest.mark.usefixtures("province")
FOUNDER, PARTNER = "jiangyanyun", "990101_partner_dept_01"
NAME = "青禾市明川区社区教育促进会"
PURPOSE = "团结热心社区教育的人，办讲座、读书会和老年学堂，服务社区居民。"


def check(client: Any, name: str, place: str = "明川区") -> Any:
    return client.get(f"/social-orgs/name?place={quote(place)}&name={quote(name)}")


def keep(client: Any, name: str = NAME) -> str:
    """Keep a name that passes; the address of its page."""
    answer = client.post("/social-orgs/name/keep", {"name": name, "place": "990101"})
    assert answer.status_code == 302, play.text(answer)
    return str(answer.url)


def ask(client: Any, page: str, **changes: str) -> Any:
    unit = re.search(r'<option value="([^"]+)"[^>]*>明川区教育局', client.get(page).content.decode())
    assert unit is not None
    return client.post(page, {"unit": unit.group(1), "purpose": PURPOSE, "direct": "-", **changes})


def agreed(client: Any, name: str = NAME) -> str:
    """A kept name to which the education bureau has agreed; the address of its page."""
    page = keep(client, name)
    assert ask(client, page).status_code == 302
    partner = play.browser(PARTNER)
    desk = page.replace("/social-orgs/names", "/desk/social-orgs/consents")
    answer = partner.post(desk, {"agree": "yes", "paper_no": "明教函〔2026〕3 号"})
    assert answer.status_code == 302, play.errors(answer)
    return page


def test_anybody_checks_a_name_without_an_account_and_reads_what_to_mend() -> None:
    stranger = play.browser()
    assert "不用登录" in play.text(stranger.get("/social-orgs/name"))
    page = check(stranger, "明川区中国第一茶叶中心")
    said = play.errors(page)
    assert page.status_code == 200
    assert len(said) == 3
    assert any("“中国”" in one for one in said)
    assert any("民办非企业单位" in one for one in said)
    assert "现在不能用" in play.text(page)
    assert "请写登记的县" in play.errors(check(stranger, NAME, "不在图上"))[0]
    passed = play.text(check(stranger, NAME))
    assert "这个名称可以用" in passed
    assert "登录，把名称留 6 个月" in passed


def test_a_name_like_one_that_is_registered_nearby_is_shown_with_it() -> None:
    page = play.text(check(play.browser(), "青禾市社会工作者协会", "青禾市"))
    assert "“青禾市社会工作者协会”已经登记过了" in page


def test_a_name_is_kept_and_then_not_to_be_had_by_anybody_else() -> None:
    founder, other = play.browser(FOUNDER), play.browser("linyanlan")
    page = keep(founder)
    shown = play.text(founder.get(page))
    assert "名称已保留" in shown
    assert "过了这天名称就失效" in shown
    assert "已经有人预查过，正留着" in play.text(check(other, NAME))
    assert other.get(page).status_code == 404
    refused = other.post("/social-orgs/name/keep", {"name": NAME, "place": "990101"})
    assert refused.status_code == 409
    assert "正留着" in play.text(refused)
    assert founder.post(f"{page}/release").status_code == 302
    assert "这个名称可以用" in play.text(check(other, NAME))
    assert NAME in play.text(founder.get("/social-orgs/names"))


def test_the_supervising_body_is_asked_and_answers_outside_every_clock() -> None:
    founder, partner = play.browser(FOUNDER), play.browser(PARTNER)
    page = keep(founder)
    wrong = ask(founder, page, unit="", purpose="教育")
    assert wrong.status_code == 422
    assert len(play.errors(wrong)) == 2
    assert ask(founder, page).status_code == 302
    assert "待业务主管单位同意" in play.text(founder.get(page))
    desk = partner.get("/desk/social-orgs/consents")
    assert "请示审查" in play.text(desk)
    assert NAME in play.text(desk)
    one = page.replace("/social-orgs/names", "/desk/social-orgs/consents")
    assert PURPOSE in play.text(partner.get(one))
    assert play.errors(partner.post(one, {"agree": "yes"})) == [
        "请写批准文件的文号，例如“明教函〔2026〕3 号”"
    ]
    assert partner.post(one, {"agree": "yes", "paper_no": "明教函〔2026〕3 号"}).status_code == 302
    told = play.text(founder.get(page))
    assert "明川区教育局同意" in told
    assert "大会开好了，申请登记" in told


def test_staff_of_other_bodies_and_of_civil_affairs_do_not_see_what_founders_ask() -> None:
    founder = play.browser(FOUNDER)
    page = keep(founder)
    ask(founder, page)
    officer = play.browser("990101_reviewer_01")
    assert officer.get("/desk/social-orgs/consents").status_code == 403
    assert "请示审查" not in play.text(officer.get("/desk/"))
    assert "请示审查" in play.text(play.browser(PARTNER).get("/desk/"))
    assert play.browser(FOUNDER).get("/desk/social-orgs/consents").status_code == 302


def test_who_has_not_signed_in_keeps_nothing_and_is_led_to_the_sign_in() -> None:
    answer = play.browser().post("/social-orgs/name/keep", {"name": NAME, "place": "990101"})
    assert answer.status_code == 302
    assert answer.url.startswith("/sign-in?next=")
