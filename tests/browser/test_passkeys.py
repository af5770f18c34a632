"""Passkeys in a real browser with a virtual authenticator: a citizen's only way in, an officer's second factor."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.clicks import sign_in
from tests.browser.site import DESK, PHONE, Site
from tests.browser.soundness import faults
from tests.browser.test_citizen import quiet

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

pytestmark = [pytest.mark.live, pytest.mark.browser]
OFFICER = "990301001_investigator_01"


@contextmanager
def device(site: Site, size: Any, *, elder: bool = False) -> "Iterator[tuple[Page, CDPSession, str]]":
    """A page on a device that keeps passkeys and knows its owner; its protocol, and the name of its authenticator."""
    options = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    knows = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    with site.context(viewport=size) as context:
        if elder:
            context.add_cookies([{"name": "mz_elder", "value": "on", "url": site.url}])
        page = context.new_page()
        protocol = context.new_cdp_session(page)
        protocol.send("WebAuthn.enable")
        made = protocol.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, **knows}})
        with quiet(page):
            yield page, protocol, made["authenticatorId"]


def add(page: "Page", site: Site, name: str) -> None:
    """From the list of passkeys: prove again who one is, name it, make it."""
    page.get_by_role("link", name="在这台设备上加一个").click()
    page.get_by_label("现在的密码").fill(site.password)
    page.get_by_role("button", name="是我本人").click()
    page.get_by_label("给它起个名字").fill(name)
    page.get_by_role("button", name="加上").click()
    page.get_by_role("heading", name=name).wait_for()
    assert f"“{name}”加好了" in page.get_by_role("status").first.inner_text()


def test_a_citizen_adds_a_passkey_and_comes_in_by_it_alone(site: Site) -> None:
    with device(site, PHONE, elder=True) as (page, protocol, authenticator):
        page.goto("/sign-in?next=/account/safety")
        sign_in(page, site, "qinyanfeng")
        page.get_by_role("link", name="添加、去掉通行密钥").click()
        add(page, site, "我的手机")
        assert faults(page) == []
        page.goto("/account")
        page.get_by_role("button", name="退出登录").click()
        page.goto("/sign-in?next=/account/safety")
        protocol.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
        page.get_by_role("button", name="用通行密钥登录").click()
        page.get_by_role("alert").filter(has_text="没有成").wait_for()
        protocol.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": True})
        page.get_by_role("button", name="用通行密钥登录").click()
        page.wait_for_url(re.compile(r"^[^?]+/account/safety$"))
        assert "有 1 个。" in page.locator("main").inner_text()


def test_an_officer_passes_the_second_factor_with_a_passkey_and_not_without_the_password(site: Site) -> None:
    with device(site, DESK) as (page, _, _):
        page.goto("/desk/sign-in?next=/desk/me")
        sign_in(page, site, OFFICER)
        page.get_by_label("动态口令").fill(page.locator("#demo-code").inner_text())
        page.get_by_role("button", name="进入工作台").click()
        page.get_by_role("link", name="通行密钥和备用码").click()
        add(page, site, "办公室的电脑")
        page.get_by_role("link", name="回我的账户").click()
        page.locator("main").get_by_role("button", name="换人").click()
        page.goto("/sign-in")
        page.get_by_role("button", name="用通行密钥登录").click()
        page.get_by_role("alert").filter(has_text="没有成").wait_for()
        page.goto("/desk/sign-in?next=/desk/me")
        sign_in(page, site, OFFICER)
        page.get_by_role("button", name="用通行密钥").click()
        page.wait_for_url(re.compile("/desk/me$"))
