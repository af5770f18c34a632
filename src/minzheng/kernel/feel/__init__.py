"""FEEL, the expression language of DMN 1.3–1.5: read, compiled to closures, evaluated within a budget.

For conditions in forms, gateways and decision tables. Not for programs: no effects, no loops without a bound,
nothing of Python can be reached. Numbers are decimals of 34 digits; `now()` needs `at=`.

>>> compile_expression("收入 / 人数 < 标准").evaluate({"收入": 2400, "人数": 4, "标准": 800})
True
"""

from .budget import FeelWarning, Limits, Run
from .errors import FeelError, FeelLimitError, FeelSyntaxError, FeelValueError
from .expression import Expression, Result, UnaryTests, compile_expression, compile_unary_tests, names_of
from .functions import BUILTINS
from .temporal import Date, DateTime, DaysTime, Time, YearsMonths
from .values import Function, Range, to_feel, to_python

BUILTIN_NAMES = frozenset(BUILTINS)

__all__ = [
    "BUILTIN_NAMES",
    "Date",
    "DateTime",
    "DaysTime",
    "Expression",
    "FeelError",
    "FeelLimitError",
    "FeelSyntaxError",
    "FeelValueError",
    "FeelWarning",
    "Function",
    "Limits",
    "Range",
    "Result",
    "Run",
    "Time",
    "UnaryTests",
    "YearsMonths",
    "compile_expression",
    "compile_unary_tests",
    "names_of",
    "to_feel",
    "to_python",
]
