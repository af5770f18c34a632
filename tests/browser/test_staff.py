"""Three officers at their desks in a real browser."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.site import ACCEPTOR, APPROVER, REVIEWER, Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.live, pytest.mark.browser]


def open_from_queue(page: "Page", case_no: str) -> None:
    page.goto("/desk/")
    row = page.get_by_role("row").filter(has_text=case_no)
    row.get_by_role("link").first.click()
    assert case_no in page.locator("main").inner_text()


def conclude(page: "Page", step: str, opinion: str = "") -> None:
    page.get_by_role("radio", name=re.compile(f"^{step}")).check()
    if opinion:
        page.get_by_label("意见、理由").fill(opinion)
    page.get_by_role("button", name="提交，打开下一件").click()


def test_three_officers_accept_review_and_confirm(site: Site) -> None:
    case_no = site.submitted("dongyankun")
    with site.page() as page:
        page.goto("/desk/")
        page.get_by_label("用户名").fill(ACCEPTOR)
        page.get_by_label("密码").fill(site.password)
        page.get_by_role("button", name="登录", exact=True).click()
        page.get_by_label("动态口令").fill(page.locator("#demo-code").inner_text())
        page.get_by_role("button", name="进入工作台").click()
        page.wait_for_url("**/desk/")
        open_from_queue(page, case_no)
        conclude(page, "受理")
        assert "受理：受理。已经办好。" in page.get_by_role("status").first.inner_text()
        page.get_by_role("button", name="退出").click()
        assert "/desk/sign-in" in page.url
    with site.page(REVIEWER) as page:
        open_from_queue(page, case_no)
        conclude(page, "同意，下一步：审核确认", "户籍、年龄已核，符合条件。")
    with site.page(APPROVER) as page:
        open_from_queue(page, case_no)
        assert "户籍、年龄已核，符合条件。" in page.locator("main").inner_text()
        conclude(page, "确认")
        assert "准予：董演坤" in page.get_by_role("heading", level=1).inner_text()
        assert page.get_by_role("listitem").filter(has_text="高龄津贴确认通知书").count() == 1


def test_the_queue_is_walked_with_the_keys_that_it_names(site: Site) -> None:
    case_no = site.submitted("caoyanshan")
    with site.page(ACCEPTOR) as page:
        page.goto("/desk/")
        page.get_by_role("row").filter(has_text=case_no).wait_for()
        page.keyboard.press("j")
        assert page.evaluate("document.activeElement.closest('tr') !== null")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/desk/cases/"))


def test_an_investigator_signs_on_the_phone_with_a_finger_and_a_keyboard_may_choose_a_picture(
    site: Site,
) -> None:
    with site.page("990101001_investigator_01", viewport={"width": 390, "height": 844}) as page:
        page.goto(f"/desk/visits/{site.visited}/visit/p_proof")
        pads = page.locator(".mz-pad canvas")
        assert pads.count() == 3
        assert page.locator("input[type=file][name=visit_sign_family]").is_visible(), "the way without a pad"
        for number in range(3):
            pads.nth(number).scroll_into_view_if_needed()
            box = pads.nth(number).bounding_box()
            assert box is not None
            page.mouse.move(box["x"] + 30, box["y"] + 40)
            page.mouse.down()
            page.mouse.move(box["x"] + 150, box["y"] + 100, steps=8)
            page.mouse.up()
        page.get_by_text(re.compile("已选“.*签名.png”")).nth(2).wait_for()
        pads.nth(2).locator("xpath=following-sibling::button").click()
        assert page.locator("input[name=visit_sign_second]").evaluate("box => box.files.length") == 0
        assert (
            page.locator("input[name=visit_sign_first]").evaluate("box => box.files[0].type") == "image/png"
        )
        page.get_by_role("button", name="先存着").click()
        page.wait_for_url("**/desk/visits")
        page.goto(f"/desk/visits/{site.visited}/visit/p_proof")
        main = page.locator("main").inner_text()
        assert "您的签名.png" in main
        assert "被访的人签名.png" in main
