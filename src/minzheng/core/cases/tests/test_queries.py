"""What is asked of cases, each in its number of statements; and who sees what."""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minzheng.core.cases import queries
from minzheng.core.cases.actions import issue_receipt, take_step
from minzheng.core.cases.tests.factories import AT, Town, a_case, a_submission, a_town
from minzheng.core.catalogue.actions import publish
from minzheng.core.catalogue.queries import latest, package
from minzheng.core.catalogue.tests.factories import edited
from minzheng.core.documents.queries import letters_of
from minzheng.core.people.tests.factories import BY
from minzheng.kernel.errors import Problem
from minzheng.kernel.formspec import canonical
from minzheng.kernel.ids import uuid7

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def town() -> Town:
    return a_town()


READS: dict[str, tuple[int, Callable[[Town, Any], object]]] = {
    "case": (1, lambda _, one: queries.case(one.case_id)),
    "case_by_number": (1, lambda _, one: queries.case_by_number(one.case_no)),
    "answers": (1, lambda _, one: queries.answers(one.case_id)),
    "materials": (1, lambda _, one: queries.materials(one.case_id)),
    "papers_of": (1, lambda _, one: queries.papers_of(one.case_id)),
    "before_submit": (1, lambda town, _: queries.before_submit(town.elder.account or UUID(int=0), "k1")),
    "parties_of": (1, lambda _, one: queries.parties_of(one.case_id)),
    "cases_of": (1, lambda town, _: queries.cases_of(town.elder.person or UUID(int=0))),
    "filled_in_by": (1, lambda town, _: queries.filled_in_by(town.elder.person or UUID(int=0), AT.date())),
    "open_tasks": (1, lambda _, one: queries.open_tasks(one.case_id)),
    "due_cases": (1, lambda *_: queries.due_cases(AT, 10)),
    "with_older_calendar": (1, lambda *_: queries.with_older_calendar(1, 10)),
    "listed_already": (1, lambda *_: queries.listed_already("gaoling", {}, AT)),
    "lists_drawn": (1, lambda *_: queries.lists_drawn(date(2026, 4, 1))),
    "standing": (1, lambda *_: queries.standing("county", "990101", AT, light="red")),
    "standing_counts": (1, lambda *_: queries.standing_counts("county", "990101", AT)),
    "lapsed": (1, lambda *_: queries.lapsed("county", "990101", AT)),
    "listed": (1, lambda *_: queries.listed("county", "990101")),
}


def test_every_read_keeps_to_its_number_of_statements(town: Town):
    one = a_case(town)
    for name, (number, read) in READS.items():
        with CaptureQueriesContext(connection) as seen:
            read(town, one)
        assert len(seen) == number, name


def test_a_finding_takes_two_statements_and_the_receipt_no_more_than_it_says(
    town: Town, django_assert_num_queries, django_assert_max_num_queries
):
    case = a_case(town)
    row = queries.case(case.case_id)
    found = package(row["snapshot_id"])
    with django_assert_num_queries(2):
        assert queries.finding_of(row, found, AT).tier == "80"
    with django_assert_max_num_queries(6):
        issue_receipt(by=BY, at=AT, case_id=case.case_id)
    assert [letter.kind for letter in letters_of(case.case_id)] == ["intake_receipt"]


@pytest.mark.parametrize("read", [queries.case, queries.cases_of_file])
def test_what_is_not_there_is_said_so(read: Callable[[UUID], object]):
    with pytest.raises(Problem, match="not_found"):
        read(uuid7())


def test_a_number_that_names_no_case_is_said_so():
    with pytest.raises(Problem, match="not_found"):
        queries.case_by_number("99010105202603020000014")


def test_a_person_sees_the_own_cases_newest_first_and_turns_pages(town: Town):
    made = [a_case(town, key=f"n{n}", at=AT + n * HOUR).case_id for n in range(3)]
    assert town.elder.person is not None
    page = queries.cases_of(town.elder.person, limit=1)
    assert [row["id"] for row in page] == [made[2], made[1]]
    last = page[0]
    rest = queries.cases_of(town.elder.person, before=(last["received_at"], last["id"]))
    assert [row["id"] for row in rest] == [made[1], made[0]]
    assert queries.cases_of(uuid7()) == []


def test_the_committed_bytes_and_their_digest_come_back(town: Town):
    case = a_case(town)
    answers, digest = queries.answers(case.case_id)
    assert dict(answers) == dict(a_submission(town.elder).answers)
    assert hashlib.new("sm3", canonical(answers)).digest() == digest


def test_lights_of_the_queue_follow_the_clock_and_pages_turn_both_ways(town: Town):
    made = [a_case(town, key=f"n{n}", at=AT + timedelta(days=n)).case_id for n in range(3)]
    scopes = queries.scopes_of(town.acceptor, AT.date())
    rows = queries.queue(scopes, AT)
    assert [row.case_id for row in rows] == made
    first = rows[0]
    assert queries.lights(scopes, first.warn_at) == {"red": 0, "yellow": 1, "green": 2}
    assert queries.lights(scopes, first.due_at)["red"] == 1
    assert [row.case_id for row in queries.queue(scopes, first.due_at, light="red")] == [made[0]]
    back = queries.queue(scopes, AT, after=(rows[2].due_at, rows[2].task), backwards=True)
    assert [row.case_id for row in back] == made[:2]
    assert queries.queue(scopes, AT, service="other") == []
    with pytest.raises(Problem, match="one_unit"):
        queries.queue([*scopes, *queries.scopes_of(town.approver, AT.date())], AT)


def test_a_step_that_is_done_leaves_the_queue_of_its_role_and_enters_the_next(town: Town):
    case = a_case(town)
    take_step(by=town.acceptor, at=AT + HOUR, case_id=case.case_id, element="accept", outcome="accept")
    assert queries.queue(queries.scopes_of(town.acceptor, AT.date()), AT) == []
    (row,) = queries.queue(queries.scopes_of(town.reviewer, AT.date()), AT)
    assert (row.case_id, row.element, row.holder) == (case.case_id, "initial_review", "审核人")


def test_a_case_keeps_its_snapshot_when_a_new_version_comes(town: Town):
    case = a_case(town)
    before = queries.case(case.case_id)["snapshot_id"]
    newest = latest("gaoling")
    assert newest is not None
    publish(by=BY, at=AT, files=edited("办理时限改短了。"), domain="elderly", parent=newest["id"])
    after = a_submission(town.elder).snapshot
    assert after != before
    take_step(by=town.acceptor, at=AT, case_id=case.case_id, element="accept", outcome="accept")
    assert queries.case(case.case_id)["snapshot_id"] == before
    assert ["办理时限改短了" in package(one).guide for one in (before, after)] == [False, True]


def test_the_queue_of_an_office_above_the_county_reads_its_own_tasks_alone(town: Town):
    scope = queries.Scoped("approver", "city", "990100")
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as asked:
        cursor.execute("SET LOCAL enable_seqscan = off")
        queries.queue([scope], AT)
        cursor.execute(f"EXPLAIN {asked[0]['sql']}", ["990100", ["approver"], 50])
        assert "cases_task_own_city" in "\n".join(row[0] for row in cursor.fetchall())
