"""Registering, proving who one is, applying for somebody else and seeing who looked: in a real browser."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from tests.browser.site import ACCEPTOR, CARD, DESK, PHONE, Site, post
from tests.browser.test_citizen import quiet
from tests.journeys.pictures import jpeg

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.live, pytest.mark.browser]


def main(page: "Page") -> str:
    return page.locator("main").inner_text()


def register(page: "Page", phone: str) -> None:
    """From the first press on a service to an account, with the code of the simulated telephone."""
    page.goto("/services/gaoling/apply")
    page.get_by_role("link", name="用手机验证码登录").click()
    page.get_by_label("手机号").fill(phone)
    page.get_by_role("button", name="给我发验证码").click()
    page.get_by_role("link", name="演示：看这个手机收到的短信").click()
    for _ in range(60):
        found = re.search(r"验证码 (\d{6})", main(page))
        if found:
            break
        page.wait_for_timeout(500)
        page.reload()
    assert found, main(page)
    page.get_by_role("link", name="回去填验证码").click()
    page.get_by_label("验证码", exact=True).fill(found.group(1))
    page.get_by_role("button", name="填好了，下一步").click()
    page.get_by_role("button", name="开账号").click()


def prove(page: "Page", name: str, number: str) -> None:
    """The step wants a2: the page leads there, and back to the form."""
    assert "先到“实名（a2）”" in main(page)
    page.get_by_label("姓名", exact=True).fill(name)
    page.get_by_label("身份证号", exact=True).fill(number)
    page.get_by_role("checkbox", name=re.compile("同意把姓名和身份证号送去核对")).check()
    page.get_by_role("button", name="核验", exact=True).click()
    page.get_by_role("link", name="霁州市").click()
    page.get_by_role("link", name="霁南区").click()
    page.get_by_role("link", name="南熏街道").click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="就住这里").click()
    page.wait_for_url(re.compile("/drafts/.+/p_who"))


def face(page: "Page") -> None:
    page.goto("/account/verify?next=/account/agency")
    page.get_by_role("link", name="去刷脸").click()
    assert "这不是真的刷脸" in main(page)
    page.get_by_role("button", name="演示：当作通过").click()
    page.wait_for_url(re.compile("/account/agency$"))


def appoint(site: Site, name: str, number: str) -> None:
    until = (timezone.localdate() + timedelta(days=60)).isoformat()
    form = {"go": "appoint", "name": name, "id_number": number, "all": "1", "until": until, "agree": "1"}
    with site.context("caoyanshan") as context:
        assert post(context, "/account/agency", form).ok


def apply_for_him(page: "Page") -> str:
    """Accept, change the hat with one press, fill in and hand in; the number."""
    page.get_by_role("button", name="同意替曹演山办").click()
    page.get_by_role("button", name="替曹*山办").click()
    assert "您正在替曹演山办事" in page.locator("header").inner_text()
    page.goto("/services/gaoling/apply")
    page.get_by_label("我自己").check()
    page.get_by_role("button", name="保存，下一步").click()
    page.get_by_label("联系电话").fill("19900001234")
    page.get_by_label("老人现在住在哪里").fill("南熏街道南熏社区 15 号")
    page.get_by_label("和老伴住").check()
    page.get_by_role("button", name="保存，下一步").click()
    page.get_by_label("哪家银行").fill("青岚农商银行")
    page.get_by_label("银行卡号").fill(CARD)
    photo = {"name": "社保卡.jpg", "mimeType": "image/jpeg", "buffer": jpeg(600, 380)}
    page.get_by_label(re.compile("银行卡照片")).set_input_files(photo)
    page.get_by_role("button", name="保存，下一步").click()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url(re.compile("/receipt$"))
    return page.locator(".mz-caseno").inner_text().strip()


@pytest.mark.parametrize(
    ("window", "elder", "who", "phone"),
    [
        (PHONE, True, ("何演辰", "990301198808080815"), "19900006001"),
        (DESK, False, ("阿演·买买提", "990301197911030619"), "19900006002"),
    ],
    ids=["390 px, for the old", "1280 px"],
)
def test_somebody_registers_proves_who_they_are_applies_for_an_elder_who_sees_who_looked(
    window: Any, elder: bool, who: tuple[str, str], phone: str, site: Site
) -> None:
    appoint(site, *who)
    with site.context(viewport=window) as context:
        if elder:
            context.add_cookies([{"name": "mz_elder", "value": "on", "url": site.url}])
        page = context.new_page()
        with quiet(page):
            register(page, phone)
            prove(page, *who)
            face(page)
            case_no = apply_for_him(page)
    with site.context(ACCEPTOR) as context:
        opened = context.new_page()
        opened.goto(f"/desk/cases/{case_no}")
        opened.get_by_role("link", name="查看明文").click()
        opened.get_by_label("看来做什么").select_option("核对申请表和材料")
        opened.get_by_label("我只为这件事看").check()
        opened.get_by_role("button", name="查看明文").click()
        address = re.search(r'href="(/desk/files/[^"]+)"', opened.content())
        assert address
        assert context.request.get(address.group(1)).ok
    with site.page("caoyanshan", viewport=window) as page, quiet(page):
        page.goto("/account")
        page.get_by_role("link", name=re.compile("谁看过我的信息")).click()
        assert "打开了您交的材料" in main(page)
        assert f"核对申请表和材料，办件 {case_no}" in main(page)
        page.goto(f"/cases/{case_no}")
        assert "高龄津贴" in main(page)
