"""From boxed expressions to closures, by the FEEL compiler: a box is an opaque part of a FEEL tree."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from minzheng.kernel.feel import FeelError, syntax
from minzheng.kernel.feel.compiler import Compiler
from minzheng.kernel.feel.errors import FeelSyntaxError, Null
from minzheng.kernel.feel.expression import placer
from minzheng.kernel.feel.functions import BUILTINS
from minzheng.kernel.feel.loops import define
from minzheng.kernel.feel.parser import parse, parse_tests
from minzheng.kernel.feel.scope import Code, Scope, Test
from minzheng.kernel.feel.tests_compiler import compile_tests
from minzheng.kernel.feel.types import Type, coerce
from minzheng.kernel.feel.values import Function

from . import elements as e
from .errors import DmnError
from .index import Cell, Masks, constants_of, lookup, masks_of
from .item_types import TypeBook
from .tables import Column, Row, Table, answer_of


class LogicCompiler:
    """Compiles the logic of one element; mistakes in its texts go to `problems` and become null."""

    def __init__(
        self, label: str, name: str, names: Iterable[str], inner: frozenset[str], types: TypeBook
    ) -> None:
        self.label = label
        self.owner = name
        self.names = frozenset(names)
        self.inner = inner
        self.types = types
        self.problems: list[DmnError] = []
        self.table: Table | None = None
        self.masks: tuple[Masks, ...] = ()
        self.compiler = Compiler(lambda at: (1, 1, label), self.names & BUILTINS.keys(), types.find)

    def code(self, boxed: e.Boxed) -> Code:
        """Compile a boxed expression."""
        handlers: dict[type, Callable[[Any], Code]] = {
            e.LiteralExpression: self._literal,
            e.ContextExpression: self._context,
            e.Invocation: self._invocation,
            e.Relation: self._relation,
            e.ListExpression: self._list,
            e.FunctionDefinition: self.function,
            e.Conditional: self._conditional,
            e.FilterExpression: self._filter,
            e.Iteration: self._iteration,
            e.DecisionTable: self._table,
        }
        code = handlers[type(boxed)](boxed)
        return (
            code if isinstance(boxed, e.FunctionDefinition) else self.typed(code, boxed.type_ref, boxed.line)
        )

    def typed(self, code: Code, type_ref: str | None, line: int, what: str = "") -> Code:
        """Fit a value to a declared type; what does not fit is null with a warning."""
        wanted = self.type_of(type_ref, line)
        if wanted is None:
            return code
        place = (1, 1, f"{self.label}{what}")

        def fitted(s: Scope) -> Any:
            try:
                return coerce(code(s), wanted)
            except Null as reason:
                s.run.warn(str(reason), place)
                return None

        return fitted

    def type_of(self, type_ref: str | None, line: int) -> Type | None:
        """Look a type reference up; an unknown one is a problem and counts as `Any`."""
        try:
            return self.types.need(type_ref, line)
        except (DmnError, FeelError) as error:
            self.problems.append(error if isinstance(error, DmnError) else DmnError(str(error), line))
            return None

    def unknown_names(self, line: int) -> list[DmnError]:
        """List the names that the element uses but does not require."""
        return [
            DmnError(
                f"{source}第 {at} 行第 {column} 个字处：没有“{name}”这个名称，请检查拼写，或加上对它的依赖",
                line,
            )
            for name, (at, column, source) in self.compiler.free.items()
            if name not in self.names
        ]

    # texts

    def _known(self) -> frozenset[str]:
        return self.names.union(self.inner, *self.compiler.bound)

    def _broken(self, error: FeelError, source: str, line: int) -> Code:
        text = error.message if isinstance(error, FeelSyntaxError) else str(error)
        at = (error.line, error.column) if isinstance(error, FeelSyntaxError) else (1, 1)
        self.problems.append(DmnError(f"{source}第 {at[0]} 行第 {at[1]} 个字处：{text}", line))
        place = (*at, source)
        return lambda s: s.run.warn(text, place)

    def text(self, text: str, line: int, what: str = "") -> Code:
        """Compile a FEEL text; an empty one is null."""
        source = f"{self.label}{what}"
        if not text:
            return lambda s: None
        try:
            tree = parse(text, self._known())
            self.compiler.place = placer(text, source)
            return self.compiler.compile(tree)
        except FeelError as error:
            return self._broken(error, source, line)

    def _constant(self, text: str) -> bool:
        """Tell whether a text has the same value everywhere."""
        try:
            return self.compiler.constant(parse(text, self._known()))[0] if text else True
        except FeelError:
            return False

    def tests(self, text: str, line: int, what: str) -> Test:
        """Compile unary tests; `?` stands for the value."""
        return self._cell(text, line, what, 0).test

    def _cell(self, text: str, line: int, what: str, bit: int) -> Cell:
        source = f"{self.label}{what}"
        try:
            tree = parse_tests(text, self._known())
            self.compiler.place = placer(text, source)
            with self.compiler.inside({"?"}):
                test = compile_tests(self.compiler, tree)
                constants, ordering = constants_of(tree, self.compiler.constant)
        except FeelError as error:
            broken = self._broken(error, source, line)
            return Cell(bit, lambda value, s: broken(s), None, ordering=False)
        if not syntax.mentions(tree.items, "?"):
            return Cell(bit, test, constants, ordering)
        return Cell(bit, lambda value, s: test(value, Scope({"?": value}, s.run, s)), None, ordering)

    def _literal(self, boxed: e.LiteralExpression) -> Code:
        return self.text(boxed.text, boxed.line)

    # boxes

    def _context(self, boxed: e.ContextExpression) -> Code:
        entries: list[tuple[str | None, Code]] = []
        with self.compiler.inside(set()) as names:
            for entry in boxed.entries:
                name = entry.variable.name if entry.variable else None
                if name is not None and isinstance(entry.value, e.FunctionDefinition):
                    names.add(name)
                code = self.code(entry.value)
                if name is not None and entry.variable is not None:
                    what = f"的“{name}”"
                    if not isinstance(entry.value, e.FunctionDefinition):
                        code = self.typed(code, entry.variable.type_ref, boxed.line, what)
                    names.add(name)
                entries.append((name, code))

        def code_of(s: Scope) -> Any:
            s.run.spend(len(entries))
            made: dict[str, Any] = {}
            inner = Scope(made, s.run, s)
            for name, code in entries:
                value = code(inner)
                if name is None:
                    return value
                made[name] = value
            return made

        return code_of

    def _invocation(self, boxed: e.Invocation) -> Code:
        called = self.code(boxed.called)
        bindings = [(v.name, self.typed(self.code(x), v.type_ref, x.line)) for v, x in boxed.bindings]
        place = (1, 1, self.label)

        def code(s: Scope) -> Any:
            function = called(s)
            if type(function) is not Function:
                s.run.warn("这里要调用一个函数，给的却不是", place)
                return None
            values = {name: value(s) for name, value in bindings}
            try:
                return function.call(s.run, _ordered(function, values))
            except Null as reason:
                s.run.warn(str(reason), place)
                return None

        return code

    def _relation(self, boxed: e.Relation) -> Code:
        columns = [column.name for column in boxed.columns]
        rows = [
            [
                self.typed(self.code(cell), column.type_ref, cell.line, f"的“{column.name}”列")
                for column, cell in zip(boxed.columns, row, strict=True)
            ]
            for row in boxed.rows
        ]

        def code(s: Scope) -> list[dict[str, Any]]:
            s.run.spend(len(rows) * (len(columns) + 1))
            return [{name: cell(s) for name, cell in zip(columns, row, strict=True)} for row in rows]

        return code

    def _list(self, boxed: e.ListExpression) -> Code:
        items = [self.code(item) for item in boxed.items]

        def code(s: Scope) -> list[Any]:
            s.run.spend(len(items))
            return [item(s) for item in items]

        return code

    def function(self, boxed: e.FunctionDefinition, name: str = "function") -> Code:
        """Compile a function definition."""
        parameters = tuple(parameter.name for parameter in boxed.parameters)
        types = [self.type_of(parameter.type_ref, boxed.line) for parameter in boxed.parameters]
        if boxed.kind != "FEEL" or boxed.body is None:
            return lambda s: Function(name, parameters, _external)
        with self.compiler.inside(set(parameters)):
            body = self.code(boxed.body)
        return define(name, parameters, types, body)

    def _opaque(self, boxed: e.Boxed) -> syntax.Node:
        return syntax.Opaque(lambda _: self.code(boxed))

    def _condition(self, boxed: e.Boxed) -> syntax.Node:
        """Embed a box that must say true or false; anything else makes the whole null."""

        def build(_: Any) -> Code:
            inner = self.code(boxed)

            def code(s: Scope) -> bool | None:
                value = inner(s)
                if value is not None and type(value) is not bool:
                    raise Null("这里要真或假")
                return value

            return code

        return syntax.Opaque(build)

    def _compiled(self, tree: syntax.Node) -> Code:
        label = self.label
        self.compiler.place = lambda at: (1, 1, label)
        return self.compiler.guarded(lambda value: value, self.compiler.compile(tree), 0)

    def _conditional(self, boxed: e.Conditional) -> Code:
        parts = (self._condition(boxed.condition), self._opaque(boxed.yes), self._opaque(boxed.no))
        return self._compiled(syntax.If(*parts))

    def _filter(self, boxed: e.FilterExpression) -> Code:
        return self._compiled(syntax.Filter(self._opaque(boxed.source), self._condition(boxed.match)))

    def _iteration(self, boxed: e.Iteration) -> Code:
        iterators = (syntax.Iterator(boxed.variable, self._opaque(boxed.source)),)
        if boxed.kind == "for":
            return self._compiled(syntax.For(iterators, self._opaque(boxed.body)))
        return self._compiled(syntax.Quantified(boxed.kind, iterators, self._condition(boxed.body)))

    # tables

    def _table(self, boxed: e.DecisionTable) -> Code:
        cells: list[list[Cell]] = [[] for _ in boxed.inputs]
        closer: list[list[tuple[int, Test]]] = [[] for _ in boxed.rules]
        for number, rule in enumerate(boxed.rules):
            for at, text in enumerate(rule.tests):
                if text in ("", "-"):
                    continue
                cell = self._cell(text, rule.line, f"第 {number + 1} 行第 {at + 1} 个条件", 1 << number)
                cells[at].append(cell)
                if cell.constants is None:
                    closer[number].append((at, cell.test))
        columns = tuple(self._column(clause, number) for number, clause in enumerate(boxed.outputs, 1))
        rows = tuple(
            self._row(rule, number, boxed, columns, closer[number - 1])
            for number, rule in enumerate(boxed.rules, 1)
        )
        everything = (1 << len(boxed.rules)) - 1
        masks = tuple(masks_of(column, everything) for column in cells)
        inputs = tuple(
            (
                self.text(clause.expression, clause.line, f"第 {at + 1} 个条件列"),
                lookup(cells[at], everything, masks[at]),
            )
            for at, clause in enumerate(boxed.inputs)
        )
        allowed = tuple(
            (number, self.tests(clause.values, clause.line, what), (1, 1, self.label + what))
            for number, clause in enumerate(boxed.inputs)
            for what in [f"第 {number + 1} 个条件列的允许值"]
            if clause.values
        )
        table = Table(
            self.owner,
            boxed.policy,
            boxed.aggregation,
            tuple(clause.label for clause in boxed.inputs),
            inputs,
            allowed,
            columns,
            rows,
            (1, 1, self.label),
        )
        self.table, self.masks = table, masks
        return table.code()

    def _column(self, clause: e.OutputClause, number: int) -> Column:
        what = f"第 {number} 个结果列"
        values = self.text(f"[{clause.values}]", clause.line, f"{what}的允许值") if clause.values else None
        default = self.text(clause.default, clause.line, f"{what}的默认值") if clause.default else None
        type_ = self.type_of(clause.type_ref, clause.line)
        return Column(clause.name, type_, values, default, (1, 1, f"{self.label}{what}"))

    def _row(
        self,
        rule: e.Rule,
        number: int,
        boxed: e.DecisionTable,
        columns: tuple[Column, ...],
        closer: list[tuple[int, Test]],
    ) -> Row:
        results = tuple(
            self.text(text, rule.line, f"第 {number} 行第 {index} 个结果")
            for index, text in enumerate(rule.results, 1)
        )
        names = boxed.annotation_names or tuple(str(n) for n in range(1, len(rule.annotations) + 1))
        annotations = dict(zip(names, rule.annotations, strict=False))
        constant = all(map(self._constant, rule.results))
        return Row(number, tuple(closer), answer_of(columns, results), constant, annotations)


def _ordered(function: Function, values: dict[str, Any]) -> list[Any]:
    names = function.parameters
    if names is None:
        return list(values.values())
    unknown = values.keys() - set(names)
    if unknown:
        raise Null(f"函数没有“{'、'.join(sorted(unknown))}”这个参数")
    return [values.get(name) for name in names]


def _external(run: Any, values: Sequence[Any]) -> Any:
    raise Null("外部函数不在这里运行")
