"""A loaded model: its elements compiled, and the road from a question to an answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from minzheng.kernel.feel import Limits
from minzheng.kernel.feel.budget import Run
from minzheng.kernel.feel.errors import FeelLimitError, Null
from minzheng.kernel.feel.scope import Code, Scope
from minzheng.kernel.feel.types import FunctionOf, Type, coerce
from minzheng.kernel.feel.values import Function, to_feel, to_python

from .elements import Decision, Definitions, Element, InputData, Key, KnowledgeModel, Service
from .errors import DmnError
from .trace import DecisionResult, TableRun

_LIMITS = Limits()
Path = tuple[str, ...]
"""How an element is named in a scope: its name, or the names of imports before it."""


@dataclass(frozen=True, slots=True)
class Program:
    """An element ready to run: what it needs, under which names, and its code (None: it is given)."""

    element: Element
    label: str
    needs: tuple[tuple[Path, Key], ...]
    code: Code | None
    type: Type | None


class Session:
    """One evaluation of the graph: every element at most once."""

    __slots__ = ("given", "inputs", "model", "run")

    def __init__(self, model: "Model", run: Run, inputs: Mapping[str, object]) -> None:
        self.model = model
        self.run = run
        self.inputs = inputs
        self.given: dict[Key, Any] = {}

    def value(self, key: Key) -> Any:
        """Give the value of an element, working it out when it is needed for the first time."""
        if key in self.given:
            return self.given[key]
        program = self.model.programs[key]
        if isinstance(program.element, InputData):
            value = self._input(program)
        elif isinstance(program.element, Decision):
            value = self._decide(program)
        else:
            value = self.model.functions[key]
        self.given[key] = value
        return value

    def scope(self, needs: Iterable[tuple[Path, Key]]) -> dict[str, Any]:
        """Give the names that an element sees."""
        names: dict[str, Any] = {}
        for path, key in needs:
            layer = names
            for step in path[:-1]:
                layer = layer.setdefault(step, {})
            layer[path[-1]] = self.value(key)
        return names

    def _decide(self, program: Program) -> Any:
        if program.code is None:
            return None
        self.run.spend(1)
        value = program.code(Scope(self.scope(program.needs), self.run))
        return self._fit(value, program)

    def _input(self, program: Program) -> Any:
        found: Any = self.inputs
        for step in self.model.input_paths.get(program.element.key, (program.element.name,)):
            found = found.get(step) if isinstance(found, Mapping) else None
        if found is None:
            found = self.inputs.get(program.element.name)
        return self._fit(to_feel(found), program)

    def _fit(self, value: Any, program: Program) -> Any:
        if program.type is None:
            return value
        try:
            return coerce(value, program.type)
        except Null as reason:
            self.run.warn(str(reason), (1, 1, program.label))
            return None


class Model:
    """A decision model. `problems` are mistakes in its texts, which only a lenient load lets through."""

    def __init__(
        self,
        definitions: Definitions,
        programs: Mapping[Key, Program],
        input_paths: Mapping[Key, Path],
        problems: Sequence[DmnError],
    ) -> None:
        self.name = definitions.name
        self.namespace = definitions.namespace
        self.definitions = definitions
        self.programs = programs
        self.input_paths = input_paths
        self.problems = tuple(problems)
        self.functions: dict[Key, Function] = {}
        self._by_name: dict[str, Key] = {}
        order = (Decision, Service, KnowledgeModel)
        for kind in reversed(order):
            self._by_name.update({x.name: x.key for x in definitions.elements if isinstance(x, kind)})
        self._make_functions()

    @property
    def decisions(self) -> tuple[str, ...]:
        """Name the decisions of the file, in its order."""
        return tuple(x.name for x in self.definitions.elements if isinstance(x, Decision))

    @property
    def inputs(self) -> tuple[str, ...]:
        """Name the input data of the file, in its order."""
        return tuple(x.name for x in self.definitions.elements if isinstance(x, InputData))

    def inputs_of(self, name: str) -> tuple[str, ...]:
        """Name the input data that a decision rests on, directly or through others."""
        found: dict[str, None] = {}
        seen: set[Key] = set()
        rest = [self._key(name)]
        while rest:
            key = rest.pop()
            if key in seen:
                continue
            seen.add(key)
            program = self.programs[key]
            if isinstance(program.element, InputData):
                found[".".join(self.input_paths.get(key, (program.element.name,)))] = None
            rest.extend(needed for _, needed in reversed(program.needs))
        return tuple(found)

    def evaluate(
        self,
        name: str,
        context: Mapping[str, object] | None = None,
        *,
        at: datetime | None = None,
        limits: Limits = _LIMITS,
    ) -> DecisionResult:
        """Answer for a decision, decision service or business knowledge model by name.

        `context` holds input data (or arguments) by name, as plain Python. Raises DmnError for an unknown name,
        FeelValueError for a value that FEEL does not have, FeelLimitError when a budget is spent.
        """
        key = self._key(name)
        run = TableRun(limits, at)
        try:
            value = self._answer(key, Session(self, run, context or {}))
        except RecursionError:
            raise FeelLimitError("决策一层套一层，太深了，请拆开") from None
        trail = tuple(run.trail)
        matched = tuple(row for row in trail if row.decision == name)
        return DecisionResult(to_python(value), matched, tuple(run.warnings), trail)

    def _answer(self, key: Key, session: Session) -> Any:
        element = self.programs[key].element
        if isinstance(element, Decision):
            return session.value(key)
        function = self.functions[key]
        arguments = [to_feel(session.inputs.get(name)) for name in function.parameters or ()]
        try:
            return function.call(session.run, arguments)
        except Null as reason:
            session.run.warn(str(reason), (1, 1, self.programs[key].label))
            return None

    def _key(self, name: str) -> Key:
        key = self._by_name.get(name) or self._by_name.get(" ".join(name.split()))
        if key is None:
            raise DmnError(f"模型“{self.name}”里没有叫“{name}”的决策、决策服务或业务知识模型")
        return key

    def _make_functions(self) -> None:
        for key, program in self.programs.items():
            if isinstance(program.element, Service):
                self.functions[key] = self._service(program.element)
        for key, program in self.programs.items():
            if isinstance(program.element, KnowledgeModel):
                self.functions[key] = self._knowledge(program)

    def _knowledge(self, program: Program) -> Function:
        name, code, needs = program.element.name, program.code, program.needs
        made: list[Function] = []
        parameters: tuple[str, ...] = ()
        element = program.element
        if isinstance(element, KnowledgeModel) and element.logic is not None:
            parameters = tuple(parameter.name for parameter in element.logic.parameters)

        def call(run: Run, values: Sequence[Any]) -> Any:
            if code is None:
                raise Null(f"“{name}”没有内容")
            if not made:
                scope = Session(self, run, {}).scope(needs)
                made.append(code(Scope({**scope, name: function}, run)))
            return _result(made[0].call(run, values), program.type)

        function = Function(name, parameters, call)
        return function

    def _service(self, service: Service) -> Function:
        keys = [*service.input_data, *service.input_decisions]
        programs = [self.programs[key] for key in keys]

        def call(run: Run, values: Sequence[Any]) -> Any:
            if len(values) != len(keys):
                raise Null(f"“{service.name}”要 {len(keys)} 个参数，给了 {len(values)} 个")
            run.enter()
            try:
                session = Session(self, run, {})
                for key, program, value in zip(keys, programs, values, strict=True):
                    session.given[key] = value if program.type is None else coerce(value, program.type)
                outputs = {self.programs[key].element.name: session.value(key) for key in service.outputs}
            finally:
                run.depth -= 1
            value = outputs if len(outputs) > 1 else next(iter(outputs.values()), None)
            return _result(value, self.programs[service.key].type)

        return Function(service.name, tuple(program.element.name for program in programs), call)


def _result(value: Any, declared: Type | None) -> Any:
    """Fit what a function answers to its declared type: a function type, or the type of the answer itself."""
    if isinstance(declared, FunctionOf):
        declared = declared.result
    return value if declared is None else coerce(value, declared)
