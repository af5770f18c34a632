"""From syntax tree to Python closures. Each node becomes one function of the scope; constants are folded."""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal, DecimalException
from functools import cache
from typing import Any

from . import operators, syntax
from .budget import Place, Run
from .calls import call_builtin, call_function
from .errors import FeelSyntaxError, Null
from .functions import BUILTINS
from .loops import LoopCompiler
from .paths import get
from .scope import MISSING, Code, Scope
from .temporal import parse_at
from .types import NULL, Type, resolve
from .values import NUMBERS, Range, kind, size, unary_range

_ARITHMETIC: dict[str, tuple[Any, Any]] = {
    "+": (NUMBERS.add, operators.add),
    "-": (NUMBERS.subtract, operators.subtract),
    "*": (NUMBERS.multiply, operators.multiply),
    "/": (NUMBERS.divide, operators.divide),
    "**": (NUMBERS.power, operators.power),
}


@cache
def _method(node: str) -> str:
    return "_on" + re.sub("([A-Z])", r"_\1", node).lower()


_CONTAINERS = (list, dict)
_SAME = {"=": operator.eq, "!=": operator.ne}
_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_FAST: dict[type, dict[str, Callable[[Any, Any], bool]]] = {
    Decimal: {**_SAME, **_ORDERS},
    str: {**_SAME, **_ORDERS},
    bool: _SAME,
}


