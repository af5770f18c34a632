"""Money in whole fen: read from what people type, written for them, multiplied and rounded by named rules.

Not for other currencies and never a float: whoever hands one in is refused.
"""

from .arithmetic import Rounding, rounded, times
from .read import MoneyError, parse_money
from .write import capital_money, format_money

__all__ = ["MoneyError", "Rounding", "capital_money", "format_money", "parse_money", "rounded", "times"]
