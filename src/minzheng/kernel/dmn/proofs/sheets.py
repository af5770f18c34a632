"""The tables of a model, wherever they stand in it, with what is known about the names that they use."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields

from minzheng.kernel.feel import FeelError
from minzheng.kernel.feel.types import ContextOf, Type

from .. import elements as e
from ..errors import DmnError
from ..item_types import Constrained, TypeBook, component_names


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table and where it stands; `names` tells the types of the names in it, None for names without one."""

    owner: str
    table: e.DecisionTable
    names: Mapping[str, str | None]
    result: str | None
    """The type that the owner declares for what the table answers."""


class Book:
    """All tables of a file, and its types."""

    def __init__(self, definitions: e.Definitions) -> None:
        self.definitions = definitions
        self.inner = component_names(definitions.items)
        self._types = TypeBook(definitions.items, lambda name: None, self.inner)
        self._variables = {element.key: element.variable for element in definitions.elements}

    def type_of(self, name: str | None) -> Type | None:
        """Find a type by name; None where nobody here defines it."""
        if not name:
            return None
        try:
            return self._types.need(name, 0)
        except (DmnError, FeelError):
            return None

    def expression_type(self, text: str, names: Mapping[str, str | None]) -> Type | None:
        """Give the declared type of an input expression that is a name or a path of names."""
        first, *path = [step.strip() for step in text.split(".")]
        found = self.type_of(names.get(first))
        for step in path:
            while isinstance(found, Constrained):
                found = found.base
            if not isinstance(found, ContextOf):
                return None
            found = dict(found.fields).get(step)
        return found

    def sheets(self) -> Iterator[Sheet]:
        """Give every table, in the order of the file."""
        for element in self.definitions.elements:
            if not isinstance(element, (e.Decision, e.KnowledgeModel)) or element.logic is None:
                continue
            seen = (self._variables[key] for key in element.requires if key in self._variables)
            names = {variable.name: variable.type_ref for variable in seen}
            names |= {wanted.name: None for wanted in self.definitions.imports if wanted.name}
            declared = element.variable.type_ref if isinstance(element, e.Decision) else None
            yield from _tables(element.name, element.logic, names, declared)


def _tables(
    owner: str, boxed: e.Boxed, names: Mapping[str, str | None], declared: str | None
) -> Iterator[Sheet]:
    if isinstance(boxed, e.DecisionTable):
        yield Sheet(owner, boxed, names, boxed.type_ref or declared)
    elif isinstance(boxed, e.ContextExpression):
        seen = dict(names)
        for entry in boxed.entries:
            kind = entry.variable.type_ref if entry.variable else None
            yield from _tables(owner, entry.value, seen, kind)
            if entry.variable:
                seen[entry.variable.name] = kind
    elif isinstance(boxed, e.FunctionDefinition):
        if boxed.body is not None:
            inner = {parameter.name: parameter.type_ref for parameter in boxed.parameters}
            yield from _tables(owner, boxed.body, {**names, **inner}, boxed.type_ref)
    elif isinstance(boxed, e.Iteration):
        yield from _tables(owner, boxed.source, names, None)
        yield from _tables(owner, boxed.body, {**names, boxed.variable: None}, None)
    else:
        for field in fields(boxed):
            for part in _boxes(getattr(boxed, field.name)):
                yield from _tables(owner, part, names, None)


def _boxes(value: object) -> Iterable[e.Boxed]:
    if isinstance(value, e.Boxed):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _boxes(item)
