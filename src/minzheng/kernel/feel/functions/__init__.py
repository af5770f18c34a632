"""The built-in functions of FEEL, by name (DMN 10.3.4). Not for functions that users define."""

from . import contexts, conversion, days, lists, numbers, ranges, texts
from .signatures import BUILTINS, Builtin

__all__ = ["BUILTINS", "Builtin", "contexts", "conversion", "days", "lists", "numbers", "ranges", "texts"]
