"""The types of FEEL: what `instance of` asks, what parameters and DMN item definitions demand."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .errors import Null
from .temporal import Date, DateTime, DaysTime, Time, YearsMonths
from .values import Function, Range, kind


class Type(ABC):
    """A type; `accepts` tells whether a value that is not null has it."""

    __slots__ = ()

    @abstractmethod
    def accepts(self, value: Any) -> bool:
        """Tell whether `value` (never null) belongs to the type."""

    def within(self, other: "Type") -> bool:
        """Tell whether every value of this type belongs to `other` (conformance)."""
        return other == ANY or self in (other, NULL)

    def bare(self) -> "Type":
        """Give the type without any limits on its values, which `instance of` does not look at."""
        return self


@dataclass(frozen=True, slots=True)
class Simple(Type):
    """A built-in type with the Python class of its values."""

    name: str
    classes: tuple[type, ...]

    def accepts(self, value: Any) -> bool:
        """See `Type`."""
        return type(value) in self.classes

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Anything(Type):
    """`Any`."""

    def accepts(self, value: Any) -> bool:
        """See `Type`."""
        return True

    def __str__(self) -> str:
        return "Any"


@dataclass(frozen=True, slots=True)
class ListOf(Type):
    """`list<item>`."""

    item: Type

    def accepts(self, value: Any) -> bool:
        """See `Type`; null belongs to any item type."""
        return type(value) is list and all(x is None or self.item.accepts(x) for x in value)

    def within(self, other: Type) -> bool:
        """See `Type`."""
        return other == ANY or (isinstance(other, ListOf) and self.item.within(other.item))

    def bare(self) -> Type:
        """See `Type`."""
        return ListOf(self.item.bare())

    def __str__(self) -> str:
        return f"list<{self.item}>"


@dataclass(frozen=True, slots=True)
class ContextOf(Type):
    """`context<a: type, …>`; a value may have further entries, a missing one does not belong."""

    fields: tuple[tuple[str, Type], ...]

    def accepts(self, value: Any) -> bool:
        """See `Type`."""
        return type(value) is dict and all(
            name in value and (value[name] is None or type_.accepts(value[name]))
            for name, type_ in self.fields
        )

    def within(self, other: Type) -> bool:
        """See `Type`."""
        if not isinstance(other, ContextOf):
            return other == ANY
        mine = dict(self.fields)
        return all(name in mine and mine[name].within(type_) for name, type_ in other.fields)

    def bare(self) -> Type:
        """See `Type`."""
        return ContextOf(tuple((name, type_.bare()) for name, type_ in self.fields))

    def __str__(self) -> str:
        return f"context<{', '.join(f'{name}: {type_}' for name, type_ in self.fields)}>"


@dataclass(frozen=True, slots=True)
class RangeOf(Type):
    """`range<item>`."""

    item: Type

    def accepts(self, value: Any) -> bool:
        """See `Type`."""
        ends = (value.start, value.end) if type(value) is Range else (None, None)
        return ends != (None, None) and all(x is None or self.item.accepts(x) for x in ends)

    def within(self, other: Type) -> bool:
        """See `Type`."""
        return other == ANY or (isinstance(other, RangeOf) and self.item.within(other.item))

    def __str__(self) -> str:
        return f"range<{self.item}>"


@dataclass(frozen=True, slots=True)
class FunctionOf(Type):
    """`function<a, b> -> result`."""

    parameters: tuple[Type, ...]
    result: Type

    def accepts(self, value: Any) -> bool:
        """See `Type`: by the types that the function declares; an untyped parameter is `Any`."""
        if type(value) is not Function:
            return False
        if isinstance(value.type, FunctionOf):
            return value.type.within(self)
        return value.parameters is None or len(value.parameters) == len(self.parameters)

    def within(self, other: Type) -> bool:
        """See `Type`: results go with, parameters against."""
        if not isinstance(other, FunctionOf):
            return other == ANY
        return (
            len(self.parameters) == len(other.parameters)
            and self.result.within(other.result)
            and all(
                theirs.within(mine) for mine, theirs in zip(self.parameters, other.parameters, strict=True)
            )
        )

    def __str__(self) -> str:
        return f"function<{', '.join(map(str, self.parameters))}> -> {self.result}"


@dataclass(frozen=True, slots=True)
class Named(Type):
    """A type known by name only until `resolve` looks it up (DMN item definitions)."""

    name: str

    def accepts(self, value: Any) -> bool:
        """See `Type`; an unresolved name takes nothing."""
        return False

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Undeclared(Anything):
    """The result of a function that does not say what it gives: it may be anything wanted."""

    def within(self, other: Type) -> bool:
        """See `Type`."""
        return True


ANY = Anything()
UNDECLARED = Undeclared()
NULL = Simple("Null", (type(None),))
NUMBER = Simple("number", (Decimal,))
STRING = Simple("string", (str,))
BOOLEAN = Simple("boolean", (bool,))
DATE = Simple("date", (Date,))
TIME = Simple("time", (Time,))
DATE_TIME = Simple("date and time", (DateTime,))
YEARS_MONTHS = Simple("years and months duration", (YearsMonths,))
DAYS_TIME = Simple("days and time duration", (DaysTime,))
LIST = Simple("list", (list,))
CONTEXT = Simple("context", (dict,))
RANGE = Simple("range", (Range,))
FUNCTION = Simple("function", (Function,))

BY_NAME: dict[str, Type] = {
    str(t): t
    for t in (
        ANY,
        NULL,
        NUMBER,
        STRING,
        BOOLEAN,
        DATE,
        TIME,
        DATE_TIME,
        YEARS_MONTHS,
        DAYS_TIME,
        LIST,
        CONTEXT,
        RANGE,
        FUNCTION,
    )
}


def resolve(type_: Type, named: Mapping[str, Type] | Callable[[str], Type | None]) -> Type:
    """Replace every `Named` by its definition; KeyError with the name that is unknown."""
    look = named if callable(named) else named.get
    if isinstance(type_, Named):
        found = look(type_.name)
        if found is None:
            raise KeyError(type_.name)
        return found
    if isinstance(type_, ListOf):
        return ListOf(resolve(type_.item, look))
    if isinstance(type_, RangeOf):
        return RangeOf(resolve(type_.item, look))
    if isinstance(type_, ContextOf):
        return ContextOf(tuple((name, resolve(item, look)) for name, item in type_.fields))
    if isinstance(type_, FunctionOf):
        return FunctionOf(tuple(resolve(p, look) for p in type_.parameters), resolve(type_.result, look))
    return type_


def coerce(value: Any, type_: Type) -> Any:
    """Fit a value to a type: as it is, a list of one to its item, a value to a list of one; else null."""
    if value is None or type_.accepts(value):
        return value
    if type(value) is list and len(value) == 1 and (value[0] is None or type_.accepts(value[0])):
        return value[0]
    if type(value) is not list and type_.accepts([value]):
        return [value]
    if type(value) is Date and type_ == DATE_TIME:
        return DateTime(value, Time(0, 0, 0, 0, 0))
    raise Null(f"这里要 {type_}，给的却是{kind(value)}")
