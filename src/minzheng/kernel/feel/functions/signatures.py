"""How a built-in function is declared, and how arguments find their parameters.

`@builtin("substring(string: string, start position: number, length?: number)")`: a parameter marked `?` may
be left out, one marked `...` takes all that follow, `any` takes null too, as does a type
marked `or null`. A list of one stands for its item and
an item for a list of one, but only where no declaration of the same name fits exactly.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple, ParamSpec, TypeVar

from ..budget import Run
from ..errors import Null
from ..temporal import Date, DateTime, DaysTime, Time, YearsMonths
from ..values import Function, Range, kind

_CLASSES: dict[str, tuple[type, ...] | None] = {
    "any": None,
    "number": (Decimal,),
    "string": (str,),
    "boolean": (bool,),
    "date": (Date,),
    "time": (Time,),
    "date and time": (DateTime,),
    "day": (Date, DateTime),
    "months": (YearsMonths,),
    "span": (DaysTime,),
    "duration": (DaysTime, YearsMonths),
    "list": (list,),
    "context": (dict,),
    "range": (Range,),
    "function": (Function,),
    "point": (Decimal, str, Date, Time, DateTime, DaysTime, YearsMonths),
}
_CHINESE = {
    "number": "数字",
    "string": "文字",
    "boolean": "真假值",
    "date": "日期",
    "time": "时间",
    "date and time": "日期时间",
    "day": "日期",
    "months": "年月时长",
    "span": "日时时长",
    "duration": "时长",
    "list": "列表",
    "context": "上下文",
    "range": "区间",
    "function": "函数",
    "point": "可以比大小的值",
}
_MISFIT = object()
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One declared parameter."""

    name: str
    wanted: str
    optional: bool
    variadic: bool
    nullable: bool

    @property
    def classes(self) -> tuple[type, ...] | None:
        """Give the Python classes of values that fit, None for any."""
        classes = _CLASSES[self.wanted]
        return (*classes, type(None)) if classes is not None and self.nullable else classes

    def exact(self, value: Any) -> Any:
        """Take a value of the right kind, or answer `_MISFIT`."""
        classes = _CLASSES[self.wanted]
        if classes is None or type(value) in classes or (value is None and self.nullable):
            return value
        return _MISFIT

    def fitted(self, value: Any) -> Any:
        """Take a value, turning a list of one into its item and an item into a list of one."""
        found = self.exact(value)
        if found is not _MISFIT or value is None:
            return found
        if self.wanted == "list":
            return [value]
        if type(value) is list and len(value) == 1:
            return self.exact(value[0])
        return _MISFIT


@dataclass(frozen=True, slots=True)
class Declaration:
    """One way to call a function."""

    parameters: tuple[Parameter, ...]
    body: Callable[..., Any]
    wants_run: bool

    def exact(self, count: int) -> "Exact":
        """Give the quick way in for `count` arguments of exactly the declared kinds."""
        classes = [parameter.classes for parameter in self.parameters[:count]]
        variadic = bool(self.parameters) and self.parameters[-1].variadic
        if variadic:
            classes += [self.parameters[-1].classes] * (count - len(classes))
        fixed = len(self.parameters) - variadic
        missing = [None] * max(0, fixed - count)
        return Exact(self.body, self.wants_run, tuple(classes), missing, fixed if variadic else None)

    def takes(self, count: int) -> bool:
        """Tell whether `count` positional arguments can be meant."""
        required = sum(not p.optional for p in self.parameters)
        most = 10_000 if self.parameters and self.parameters[-1].variadic else len(self.parameters)
        return required <= count <= most

    def bind(self, values: Sequence[Any], fit: str) -> list[Any] | str:
        """Give the arguments for the body, or the Chinese reason why they do not fit."""
        bound: list[Any] = []
        for index, parameter in enumerate(self.parameters):
            if parameter.variadic:
                rest = [getattr(parameter, fit)(value) for value in values[index:]]
                bound.append(rest)
                if _MISFIT in rest:
                    return f"参数“{parameter.name}”要{_CHINESE[parameter.wanted]}"
                break
            if index >= len(values):
                bound.append(None)
                continue
            found = getattr(parameter, fit)(values[index])
            if found is _MISFIT:
                return f"参数“{parameter.name}”要{_CHINESE[parameter.wanted]}，给的是{kind(values[index])}"
            bound.append(found)
        return bound

    def order(self, names: Sequence[str], values: Sequence[Any]) -> list[Any] | None:
        """Put named arguments into the declared order; None when the names do not fit."""
        given = dict(zip(names, values, strict=True))
        if len(given) != len(names) or not given.keys() <= {p.name for p in self.parameters}:
            return None
        ordered: list[Any] = []
        for parameter in self.parameters:
            if parameter.name not in given and not parameter.optional:
                return None
            if parameter.name not in given:
                continue
            value = given[parameter.name]
            ordered.extend(value if parameter.variadic and isinstance(value, list) else [value])
        return ordered


