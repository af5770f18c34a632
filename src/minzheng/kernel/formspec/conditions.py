"""Conditions of a form: FEEL, reached from here only."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from minzheng.kernel.feel import BUILTIN_NAMES, FeelError, compile_expression
from minzheng.kernel.formspec import limits

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_HIDDEN = re.compile(r'"(?:[^"\\]|\\.)*"|/\*.*?\*/|//[^\n]*', re.DOTALL)
_ROW_NAME = re.compile(r"(?<![\w.])this\s*\.\s*([A-Za-z_]\w*)")


class Facts(dict[str, Any]):
    """What conditions see, by name; `at` is the moment that `now()` and `today()` answer."""

    __slots__ = ("at",)

    def __init__(self, names: Mapping[str, Any], at: datetime | None) -> None:
        super().__init__(names)
        self.at = at


class Condition:
    """One compiled expression. `names` are the outer names that it speaks of, `row_names` those after `this.`."""

    __slots__ = ("_run", "names", "row_names", "text")

    def __init__(self, text: str) -> None:
        """Compile `text`, with or without the editor's leading “=”. Raises ValueError with a Chinese sentence."""
        self.text = text.strip().removeprefix("=").strip()
        if not self.text:
            raise ValueError("条件是空的")
        if len(self.text) > limits.EXPRESSION:
            raise ValueError(f"条件太长，最多 {limits.EXPRESSION} 个字")
        try:
            expression = compile_expression(self.text)
        except FeelError as error:
            raise ValueError(str(error)) from error
        self._run = expression.evaluate
        self.names = expression.names | expression.item_names
        self.row_names = frozenset(_ROW_NAME.findall(_HIDDEN.sub(" ", self.text)))

    def value(self, facts: Facts) -> object:
        """What the expression gives; None when it cannot be worked out (a budget is used up, a value is foreign)."""
        try:
            return self._run(facts, at=facts.at)
        except FeelError:
            return None

    def holds(self, facts: Facts) -> bool:
        """Tell whether the expression gives exactly true."""
        return self.value(facts) is True


def is_function_name(name: str) -> bool:
    """Tell whether `name` is a built-in function of FEEL, so that no question may be called so."""
    return name in BUILTIN_NAMES


def moment_of(context: Mapping[str, Any]) -> datetime | None:
    """The moment for `now()` and `today()`, in Shanghai: `at` of the context, else the first moment of its `today`."""
    at, today = context.get("at"), context.get("today")
    if isinstance(at, datetime):
        return at.astimezone(_SHANGHAI) if at.tzinfo else at
    return datetime.combine(today, time.min, _SHANGHAI) if isinstance(today, date) else None
