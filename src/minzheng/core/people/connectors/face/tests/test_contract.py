"""What every partner who compares faces has to do."""

from datetime import UTC, datetime

from minzheng.core.exchange.rules import NOTHING, Answer, answer_of
from minzheng.core.people.connectors.face.simulator import ticket
from minzheng.kernel.registry import connectors

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def ask(**words: str) -> Answer:
    return answer_of(connectors.get("face").call({"reference": "r1", **words}, purpose="test", at=AT))


def test_a_comparison_begins_with_an_address_of_its_own() -> None:
    answer = ask(act="begin", name="林演兰", id_number="990101195208090126")
    assert "r1" in str(answer.lines[0].value["address"])


def test_the_ticket_tells_whether_it_passed() -> None:
    passed = ask(act="result", ticket=ticket("r1", passed=True))
    failed = ask(act="result", ticket=ticket("r1", passed=False))
    assert [passed.lines[0].value["passed"], failed.lines[0].value["passed"]] == [True, False]


def test_a_ticket_of_another_comparison_or_a_made_up_one_tells_nothing() -> None:
    assert ask(act="result", ticket=ticket("r2", passed=True)).result == NOTHING
    assert ask(act="result", ticket="made up").result == NOTHING
