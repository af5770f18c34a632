"""The types of a model: item definitions turned into FEEL types, allowed values included."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from minzheng.kernel.feel.budget import Run
from minzheng.kernel.feel.expression import build_unary_tests
from minzheng.kernel.feel.scope import Scope, Test
from minzheng.kernel.feel.types import ANY, BY_NAME, ContextOf, FunctionOf, ListOf, Type

from .elements import ItemDefinition
from .errors import DmnError

_OLD_NAMES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "Undefined": "Any",
}


@dataclass(frozen=True, slots=True)
class Constrained(Type):
    """A type whose values must pass unary tests."""

    base: Type
    test: Test
    text: str

    def accepts(self, value: Any) -> bool:
        """See `Type`."""
        return self.base.accepts(value) and self.test(value, Scope({"?": value}, Run())) is True

    def bare(self) -> Type:
        """See `Type`."""
        return self.base.bare()

    def __str__(self) -> str:
        return f"{self.base}（{self.text}）"


@dataclass(frozen=True, slots=True)
class Recursive(Type):
    """A type inside its own definition (a tree of households); looked up when a value is there."""

    book: "TypeBook"
    name: str

    def accepts(self, value: Any) -> bool:
        """See `Type`."""
        found = self.book.find(self.name)
        return found is not None and found.accepts(value)

    def __str__(self) -> str:
        return self.name


class TypeBook:
    """The types of one file; `imported` answers for `name.type` of the files that it takes in."""

    def __init__(
        self, items: Iterable[ItemDefinition], imported: Callable[[str], Type | None], names: frozenset[str]
    ) -> None:
        self._items = {item.name: item for item in items}
        self._imported = imported
        self._names = names
        self._made: dict[str, Type] = {}
        self._making: dict[str, int] = {}
        self._components = 0

    def find(self, name: str) -> Type | None:
        """Give the type of a name, None when nobody defines it."""
        plain = name if name in self._items else name.rpartition(":")[2]
        plain = " ".join(_OLD_NAMES.get(plain, plain).split())
        if plain in self._made:
            return self._made[plain]
        item = self._items.get(plain)
        if item is None:
            return BY_NAME.get(plain) or self._imported(plain)
        if plain in self._making:
            if self._components > self._making[plain]:
                return Recursive(self, plain)
            raise DmnError(f"类型“{plain}”绕了一圈又用到自己", item.line)
        self._making[plain] = self._components
        try:
            self._made[plain] = self._build(item)
        finally:
            del self._making[plain]
        return self._made[plain]

    def need(self, name: str | None, line: int) -> Type | None:
        """Give the type of a reference, None where there is none; DmnError for one that nobody defines."""
        if not name:
            return None
        found = self.find(name)
        if found is None:
            raise DmnError(f"没有“{name}”这个类型，请检查拼写或先定义它", line)
        return None if found == ANY else found

    def _build(self, item: ItemDefinition) -> Type:
        if item.function is not None:
            parameters, result = item.function
            made: Type = FunctionOf(
                tuple(self.need(p, item.line) or ANY for p in parameters), self.need(result, item.line) or ANY
            )
        elif item.components:
            self._components += 1
            try:
                made = ContextOf(tuple((part.name, self._build(part)) for part in item.components))
            finally:
                self._components -= 1
        else:
            made = self.need(item.type_ref, item.line) or ANY
        made = self._limited(made, item.allowed, item)
        made = ListOf(made) if item.collection else made
        return self._limited(made, item.constraint, item)

    def _limited(self, base: Type, text: str | None, item: ItemDefinition) -> Type:
        if not text:
            return base
        tests = build_unary_tests(text, self._names, self.find)
        return Constrained(base, tests.code, text)


def component_names(items: Iterable[ItemDefinition]) -> frozenset[str]:
    """Collect the names of all components, which may stand behind a point in an expression."""
    found: set[str] = set()
    rest = list(items)
    while rest:
        item = rest.pop()
        found.add(item.name)
        rest.extend(item.components)
    return frozenset(found)
