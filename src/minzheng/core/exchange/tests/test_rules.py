"""What is decided about an answer from outside."""

from datetime import date

import pytest

from minzheng.core.exchange.rules import ANSWERED, NOTHING, REFUSED, answer_of


def test_lines_are_read_with_their_day() -> None:
    body = {"lines": [{"kind": "deposit", "value": {"balance_fen": 100}, "as_of": "2026-02-28"}]}
    answer = answer_of(body)
    assert (answer.result, answer.is_final) == (ANSWERED, True)
    assert answer.lines[0].as_of == date(2026, 2, 28)


def test_no_lines_means_that_nothing_is_known() -> None:
    assert answer_of({"lines": []}).result == NOTHING


def test_a_refusal_is_not_an_answer() -> None:
    answer = answer_of({"accepted": False})
    assert (answer.result, answer.is_final) == (REFUSED, False)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"lines": "none"},
        {"lines": [{"kind": "deposit", "as_of": "2026-02-28"}]},
        {"lines": [{"kind": "two words", "value": {}, "as_of": "2026-02-28"}]},
        {"lines": [{"kind": "deposit", "value": {"balance_fen": 1.5}, "as_of": "2026-02-28"}]},
        {"lines": [{"kind": "deposit", "value": {"balance_fen": True}, "as_of": "2026-02-28"}]},
        {"lines": [{"kind": "deposit", "value": {}, "as_of": "28.2.2026"}]},
    ],
)
def test_what_was_not_agreed_upon_is_no_answer(body: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        answer_of(body)
