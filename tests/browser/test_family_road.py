"""The road of the minimum allowance as a family clicks it: on a telephone, in the view for elders, and without script."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser import clicks
from tests.browser.site import Site
from tests.browser.soundness import axe_faults

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.live, pytest.mark.browser]

MOTHER = "linyanlan"
LACKING = "袁演岭 10 月、11 月的工资条没有交。"
REASON = "家庭人均月收入高于低保标准，不符合条件。"
_ASK = """
acceptor, page = play.browser(road.ACCEPTOR), "/desk/cases/{case_no}"
found = [road.found(acceptor, page, f'name="item" value="({{one}}[^"]*)"') for one in ("@phone@", "income_proof@@")]
why = {{"why": "请补交。", "why-@phone": "打不通，请换一个。", "why-income_proof@": "{lacking}"}}
asked = acceptor.post(page + "/step", {{"step": "accept:supplement", "item": found, **why}})
assert asked.status_code == 302, play.errors(asked)
"""
_REFUSE = """
road.sign_by_link("{case_no}")
signed = play.browser(road.SON).post(f"/authorisations/{{road.key('{case_no}', '袁演岭')}}", {{"go": "sign", "agree": "1"}})
assert signed.status_code == 302, play.errors(signed)
play.step(road.ACCEPTOR, "{case_no}", "accept_supplemented:accept")
road.check_means("{case_no}")
road.visit("{case_no}")
road.review("{case_no}", "initial_review:disagree")
road.examine("{case_no}")
refused = play.step(road.CHIEF, "{case_no}", "confirm:refuse", "{reason}")
assert refused.status_code == 302, play.errors(refused)
"""
_HANDED_IN = """
print(homes.submit(play.browser("mengyansheng"), p_household={}))
"""


def sound(page: "Page") -> None:
    assert axe_faults(page) == []


def ask_beforehand(page: "Page") -> None:
    """From one's own words to the guide and the questions beforehand."""
    page.goto("/")
    page.get_by_label("想办什么事").fill("低保")
    page.get_by_role("button", name="搜").click()
    page.locator('main a[href="/services/dibao"]').first.click()
    page.locator('a[href="/services/dibao/precheck"]').filter(visible=True).first.click()
    clicks.tick(page, "您家住在哪里", "城市、社区")
    clicks.write(page, 一起生活的有几口人="3", 其中几个人="1", 打工="1500", 别的收入="2620")
    clicks.write(page, 全家存款="12000", 一共几套房="1")
    clicks.tick(page, "有没有分开住", "有")
    clicks.write(page, 他家几口人="4", 他家每月收入="5400")
    clicks.tick(page, "有没有生活用的汽车", "没有")
    page.get_by_role("button", name="看结果").click()
    page.get_by_text("可能不符合").wait_for()
    assert "现在是 4120 元，高出 1285 元" in clicks.said(page)
    assert "不管结果怎样，都可以申请" in clicks.said(page)
    sound(page)
    page.get_by_role("link", name="开始申请").filter(visible=True).first.click()


def fill_in(page: "Page") -> None:
    """The mother's pension, two rows of members, one of an obligor, a photograph; nothing hidden has to be guessed."""
    clicks.whom_it_is_for(page)
    clicks.choose(page, 婚姻="丧偶")
    clicks.tick(page, "身体情况", "身体还可以")
    assert not page.get_by_label("职工养老金每月多少").is_visible()
    clicks.tick(page, "您每月有哪些收入", "职工养老金、退休金")
    clicks.write(page, 职工养老金每月="2620")
    clicks.go_on(page, "p_household")
    son = clicks.another(page, "家人")
    clicks.member(son, clicks.SON, "子女")
    clicks.tick(son, "现在做什么", "在工作、打零工")
    assert not son.get_by_role("group", name="在哪里上学").is_visible()
    clicks.tick(son, "每月有哪些收入", "打工、上班的工资")
    clicks.write(son, 工资每月="1500")
    grandson = clicks.another(page, "家人")
    clicks.member(grandson, clicks.GRANDSON, "孙子女、外孙子女")
    clicks.tick(grandson, "现在做什么", "在上学")
    grandson.get_by_role("group", name="在哪里上学").get_by_role("radio").first.check()
    sound(page)
    clicks.go_on(page, "p_obligors")
    clicks.obligor(clicks.another(page, "义务人"), clicks.DAUGHTER, "4", "5400")
    clicks.go_on(page, "p_money")
    clicks.money_need_and_bank(page, "柳荫街道春和社区 2 号", ["存折.jpg"])
    for shown in ("家庭成员（2 人）", "袁演芷（申请人的子女）", "存折.jpg", "现在是 4120 元"):
        assert shown in clicks.said(page), shown
    sound(page)


