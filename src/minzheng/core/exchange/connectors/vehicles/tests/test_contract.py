"""What every connector to a register of vehicles has to do."""

from datetime import UTC, date, datetime

import pytest

from minzheng.core.exchange.connectors.vehicles import simulator
from minzheng.core.exchange.rules import ANSWERED, NOTHING, answer_of
from minzheng.kernel.registry import connectors

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def ask(number: str) -> dict[str, object]:
    request = {"reference": "r1", "fields": ["type"], "name": "袁演岭", "id_number": number}
    return dict(connectors.get("vehicles").call(request, purpose="9901010520260302000001P", at=AT))


def test_vehicles_come_as_lines_of_today_with_masked_plates() -> None:
    answer = answer_of(ask("990101197803160212"))
    assert answer.result == ANSWERED
    assert [(line.kind, line.value["type"], line.as_of) for line in answer.lines] == [
        ("vehicle", "二轮摩托车", date(2026, 3, 2))
    ]
    assert "*" in str(answer.lines[0].value["plate_masked"])


def test_who_has_no_vehicle_is_an_answer_too() -> None:
    assert answer_of(ask("990101195208090126")).result == NOTHING
    assert answer_of(ask("990102198801011134")).result == NOTHING


def test_the_same_question_gets_the_same_answer() -> None:
    assert ask("990101197803160212") == ask("990101197803160212")


def test_a_silent_register_is_a_connection_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulator, "registered", lambda: {"990101195208090126": "silent"})
    with pytest.raises(ConnectionError):
        ask("990101195208090126")
