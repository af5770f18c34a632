"""What every network identity service has to do."""

from datetime import UTC, datetime

import pytest

from minzheng.core.exchange.rules import NOTHING, Answer, answer_of
from minzheng.kernel.registry import connectors

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def ask(number: str, code: str = "246810") -> Answer:
    request = {"reference": "r1", "fields": ["name", "id_number"], "number": number, "code": code}
    return answer_of(connectors.get("network_id").call(request, purpose="test", at=AT))


def test_number_and_code_name_the_holder() -> None:
    assert dict(ask("WH990001").lines[0].value) == {"name": "林演兰", "id_number": "990101195208090126"}


def test_a_wrong_code_and_an_unknown_number_are_answered_alike() -> None:
    assert ask("WH990001", "000000").result == ask("WH999999").result == NOTHING


def test_a_silent_service_is_a_connection_error() -> None:
    with pytest.raises(ConnectionError):
        ask("WH990009")
