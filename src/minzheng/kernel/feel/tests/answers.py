"""What golden cases share: evaluate a text, compare with a text."""

from typing import Any

from minzheng.kernel.feel import compile_expression
from minzheng.kernel.feel.wire import to_json


def answer(text: str, **context: Any) -> Any:
    """Evaluate and give the value as JSON data (so that 1 and 1.0, and every type, can be told apart)."""
    return to_json(compile_expression(text, context).evaluate(context))


def reasons(text: str, **context: Any) -> str:
    """Evaluate to null and give all warnings as one text."""
    result = compile_expression(text, context).run(context)
    assert result.value is None
    return "\n".join(map(str, result.warnings))
