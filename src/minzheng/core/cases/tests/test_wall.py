"""The second wall around cases: answers, authorisations, what banks said; and sensitive cases altogether."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import connection, transaction

from minzheng.core.cases import queries
from minzheng.core.cases.tests.factories import AT, Town, a_case, a_town, an_elder
from minzheng.core.offices.actions import enter
from minzheng.core.offices.queries import actor
from minzheng.core.people.tests.factories import an_account
from minzheng.kernel.rights import Actor, anonymous, system

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
