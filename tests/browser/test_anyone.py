"""Whoever holds a link, a number or the code of a notice, on a telephone: the absent member, the neighbour."""

import re

import pytest

from tests.browser import clicks
from tests.browser.site import Site
from tests.browser.soundness import axe_faults
from tests.journeys.test_signing import OBLIGOR, SON_ID

pytestmark = [pytest.mark.live, pytest.mark.browser]

FAR = "19900007777"
_LAST_SMS = """
from minzheng.core.cases.tests import family
print(family.last_sms("{phone}"))
"""


def sms(site: Site, phone: str, pattern: str) -> str:
    """What the newest short message to a telephone carries."""
    found = re.search(pattern, site.play(_LAST_SMS.format(phone=phone)))
    assert found
    return found[1]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_an_absent_member_opens_the_link_and_signs_and_nobody_else_can(script: bool, site: Site) -> None:
    page_of_case = f"/cases/{site.submitted_family()}/signing"
    with clicks.phone(site, "linyanlan") as page:
        page.goto(page_of_case)
        absent = page.get_by_role("region", name="袁演芷")
        absent.get_by_label("袁演芷的手机号").fill(FAR)
        absent.get_by_role("button", name=re.compile("^发链接给本人")).click()
        page.get_by_text("链接发到").wait_for()
    path = sms(site, FAR, r"(/sign/[\w-]+)")
    with clicks.phone(site, script=script) as page:
        page.goto(path)
        assert "林*兰请您签" in clicks.said(page)
        page.get_by_label("您身份证号的后 6 位").fill(SON_ID[-6:])
        page.get_by_role("button", name="给我发验证码").click()
        page.locator(".mz-errors").wait_for()
        assert "还可以试 4 次" in clicks.said(page)
        assert "我同意民政部门" not in clicks.said(page), "the wrong person learns nothing"
        page.get_by_label("您身份证号的后 6 位").fill(OBLIGOR[-6:])
        page.get_by_role("button", name="给我发验证码").click()
        page.get_by_label("验证码").wait_for()
        assert "我同意民政部门" in clicks.said(page)
        if script:
            assert axe_faults(page) == []
        page.get_by_label("验证码").fill(sms(site, FAR, r"验证码 (\d{6})"))
        page.get_by_role("button", name="签字").click()
        page.locator(".mz-errors").wait_for()
        assert "同意就打勾" in clicks.said(page)
        page.get_by_label("我看过了，同意").check()
        page.get_by_role("button", name="签字").click()
        page.get_by_role("heading", name="签好了，谢谢您").wait_for()
        if script:
            assert axe_faults(page) == []
        page.goto(path)
        assert "签好了，谢谢您" not in clicks.said(page), "a link is used once"
        assert "带身份证到街道、镇窗口签" in clicks.said(page)


def test_a_neighbour_reads_the_notice_and_objects_under_seal(site: Site) -> None:
    with clicks.phone(site, elder=True) as page:
        page.goto(f"/notices/{site.noticed}")
        assert axe_faults(page) == []
        page.get_by_role("link", name=re.compile("提异议")).filter(visible=True).first.click()
        if page.get_by_label("用户名").count():
            clicks.sign_in(page, site, "chenyansong")
        page.get_by_label("哪里不对").wait_for()
        page.get_by_role("button", name="提交异议").click()
        page.locator(".mz-errors").wait_for()
        page.get_by_label("哪里不对").fill("他和儿子一起住，儿子在镇上开店。")
        assert axe_faults(page) == []
        page.get_by_role("button", name="提交异议").click()
        page.wait_for_url(re.compile("/objections/"))
        assert "收到" in clicks.heading(page)
        assert axe_faults(page) == []


def test_anybody_follows_a_case_with_number_and_code_and_reads_nothing_of_the_family(site: Site) -> None:
    with site.page("caoyanshan") as page:
        page.goto(f"/cases/{site.waiting}/receipt")
        query_code = page.locator(".mz-code").inner_text()
    with clicks.phone(site) as page:
        page.goto("/")
        page.get_by_role("link", name="凭编号查进度").click()
        clicks.write(page, 办件编号=site.waiting, 查询码="000000")
        page.get_by_role("button", name="查进度").click()
        page.locator(".mz-errors").wait_for()
        page.get_by_label("查询码").fill(query_code)
        page.get_by_role("button", name="查进度").click()
        page.get_by_role("heading", level=1, name="高龄津贴").wait_for()
        told = clicks.said(page)
        assert "有事打" in told
        for secret in ("曹演山", "曹*山", "南熏社区 15 号"):
            assert secret not in told, secret
        assert axe_faults(page) == []
