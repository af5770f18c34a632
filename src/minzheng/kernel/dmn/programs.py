"""The elements of a model, ready to run, and one evaluation of their graph."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from minzheng.kernel.feel.budget import Place, Run
from minzheng.kernel.feel.errors import Null
from minzheng.kernel.feel.scope import MISSING, Code, Scope
from minzheng.kernel.feel.types import FunctionOf, Simple, Type, coerce
from minzheng.kernel.feel.values import Function, to_feel

from . import columns
from .direct import Direct, direct_of
from .elements import Decision, Element, KnowledgeModel, Service
from .index import Masks
from .shortcut import Shortcut, finder
from .tables import Table

Path = tuple[str, ...]
"""How an element is named: its name, or the names of the imports that lead to it before it."""


class Session:
    """One evaluation: every element is worked out at most once."""

    __slots__ = ("inputs", "known", "plain", "run")

    def __init__(self, run: Run, inputs: Mapping[str, object], *, plain: bool = True) -> None:
        self.run = run
        self.inputs = inputs
        self.plain = plain  # nothing is given but the inputs
        self.known: dict[Program, Any] = {}

    def value(self, program: "Program") -> Any:
        """Give the value of an element, working it out when it is needed for the first time."""
        value = self.known.get(program, MISSING)
        if value is MISSING:
            value = self.known[program] = program.work(self)
        return value


class Program(ABC):
    """An element ready to run; `needs` are set once all programs exist."""

    __slots__ = ("_classes", "_local", "_place", "element", "label", "needs", "scalar", "type")

    def __init__(self, element: Element, label: str, type_: Type | None) -> None:
        self.element = element
        self.label = label
        self.type = type_
        self._classes = type_.classes if isinstance(type_, Simple) else ()
        self.needs: tuple[tuple[Path, Program], ...] = ()
        self._local: tuple[tuple[str, Program], ...] | None = None
        self._place: Place = (1, 1, label)
        self.scalar = False  # cheap to work out again: need not be remembered

    def connect(self, needs: Sequence[tuple[Path, "Program"]]) -> None:
        """Set what the element needs, and under which names."""
        self.needs = tuple(needs)
        if all(len(path) == 1 for path, _ in needs):
            self._local = tuple((path[0], program) for path, program in needs)

    @abstractmethod
    def work(self, session: Session) -> Any:
        """Give the value of the element."""

    def names(self, session: Session) -> dict[str, Any]:
        """Give the names that the element sees, with their values."""
        if self._local is not None:
            short = session.plain
            return {
                name: program.work(session) if short and program.scalar else session.value(program)
                for name, program in self._local
            }
        names: dict[str, Any] = {}
        for path, program in self.needs:
            layer = names
            for step in path[:-1]:
                layer = layer.setdefault(step, {})
            layer[path[-1]] = session.value(program)
        return names

    def fit(self, value: Any, run: Run) -> Any:
        """Fit a value to the declared type; what does not fit is null with a warning."""
        if self.type is None:
            return value
        try:
            return coerce(value, self.type)
        except Null as reason:
            run.warn(str(reason), self._place)
            return None


class InputProgram(Program):
    """Input data: taken from the context by its path, else by its name."""

    __slots__ = ("_class", "_name", "path")

    def __init__(self, element: Element, label: str, type_: Type | None, path: Path) -> None:
        super().__init__(element, label, type_)
        self.path = path
        self._name = path[0] if len(path) == 1 else None
        self._class = self._classes[0] if len(self._classes) == 1 else None
        self.scalar = self._name is not None and self._class in (str, bool, Decimal)

    @property
    def kind(self) -> type:
        """Give the Python class of the declared type, `object` when there is not exactly one."""
        return self._class or object

    def work(self, session: Session) -> Any:
        """See `Program`."""
        return self.take(session.inputs, session.run)

    def take(self, inputs: Mapping[str, object], run: Run) -> Any:
        """Give the value that the context has for this input."""
        value = inputs.get(self._name) if self._name is not None else self._deep(inputs)
        cls, wanted = type(value), self._class
        if cls is wanted and cls is not Decimal:
            return value
        if cls is int and wanted is Decimal:
            return to_feel(value)
        return self.fit(to_feel(value), run)

    def _deep(self, inputs: Mapping[str, object]) -> object:
        found: object = inputs
        for step in self.path:
            found = found.get(step) if isinstance(found, Mapping) else None
        return inputs.get(self.element.name) if found is None else found


class DecisionProgram(Program):
    """A decision: its code runs over the names that it needs; without logic it is null."""

    __slots__ = ("code", "direct", "plan", "shortcut", "table")

    def __init__(self, element: Decision, label: str, type_: Type | None, code: Code | None) -> None:
        super().__init__(element, label, type_)
        self.code = code
        self.plan: Plan | None = None
        self.shortcut: Shortcut | None = None
        self.direct: Direct | None = None
        self.table: tuple[Table, Sequence[Masks], Sequence[str]] | None = None

    def work(self, session: Session) -> Any:
        """See `Program`."""
        run = session.run
        if session.plain:
            if self.shortcut is not None:
                row = self.shortcut.row(session.inputs, run.notes)
                if row is not None:
                    names = {} if row.constant else self.names(session)
                    return self.fitted(row.answer(Scope(names, run)), run)
            if self.plan is not None:
                return self.plan.work(session.inputs, run)
        return self.decide(Scope(self.names(session), run))

    def fitted(self, value: Any, run: Run) -> Any:
        """Fit a result to the declared type."""
        return value if type(value) in self._classes else self.fit(value, run)

    def decide(self, scope: Scope) -> Any:
        """Give the value of the decision, its names being in scope."""
        if self.code is None:
            return None
        scope.run.spend(1)
        return self.fitted(self.code(scope), scope.run)

    def decide_soon(self, scope: Scope, inputs: Mapping[str, object]) -> Any:
        """Do as `decide`, by the shortcut where there is one."""
        if self.shortcut is not None:
            row = self.shortcut.row(inputs, scope.run.notes)
            if row is not None:
                return self.fitted(row.answer(scope), scope.run)
        return self.decide(scope)


class Plan:
    """All that a decision rests on in one scope, each step after those that it needs.

    Only for graphs within one file, whose decisions are known to use no other names than they require.
    """

    __slots__ = ("_batch", "_functions", "_inputs", "_steps")

    def __init__(self, order: Sequence[Program]) -> None:
        named = [(program.element.variable.name, program) for program in order]
        self._functions = {name: p.function for name, p in named if isinstance(p, FunctionProgram)}
        self._inputs = tuple((name, p) for name, p in named if isinstance(p, InputProgram))
        self._steps = tuple((name, p) for name, p in named if isinstance(p, DecisionProgram))
        self._batch: list[tuple[str, columns.Work]] | None = None

    def batch(self, contexts: Sequence[Mapping[str, object]]) -> list[Any]:
        """Give the value of the last step for many contexts. Raises Aside when they have to be taken one by one."""
        if self._batch is None:
            self._batch = self._columns()
        if not self._batch:
            raise columns.Aside
        known: columns.Columns = {
            name: columns.taken(contexts, given.path[0], given.kind) for name, given in self._inputs
        }
        for name, work in self._batch:
            known[name] = work(known, len(contexts))
        last = known[self._batch[-1][0]]
        return [Decimal(value) for value in last] if type(last[0]) is int else last

    def _columns(self) -> list[tuple[str, columns.Work]]:
        """The works of all steps; none when one of them has to be taken one by one."""
        kinds = {name: given.kind for name, given in self._inputs if given.scalar}
        made = []
        if self._functions or len(kinds) < len(self._inputs):
            return []
        for name, program in self._steps:
            element = program.element
            found = (
                columns.decision(element, program.type, program.table, kinds)
                if isinstance(element, Decision)
                else None
            )
            if found is None:
                return []
            made.append((name, found[0]))
            kinds[name] = found[1]
        return made

    def work(self, inputs: Mapping[str, object], run: Run, known: dict[Program, Any] | None = None) -> Any:
        """Work the steps off and give the value of the last one; what other plans left in `known` is not done again."""
        names: dict[str, Any] = dict(self._functions)
        if known is None:
            known = {}
        for name, given in self._inputs:
            if given not in known:
                known[given] = given.take(inputs, run)
            names[name] = known[given]
        scope = Scope(names, run)
        value = None
        for name, decision in self._steps:
            if decision not in known:
                known[decision] = decision.decide_soon(scope, inputs)
            value = names[name] = known[decision]
        return value


def plan_of(program: DecisionProgram) -> Plan | None:
    """Put what a decision rests on into order; None when names of other files are among it, or two are alike."""
    order: dict[Program, None] = {}
    rest: list[tuple[Program, bool]] = [(program, False)]
    while rest:
        current, ready = rest.pop()
        if ready:
            order[current] = None
        elif current not in order:
            if any(len(path) > 1 for path, _ in current.needs):
                return None
            rest.append((current, True))
            if not isinstance(current, FunctionProgram):
                rest.extend((needed, False) for _, needed in current.needs)
    names = {current.element.variable.name for current in order}
    return Plan(list(order)) if len(names) == len(order) else None


class FunctionProgram(Program):
    """A business knowledge model or decision service: its value is a function."""

    __slots__ = ("function",)

    function: Function

    def work(self, session: Session) -> Any:
        """See `Program`."""
        return self.function

    def answer(self, session: Session) -> Any:
        """Call the function with arguments from the context, by their names."""
        arguments = [to_feel(session.inputs.get(name)) for name in self.function.parameters or ()]
        try:
            return self.function.call(session.run, arguments)
        except Null as reason:
            session.run.warn(str(reason), self._place)
            return None

    def result(self, value: Any) -> Any:
        """Fit an answer to the declared type: a function type, or the type of the answer itself."""
        declared = self.type.result if isinstance(self.type, FunctionOf) else self.type
        return value if declared is None else coerce(value, declared)


class KnowledgeProgram(FunctionProgram):
    """A business knowledge model."""

    __slots__ = ("_code", "_made")

    def __init__(self, element: KnowledgeModel, label: str, type_: Type | None, code: Code | None) -> None:
        super().__init__(element, label, type_)
        self._code = code
        self._made: Function | None = None
        parameters = element.logic.parameters if element.logic is not None else ()
        self.function = Function(element.name, tuple(p.name for p in parameters), self._call)

    def _call(self, run: Run, values: Sequence[Any]) -> Any:
        if self._code is None:
            raise Null(f"“{self.element.name}”没有内容")
        if self._made is None:
            names = self.names(Session(Run(), {}))
            self._made = self._code(Scope({**names, self.element.name: self.function}, Run()))
        return self.result(self._made.call(run, values))


class ServiceProgram(FunctionProgram):
    """A decision service: input data first, then input decisions, are its parameters."""

    __slots__ = ("_given", "_outputs")

    def __init__(self, element: Service, label: str, type_: Type | None) -> None:
        super().__init__(element, label, type_)
        self._given: tuple[Program, ...] = ()
        self._outputs: tuple[Program, ...] = ()

    def serve(self, given: Sequence[Program], outputs: Sequence[Program]) -> None:
        """Set what goes in and what comes out."""
        self._given, self._outputs = tuple(given), tuple(outputs)
        self.function = Function(self.element.name, tuple(p.element.name for p in given), self._call)

    def _call(self, run: Run, values: Sequence[Any]) -> Any:
        if len(values) != len(self._given):
            raise Null(f"“{self.element.name}”要 {len(self._given)} 个参数，给了 {len(values)} 个")
        run.enter()
        try:
            session = Session(run, {}, plain=False)
            for program, value in zip(self._given, values, strict=True):
                session.known[program] = value if program.type is None else coerce(value, program.type)
            outputs = {program.element.name: session.value(program) for program in self._outputs}
        finally:
            run.depth -= 1
        return self.result(outputs if len(outputs) != 1 else next(iter(outputs.values())))


def shortcut_of(
    program: DecisionProgram, table: Table, masks: Sequence[Masks], texts: Sequence[str]
) -> Shortcut | None:
    """Give the short way through the table of a decision, None when a column asks for more than an input."""
    if table.policy not in ("FIRST", "UNIQUE", "ANY", "PRIORITY") or table.allowed:
        return None
    if any(row.tests for row in table.rows):
        return None
    inputs = {path: needed for path, needed in program.needs if isinstance(needed, InputProgram)}
    pairs, kinds = [], list[type]()
    for column, text in zip(masks, texts, strict=True):
        needed = inputs.get((text,))
        find = finder(column, needed.kind) if needed is not None and needed.scalar else None
        if find is None:
            return None
        pairs.append((text, find))
        kinds.append(needed.kind if needed is not None else object)
    program.direct = direct_of(table, texts, kinds, masks, program.fitted)
    return Shortcut(table, pairs)
