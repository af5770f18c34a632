"""What every bank connector has to do; a real one is put through the same tests."""

from datetime import UTC, date, datetime

import pytest

from minzheng.core.exchange.connectors.bank.simulator import month_end
from minzheng.core.exchange.rules import ANSWERED, NOTHING, answer_of
from minzheng.kernel.registry import connectors

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def ask(number: str, reference: str = "r1") -> dict[str, object]:
    request = {"reference": reference, "fields": ["balance_fen"], "name": "林演兰", "id_number": number}
    return dict(connectors.get("bank").call(request, purpose="9901010520260302000001P", at=AT))


def test_balances_come_as_lines_with_the_day_that_they_hold_for() -> None:
    answer = answer_of(ask("990101195208090126"))
    assert answer.result == ANSWERED
    assert [(line.kind, line.value["balance_fen"], line.as_of) for line in answer.lines] == [
        ("deposit", 386000, date(2026, 2, 28))
    ]


def test_no_whole_card_number_and_no_id_number_comes_back() -> None:
    assert set(answer_of(ask("990101197803160212")).lines[0].value) == {"bank", "account_tail", "balance_fen"}
    assert "990101197803160212" not in str(ask("990101197803160212"))


def test_who_has_no_account_is_an_answer_too() -> None:
    assert answer_of(ask("990101201403120237")).result == NOTHING


def test_the_same_reference_gets_the_same_answer() -> None:
    assert ask("990102198801011134") == ask("990102198801011134")


def test_a_silent_bank_is_a_connection_error() -> None:
    with pytest.raises(ConnectionError):
        ask("990101197403180345")


def test_a_balance_holds_for_the_last_day_of_the_month_before_in_shanghai() -> None:
    assert month_end(datetime(2026, 2, 28, 16, 30, tzinfo=UTC)) == date(2026, 2, 28)
    assert month_end(datetime(2026, 2, 28, 15, 30, tzinfo=UTC)) == date(2026, 1, 31)
