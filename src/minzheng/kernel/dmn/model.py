"""A loaded model: from a question to an answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from minzheng.kernel.feel import Limits, Run
from minzheng.kernel.feel.errors import FeelLimitError
from minzheng.kernel.feel.values import to_python

from .columns import Aside
from .direct import Direct
from .elements import Decision, Definitions, InputData, Key, KnowledgeModel, Service
from .errors import DmnError
from .programs import DecisionProgram, FunctionProgram, InputProgram, Program, Session
from .trace import DecisionResult

_LIMITS = Limits()
_BATCH = 5000
_TOO_DEEP = "决策一层套一层，太深了，请拆开"


class Model:
    """A decision model. `problems` are mistakes in its texts, which only a lenient load lets through."""

    def __init__(
        self, definitions: Definitions, programs: Mapping[Key, Program], problems: Sequence[DmnError]
    ) -> None:
        self.name = definitions.name
        self.namespace = definitions.namespace
        self.definitions = definitions
        self.problems = tuple(problems)
        self._direct: dict[str, Direct] = {}
        self._by_name: dict[str, Program] = {}
        for kind in (KnowledgeModel, Service, Decision):
            found = (element for element in definitions.elements if isinstance(element, kind))
            self._by_name.update({element.name: programs[element.key] for element in found})
        for name, program in self._by_name.items():
            if isinstance(program, DecisionProgram) and program.direct is not None:
                self._direct[name] = program.direct

    @property
    def decisions(self) -> tuple[str, ...]:
        """Name the decisions of the file, in its order."""
        return tuple(x.name for x in self.definitions.elements if isinstance(x, Decision))

    @property
    def inputs(self) -> tuple[str, ...]:
        """Name the input data of the file, in its order."""
        return tuple(x.name for x in self.definitions.elements if isinstance(x, InputData))

    def inputs_of(self, name: str) -> tuple[str, ...]:
        """Name the input data that a decision rests on, directly or through others (imported: `name.input`)."""
        found: dict[str, None] = {}
        seen: set[Program] = set()
        rest = [self._program(name)]
        while rest:
            program = rest.pop()
            if program in seen:
                continue
            seen.add(program)
            if isinstance(program, InputProgram):
                found[".".join(program.path)] = None
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

        `context` holds input data (or arguments) by name, as plain Python; `at` answers `now()` and `today()`.
        Raises DmnError for an unknown name, FeelValueError for a value that FEEL does not have, FeelLimitError
        when a budget is spent.
        """
        direct = self._direct.get(name)
        if direct is not None and context is not None and limits is _LIMITS:
            decided = direct(context)
            if decided is not None:
                return decided
        program = self._by_name.get(name) or self._program(name)
        run = Run(limits, at)
        session = Session(run, context or {})
        try:
            value = program.answer(session) if isinstance(program, FunctionProgram) else program.work(session)
            return DecisionResult(to_python(value), run.notes, run.warnings, program.element.name)
        except RecursionError:
            raise FeelLimitError(_TOO_DEEP) from None

    def together(
        self, names: Sequence[str], context: Mapping[str, object], *, limits: Limits = _LIMITS
    ) -> list[DecisionResult]:
        """Answer for several decisions on the same context, each thing that they share worked out once.

        The same values as `evaluate` one by one; rows and warnings stand with the answer that first met them. One
        budget is spent by all of them together. Raises as `evaluate` does.
        """
        run, known, found = Run(limits, None), dict[Program, Any](), list[DecisionResult]()
        for name in names:
            program = self._by_name.get(name) or self._program(name)
            if not isinstance(program, DecisionProgram) or program.plan is None:
                found.append(self.evaluate(name, context, limits=limits))
                continue
            run.notes, run.warnings = [], []
            try:
                value = program.plan.work(context, run, known)
            except RecursionError:
                raise FeelLimitError(_TOO_DEEP) from None
            found.append(DecisionResult(to_python(value), run.notes, run.warnings, program.element.name))
        return found

    def values(
        self, name: str, contexts: Sequence[Mapping[str, object]], *, at: datetime | None = None
    ) -> list[object]:
        """Answer for many contexts, the values alone: the same as `evaluate` one by one, in less time where it can.

        Whole numbers, texts and truths through tables and sums go column by column; everything else one by one.
        """
        program = self._by_name.get(name) or self._program(name)
        if isinstance(program, DecisionProgram) and program.plan is not None:
            found: list[object] = []
            try:
                for start in range(0, len(contexts), _BATCH):
                    found += program.plan.batch(contexts[start : start + _BATCH])
            except Aside:
                found = []
            if len(found) == len(contexts):
                return found
        return [self.evaluate(name, context, at=at).value for context in contexts]

    def _program(self, name: str) -> Program:
        found = self._by_name.get(" ".join(name.split()))
        if found is None:
            raise DmnError(f"模型“{self.name}”里没有叫“{name}”的决策、决策服务或业务知识模型")
        return found