class Compiler(LoopCompiler):
    """Compiles one expression; collects its free names."""

    def __init__(
        self,
        place: Callable[[int], Place],
        shadowing: frozenset[str] = frozenset(),
        types: Mapping[str, Type] | Callable[[str], Type | None] | None = None,
    ) -> None:
        self.place = place
        self.shadowing = shadowing
        self.types = types or {}
        self.free: dict[str, Place] = {}
        self.maybe: dict[str, Place] = {}
        self.bound: list[set[str]] = []
        self.filters = 0

    @contextmanager
    def inside(self, names: set[str]) -> Iterator[set[str]]:
        """Compile something one scope further in."""
        self.bound.append(names)
        yield names
        self.bound.pop()

    def compile(self, node: syntax.Node) -> Code:
        """Compile any node."""
        known, value = self.constant(node)
        if known:
            return lambda s: value
        return getattr(self, _method(type(node).__name__))(node)  # type: ignore[no-any-return]

    def constant(self, node: syntax.Node) -> tuple[bool, Any]:
        """Tell whether a node has the same value everywhere, and which."""
        if isinstance(node, syntax.Literal):
            value = node.value
            return True, NUMBERS.plus(value) if isinstance(value, Decimal) else value
        try:
            if isinstance(node, syntax.AtLiteral):
                return True, parse_at(node.text)
            if isinstance(node, syntax.Negation):
                known, value = self.constant(node.operand)
                if known and type(value) is Decimal:
                    return True, NUMBERS.minus(value)
            if isinstance(node, syntax.Call):
                return self._constant_call(node)
        except Null:
            return False, None
        return False, None

    def _constant_call(self, node: syntax.Call) -> tuple[bool, Any]:
        builtin = self.builtin(node.function)
        if builtin is None or not builtin.pure or node.names is not None:
            return False, None
        found = [self.constant(argument) for argument in node.arguments]
        if not all(known for known, _ in found):
            return False, None
        value = builtin.call(Run(), [value for _, value in found])
        return value is not None, value

    def builtin(self, node: syntax.Node) -> Any:
        """Give the built-in function that a node names, unless the name is bound otherwise."""
        if not isinstance(node, syntax.Name) or node.name in self.shadowing or self.is_bound(node.name):
            return None
        return BUILTINS.get(node.name)

    def is_bound(self, name: str) -> bool:
        """Tell whether an inner scope binds the name."""
        return any(name in names for names in self.bound)

    def _on_opaque(self, node: syntax.Opaque) -> Code:
        code: Code = node.build(self)
        return code

    # leaves

    def _on_at_literal(self, node: syntax.AtLiteral) -> Code:
        place, text = self.place(node.at), node.text

        def code(s: Scope) -> Any:
            s.run.warn(f'@"{text}" 不是日期、时间或时长', place)

        return code

    def _on_name(self, node: syntax.Name) -> Code:
        name, place = node.name, self.place(node.at)
        builtin = self.builtin(node)
        if not self.is_bound(name) and builtin is None:
            (self.maybe if self.filters else self.free).setdefault(name, place)
        fallback = builtin.as_value() if builtin else None

        def missing(s: Scope) -> Any:
            if fallback is None:
                s.run.warn(f"没有“{name}”这个名称", place)
            return fallback

        if not self.bound:

            def root(s: Scope) -> Any:
                try:
                    return s.names[name]
                except KeyError:
                    return missing(s)

            return root

        def code(s: Scope) -> Any:
            value = s.find(name)
            return missing(s) if value is MISSING else value

        return code

    # operators

    def guarded(self, function: Callable[[Any], Any], operand: Code, at: int) -> Code:
        """Apply a function that may answer `Null`."""
        place = self.place(at)

        def code(s: Scope) -> Any:
            try:
                return function(operand(s))
            except Null as reason:
                s.run.warn(str(reason), place)
                return None

        return code

    def _on_negation(self, node: syntax.Negation) -> Code:
        return self.guarded(operators.negate, self.compile(node.operand), node.at)

    def _on_arithmetic(self, node: syntax.Arithmetic) -> Code:
        spine: list[syntax.Arithmetic] = []
        first: syntax.Node = node
        while isinstance(first, syntax.Arithmetic):
            spine.append(first)
            first = first.left
        code = self.compile(first)
        if len(spine) > 8:
            return self._long_arithmetic(code, spine[::-1])
        for step in reversed(spine):
            code = self._binary(step.op, code, self.compile(step.right), step.at)
        return code

    def _binary(self, op: str, left: Code, right: Code, at: int) -> Code:
        numeric, general = _ARITHMETIC[op]
        apply = self._apply(general, at)
        cost = 20 if op == "**" else 0

        def code(s: Scope) -> Any:
            a, b = left(s), right(s)
            if cost:
                s.run.spend(cost)
            if type(a) is Decimal and type(b) is Decimal:
                try:
                    return numeric(a, b)
                except DecimalException:
                    pass
            return apply(a, b, s)

        return code

    def _apply(self, general: Callable[[Any, Any], Any], at: int) -> Callable[[Any, Any, Scope], Any]:
        place = self.place(at)

        def apply(a: Any, b: Any, s: Scope) -> Any:
            try:
                value = general(a, b)
            except Null as reason:
                s.run.warn(str(reason), place)
                return None
            return s.run.text(value) if type(value) is str else value

        return apply

    def _long_arithmetic(self, first: Code, steps: list[syntax.Arithmetic]) -> Code:
        rest = [(self._apply(_ARITHMETIC[step.op][1], step.at), self.compile(step.right)) for step in steps]

        def code(s: Scope) -> Any:
            value = first(s)
            for apply, right in rest:
                value = apply(value, right(s), s)
            return value

        return code

    def _on_comparison(self, node: syntax.Comparison) -> Code:
        left, compare = self.compile(node.left), self.comparison(node.op, node.at)
        known, constant = self.constant(node.right)
        if known and type(constant) in _FAST:
            return self._with_constant(left, node.op, constant, compare)
        right = self.compile(node.right)
        return lambda s: compare(left(s), right(s), s)

    def _with_constant(self, left: Code, op: str, constant: Any, compare: Any) -> Code:
        cls, fast = type(constant), _FAST[type(constant)].get(op)
        if fast is None:
            return lambda s: compare(left(s), constant, s)

        def code(s: Scope) -> bool | None:
            value = left(s)
            if type(value) is cls:
                return fast(value, constant)
            result: bool | None = compare(value, constant, s)
            return result

        return code

    def comparison(self, op: str, at: int) -> Callable[[Any, Any, Scope], bool | None]:
        """Compile a comparison of two values."""
        place = self.place(at)
        if op in ("=", "!="):
            wanted = op == "="

            def same(a: Any, b: Any, s: Scope) -> bool | None:
                if type(a) in _CONTAINERS:
                    s.run.spend(size(a))
                result = operators.equal(a, b)
                if result is None:
                    s.run.warn(f"{kind(a)}和{kind(b)}不能比较", place)
                    return None
                return result is wanted

            return same
        return self._order(op, place)

    def _order(self, op: str, place: Place) -> Callable[[Any, Any, Scope], bool | None]:
        signs = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (1, 0)}[op]
        numeric = _ORDERS[op]

        def order(a: Any, b: Any, s: Scope) -> bool | None:
            if type(a) is Decimal and type(b) is Decimal:
                return numeric(a, b)
            try:
                result = operators.compare(a, b)
            except Null as reason:
                s.run.warn(str(reason), place)
                return None
            return ((result > 0) - (result < 0)) in signs

        return order

    def _on_logic(self, node: syntax.Logic) -> Code:
        items = [self.compile(item) for item in node.items]
        decisive = node.op == "or"
        neutral = not decisive

        def code(s: Scope) -> bool | None:
            unknown = False
            for item in items:
                value = item(s)
                if value is decisive:
                    return bool(decisive)
                if value is not neutral:
                    unknown = True
            return None if unknown else neutral

        return code

    def _on_between(self, node: syntax.Between) -> Code:
        value, low, high = self.compile(node.value), self.compile(node.low), self.compile(node.high)
        above, below = self.comparison(">=", node.at), self.comparison("<=", node.at)

        def code(s: Scope) -> bool | None:
            found = value(s)
            results = (above(found, low(s), s), below(found, high(s), s))
            if None in results:
                return None
            return results == (True, True)

        return code

    def _on_if(self, node: syntax.If) -> Code:
        branches: list[tuple[Code, Code]] = []
        rest: syntax.Node = node
        while isinstance(rest, syntax.If):
            branches.append((self.compile(rest.condition), self.compile(rest.yes)))
            rest = rest.no
        last = self.compile(rest)
        if len(branches) == 1:
            condition, yes = branches[0]
            return lambda s: yes(s) if condition(s) is True else last(s)

        def code(s: Scope) -> Any:
            for condition, yes in branches:
                if condition(s) is True:
                    return yes(s)
            return last(s)

        return code

    def type_of(self, type_: Type, at: int) -> Type:
        """Look up the names in a type; FeelSyntaxError for one that nobody defines."""
        try:
            return resolve(type_, self.types)
        except KeyError as name:
            raise FeelSyntaxError(f"没有“{name.args[0]}”这个类型", *self.place(at)[:2]) from None

    def _on_instance_of(self, node: syntax.InstanceOf) -> Code:
        value, wanted = self.compile(node.value), self.type_of(node.type, node.at).bare()

        def code(s: Scope) -> bool:
            found = value(s)
            return wanted == NULL if found is None else wanted.accepts(found)

        return code

    # structures

    def _on_path(self, node: syntax.Path) -> Code:
        source, name, place = self.compile(node.source), node.name, self.place(node.at)

        def code(s: Scope) -> Any:
            value = source(s)
            if type(value) is dict and name in value:
                return value[name]
            try:
                if type(value) is list:
                    s.run.spend(len(value))
                return get(value, name)
            except Null as reason:
                s.run.warn(str(reason), place)
                return None

        return code

    def _on_list_literal(self, node: syntax.ListLiteral) -> Code:
        items = [self.compile(item) for item in node.items]

        def code(s: Scope) -> list[Any]:
            s.run.spend(len(items))
            return [item(s) for item in items]

        return code

    def _on_context_literal(self, node: syntax.ContextLiteral) -> Code:
        keys = [key for key, _ in node.entries]
        if len(set(keys)) < len(keys):
            twice = next(key for key in keys if keys.count(key) > 1)
            place = self.place(node.at)
            return lambda s: s.run.warn(f"“{twice}”写了两次", place)
        entries: list[tuple[str, Code]] = []
        with self.inside(set()) as names:
            for key, item in node.entries:
                if isinstance(item, syntax.FunctionLiteral):
                    names.add(key)
                entries.append((key, self.compile(item)))
                names.add(key)

        def code(s: Scope) -> dict[str, Any]:
            s.run.spend(len(entries))
            made: dict[str, Any] = {}
            inner = Scope(made, s.run, s)
            for key, item in entries:
                made[key] = item(inner)
            return made

        return code

    def _on_range_literal(self, node: syntax.RangeLiteral) -> Code:
        start, end, place = self.compile(node.start), self.compile(node.end), self.place(node.at)
        opened, closed = node.start_included, node.end_included

        def code(s: Scope) -> Range | None:
            low, high = start(s), end(s)
            try:
                operators.check_ends(low, high)
            except Null as reason:
                s.run.warn(str(reason), place)
                return None
            return Range(low, high, start_included=opened, end_included=closed)

        return code

    def _on_unary_range(self, node: syntax.UnaryRange) -> Code:
        endpoint = self.compile(node.endpoint)
        op = node.op
        return lambda s: unary_range(op, endpoint(s))

    # calls

    def _on_call(self, node: syntax.Call) -> Code:
        arguments = [self.compile(argument) for argument in node.arguments]
        builtin, place = self.builtin(node.function), self.place(node.at)
        if builtin is not None:
            return call_builtin(builtin, arguments, node.names, place)
        function = self.compile(node.function)
        hidden = BUILTINS.get(node.function.name) if isinstance(node.function, syntax.Name) else None
        fallback = None if hidden is None else call_builtin(hidden, arguments, node.names, place)
        return call_function(function, arguments, node.names, place, fallback)
