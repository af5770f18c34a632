"""Numeric functions (DMN 10.3.4.5)."""

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    DecimalException,
)

from ..budget import Run
from ..errors import Null
from ..operators import divide, multiply, subtract
from ..temporal import DaysTime, YearsMonths
from ..values import NUMBERS
from .conversion import truncated
from .signatures import builtin

_COSTLY = 20
"""Steps that a root, logarithm or power costs."""


def rounded(value: Decimal, scale: Decimal | None, mode: str) -> Decimal:
    """Round to `scale` digits after the point (negative: before it)."""
    places = 0 if scale is None else truncated(scale)
    if not -6111 <= places <= 6176:
        raise Null("小数位数要在 -6111 到 6176 之间")
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= places:
        return value
    shifted = value.scaleb(places, NUMBERS).to_integral_value(mode)
    return NUMBERS.plus(shifted.scaleb(-places))


@builtin("decimal(n: number, scale: number)")
def _decimal(n: Decimal, scale: Decimal) -> Decimal:
    return rounded(n, scale, ROUND_HALF_EVEN)


@builtin("floor(n: number, scale?: number)")
def _floor(n: Decimal, scale: Decimal | None) -> Decimal:
    return rounded(n, scale, ROUND_FLOOR)


@builtin("ceiling(n: number, scale?: number)")
def _ceiling(n: Decimal, scale: Decimal | None) -> Decimal:
    return rounded(n, scale, ROUND_CEILING)


@builtin("round up(n: number, scale: number)")
def _round_up(n: Decimal, scale: Decimal) -> Decimal:
    return rounded(n, scale, ROUND_UP)


@builtin("round down(n: number, scale: number)")
def _round_down(n: Decimal, scale: Decimal) -> Decimal:
    return rounded(n, scale, ROUND_DOWN)


@builtin("round half up(n: number, scale: number)")
def _round_half_up(n: Decimal, scale: Decimal) -> Decimal:
    return rounded(n, scale, ROUND_HALF_UP)


@builtin("round half down(n: number, scale: number)")
def _round_half_down(n: Decimal, scale: Decimal) -> Decimal:
    return rounded(n, scale, ROUND_HALF_DOWN)


@builtin("abs(n: number)")
def _absolute(n: Decimal) -> Decimal:
    return NUMBERS.abs(n)


@builtin("abs(n: months)")
def _absolute_months(n: YearsMonths) -> YearsMonths:
    return YearsMonths(abs(n.months))


@builtin("abs(n: span)")
def _absolute_span(n: DaysTime) -> DaysTime:
    return DaysTime(abs(n.nanos))


@builtin("modulo(dividend: number, divisor: number)")
def _modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    if divisor == 0:
        raise Null("除数是 0")
    quotient = divide(dividend, divisor).to_integral_value(ROUND_FLOOR)
    result: Decimal = subtract(dividend, multiply(divisor, quotient))
    return result


@builtin("sqrt(number: number)", run=True)
def _square_root(run: Run, number: Decimal) -> Decimal:
    run.spend(_COSTLY)
    if number < 0:
        raise Null("负数没有平方根")
    return NUMBERS.sqrt(number)


@builtin("log(number: number)", run=True)
def _logarithm(run: Run, number: Decimal) -> Decimal:
    run.spend(_COSTLY)
    if number <= 0:
        raise Null("对数只对正数有意义")
    return NUMBERS.ln(number)


@builtin("exp(number: number)", run=True)
def _exponential(run: Run, number: Decimal) -> Decimal:
    run.spend(_COSTLY)
    try:
        return NUMBERS.exp(number)
    except DecimalException:
        raise Null("结果太大") from None


@builtin("odd(number: number)")
def _odd(number: Decimal) -> bool:
    return whole_or_large(number) == 1


@builtin("even(number: number)")
def _even(number: Decimal) -> bool:
    return whole_or_large(number) == 0


def whole_or_large(number: Decimal) -> int | None:
    """Give the remainder by two, None for a fraction."""
    if number != number.to_integral_value():
        return None
    return int(number) % 2
