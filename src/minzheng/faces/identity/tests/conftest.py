"""A town with a person, an officer, and one connected system."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

if TYPE_CHECKING:
    from minzheng.core.systems.queries import SystemRow


@dataclass
class Place:
    """Who is there: `person` with the account `elder` (a2), the officer `acceptor_01`, the system `library`."""

    person: UUID
    office: UUID
    library: "SystemRow"
    secret: str


@pytest.fixture
def place(db: None) -> Place:
    from minzheng.core.offices.tests.factories import a_clerk, an_office
    from minzheng.core.people.tests.factories import a_person, an_account, divisions
    from minzheng.core.systems.tests.factories import a_system

    divisions()
    office = an_office("990101")
    person = a_person("陈演松", phone="19900001234")
    an_account(person, username="elder")
    a_clerk("acceptor", office, username="acceptor_01")
    library, secret = a_system(
        office,
        scopes=("openid", "profile", "real_name", "phone", "id_number"),
        back_channel_uri="https://partner.example/logout",
    )
    return Place(person, office, library, secret)