class Exact(NamedTuple):
    """A declaration with a number of arguments: the classes wanted, and where the rest becomes a list."""

    body: Callable[..., Any]
    wants_run: bool
    classes: tuple[tuple[type, ...] | None, ...]
    missing: list[None]
    rest: int | None

    def fits(self, values: Sequence[Any]) -> bool:
        """Tell whether every value has a class that its parameter wants."""
        for value, wanted in zip(values, self.classes, strict=True):
            if wanted is not None and type(value) not in wanted:
                return False
        return True

    def call(self, run: Run, values: list[Any]) -> Any:
        """Call with values that fit."""
        if self.rest is not None:
            values = [*values[: self.rest], values[self.rest :]]
        elif self.missing:
            values = values + self.missing
        return self.body(run, *values) if self.wants_run else self.body(*values)


class Builtin:
    """A built-in function: all declarations of one name."""

    __slots__ = ("declarations", "name", "pure")

    def __init__(self, name: str) -> None:
        self.name = name
        self.declarations: list[Declaration] = []
        self.pure = True

    def exact(self, count: int) -> tuple["Exact", ...]:
        """Give the quick ways in for `count` arguments, in the order in which they are tried."""
        return tuple(d.exact(count) for d in self.declarations if d.takes(count))

    def call(self, run: Run, values: Sequence[Any]) -> Any:
        """Call by position; raises `Null` when nothing fits."""
        reason = f"函数 {self.name} 不是这么多参数"
        for fit in ("exact", "fitted"):
            for declaration in self.declarations:
                if not declaration.takes(len(values)):
                    continue
                bound = declaration.bind(values, fit)
                if isinstance(bound, str):
                    reason = f"函数 {self.name} 的{bound}"
                    continue
                return declaration.body(run, *bound) if declaration.wants_run else declaration.body(*bound)
        raise Null(reason)

    def call_named(self, run: Run, names: Sequence[str], values: Sequence[Any]) -> Any:
        """Call by name; raises `Null` when the names or kinds do not fit."""
        reason = f"函数 {self.name} 没有这样的参数名"
        for fit in ("exact", "fitted"):
            for declaration in self.declarations:
                ordered = declaration.order(names, values)
                if ordered is None:
                    continue
                bound = declaration.bind(ordered, fit)
                if isinstance(bound, str):
                    reason = f"函数 {self.name} 的{bound}"
                    continue
                return declaration.body(run, *bound) if declaration.wants_run else declaration.body(*bound)
        raise Null(reason)

    def as_value(self) -> Function:
        """Give the function as a FEEL value."""
        names = None
        if len(self.declarations) == 1 and not any(p.variadic for p in self.declarations[0].parameters):
            names = tuple(p.name for p in self.declarations[0].parameters)
        return Function(self.name, names, self.call)


BUILTINS: dict[str, Builtin] = {}


def builtin(
    signature: str, *, run: bool = False, pure: bool = True
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare a built-in function; `run` hands the evaluation in first, `pure=False` forbids folding."""
    name, _, rest = signature.partition("(")
    parameters = tuple(_parameter(part) for part in rest.rstrip(")").split(", ") if part)

    def declare(body: Callable[P, R]) -> Callable[P, R]:
        entry = BUILTINS.setdefault(name, Builtin(name))
        entry.declarations.append(Declaration(parameters, body, run))
        entry.pure = entry.pure and pure
        return body

    return declare


def _parameter(text: str) -> Parameter:
    name, _, type_ = text.partition(": ")
    plain = name.rstrip("?.")
    bare, _, null = type_.partition(" or ")
    return Parameter(plain, bare, name.endswith("?"), name.endswith("..."), bool(null))
