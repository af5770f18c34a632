"""Compiling what goes over lists or binds names: for, some/every, filters, tests, function definitions."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Any

from . import operators, syntax
from .budget import Place, Run
from .errors import Null
from .scope import Code, Scope, Test
from .temporal import Date
from .types import ANY, UNDECLARED, FunctionOf, Type, coerce
from .values import Function, Range

_Source = tuple[str, Callable[[Scope], "Sequence[Any] | Iterator[Any] | None"]]


def span(start: Any, end: Any) -> Iterator[Any]:
    """Count from start to end, up or down, in numbers by one or in days; null for anything else."""
    if type(start) is Decimal and type(end) is Decimal:
        first, last = operators.integer(start), operators.integer(end)
        step = 1 if last >= first else -1
        return (Decimal(number) for number in range(first, last + step, step))
    if type(start) is Date and type(end) is Date:
        step = 1 if end >= start else -1
        return (start.plus_days(n * step) for n in range(abs(end.days() - start.days()) + 1))
    raise Null("循环的区间要从整数到整数，或从日期到日期")


def items_of(value: Any) -> Sequence[Any] | Iterator[Any]:
    """Give what a loop goes over: a list, a closed or open range of integers or days, or one value."""
    if type(value) is list:
        return value
    if type(value) is not Range:
        if value is None:
            raise Null("空值不能一项一项地看")
        return [value]
    items = span(value.start, value.end)
    if operators.compare(value.start, value.end) > 0:
        raise Null("区间的起点比终点大")
    return (
        item
        for item in items
        if (value.start_included or item != value.start) and (value.end_included or item != value.end)
    )


class LoopCompiler:
    """The part of the compiler that binds names."""

    place: Callable[[int], Place]
    compile: Callable[[syntax.Node], Code]
    constant: Callable[[syntax.Node], tuple[bool, Any]]
    inside: Callable[[set[str]], AbstractContextManager[set[str]]]
    comparison: Callable[[str, int], Callable[[Any, Any, Scope], bool | None]]
    type_of: Callable[[Type, int], Type]
    bound: list[set[str]]
    filters: int

    def _sources(self, iterators: tuple[syntax.Iterator, ...], names: set[str]) -> list[_Source]:
        found: list[_Source] = []
        for iterator in iterators:
            source = self.compile(iterator.source)
            end = self.compile(iterator.end) if iterator.end is not None else None
            found.append((iterator.name, self._source(source, end, self.place(iterator.at))))
            names.add(iterator.name)
        return found

    def _source(self, source: Code, end: Code | None, place: Place) -> Any:
        def code(s: Scope) -> Sequence[Any] | Iterator[Any] | None:
            try:
                return items_of(source(s)) if end is None else span(source(s), end(s))
            except Null as reason:
                s.run.warn(str(reason), place)
                return None

        return code

    def _on_for(self, node: syntax.For) -> Code:
        with self.inside(set()) as names:
            sources = self._sources(node.iterators, names)
            names.add("partial")
            body = self.compile(node.body)
        partial = syntax.mentions(node.body, "partial")

        def code(s: Scope) -> list[Any] | None:
            results: list[Any] = []
            outer = Scope({"partial": []}, s.run, s)

            def look(t: Scope) -> None:
                if partial:
                    s.run.spend(len(results) >> 4)
                    outer.names["partial"] = results[:]
                results.append(body(t))

            return results if _visit(outer, sources, look) else None

        return code

    def _on_quantified(self, node: syntax.Quantified) -> Code:
        with self.inside(set()) as names:
            sources = self._sources(node.iterators, names)
            body = self.compile(node.body)
        decisive = node.kind == "some"

        def code(s: Scope) -> bool | None:
            seen: set[Any] = set()

            def look(t: Scope) -> None:
                value = body(t)
                seen.add(value if type(value) is bool else None)
                if value is decisive:
                    raise _Decided

            try:
                if not _visit(Scope({}, s.run, s), sources, look):
                    return None
            except _Decided:
                return decisive
            return None if None in seen else not decisive

        return code

    def _on_filter(self, node: syntax.Filter) -> Code:
        source, place = self.compile(node.source), self.place(node.at)
        known, index = self.constant(node.predicate)
        if known and type(index) is Decimal:
            return lambda s: _pick(_listed(source(s)), index, s, place)
        self.filters += 1
        with self.inside({"item"}):
            predicate = self.compile(node.predicate)
        self.filters -= 1

        def code(s: Scope) -> Any:
            items = _listed(source(s))
            if not items:
                at = predicate(Scope({}, s.run, s))
                return None if type(at) is Decimal else []
            kept: list[Any] = []
            for item in items:
                s.run.spend(1)
                scope = Scope({"item": item}, s.run, s)
                if type(item) is dict:
                    scope = Scope(item, s.run, scope)
                found = predicate(scope)
                if found is True:
                    kept.append(item)
                elif type(found) is Decimal:
                    return _pick(items, found, s, place)
            return kept

        return code

    def _on_in(self, node: syntax.In) -> Code:
        value = self.compile(node.value)
        choice = self.choice(node.tests)
        if choice is not None:
            return lambda s: choice(value(s), s)
        tests = [self.test(test) for test in node.tests]
        if len(tests) == 1:
            only = tests[0]
            return lambda s: only(value(s), s)

        def code(s: Scope) -> bool | None:
            found = value(s)
            return any_of(test(found, s) for test in tests)

        return code

    def choice(self, nodes: tuple[syntax.Node, ...]) -> Test | None:
        """Compile tests that are all constants of one kind to a look-up; None when they are not."""
        found = [self.constant(node) for node in nodes]
        kinds = {type(value) for known, value in found if known}
        if len(kinds) != 1 or not kinds <= {str, Decimal, bool} or not all(known for known, _ in found):
            return None
        cls, values = kinds.pop(), frozenset(value for _, value in found)
        sample = next(iter(values))

        def test(value: Any, s: Scope) -> bool | None:
            if type(value) is cls:
                return value in values
            return operators.is_in(value, sample)

        return test

    def test(self, node: syntax.Node) -> Test:
        """Compile one positive unary test against a given value."""
        if isinstance(node, syntax.UnaryRange):
            endpoint, compare = self.compile(node.endpoint), self.comparison(node.op, node.at)
            return lambda value, s: compare(value, endpoint(s), s)
        if isinstance(node, syntax.RangeLiteral):
            return self._range_test(node)
        known, constant = self.constant(node)
        if known:
            return lambda value, s: operators.is_in(value, constant)
        code, place = self.compile(node), self.place(node.at)

        def test(value: Any, s: Scope) -> bool | None:
            candidate = code(s)
            if type(candidate) is list:
                s.run.spend(len(candidate))
            result = operators.is_in(value, candidate)
            if result is None:
                s.run.warn("两边不是同一种值，不能比较", place)
            return result

        return test

    def _range_test(self, node: syntax.RangeLiteral) -> Test:
        start, end = self.compile(node.start), self.compile(node.end)
        above = self.comparison(">=" if node.start_included else ">", node.at)
        below = self.comparison("<=" if node.end_included else "<", node.at)

        def test(value: Any, s: Scope) -> bool | None:
            low = above(value, start(s), s)
            high = below(value, end(s), s)
            if low is None or high is None:
                return None
            return low and high

        return test

    def _on_function_literal(self, node: syntax.FunctionLiteral) -> Code:
        names = tuple(parameter.name for parameter in node.parameters)
        types = [self.type_of(p.type, node.at) if p.type else None for p in node.parameters]
        declared = FunctionOf(tuple(t or ANY for t in types), UNDECLARED)
        if node.external:
            return lambda s: Function("external", names, _external, declared)
        with self.inside(set(names)):
            body = self.compile(node.body)
        return define("function", names, types, body, node)


def define(
    name: str,
    parameters: tuple[str, ...],
    types: Sequence[Type | None],
    body: Code,
    tree: syntax.Node | None = None,
) -> Code:
    """Make the code that makes a function: its body runs in the scope where the function was made."""
    declared = FunctionOf(tuple(type_ or ANY for type_ in types), UNDECLARED)

    def code(s: Scope) -> Function:
        def call(run: Run, values: Sequence[Any]) -> Any:
            if len(values) != len(parameters):
                raise Null(f"函数要 {len(parameters)} 个参数，给了 {len(values)} 个")
            bound = {
                key: value if type_ is None else coerce(value, type_)
                for key, value, type_ in zip(parameters, values, types, strict=True)
            }
            run.enter()
            try:
                return body(Scope(bound, run, s))
            finally:
                run.depth -= 1

        return Function(name, parameters, call, declared, tree)

    return code


class _Decided(Exception):
    pass


def _external(run: Run, values: Sequence[Any]) -> Any:
    raise Null("外部函数不在这里运行")


def any_of(results: Iterator[bool | None]) -> bool | None:
    """Join tests by the three-valued or."""
    unknown = False
    for result in results:
        if result is True:
            return True
        unknown = unknown or result is None
    return None if unknown else False


def _visit(scope: Scope, sources: list[_Source], look: Callable[[Scope], None]) -> bool:
    """Go over the product of the sources; False when one of them cannot be gone over."""
    (name, source), rest = sources[0], sources[1:]
    items = source(scope)
    if items is None:
        return False
    for item in items:
        scope.run.spend(1)
        inner = Scope({name: item}, scope.run, scope)
        if not rest:
            look(inner)
        elif not _visit(inner, rest, look):
            return False
    return True


def _listed(value: Any) -> list[Any]:
    if type(value) is list:
        return value
    return [] if value is None else [value]


def _pick(items: list[Any], index: Decimal, s: Scope, place: Place) -> Any:
    if index == index.to_integral_value() and 1 <= abs(index) <= len(items):
        at = int(index)
        return items[at - 1 if at > 0 else at]
    s.run.warn(f"列表没有第 {index:f} 项" if index.adjusted() < 20 else "列表没有这么多项", place)
    return None
