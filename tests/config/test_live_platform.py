"""The fixtures that browser and live tests stand on: a seeded platform as processes, and a real Chromium."""

import urllib.request

import pytest
from playwright.sync_api import Browser

from tests.live import Platform

pytestmark = [pytest.mark.live, pytest.mark.browser]


def test_the_live_platform_is_ready_and_names_its_demo_accounts(live_platform: Platform):
    with urllib.request.urlopen(f"{live_platform.url}/readyz", timeout=10) as answer:
        assert answer.read() == b"ready"
    shown = "\n".join(live_platform.output())
    assert "受理员" in shown
    assert "申请人" in shown


def test_the_home_page_breaks_no_rule_of_its_own_content_policy(live_platform: Platform, chromium: Browser):
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda problem: said.append(str(problem)))
    answer = page.goto(live_platform.url)
    assert answer is not None
    assert answer.status == 200
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    page.close()
    assert said == []


def test_chromium_shows_chinese_with_the_fonts_of_the_documents(chromium: Browser):
    page = chromium.new_page()
    page.set_content("<p style='font: 40px sans-serif'><span id=a>高龄津贴</span></p>")
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": "#a"})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    page.close()
    assert [font["familyName"] for font in fonts] == ["Noto Sans SC"]
