"""The street and the county on the road of the minimum allowance, at their desks in a real browser."""

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from minzheng.kernel.codes import make_id_number
from tests.browser.site import CARD, Site
from tests.browser.soundness import axe_faults
from tests.browser.test_staff import conclude
from tests.journeys.pictures import jpeg
from tests.journeys.road import EXAMINER, INVESTIGATORS, OPINION, REVIEWER, SPOT, VILLAGE, WINDOW

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.live, pytest.mark.browser]
SHEET = {"name": "公示栏.jpg", "mimeType": "image/jpeg", "buffer": jpeg(400, 300)}


def told(page: "Page") -> str:
    return page.get_by_role("status").first.inner_text()


def open_case(page: "Page", site: Site, stage: str) -> str:
    case_no = site.roads[stage]["case_no"]
    page.goto(f"/desk/cases/{case_no}")
    return case_no


def test_the_street_reviews_takes_a_slip_back_and_puts_the_notice_up(site: Site) -> None:
    name = site.roads["review"]["name"]
    with site.page(REVIEWER) as page:
        case_no = open_case(page, site, "review")
        page.get_by_role("link", name="备注、分派").click()
        page.get_by_label("记一条").fill("存折要看原件。")
        page.get_by_role("button", name="记下来").click()
        assert "存折要看原件。" in page.locator("main").inner_text()
        page.get_by_role("button", name="撤回这一步").first.click()
        assert page.get_by_role("button", name="撤回这一步").count() == 0, "taken back once"
        assert axe_faults(page) == []
        page.goto(f"/desk/cases/{case_no}")
        assert "每月" in page.locator("main").inner_text(), "what the amount is made of stands above"
        assert axe_faults(page) == []
        conclude(page, "同意", OPINION)
        page.goto(f"/desk/cases/{case_no}/notice")
        page.get_by_label("家庭人口").fill("1")
        page.get_by_label("贴在哪里").fill("春和社区居委会公示栏")
        assert axe_faults(page) == []
        page.get_by_role("button", name="制作公示单").click()
        assert name in page.get_by_role("region", name="公示单上写的").inner_text()
        poster = page.get_by_role("link", name="打印公示单（A3）").get_attribute("href")
        assert page.request.get(str(poster)).body().startswith(b"%PDF")
        address = page.url
    with site.page(VILLAGE) as page:
        page.goto(address)
        page.get_by_label("贴在公示栏里的公示单").set_input_files([SHEET])  # type: ignore[list-item]
        page.get_by_role("checkbox", name=re.compile("我看过照片")).check()
        page.get_by_role("button", name="存照片").click()
        page.get_by_text("换一张照片").first.wait_for()
    with site.page(REVIEWER) as page:
        page.goto(address)
        page.get_by_role("button", name=re.compile("已张贴|张贴")).first.click()
        assert axe_faults(page) == []
        assert "公示中" in page.locator("main").inner_text()


def test_the_county_sends_back_for_inquiry_with_what_to_find_out(site: Site) -> None:
    with site.page(EXAMINER) as page:
        case_no = open_case(page, site, "examine")
        conclude(page, "退回补充调查", "存折最近三个月的流水\n儿女是不是给过钱")
        page.goto(f"/desk/cases/{case_no}")
        shown = page.locator("main").inner_text()
        assert "存折最近三个月的流水" in shown
        assert "在等调查员" in shown
        assert axe_faults(page) == []
    with site.page(INVESTIGATORS[0]) as page:
        page.goto("/desk/visits")
        page.locator(f'a.mz-btn[href*="{case_no}"]').click()
        page.get_by_role("radio", name="本单位的同事").wait_for()


def test_a_case_that_was_drawn_waits_for_the_countys_own_visit_before_it_is_examined(site: Site) -> None:
    with site.page(EXAMINER) as page:
        open_case(page, site, "spot")
        assert page.get_by_role("radio", name=re.compile("^同意")).count() == 0
        assert "抽查" in page.locator("main").inner_text()
    with site.page(SPOT) as page:
        page.goto("/desk/visits")
        page.locator(f'a.mz-btn[href="/desk/visits/{site.roads["spot"]["case_no"]}/spot_check"]').click()
        page.get_by_role("radio", name="本单位的同事").wait_for()


def answer(page: "Page", answers: dict[str, str]) -> None:
    """Answer the questions of a form that are on view, by their names: choose, tick or write."""
    for name, value in answers.items():
        choice = page.locator(f'input[name="{name}"][value="{value}"]')
        box = page.locator(f'[name="{name}"]').first
        if not (choice.first if choice.count() else box).is_visible():
            continue
        if choice.count() and choice.first.get_attribute("type") in ("radio", "checkbox"):
            choice.first.check()
        elif box.evaluate("one => one.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)


def test_the_street_worker_takes_an_application_in_with_a_member_and_a_scan(site: Site) -> None:
    with site.page(WINDOW) as page:
        page.goto("/desk/intake")
        page.locator('main a[href="/desk/intake/dibao"]').first.click()
        page.locator("#name").fill("许演安")
        page.locator("#id_number").fill(make_id_number("990101", date(1951, 3, 4), 901))
        page.get_by_role("button", name="看看他家已经有什么").click()
        page.get_by_label("户籍或居住的村居").select_option("990101001001")
        page.get_by_label("住址", exact=True).fill("春和社区 3 号")
        answer(page, ANSWERS)
        page.locator('button[name="add"][value="household"]').click()
        answer(page, MEMBER)
        page.locator('input[type="file"]').first.set_input_files([SHEET])  # type: ignore[list-item]
        page.get_by_role("button", name="收件", exact=True).click()
        for _ in range(3):
            if "/intake" not in page.url:
                break
            assert axe_faults(page) == []
            answer(page, MEMBER | PROMISES)
            page.get_by_role("button", name="收件", exact=True).click()
        case_no = page.url.rsplit("/", 1)[1]
        assert "许演禾" in page.locator("main").inner_text()
        page.get_by_role("link", name="打印：填好的申请表和全部文书").click()
        assert axe_faults(page) == []
        form = page.get_by_role("link", name="打印填好的申请表").get_attribute("href")
        assert page.request.get(str(form)).body().startswith(b"%PDF")
        receipt = site.on_page(WINDOW, f"/desk/cases/{case_no}/print", r'href="(/desk/letters/[^"]+)"')
        page.reload()
        assert "收件凭证" in page.get_by_role("region", name="已经有的文书").inner_text()
        assert page.request.get(receipt).body().startswith(b"%PDF")


ANSWERS = {
    "for_whom": "self",
    "lives": "here",
    "whole": "family",
    "receiving": "none",
    "marital": "widowed",
    "health": "well",
    "financial": "0",
    "homes": "1",
    "cars": "0",
    "causes": "other",
    "phone": "19900001234",
    "home": "春和社区 3 号",
    "bank_name": "青岚农商银行",
    "bank_card": CARD,
}
PROMISES = {"promise_truth": "1", "consent_check": "1", "consent_notice": "1"}
MEMBER = {
    "household.0.name": "许演禾",
    "household.0.id_number": make_id_number("990101", date(2014, 3, 12), 902),
    "household.0.relation": "grandchild",
    "household.0.together": "yes",
    "household.0.situation": "home",
    "household.0.marital": "unmarried",
    "household.0.work": "school",
    "household.0.school": "basic",
    "household.0.health": "well",
}
