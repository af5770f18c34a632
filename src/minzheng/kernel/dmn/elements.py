"""A DMN file as plain data, before anything in it is compiled. `line` is where it stands in the file."""

from dataclasses import dataclass, field

Key = tuple[str, str]
"""Namespace and id of an element."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A named and typed place: a variable, parameter, column or entry."""

    name: str
    type_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Boxed:
    """Any boxed expression."""

    line: int = field(compare=False, kw_only=True)
    type_ref: str | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class LiteralExpression(Boxed):
    """A FEEL text."""

    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a boxed context; without a variable it is the result."""

    variable: Variable | None
    value: Boxed


@dataclass(frozen=True, slots=True)
class ContextExpression(Boxed):
    """A boxed context."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Invocation(Boxed):
    """A call with one boxed expression per parameter."""

    called: Boxed
    bindings: tuple[tuple[Variable, Boxed], ...]


@dataclass(frozen=True, slots=True)
class Relation(Boxed):
    """A list of contexts, as rows and columns."""

    columns: tuple[Variable, ...]
    rows: tuple[tuple[Boxed, ...], ...]


@dataclass(frozen=True, slots=True)
class ListExpression(Boxed):
    """A boxed list."""

    items: tuple[Boxed, ...]


@dataclass(frozen=True, slots=True)
class FunctionDefinition(Boxed):
    """A function; `kind` is FEEL, Java or PMML, only the first is ever run."""

    parameters: tuple[Variable, ...]
    body: Boxed | None
    kind: str = "FEEL"


@dataclass(frozen=True, slots=True)
class Conditional(Boxed):
    """Boxed if, then, else."""

    condition: Boxed
    yes: Boxed
    no: Boxed


@dataclass(frozen=True, slots=True)
class FilterExpression(Boxed):
    """A boxed filter."""

    source: Boxed
    match: Boxed


@dataclass(frozen=True, slots=True)
class Iteration(Boxed):
    """Boxed for, some or every."""

    kind: str
    variable: str
    source: Boxed
    body: Boxed


@dataclass(frozen=True, slots=True)
class InputClause:
    """A column of conditions."""

    label: str
    expression: str
    values: str | None
    line: int
    type_ref: str | None = None


@dataclass(frozen=True, slots=True)
class OutputClause:
    """A column of results."""

    name: str | None
    type_ref: str | None
    values: str | None
    default: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: unary tests, results, and the texts of the annotation columns."""

    tests: tuple[str, ...]
    results: tuple[str, ...]
    annotations: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class DecisionTable(Boxed):
    """A decision table."""

    policy: str
    aggregation: str | None
    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    annotation_names: tuple[str, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """A named type: simple with allowed values, structure, list or function."""

    name: str
    type_ref: str | None
    collection: bool
    components: tuple["ItemDefinition", ...]
    allowed: str | None
    constraint: str | None
    function: tuple[tuple[str | None, ...], str | None] | None
    line: int


@dataclass(frozen=True, slots=True)
class Element:
    """A node of the requirement graph; `requires` are the keys of what it needs."""

    key: Key
    name: str
    line: int
    variable: Variable
    requires: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class InputData(Element):
    """Something given from outside."""


@dataclass(frozen=True, slots=True)
class Decision(Element):
    """Something decided."""

    logic: Boxed | None = None


@dataclass(frozen=True, slots=True)
class KnowledgeModel(Element):
    """A reusable function."""

    logic: FunctionDefinition | None = None


@dataclass(frozen=True, slots=True)
class Service(Element):
    """A part of the graph that is called as a function."""

    outputs: tuple[Key, ...] = ()
    encapsulated: tuple[Key, ...] = ()
    input_decisions: tuple[Key, ...] = ()
    input_data: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Import:
    """A model that is taken in under a name."""

    name: str
    namespace: str
    location: str
    kind: str
    line: int


@dataclass(frozen=True, slots=True)
class Definitions:
    """One file."""

    name: str
    namespace: str
    imports: tuple[Import, ...]
    items: tuple[ItemDefinition, ...]
    elements: tuple[Element, ...]
