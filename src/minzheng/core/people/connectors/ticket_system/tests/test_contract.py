"""The contract of a ticket system, as the simulator keeps it."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from minzheng.core.people.connectors.ticket_system import simulator
from minzheng.kernel.registry import connectors

pytestmark = pytest.mark.django_db
SENT = {"redirect_uri": "https://minzheng.example/back", "state": "s"}


def call(**asked: object) -> list[dict[str, object]]:
    found = connectors.get("ticket_system").call(asked, purpose="sign_in", at=datetime.now(UTC))
    return [dict(line["value"]) for line in found["lines"]]


def a_ticket(uid: str) -> str:
    address = urlsplit(str(call(act="begin", **SENT)[0]["address"]))
    assert address.path == simulator.PAGE
    service = parse_qs(address.query)["service"][0]
    assert service == "https://minzheng.example/back?state=s"
    return parse_qs(urlsplit(simulator.back_to(service, uid)).query)["ticket"][0]


def test_a_ticket_names_its_owner_once():
    ticket = a_ticket("t2001")
    (identity,) = call(act="finish", query={"ticket": ticket}, **SENT)
    assert identity == {
        "issuer": simulator.CHECK,
        "subject": "t2001",
        "name": "唐演舟",
        "id_number": "990103199910107718",
        "level": 2,
    }
    assert call(act="finish", query={"ticket": ticket}, **SENT) == []


def test_a_ticket_of_another_address_or_none_names_nobody():
    other = {**SENT, "state": "another"}
    assert call(act="finish", query={"ticket": a_ticket("t2001")}, **other) == []
    assert call(act="finish", query={"ticket": "made-up"}, **SENT) == []
    assert call(act="finish", query={}, **SENT) == []
