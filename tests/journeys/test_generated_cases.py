"""Cases made up in bulk stand on every page like those that were handed in, and are the same for the same seed."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, connections

from minzheng.core.audit.actions import sequence
from minzheng.core.audit.queries import after, backlog, head
from minzheng.core.audit.rules import leaf_bytes
from minzheng.core.cases.actions import fire_due
from minzheng.core.messages.queries import inbox
from minzheng.core.outbound.actions import issue_receipts, send_messages
from minzheng.faces.cli.generate.main import generate
from minzheng.kernel import merkle
from minzheng.kernel.codes import parse_case_no
from minzheng.kernel.errors import Problem
from tests.journeys import people as play

CASES = 500
TABLES = ("cases_case", "cases_answers", "cases_party", "cases_task", "cases_timer")


def made(count: int = CASES, *, at: datetime | None = None) -> list[str]:
    return generate(cases=count, seed=7, at=at or play.now(), say=lambda _: None)


def asked(text: str, *values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return list(cursor.fetchall())


@pytest.mark.usefixtures("province")
def test_they_stand_where_they_shall_and_show_the_lights_they_shall():
    numbers = made()
    assert len({parse_case_no(number).number for number in numbers}) == CASES
    stand = dict(asked("SELECT state, count(*) FROM cases_case WHERE case_no = ANY(%s) GROUP BY 1", numbers))
    assert 0.10 < stand["received"] / CASES < 0.20
    assert 0.15 < stand["in_review"] / CASES < 0.25
    assert 0.10 < stand["deciding"] / CASES < 0.20
    red, yellow, lapsed = asked(
        "SELECT count(*) FILTER (WHERE due_at <= %s), count(*) FILTER (WHERE due_at > %s AND warn_at <= %s), "
        "count(*) FILTER (WHERE due_at <= %s AND element = 'accept') FROM cases_task WHERE done_at IS NULL",
        *[play.now()] * 4,
    )[0]
    assert 0.01 < red / CASES < 0.06
    assert 0.05 < yellow / CASES < 0.15
    assert lapsed == 0
    assert len(asked("SELECT DISTINCT county FROM cases_case WHERE case_no = ANY(%s)", numbers)) == 8
    spread = "SELECT max(received_at) - min(received_at) FROM cases_case WHERE case_no = ANY(%s)"
    assert asked(spread, numbers)[0][0].days > 600


@pytest.mark.usefixtures("province")
def test_no_timer_of_theirs_is_due_yet_and_each_open_acceptance_has_one():
    made()
    waiting = asked("SELECT count(*) FROM cases_task WHERE element = 'accept' AND done_at IS NULL")[0][0]
    assert asked("SELECT count(*) FROM cases_timer")[0][0] == waiting
    assert fire_due(at=play.now()) == 0


@pytest.mark.usefixtures("province")
def test_queue_supervision_and_case_pages_work_on_them():
    numbers = made()
    own = asked(
        "SELECT case_no, state FROM cases_case WHERE town = '990301001' AND case_no = ANY(%s) AND closed_at IS NULL",
        numbers,
    )
    waiting = [number for number, state in own if state == "received"]
    queue = play.browser(play.ACCEPTOR).get("/desk/")
    assert waiting
    assert any(number in queue.content.decode() for number in waiting)
    watched = play.browser(play.MONITOR).get("/desk/supervision")
    assert watched.status_code == 200
    for number, _ in own:
        page = play.browser(play.REVIEWER).get(f"/desk/cases/{number}")
        assert page.status_code == 200
        assert number in page.content.decode()


@pytest.mark.usefixtures("province")
def test_they_can_be_taken_further_like_any_other():
    numbers = made()
    find = (
        "SELECT case_no FROM cases_case WHERE town = '990301001' AND state = %s AND case_no = ANY(%s) LIMIT 1"
    )
    number = asked(find, "received", numbers)[0][0]
    play.step(play.ACCEPTOR, number, "accept:accept")
    play.step(play.REVIEWER, number, "initial_review:agree", "户籍、年龄已核，符合条件。")
    play.step(play.APPROVER, number, "confirm:grant")
    assert play.row(number)["result"] == "granted"


@pytest.mark.usefixtures("province")
def test_the_book_orders_them_and_its_tree_can_be_built_again():
    made(100)
    while backlog():
        sequence(at=play.now())
    size, root = head()
    events = after(-1, 100_000)
    assert len(events) == size
    hashes = [merkle.leaf_hash(leaf_bytes(event.values)) for event in events]
    assert merkle.Frontier().extend(hashes).root == root
    assert sum(event.kind == "cases.load" for event in events) > 200


@pytest.mark.usefixtures("province")
def test_nobody_is_told_and_no_receipt_is_issued():
    numbers = made(50)
    while backlog():
        sequence(at=play.now())
    before = asked("SELECT count(*) FROM documents_letter")
    while issue_receipts(at=play.now()) or send_messages(at=play.now()):
        pass
    assert asked("SELECT count(*) FROM documents_letter") == before
    applicants = asked("SELECT applicant_id FROM cases_case WHERE case_no = ANY(%s)", numbers)
    assert all(not inbox([applicant]) for (applicant,) in applicants[:10])


@pytest.mark.usefixtures("open_province")
def test_the_same_seed_gives_the_same_rows_on_two_databases(seeded: Any):
    at = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
    seen = []
    for _ in range(2):
        connections.close_all()
        seeded.make_anew()
        made(150, at=at)
        rows = {
            table: asked(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t")
            for table in TABLES
        }
        rows["audit_event"] = asked(
            "SELECT md5(string_agg(e::text, '|' ORDER BY e.id)) FROM audit_event e WHERE kind = 'cases.load'"
        )
        seen.append(rows)
    assert seen[0] == seen[1]


@pytest.mark.usefixtures("province")
def test_a_seed_serves_once():
    made(20)
    with pytest.raises(Problem) as caught:
        made(20)
    assert caught.value.code == "people.load_repeated"
