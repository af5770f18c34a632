"""Legal persons and mandates for tests."""

from datetime import date
from uuid import UUID

from minzheng.core.legal_persons.models import LegalPerson, Mandate
from minzheng.core.people.tests.factories import AT


def a_legal_person(uscc: str, name: str = "演一协会") -> UUID:
    """A legal person with this code; its id."""
    return LegalPerson.objects.create(uscc=uscc, name=name, kind="association", created_at=AT).id


def a_mandate(
    legal_person: UUID, agent: UUID, *, since: date = date(2026, 1, 1), until: date = date(2027, 1, 1)
) -> UUID:
    """A proven mandate of somebody as administrator; its id."""
    return Mandate.objects.create(
        legal_person_id=legal_person,
        agent_id=agent,
        kind="administrator",
        basis="proven",
        valid_from=since,
        valid_to=until,
        granted_by_id=agent,
    ).id
