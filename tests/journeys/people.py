"""The people of the journeys and what they do, through the doors: sign in, fill in, submit, take steps."""

import html
import re
from typing import Any

from django.test import Client
from django.utils import timezone

from minzheng.core.cases import queries as cases
from minzheng.core.people import queries as people
from minzheng.core.people.tests.factories import signed_in

CARD = "9999990000000001236"
ACCEPTOR, REVIEWER, APPROVER = "990301001_acceptor_01", "990301001_reviewer_01", "990301_approver_01"
WINDOW, MONITOR = "990301001_window_01", "990301_monitor_01"
PAGES: dict[str, dict[str, Any]] = {
    "p_who": {"for_whom": "self"},
    "p_contact": {"phone": "19900001234", "address": "南熏街道南熏社区 15 号", "living": "alone"},
    "p_bank": {"bank_name": "青岚农商银行", "bank_card": CARD},
}


def browser(username: str = "", **options: Any) -> Client:
    """A browser, signed in when a user name is given."""
    client = Client(**options)
    if username:
        sign_in(client, username)
    return client


def sign_in(client: Client, username: str) -> None:
    """Sign in without the price of hashing (the sign-in page has tests of its own)."""
    account = people.account_by_username(username)
    assert account is not None, username
    signed_in(client, people.user(account))


def person_of(username: str) -> Any:
    account = people.account_by_username(username)
    assert account is not None
    return account.person


def text(response: Any) -> str:
    """What a page says: without markup, blanks joined."""
    plain = re.sub(r"(?s)<(script|style).*?</\1>|<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(plain))


def errors(response: Any) -> list[str]:
    """The sentences of the error summary."""
    found = re.search(r'(?s)class="mz-errors".*?</ul>', response.content.decode())
    return re.findall(r"<li>(?:<a[^>]*>)?(.*?)(?:</a>)?</li>", html.unescape(found.group())) if found else []


def begin(client: Client) -> str:
    """Begin (or go on with) an application; the address of the page on which one lands."""
    return str(client.get("/services/gaoling/apply").url)


def page_url(start: str, page: str) -> str:
    return start.rsplit("/", 1)[0] + "/" + page


def fill(client: Client, **changes: dict[str, Any]) -> str:
    """Fill in all pages; the address of the page on which the answers are checked."""
    url = begin(client)
    for page, values in PAGES.items():
        answer = client.post(page_url(url, page), {**values, **changes.get(page, {}), "go": "next"})
        assert answer.status_code == 302, (page, errors(answer))
    return page_url(url, "check")


def submit(client: Client, **changes: dict[str, Any]) -> str:
    """Fill in and hand in; the number of the case."""
    answer = client.post(fill(client, **changes), {"promise": "1", "go": "submit"})
    assert answer.status_code == 302, errors(answer)
    return str(answer.url).split("/")[2]


def step(username: str, case_no: str, name: str, opinion: str = "", **more: str) -> Any:
    """An officer opens a case and concludes it so; the answer."""
    client = browser(username)
    page = client.get(f"/desk/cases/{case_no}")
    assert page.status_code == 200, text(page)
    assert f'value="{name}"' in page.content.decode(), f"{username} is not offered {name}"
    return client.post(f"/desk/cases/{case_no}/step", {"step": name, "opinion": opinion, **more})


def reveal(client: Client, case_no: str, level: str = "L3") -> None:
    """An officer says what for, confirms, and sees the sensitive fields of a case for a time."""
    said = {"level": level, "purpose": "核对申请表和材料", "confirmed": "1", "do": "reveal"}
    answer = client.post(f"/desk/cases/{case_no}/reveal", said)
    assert answer.status_code == 302, errors(answer)


def decided(client: Client, outcome: str = "grant", opinion: str = "") -> str:
    """A case that was accepted, reviewed and decided by three persons; its number."""
    case_no = submit(client)
    step(ACCEPTOR, case_no, "accept:accept")
    step(REVIEWER, case_no, "initial_review:agree", "户籍、年龄已核，符合条件。")
    step(APPROVER, case_no, f"confirm:{outcome}", opinion)
    return case_no


def row(case_no: str) -> dict[str, Any]:
    return cases.case_by_number(case_no)


def letter(client: Client, case_no: str, title: str) -> str:
    """The address of a letter of a case by its title."""
    page = client.get(f"/cases/{case_no}").content.decode()
    found = re.search(rf'(?s){title}.{{0,300}}?href="(/letters/[^"]+)"', page)
    assert found, f"no {title} on the page"
    return found.group(1)


def now() -> Any:
    return timezone.now()
