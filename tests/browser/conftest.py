"""The site of the browser tests: the live platform and a real Chromium, shared by the session."""

from typing import TYPE_CHECKING

import pytest

from tests.browser.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.live import Platform


@pytest.fixture(scope="session")
def site(live_platform: "Platform", chromium: "Browser") -> Site:
    return Site(live_platform, chromium)
