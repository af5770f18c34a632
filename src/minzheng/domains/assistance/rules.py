"""What the minimum allowance decides from plain values: what a month owes, and the back-pay of a rise that reaches back.

Pure: standards are handed in. Sums are whole fen; months are their first days. Source: services 2.1 (两条日期轴), worked
example 3 of roles-and-data 7.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from minzheng.kernel.money import Rounding, parse_money, rounded
from minzheng.kernel.packages.conclusion import TO_FEN

ROUNDINGS = {
    "up_to_yuan": Rounding.UP_TO_YUAN,
    "half_up_yuan": Rounding.HALF_UP_TO_YUAN,
    "down_to_yuan": Rounding.DOWN_TO_YUAN,
    "exact": TO_FEN,
}
"""The rule parameter `dibao.rounding`: only what is paid is rounded, never a limit."""

NORMAL, BACK_PAY = "normal", "back_pay"


@dataclass(frozen=True, slots=True)
class PayLine:
    """A line of a month's payment: the current month, or the back-pay for one earlier month."""

    kind: str
    month: date
    due: int
    paid: int

    @property
    def amount(self) -> int:
        """What this line pays now, in fen."""
        return self.due - self.paid


@dataclass(frozen=True, slots=True)
class Proposal:
    """The category and monthly amount (fen) that an opinion proposes; `differs` where the officer departs from the rules."""

    category: str
    amount: int
    differs: bool


def proposal_of(form: Mapping[str, Any], category: str, amount: int, *, grants: str) -> Proposal:
    """What an officer proposes: what the rules found, unless the form names another amount (yuan) or category.

    An amount makes it the granted category, 0 makes it none. Raises kernel.money.MoneyError for what is no amount.
    """
    typed = str(form.get("amount", "") or "").strip()
    other = str(form.get("category", "") or "").strip() or category
    fen = parse_money(typed) if typed else (amount if other == category else 0)
    if typed and other == category:
        other = grants if fen else ("none" if category == grants else category)
    return Proposal(other, fen, (other, fen) != (category, amount))


def monthly_amount(standard: int, people: int, income: Decimal, rounding: str) -> int:
    """The month's difference: `standard` (fen) × `people` − `income` (yuan), rounded by the rule, never below 0.

    Raises KeyError for a rounding that there is no rule for.
    """
    difference = Decimal(standard * people) - income * 100
    return max(rounded(difference, ROUNDINGS[rounding]), 0)


def pay_lines(month: date, due: Mapping[date, int], paid: Mapping[date, int]) -> list[PayLine]:
    """What is paid in `month`: its own amount, and for every earlier month the difference to what was paid for it.

    `due` is what each month owes by what is known now, `paid` what was paid for it so far. Lines that were paid are not
    rewritten; a month of which too much was paid is not set off here (that is a recovery, with its own hearing).
    """
    first = month.replace(day=1)
    lines = [
        PayLine(BACK_PAY, earlier, due[earlier], paid.get(earlier, 0))
        for earlier in sorted(due)
        if earlier < first and due[earlier] > paid.get(earlier, 0)
    ]
    own = PayLine(NORMAL, first, due.get(first, 0), paid.get(first, 0))
    return [*([own] if own.amount > 0 else []), *lines]


def total(lines: Iterable[PayLine]) -> int:
    """What the lines pay together, in fen."""
    return sum(line.amount for line in lines)


def overpaid(due: Mapping[date, int], paid: Mapping[date, int]) -> dict[date, int]:
    """The months of which more was paid than they owe, with the difference: what a recovery may ask back."""
    return {
        month: sum_ - due.get(month, 0) for month, sum_ in sorted(paid.items()) if sum_ > due.get(month, 0)
    }
