"""What the database shows of legal persons and mandates to a query that forgets its filter, actor by actor."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

import pytest
from django.db import connection, transaction

from minzheng.core.legal_persons import queries
from minzheng.core.legal_persons.models import LegalPerson, Mandate
from minzheng.core.offices.actions import enter
from minzheng.core.people.tests.factories import AT, a_person, divisions
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, Hat, anonymous, system

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


@contextmanager
def acting_as(by: Actor) -> Iterator[None]:
    with transaction.atomic():
        enter(by)
        yield
        enter(system("test"))


def seen(table: str) -> int:
    """How many rows somebody sees who forgot to say whose."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


@pytest.fixture
def two() -> list[tuple[UUID, UUID]]:
    """Two legal persons, each with its administrator: (legal person, person)."""
    divisions()
    made = []
    for uscc, name in (("91990301MA0000015N", "演一公司"), ("52990101MJ00000187", "演二中心")):
        who = a_person("陈演松")
        body = LegalPerson.objects.create(uscc=uscc, name=name, kind="enterprise", created_at=AT)
        Mandate.objects.create(
            legal_person=body,
            agent_id=who,
            kind="administrator",
            basis="proven",
            valid_from=DAY,
            valid_to=date(2027, 11, 20),
            granted_by_id=who,
        )
        made.append((body.id, who))
    return made


def test_a_person_sees_the_own_mandate_and_its_legal_person_and_no_other(two):
    (mine, me), (other, _) = two
    with acting_as(Actor(Hat.SELF, person=me)):
        assert (seen("legal_persons_person"), seen("legal_persons_mandate")) == (1, 1)
        assert queries.legal_person(mine).name == "演一公司"
        with pytest.raises(Problem, match="mandate_missing"):
            queries.legal_person(other)


def test_under_the_hat_the_legal_person_is_seen_and_the_person_is_not(two):
    mine, me = two[0]
    with acting_as(Actor(Hat.CORPORATE, person=me, corporate=mine, corporate_role="corporate_agent")):
        assert [row.legal_person for row in queries.mandates_for(mine)] == [mine]
        assert (seen("legal_persons_person"), seen("legal_persons_mandate")) == (1, 1)
        assert seen("people_person") == 0


def test_a_visitor_sees_nothing_but_what_a_code_leads_to(two):
    with acting_as(anonymous()):
        assert (seen("legal_persons_person"), seen("legal_persons_mandate")) == (0, 0)
        found = queries.by_uscc("91990301MA0000015N")
        assert found is not None
        assert found.name == "演一公司"