def see_receipt_sign_and_follow(page: "Page", case_no: str) -> None:
    """The number in large type, one's own signature, where the case is, until when and with whom."""
    large = page.locator(".mz-caseno").evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)")
    assert large > 24, "larger than all the rest, even in the view for elders"
    assert "还有 3 人要签授权书" in clicks.said(page)
    sound(page)
    page.get_by_role("link", name="去看谁来签").click()
    sound(page)
    clicks.sign(page, "林演兰")
    assert clicks.heading(page) == "还有 2 人没签"
    page.get_by_role("link", name="回到办件").click()
    page.wait_for_url(re.compile(f"/cases/{case_no}$"))
    told = clicks.said(page)
    for words in ("前告诉您受不受理", "现在谁在办", "明川区柳荫街道办事处", "提交申请"):
        assert words in told, words
    sound(page)


def supplement(page: "Page") -> None:
    """What was asked for, answered on the very question."""
    page.reload()
    assert LACKING in clicks.said(page)
    page.get_by_role("link", name="现在补").click()
    phone = page.get_by_role("region", name="联系电话")
    assert "打不通，请换一个。" in phone.inner_text()
    sound(page)
    phone.get_by_label("联系电话").fill("1")
    page.get_by_role("button", name="交上去").click()
    page.locator(".mz-errors").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.name") == "phone", "one is led to the very question"
    phone.get_by_label("联系电话").fill("19900005678")
    page.get_by_label("拍照或者选文件").set_input_files(clicks.photo("工资条.jpg"))
    page.get_by_role("button", name="交上去").click()
    page.wait_for_url(re.compile(r"/cases/\w+$"))
    assert "收到了：2 项" in clicks.said(page)


def read_and_rate(page: "Page") -> None:
    """The decision with its reason and the way to have it reviewed; then a mark."""
    page.reload()
    assert "有结果了，请看通知书" in clicks.said(page)
    page.get_by_role("link", name="看通知书").click()
    letter = page.get_by_role("article").inner_text()
    for words in ("最低生活保障不予确认通知书", REASON, "家庭月收入要低于 2835 元"):
        assert words in letter, words
    assert "向明川区人民政府申请行政复议" in clicks.said(page)
    sound(page)
    page.get_by_role("link", name="回到办件").click()
    page.get_by_role("link", name="去打分").wait_for()
    assert "没有批准" in clicks.said(page)
    page.get_by_role("link", name="去打分").click()
    page.get_by_role("radio", name="满意", exact=True).check()
    sound(page)
    page.get_by_role("button", name="提交评价").click()
    assert "评价收到了" in clicks.heading(page)


def test_a_family_goes_the_whole_road_on_a_telephone_in_the_view_for_elders(site: Site) -> None:
    with clicks.phone(site, elder=True) as page:
        ask_beforehand(page)
        clicks.sign_in(page, site, MOTHER)
        page.wait_for_url(re.compile("/p_who$"))
        fill_in(page)
        case_no = clicks.hand_in(page)
        see_receipt_sign_and_follow(page, case_no)
        site.play(_ASK.format(case_no=case_no, lacking=LACKING))
        supplement(page)
        site.play(_REFUSE.format(case_no=case_no, reason=REASON))
        read_and_rate(page)
        assert page.evaluate("document.documentElement.hasAttribute('data-elder')"), "to the end"


def test_an_old_couple_applies_and_signs_without_script(site: Site) -> None:
    with clicks.phone(site, "qinyanfeng", script=False) as page:
        page.goto("/services/dibao/apply")
        clicks.whom_it_is_for(page)
        clicks.choose(page, 婚姻="已婚")
        clicks.tick(page, "身体情况", "身体还可以")
        clicks.go_on(page, "p_household")
        wife = clicks.another(page, "家人")
        clicks.member(wife, ("冯演芳", "99030119530917248X"), "配偶")
        clicks.tick(wife, "现在做什么", "退休")
        clicks.go_on(page, "p_obligors")
        clicks.obligor(clicks.another(page, "义务人"), ("秦演次", "990301197906211191"), "3", "9000")
        clicks.go_on(page, "p_money")
        clicks.money_need_and_bank(page, "南熏街道 3 号", ["存折.jpg"])
        case_no = clicks.hand_in(page)
        page.get_by_role("link", name="去看谁来签").click()
        clicks.sign(page, "秦演丰")
        page.get_by_role("link", name="回到办件").click()
        assert case_no in clicks.said(page)
        assert "还有 2 人要签授权书" in clicks.said(page)


def test_who_changes_his_mind_withdraws_before_the_decision(site: Site) -> None:
    case_no = site.play(_HANDED_IN)
    with clicks.phone(site, "mengyansheng", elder=True) as page:
        page.goto("/cases")
        page.locator(f'a[href="/cases/{case_no}"]').first.click()
        page.locator("summary", has_text="撤回申请").click()
        page.get_by_label("为什么撤回").fill("找到工作了。")
        sound(page)
        page.get_by_role("button", name="撤回这次申请").click()
        page.get_by_text("已经撤回。以后还可以再申请。").wait_for()
        assert "您撤回了申请" in clicks.said(page)
        assert page.get_by_role("button", name="撤回这次申请").count() == 0, "once"
        sound(page)
