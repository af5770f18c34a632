"""How many SQL statements each page costs beyond the two with which every signed-in request begins; rows do not add any."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from minzheng.kernel.ids import uuid7
from tests.journeys import people as play
from tests.journeys.test_legal_persons import administrator as claims_and_wears

pytestmark = pytest.mark.usefixtures("province")
PORTAL, DESK = 6, 8


def cost(client: Any, url: str) -> int:
    """Statements of a page beyond who asks and with which scope; what a process remembers is remembered already."""
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    own = [
        query["sql"]
        for query in seen
        if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "WITH signed_in", "SELECT set_config"))
    ]
    return len(own)


def copies(case_no: str, number: int) -> None:
    """More cases like this one, each with its open task."""
    case_id = play.row(case_no)["id"]
    for n in range(number):
        fresh = uuid7(timezone.now())
        insert("cases_case", "id", case_id, {"id": fresh, "case_no": f"{case_no[:17]}{n:05d}Q"})
        insert("cases_task", "case_id", case_id, {"id": uuid7(timezone.now()), "case_id": fresh})


def insert(table: str, key: str, like: Any, changes: dict[str, Any]) -> None:
    """A row like another one, with some values changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
        columns = [row[0] for row in cursor.fetchall()]
        taken = ", ".join("%s" if name in changes else name for name in columns)
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {taken} FROM {table} WHERE {key} = %s",
            [*(changes[name] for name in columns if name in changes), like],
        )


def test_pages_for_everybody_keep_to_their_number_of_statements() -> None:
    stranger, elder = play.browser(), play.browser("dongyankun")
    for url in (
        "/",
        "/services",
        "/services?q=老人补贴",
        "/services/gaoling",
        "/query",
        "/sign-in",
        "/register",
    ):
        assert cost(stranger, url) <= PORTAL, url
    own = (
        "/account",
        "/organisations",
        "/organisations/claim",
        "/account/verify",
        "/account/data",
        "/account/safety",
        "/account/agency",
        "/account/place",
        "/account/place?in=990301001",
    )
    for url in ("/", "/services", "/services/gaoling", *own):
        assert cost(elder, url) <= PORTAL, url
    administrator = claims_and_wears()
    for url in ("/", "/services", "/organisations/current"):
        assert cost(administrator, url) <= PORTAL, url
    for url in ("/desk/people/verify", "/desk/people/guardians"):
        assert cost(play.browser(play.WINDOW), url) <= DESK, url


def test_filling_in_and_checking_keep_to_their_number_of_statements() -> None:
    elder = play.browser("dongyankun")
    check = play.fill(elder)
    for page in ("p_who", "p_contact", "p_bank", "check"):
        assert cost(elder, play.page_url(check, page)) <= PORTAL, page


def test_a_case_and_its_receipt_and_letter_keep_to_their_number_of_statements() -> None:
    elder = play.browser("dongyankun")
    case_no = play.submit(elder)
    assert cost(elder, f"/cases/{case_no}") <= PORTAL
    assert cost(elder, f"/cases/{case_no}/receipt") <= PORTAL
    play.step(play.ACCEPTOR, case_no, "accept:accept")
    play.step(play.REVIEWER, case_no, "initial_review:agree", "户籍、年龄已核。")
    assert cost(play.browser(play.APPROVER), f"/desk/cases/{case_no}") <= DESK
    play.step(play.APPROVER, case_no, "confirm:grant")
    letter = play.letter(elder, case_no, "高龄津贴确认通知书")
    assert cost(elder, letter) <= PORTAL
    assert cost(elder, f"/cases/{case_no}") <= PORTAL
    assert cost(elder, f"/cases/{case_no}/rate") <= PORTAL
    assert cost(play.browser(play.APPROVER), f"/desk/cases/{case_no}/done") <= DESK


def test_fifty_rows_cost_no_more_statements_than_one() -> None:
    elder = play.browser("dongyankun")
    case_no = play.submit(elder)
    officer, monitor = play.browser(play.ACCEPTOR), play.browser(play.MONITOR)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_task SET warn_at = now() - interval '1 hour' WHERE case_id = %s",
            [play.row(case_no)["id"]],
        )
        cursor.execute("UPDATE cases_case SET origin = 'list' WHERE id = %s", [play.row(case_no)["id"]])
    lists = (
        (elder, "/cases", PORTAL),
        (officer, "/desk/", DESK),
        (monitor, "/desk/supervision?light=yellow", DESK),
        (officer, "/desk/lists", DESK),
    )
    one = {url: cost(client, url) for client, url, _ in lists}
    copies(case_no, 49)
    fifty = {url: cost(client, url) for client, url, _ in lists}
    assert fifty == one
    for _, url, most in lists:
        assert fifty[url] <= most, url
    assert "本页 50 件" in play.text(officer.get("/desk/"))


def test_the_administrators_pages_keep_to_their_number_of_statements() -> None:
    security, audit = play.browser("990301_sec_admin_01"), play.browser("990301_audit_admin_01")
    machines, approver = play.browser("990301_sys_admin_01"), play.browser(play.APPROVER)
    person = f"/desk/staff/{play.person_of(play.APPROVER)}"
    for url in (
        "/desk/staff",
        person,
        "/desk/staff/import",
        "/desk/handovers",
        "/desk/entrustments",
        "/desk/me",
    ):
        assert cost(security, url) <= DESK, url
    assert cost(audit, "/desk/security?days=30") <= DESK
    assert cost(audit, "/desk/emergencies") <= DESK
    assert cost(machines, "/desk/emergencies") <= DESK
    assert cost(approver, "/desk/entrustments") <= DESK
