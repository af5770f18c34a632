"""Made-up systems for tests."""

from typing import Any
from uuid import UUID

from minzheng.core.people.tests.factories import AT, BY
from minzheng.core.systems import actions
from minzheng.core.systems.queries import SystemRow, system
from minzheng.core.systems.rules import NewSystem, challenge_of

BACK = "https://partner.example/back"
VERIFIER = "a-verifier-of-forty-three-signs-and-some-more-0"
CHALLENGE = challenge_of(VERIFIER)


def a_system(organisation: UUID, client_id: str = "library", **given: Any) -> tuple[SystemRow, str]:
    """A registered system with its secret."""
    fields = {
        "name": "社区图书馆",
        "kind": "web",
        "purpose": "办理借书证",
        "redirect_uris": (BACK,),
        "logout_uris": ("https://partner.example/bye",),
        "scopes": ("openid", "profile"),
        **given,
    }
    secret = actions.register_system(
        by=BY, at=AT, new=NewSystem(client_id=client_id, organisation=organisation, **fields)
    )
    found = system(client_id)
    assert found is not None
    return found, secret
