"""The expression language of a process: FEEL, unless the caller of `compile_process` hands in another."""

from collections.abc import Callable, Mapping
from typing import Protocol


class Expression(Protocol):
    """A compiled expression, free of side effects."""

    def evaluate(self, context: Mapping[str, object], /) -> object:
        """The value under these names."""
        ...


CompileExpression = Callable[[str], Expression]


def feel(text: str) -> Expression:
    """Compile `text` as FEEL; raises what `minzheng.kernel.feel` raises for a text that is not FEEL."""
    from minzheng.kernel.feel import (
        compile_expression,
    )  # imported here: a process without conditions needs no FEEL

    return compile_expression(text)
