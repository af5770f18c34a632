"""Where names are found while an expression runs."""

from collections.abc import Callable
from typing import Any

from .budget import Run

MISSING = object()


class Scope:
    """One layer of names; `up` is the layer around it. `run` is the evaluation that pays."""

    __slots__ = ("names", "run", "up")

    def __init__(self, names: dict[str, Any], run: Run, up: "Scope | None" = None) -> None:
        self.names = names
        self.run = run
        self.up = up

    def find(self, name: str) -> Any:
        """Look a name up from inside out; `MISSING` when no layer has it."""
        layer: Scope | None = self
        while layer is not None:
            if name in layer.names:
                return layer.names[name]
            layer = layer.up
        return MISSING


Code = Callable[[Scope], Any]
"""A compiled expression: its value in a scope."""

Test = Callable[[Any, Scope], bool | None]
"""A compiled unary test: does the value pass, in a scope?"""
