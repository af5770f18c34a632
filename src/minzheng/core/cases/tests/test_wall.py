"""The second wall around cases: answers, authorisations, what banks said; and sensitive cases altogether."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from minzheng.core.cases import queries
from minzheng.core.cases.tests.factories import AT, Town, a_case, a_town, an_elder
from minzheng.core.cases.tests.inquiry import a_field, an_accepted_case, visit
from minzheng.core.legal_persons.tests.factories import a_legal_person, a_mandate
from minzheng.core.offices.actions import enter
from minzheng.core.offices.queries import actor
from minzheng.core.people.tests.factories import an_account
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, Hat, anonymous, system

pytestmark = pytest.mark.django_db


@contextmanager
def acting_as(by: Actor) -> Iterator[None]:
    """What is asked inside is asked by this actor; then the test stands inside the wall again."""
    with transaction.atomic():
        enter(by)
        yield
        enter(system("test"))


def count(table: str) -> int:
    """How many rows a query without any filter gets."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


@pytest.fixture
def town() -> Town:
    made = a_town()
    a_case(made)
    return made


def test_answers_are_there_for_the_applicant_and_the_units_of_the_case_alone(town):
    stranger = actor(an_account(an_elder("彭演荷"), username="stranger"), channel="web", on=AT.date())
    seen = {}
    for name, by in {
        **{name: getattr(town, name) for name in ("elder", "acceptor", "approver", "other_approver")},
        "stranger": stranger,
        "nobody": anonymous(),
    }.items():
        with acting_as(by):
            seen[name] = count("cases_answers")
    assert seen == {"elder": 1, "acceptor": 1, "approver": 1, "other_approver": 0, "stranger": 0, "nobody": 0}


def test_a_sensitive_case_follows_no_division_but_a_group_that_was_given_by_name(town):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET sensitivity = 'child'")
    (grant,) = town.approver.grants
    given = replace(town.approver, grants=(replace(grant, groups=frozenset({"child"})),))
    other = replace(town.approver, grants=(replace(grant, groups=frozenset({"marriage"})),))
    for by, seen in ((town.approver, 0), (other, 0), (given, 1), (town.elder, 1), (town.acceptor, 0)):
        with acting_as(by):
            assert (count("cases_case"), count("cases_answers")) == (seen, seen), by.name


def test_an_officer_without_the_group_finds_a_sensitive_case_in_no_list(town):
    on = AT.date()
    scopes = queries.scopes_of(town.acceptor, on)
    with acting_as(town.acceptor):
        assert len(queries.queue(scopes, AT)) == 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET sensitivity = 'child'")
    with acting_as(town.acceptor):
        assert queries.queue(scopes, AT) == []


def test_an_officer_without_the_group_does_not_even_count_a_sensitive_case(town):
    on, none = AT.date(), {"red": 0, "yellow": 0, "green": 0}
    scopes = queries.scopes_of(town.acceptor, on)
    late = AT + timedelta(days=30)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET sensitivity = 'child'")
    (grant,) = town.acceptor.grants
    given = replace(town.acceptor, grants=(replace(grant, groups=frozenset({"child"})),))
    for by, counted in ((town.acceptor, none), (given, {**none, "green": 1})):
        with acting_as(by):
            assert queries.lights(scopes, AT) == counted
            assert queries.standing_counts("town", "990101001", late)["red"] == counted["green"]


def test_what_came_later_and_what_visits_found_is_there_for_applicant_and_unit_alone():
    field = a_field()
    case_id = an_accepted_case(field)
    visit(field, case_id)
    with connection.cursor() as cursor:
        for text in (
            (
                "INSERT INTO cases_supplement (id, case_id, kind, element, items, asked_at) "
                "VALUES (gen_random_uuid(), %s, 'supplement', 'accept', '[]', now())"
            ),
            (
                "INSERT INTO cases_commitment (id, items, case_id, element, due_on, text_version, text_digest, "
                "proposed_at, mode, assurance, witnesses) "
                "VALUES (gen_random_uuid(), '[]', %s, 'accept', '2026-05-01', '1', '', now(), '', 0, '[]')"
            ),
            (
                "INSERT INTO cases_record_draft (id, case_id, element, person, answers, pages_done, updated_at) "
                "VALUES (gen_random_uuid(), %s, 'visit', gen_random_uuid(), '{}', '[]', now())"
            ),
        ):
            cursor.execute(text, [case_id])
    town = field.town
    stranger = actor(an_account(an_elder("彭演荷"), username="stranger"), channel="web", on=AT.date())
    for table in (
        *("cases_supplement", "cases_commitment", "cases_record"),
        *("cases_record_draft", "cases_record_file"),
    ):
        there = count(table)
        assert there, table
        for by, seen in (
            (town.elder, there),
            (town.acceptor, there),
            (town.other_approver, 0),
            (stranger, 0),
            (anonymous(), 0),
        ):
            with acting_as(by):
                assert count(table) == seen, (table, by.name)
        with connection.cursor() as cursor, acting_as(town.other_approver):
            cursor.execute(f"UPDATE {table} SET id = id")
            assert cursor.rowcount == 0, table


def test_a_legal_persons_case_is_there_under_its_hat_and_not_under_that_of_who_filed_it(town):
    with connection.cursor() as cursor:
        cursor.execute("SELECT applicant_id FROM cases_case")
        (agent,) = cursor.fetchone()
        body, other = (a_legal_person(uscc) for uscc in ("51990301MJ0000026F", "91990301MA0000015N"))
        mandate = a_mandate(body, agent)
        cursor.execute(
            "UPDATE cases_case SET legal_person_id = %s, mandate_id = %s, sensitivity = 'child'",
            [body, mandate],
        )
        cursor.execute("UPDATE cases_party SET role = 'corporate_agent'")
    hats = {
        "own": (Actor(Hat.CORPORATE, person=uuid7(), corporate=body, corporate_role="corp_admin"), 1),
        "other": (Actor(Hat.CORPORATE, person=agent, corporate=other, corporate_role="corp_admin"), 0),
        "who filed it": (town.elder, 0),
        "represents who filed it": (Actor(Hat.REPRESENTATIVE, person=uuid7(), on_behalf_of=agent), 0),
        "officer without the group": (town.acceptor, 0),
        "nobody": (anonymous(), 0),
    }
    for name, (by, seen) in hats.items():
        with acting_as(by):
            assert (count("cases_case"), count("cases_answers")) == (seen, seen), name
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET sensitivity = 'normal'")
    for by, seen in ((hats["own"][0], 1), (town.elder, 0), (town.acceptor, 1), (hats["other"][0], 0)):
        with acting_as(by):
            assert count("cases_answers") == seen, by.name
    with (
        pytest.raises(IntegrityError, match="cases_case_mandate"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE cases_case SET mandate_id = NULL")
