"""Signing in across systems in a real browser, whose own rules (where a form may lead) no test client knows."""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.site import ACCEPTOR, DESK, PHONE, Site
from tests.browser.soundness import faults
from tests.browser.test_citizen import quiet
from tests.browser.test_every_page import ASKED

pytestmark = [pytest.mark.live, pytest.mark.browser]


class There(BaseHTTPRequestHandler):
    """The other system: a page that says that one has arrived."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<link rel=icon href=data:,><title>there</title>")

    def log_message(self, format: str, *_: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture(autouse=True, scope="session")
def _systems() -> None:
    """The two demo systems, running where they are registered (redirects are not seen by the browser's own routes)."""
    for port in (9000, 9001):
        try:
            server = ThreadingHTTPServer(("127.0.0.1", port), There)
        except (
            OSError
        ):  # another test process answers there already, in the same words, until the run is over
            continue
        threading.Thread(target=server.serve_forever, daemon=True).start()


def brought(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


@pytest.mark.parametrize(("size", "elder"), [(PHONE, True), (DESK, False)], ids=["390-elder", "1280"])
def test_a_stranger_signs_in_agrees_and_comes_back_to_the_system_with_a_code(
    site: Site, size: dict[str, int], elder: bool
) -> None:
    who = "mengyansheng" if elder else "qinyanfeng"
    with site.context(viewport=size) as context:
        page = context.new_page()
        with quiet(page):
            if elder:
                page.goto("/display?elder=on&next=/")
            page.goto(f"/openid/authorize?{ASKED}&state=s1")
            page.get_by_label("用户名").fill(who)
            page.get_by_label("密码").fill(site.password)
            page.get_by_role("button", name="登录", exact=True).click()
            page.get_by_role("heading", name=re.compile("要用这个账号登录")).wait_for()
            assert faults(page) == []
            page.get_by_role("button", name="同意并登录").click()
            page.wait_for_url("http://localhost:9000/back?**")
        back = brought(page.url)
        assert (back["state"], back["iss"]) == ("s1", site.url)
        assert len(back["code"]) == 43


def test_an_officer_goes_straight_on_to_a_system_of_our_own(site: Site) -> None:
    asked = ASKED.replace("demo-library", "demo-reports").replace(":9000", ":9001")
    with site.context() as context:
        page = context.new_page()
        with quiet(page):
            page.goto(f"/openid/authorize?{asked}")
            assert "/desk/sign-in" in page.url
            page.get_by_label("用户名").fill(ACCEPTOR)
            page.get_by_label("密码").fill(site.password)
            page.get_by_role("button", name="登录", exact=True).click()
            page.get_by_label("动态口令").fill(page.locator("#demo-code").inner_text())
            page.get_by_role("button", name="进入工作台").click()
            page.wait_for_url("http://localhost:9001/back?**")
        assert "code" in brought(page.url)


def test_the_national_platforms_account_opens_this_one_on_the_first_visit(site: Site) -> None:
    with site.page(viewport=PHONE) as page:
        page.goto("/sign-in?next=/account")
        page.get_by_role("link", name="用国家政务服务平台账号登录（演示）").click()
        page.get_by_label("崔演渡").check()
        page.get_by_role("button", name="登录并返回").click()
        page.wait_for_url("**/account")
        assert "崔演渡" in page.content()
        assert faults(page) == []


def test_signing_out_at_a_system_is_asked_and_leads_back_there(site: Site) -> None:
    with site.context("mengyansheng") as context:
        page = context.new_page()
        with quiet(page):
            query = "client_id=demo-library&post_logout_redirect_uri=http://localhost:9000/bye&state=x"
            page.goto(f"/openid/logout?{query}")
            page.get_by_role("button", name="退出登录", exact=True).click()
            page.wait_for_url("http://localhost:9000/bye?state=x")
        site._states.pop("mengyansheng", None)
        page.goto("/account")
        assert "/sign-in" in page.url
