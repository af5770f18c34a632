"""The beginning of the road of the minimum allowance in a real browser: a telephone, the view for elders, no script."""

import re

import pytest

from tests.browser.site import PHONE, Site
from tests.browser.soundness import axe_faults

pytestmark = [pytest.mark.live, pytest.mark.browser]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_an_elder_finds_the_minimum_allowance_with_her_own_words_and_asks_beforehand(
    script: bool, site: Site
) -> None:
    with site.context(viewport=PHONE, java_script_enabled=script) as context:
        context.add_cookies([{"name": "mz_elder", "value": "on", "url": site.url}])
        page = context.new_page()
        page.goto("/")
        page.get_by_label("想办什么事").fill("困难补助")
        page.get_by_role("button", name="搜").click()
        page.locator('main a[href="/services/dibao"]').first.click()
        page.locator('a[href="/services/dibao/precheck"]').filter(visible=True).first.click()
        page.wait_for_url(re.compile("/precheck$"))
        if script:
            assert axe_faults(page) == []
        page.locator('main button[type="submit"]').last.click()
        assert page.title().startswith("出错了："), "what is left out is told, and nobody is turned away"
