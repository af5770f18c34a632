"""Exact arithmetic: a sum is an int of fen; between multiplying and rounding it is an exact fraction."""

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

Exact = int | Decimal | Fraction


class Rounding(StrEnum):
    """The rules under which local orders make whole amounts; the value is the name used in those orders."""

    UP_TO_YUAN = "见分进元"
    HALF_UP_TO_YUAN = "四舍五入到元"
    DOWN_TO_YUAN = "舍去元以下"
    UP_TO_JIAO = "见分进角"
    HALF_UP_TO_JIAO = "四舍五入到角"
    UP_TO_FEN = "见厘进分"
    HALF_UP_TO_FEN = "四舍五入到分"
    DOWN_TO_FEN = "舍去分以下"

    @property
    def unit(self) -> int:
        """The step of the result in fen: 100, 10 or 1."""
        return {"元": 100, "角": 10, "分": 1}[self.value.removesuffix("以下")[-1]]


def rounded(amount: Exact, rule: Rounding) -> int:
    """The amount in fen (whole or exact fraction) as whole fen under the rule.

    Debts are rounded like claims of the same size: “up” is away from zero, a half goes away from zero.
    Raises TypeError for a float or bool, ValueError for a Decimal that is no number.
    """
    exact = _exact(amount)
    steps = abs(exact) / rule.unit
    if rule.name.startswith("UP"):
        whole = -(-steps.numerator // steps.denominator)
    elif rule.name.startswith("HALF_UP"):
        whole = (2 * steps.numerator + steps.denominator) // (2 * steps.denominator)
    else:
        whole = steps.numerator // steps.denominator
    return (-1 if exact < 0 else 1) * whole * rule.unit


def times(fen: int, ratio: Exact, rule: Rounding) -> int:
    """A sum in fen times an exact ratio (`Decimal("1.3")`, `Fraction(1, 3)`), rounded by the named rule."""
    if not isinstance(fen, int):
        raise TypeError(f"money is an int of fen, not {type(fen).__name__}")
    return rounded(_exact(fen) * _exact(ratio), rule)


def _exact(value: Exact) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise TypeError(f"an exact number is an int, Decimal or Fraction, not {type(value).__name__}")
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"{value} is no number")
    return Fraction(value)
