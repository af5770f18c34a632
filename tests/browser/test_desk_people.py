"""Who sits at a desk, in a real browser: a new colleague from the list to the queue, and two at one screen."""

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from minzheng.core.people.actions import code_at
from minzheng.core.people.tests.factories import make_id_number
from tests.browser.clicks import heading, said, sign_in
from tests.browser.site import DESK, PHONE, Site
from tests.browser.soundness import faults
from tests.browser.test_citizen import quiet

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.live, pytest.mark.browser]
SECURITY = "990301_sec_admin_01"
STREET = "11990301MB0002241H"
HEAD = "姓名,证件号码,手机,用户名,机构,角色,自,至,依据"
OWN = "Yushui-2026-heming"


def listed(username: str, order: int) -> Any:
    """A list as a file: one line that is right, one without a user name."""
    day, born = timezone.localdate(), date(1991, 2, 3)
    rest = f"{STREET},受理员,{day},{day + timedelta(days=300)},街办任〔2026〕6 号"
    lines = [
        HEAD,
        f"新演河,{make_id_number('990301', born, order)},,{username},{rest}",
        f"缺演名,{make_id_number('990301', born, order + 2)},,,{rest}",
    ]
    return {"name": "名单.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}


def taken_in(site: Site, username: str, order: int) -> str:
    """The security administrator takes a list in, is told of the line that is wrong; the one-time password."""
    with site.page(SECURITY) as page, quiet(page):
        page.goto("/desk/staff")
        page.get_by_role("link", name="成批录入").click()
        page.get_by_label("CSV 文件").set_input_files(listed(username, order))
        page.get_by_label("有一行不对，就整份都不录").uncheck()
        page.get_by_role("button", name="录入").click()
        assert "一共 2 行，1 行有问题" in said(page)
        assert "请写用户名" in page.get_by_role("row").filter(has_text="缺演名").inner_text()
        assert faults(page) == []
        return page.locator("section dd.mz-num").inner_text()


def first_time(page: "Page", username: str, once: str) -> None:
    """One-time password, the app set up, the spare codes, a password of one's own."""
    page.goto("/desk/sign-in")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(once)
    page.get_by_role("button", name="登录", exact=True).click()
    assert heading(page) == "设一个动态口令"
    secret = page.locator("p.mz-num").inner_text().replace(" ", "")
    page.get_by_label("2. 填手机上现在的 6 位数字").fill(code_at(secret, timezone.now()))
    page.get_by_role("button", name="设好，进入工作台").click()
    assert page.locator("ol.mz-num li").count() == 10
    page.get_by_role("link", name="抄好了，进入工作台").click()
    assert heading(page) == "换成您自己的密码"
    page.get_by_label("新密码").fill(OWN)
    page.get_by_label("再写一遍").fill(OWN)
    page.get_by_role("button", name="换好，进入工作台").click()
    page.wait_for_url(re.compile("/desk/$"))


def test_a_new_colleague_comes_from_a_list_to_the_queue_and_no_further(site: Site) -> None:
    once = taken_in(site, "new_acceptor_01", 961)
    waiting, foreign = site.waiting, site.family
    with site.page() as page:
        with quiet(page):
            first_time(page, "new_acceptor_01", once)
            page.get_by_role("row").filter(has_text=waiting).wait_for()
        for path in (f"/desk/cases/{foreign}", "/desk/staff", "/desk/supervision"):
            answer = page.goto(path)
            assert answer is not None
            assert answer.status in (403, 404), path
            assert page.get_by_role("heading", level=1).count() == 1
            assert page.locator("main").get_by_role("link").count() >= 1, "a way on"
            assert "林演兰" not in page.content()


def sit_down(page: "Page", site: Site, username: str) -> None:
    """Password and code at the sign-in page on the screen, then to one's deputies."""
    sign_in(page, site, username)
    page.get_by_label("动态口令").fill(page.locator("#demo-code").inner_text())
    page.get_by_role("button", name="进入工作台").click()
    page.goto("/desk/deputies")


@pytest.mark.parametrize(
    ("window", "elder", "pair"),
    [(DESK, False, ("acceptor", "window")), (PHONE, True, ("reviewer", "investigator"))],
    ids=["1280 px", "390 px, large"],
)
def test_two_at_one_screen_never_see_what_the_other_typed(
    window: Any, elder: bool, pair: tuple[str, str], site: Site
) -> None:
    first, second = (f"990101002_{role}_01" for role in pair)
    text = "下周去省里培训十天"
    with site.context(viewport=window) as context:
        if elder:
            context.add_cookies([{"name": "mz_elder", "value": "on", "url": site.url}])
        page = context.new_page()
        with quiet(page):
            page.goto("/desk/sign-in")
            sit_down(page, site, first)
            page.get_by_label("为什么").fill(text)
            page.get_by_role("banner").get_by_role("button", name="换人").click()
            assert heading(page) == "登录工作台"
            sit_down(page, site, second)
            assert page.get_by_label("为什么").input_value() == ""
            assert text not in page.content()
            page.go_back()
            assert text not in page.content()
            page.goto("/desk/me")
            page.get_by_role("banner").get_by_role("button", name="换人").click()
            sit_down(page, site, first)
            assert page.get_by_label("为什么").input_value() == text
            assert "您刚才填的还在" in page.get_by_role("main").inner_text()
