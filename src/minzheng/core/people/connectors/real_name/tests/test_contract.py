"""What every register that compares name and number has to do."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from minzheng.core.exchange.rules import ANSWERED, NOTHING, Answer, answer_of
from minzheng.core.people.connectors.real_name import simulator
from minzheng.kernel.registry import connectors

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
DEMO = Path(simulator.__file__).parents[4] / "config" / "demo" / "persons.yaml"


def ask(name: str, number: str) -> Answer:
    request = {"reference": "r1", "fields": ["result"], "name": name, "id_number": number}
    return answer_of(connectors.get("real_name").call(request, purpose="test", at=AT))


def test_name_and_number_fit_or_not_and_the_right_name_is_not_told() -> None:
    assert [line.value for line in ask("林演兰", "990101195208090126").lines] == [{"result": "match"}]
    wrong = ask("林演蓝", "990101195208090126")
    assert wrong.result == ANSWERED
    assert [line.value for line in wrong.lines] == [{"result": "mismatch"}]


def test_an_unknown_number_is_an_answer_without_lines() -> None:
    assert ask("林演兰", "990101195208090222").result == NOTHING


def test_every_middle_dot_is_the_same() -> None:
    assert ask("阿演・买买提", "990301197911030619").lines[0].value == {"result": "match"}


def test_a_silent_register_is_a_connection_error() -> None:
    with pytest.raises(ConnectionError):
        ask("无演声", "990301197007070911")


def test_the_simulator_knows_everybody_of_the_demonstration() -> None:
    persons = yaml.safe_load(DEMO.read_text("utf-8"))["persons"]
    assert [one["name"] for one in persons if simulator.citizens().get(one["id_number"]) != one["name"]] == []
