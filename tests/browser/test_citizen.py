"""The whole way of a citizen in a real browser: on a telephone, on a desk, and with JavaScript off."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.site import CARD, DESK, PHONE, Site
from tests.journeys.pictures import jpeg

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.live, pytest.mark.browser]


@contextmanager
def quiet(page: "Page") -> Iterator[None]:
    """Whatever the browser complains of in its console is a fault (a refused script or style above all)."""
    said: list[str] = []
    page.on("console", lambda line: line.type in ("error", "warning") and said.append(line.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield
    assert [line for line in said if "422" not in line] == []


def find_and_begin(page: "Page", site: Site, username: str) -> None:
    """From the front page with one's own words to the first page of the form, signing in on the way."""
    page.goto("/")
    page.get_by_label("想办什么事").fill("老人补贴")
    page.get_by_role("button", name="搜").click()
    page.get_by_role("link", name="高龄津贴").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "高龄津贴"
    page.get_by_role("link", name="开始申请").filter(visible=True).first.click()
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(site.password)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(re.compile("/drafts/.+/p_who"))


def go_on(page: "Page") -> None:
    page.get_by_role("button", name="保存，下一步").click()


def contact_bank_and_photo(page: "Page") -> None:
    page.get_by_label("联系电话").fill("19900001234")
    page.get_by_label("老人现在住在哪里").fill("南熏街道南熏社区 15 号")
    page.get_by_label("和老伴住").check()
    go_on(page)
    page.get_by_label("哪家银行").fill("青岚农商银行")
    page.get_by_label("银行卡号").fill(CARD)
    photo = {"name": "社保卡.jpg", "mimeType": "image/jpeg", "buffer": jpeg(600, 380)}
    page.get_by_label(re.compile("银行卡照片")).set_input_files(photo)
    go_on(page)


def hand_in(page: "Page") -> str:
    """Check, promise, submit; the number on the receipt."""
    assert page.get_by_role("heading", level=1).inner_text() == "请核对，没错就提交"
    assert "社保卡.jpg" in page.locator("main").inner_text()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url(re.compile("/receipt$"))
    assert "已经提交" in page.get_by_role("heading", level=1).inner_text()
    return page.locator(".mz-caseno").inner_text().strip()


def read_and_rate(page: "Page", case_no: str) -> None:
    """Follow the case, open the letter (which serves it), rate."""
    page.goto(f"/cases/{case_no}")
    page.get_by_role("link", name="看通知书").click()
    paper = page.get_by_role("article")
    assert "予以确认" in paper.inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    page.get_by_role("link", name="回到办件").click()
    assert "已经批准" in page.locator("main").inner_text()
    page.get_by_role("link", name="去打分").click()
    page.get_by_role("radio", name="非常满意").check()
    page.get_by_label("办事效率").check()
    page.get_by_label("还想说点什么（可以不填）").fill("没跑腿，很快。")
    page.get_by_role("button", name="提交评价").click()
    assert "评价收到了" in page.get_by_role("heading", level=1).inner_text()


@pytest.mark.parametrize(
    ("username", "window"), [("caoyanshan", PHONE), ("dongyankun", DESK)], ids=["390 px", "1280 px"]
)
def test_an_elder_goes_all_the_way(username: str, window: Any, site: Site) -> None:
    with site.page(viewport=window) as page, quiet(page):
        find_and_begin(page, site, username)
        assert not page.get_by_label("老人的姓名").is_visible()
        page.get_by_label("家里的老人").check()
        assert page.get_by_label("老人的姓名").is_visible(), "the questions come at once, without a new page"
        page.get_by_label("我自己").check()
        assert not page.get_by_label("老人的姓名").is_visible()
        go_on(page)
        contact_bank_and_photo(page)
        case_no = hand_in(page)
        site.decide(case_no)
        read_and_rate(page, case_no)


def test_a_relative_goes_all_the_way_with_javascript_off(site: Site) -> None:
    with site.page(viewport=PHONE, java_script_enabled=False) as page:
        find_and_begin(page, site, "pengyanhe")
        page.get_by_label("家里的老人").check()
        go_on(page)
        page.get_by_label("老人的姓名").fill("董演坤")
        page.get_by_label("老人的公民身份号码").fill("990301194607220239")
        page.get_by_label("您是老人的什么人").select_option("relative")
        go_on(page)
        assert page.title().startswith("出错了：")
        page.get_by_role("link", name="最后一位对不上，请照着身份证再看一遍").click()
        page.get_by_label("老人的公民身份号码").fill("990301194607220238")
        go_on(page)
        contact_bank_and_photo(page)
        case_no = hand_in(page)
        page.goto(f"/cases/{case_no}")
        assert "前告诉您受不受理" in page.locator("main").inner_text()


def test_one_form_page_is_filled_in_with_the_keyboard_alone(site: Site) -> None:
    with site.page("yuanyanling") as page:
        page.goto("/services/gaoling/apply")
        pressed = page.keyboard
        pressed.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "跳到正文"
        pressed.press("Enter")
        seen = tab_to(page, "f-for_whom")
        assert all(seen), "every stop on the way shows where one is"
        pressed.press("ArrowRight")
        assert page.get_by_label("家里的老人").is_checked()
        for words in ("林演兰", "990101195208090126"):
            pressed.press("Tab")
            pressed.type(words)
        pressed.press("Tab")
        pressed.press("ArrowDown")
        assert page.get_by_label("您是老人的什么人").input_value() == "child"
        pressed.press("Tab")
        assert page.evaluate("document.activeElement.value") == "next"
        pressed.press("Enter")
        page.wait_for_url(re.compile("/p_contact$"))


def tab_to(page: "Page", element: str) -> list[bool]:
    """Press Tab until an element has the focus; whether each stop on the way was visibly marked."""
    marked = []
    for _ in range(40):
        page.keyboard.press("Tab")
        marked.append(
            page.evaluate(
                "() => { const s = getComputedStyle(document.activeElement);"
                " return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; }"
            )
        )
        if page.evaluate("document.activeElement.id") == element:
            return marked
    raise AssertionError(f"{element} cannot be reached with Tab")


def test_the_error_summary_has_the_focus_and_leads_to_the_field(site: Site) -> None:
    with site.page("chenyansong", viewport=PHONE) as page:
        page.goto("/services/gaoling/apply")
        page.goto(page.url.rsplit("/", 1)[0] + "/p_contact")
        page.get_by_label("联系电话").fill("1")
        page.get_by_label("老人现在住在哪里").fill("")
        go_on(page)
        assert page.evaluate("document.activeElement.className") == "mz-errors"
        page.get_by_role("link", name="请填写老人现在住在哪里").click()
        assert page.evaluate("document.activeElement.name") == "address"


def test_the_view_for_elders_is_remembered_and_lacks_nothing(site: Site) -> None:
    with site.page(viewport=PHONE) as page:
        page.goto("/services/gaoling")
        headings = page.get_by_role("heading").all_inner_texts()
        page.get_by_role("link", name="长辈版").click()
        assert page.evaluate("document.documentElement.hasAttribute('data-elder')")
        assert page.url.endswith("/services/gaoling"), "one is back on the same page"
        assert page.get_by_role("heading").all_inner_texts() == headings
        page.goto("/")
        assert page.evaluate("document.documentElement.hasAttribute('data-elder')")
        assert float(page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")) >= 24
