"""Reading boxed expressions."""

from collections.abc import Callable

from minzheng.kernel.xml import Element as Xml

from .elements import (
    Boxed,
    Conditional,
    ContextExpression,
    DecisionTable,
    Entry,
    FilterExpression,
    FunctionDefinition,
    InputClause,
    Invocation,
    Iteration,
    ListExpression,
    LiteralExpression,
    OutputClause,
    Relation,
    Rule,
)
from .errors import DmnError
from .xml_access import child, children, local, name_of, needed, text_of, variable

_POLICIES = ("UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER")
_AGGREGATIONS = ("SUM", "COUNT", "MIN", "MAX")


def read_boxed(parent: Xml) -> Boxed | None:
    """Read the one expression inside an element; None when there is none."""
    for node in parent:
        reader = _READERS.get(local(node))
        if reader is not None:
            return reader(node)
    return None


def _inside(parent: Xml) -> Boxed:
    found = read_boxed(parent)
    if found is None:
        raise DmnError(f"{local(parent)} 里缺表达式", parent.sourceline)
    return found


def _part(node: Xml, name: str) -> Boxed:
    return _inside(needed(node, name))


def _literal(node: Xml) -> Boxed:
    language = node.get("expressionLanguage") or ""
    if language and "feel" not in language.lower():
        raise DmnError(f"表达式的语言是 {language}，这里只认 FEEL", node.sourceline)
    return LiteralExpression(text_of(child(node, "text")), type_ref=node.get("typeRef"), line=node.sourceline)


def _context(node: Xml) -> Boxed:
    entries = []
    for entry in children(node, "contextEntry"):
        named = child(entry, "variable")
        entries.append(Entry(None if named is None else variable(named), _inside(entry)))
    return ContextExpression(tuple(entries), type_ref=node.get("typeRef"), line=node.sourceline)


def _invocation(node: Xml) -> Boxed:
    bindings = []
    for binding in children(node, "binding"):
        parameter = variable(needed(binding, "parameter"))
        bound = read_boxed(binding)
        empty = LiteralExpression("null", line=binding.sourceline)
        bindings.append((parameter, bound or empty))
    return Invocation(_inside(node), tuple(bindings), type_ref=node.get("typeRef"), line=node.sourceline)


def _relation(node: Xml) -> Boxed:
    columns = tuple(variable(column) for column in children(node, "column"))
    rows = []
    for row in children(node, "row"):
        cells = tuple(_READERS[local(cell)](cell) for cell in row if local(cell) in _READERS)
        if len(cells) != len(columns):
            raise DmnError(f"这一行有 {len(cells)} 格，表头却有 {len(columns)} 列", row.sourceline)
        rows.append(cells)
    return Relation(columns, tuple(rows), type_ref=node.get("typeRef"), line=node.sourceline)


def _list(node: Xml) -> Boxed:
    items = tuple(_READERS[local(item)](item) for item in node if local(item) in _READERS)
    return ListExpression(items, type_ref=node.get("typeRef"), line=node.sourceline)


def read_function(node: Xml) -> FunctionDefinition:
    """Read a function definition, also the logic of a knowledge model."""
    parameters = tuple(variable(p) for p in children(node, "formalParameter"))
    kind = {"J": "Java", "P": "PMML"}.get((node.get("kind") or "FEEL")[:1], "FEEL")
    return FunctionDefinition(
        parameters, read_boxed(node), kind, type_ref=node.get("typeRef"), line=node.sourceline
    )


def _conditional(node: Xml) -> Boxed:
    parts = _part(node, "if"), _part(node, "then"), _part(node, "else")
    return Conditional(*parts, type_ref=node.get("typeRef"), line=node.sourceline)


def _filter(node: Xml) -> Boxed:
    parts = _part(node, "in"), _part(node, "match")
    return FilterExpression(*parts, type_ref=node.get("typeRef"), line=node.sourceline)


def _iteration(node: Xml) -> Boxed:
    kind = local(node)
    body = _part(node, "return" if kind == "for" else "satisfies")
    name = " ".join((node.get("iteratorVariable") or "").split())
    return Iteration(kind, name, _part(node, "in"), body, type_ref=node.get("typeRef"), line=node.sourceline)


def _table(node: Xml) -> Boxed:
    policy = node.get("hitPolicy") or "UNIQUE"
    aggregation = node.get("aggregation")
    if policy not in _POLICIES:
        raise DmnError(f"不认识命中策略“{policy}”，请用 {'、'.join(_POLICIES)}", node.sourceline)
    if aggregation is not None and aggregation not in _AGGREGATIONS:
        raise DmnError(f"不认识汇总方式“{aggregation}”，请用 {'、'.join(_AGGREGATIONS)}", node.sourceline)
    inputs = tuple(_input_clause(clause) for clause in children(node, "input"))
    outputs = tuple(_output_clause(clause) for clause in children(node, "output"))
    if not outputs:
        raise DmnError("决策表至少要有一个结果列", node.sourceline)
    return DecisionTable(
        policy,
        aggregation if policy == "COLLECT" else None,
        inputs,
        outputs,
        tuple(name_of(clause) for clause in children(node, "annotation")),
        tuple(_rule(rule, len(inputs), len(outputs)) for rule in children(node, "rule")),
        type_ref=node.get("typeRef"),
        line=node.sourceline,
    )


def _input_clause(node: Xml) -> InputClause:
    read = needed(node, "inputExpression")
    expression = text_of(child(read, "text"))
    values = child(node, "inputValues")
    return InputClause(
        node.get("label") or expression,
        expression,
        None if values is None else text_of(child(values, "text")),
        node.sourceline,
        read.get("typeRef"),
    )


def _output_clause(node: Xml) -> OutputClause:
    values, default = child(node, "outputValues"), child(node, "defaultOutputEntry")
    return OutputClause(
        name_of(node) or None,
        node.get("typeRef") or None,
        None if values is None else text_of(child(values, "text")),
        None if default is None else text_of(child(default, "text")),
        node.sourceline,
    )


def _rule(node: Xml, inputs: int, outputs: int) -> Rule:
    tests = tuple(text_of(child(cell, "text")) for cell in children(node, "inputEntry"))
    results = tuple(text_of(child(cell, "text")) for cell in children(node, "outputEntry"))
    if len(tests) != inputs or len(results) != outputs:
        raise DmnError("这一行的格数和表头的列数对不上", node.sourceline)
    notes = tuple(text_of(child(cell, "text")) for cell in children(node, "annotationEntry"))
    return Rule(tests, results, notes, node.sourceline)


_READERS: dict[str, Callable[[Xml], Boxed]] = {
    "literalExpression": _literal,
    "context": _context,
    "invocation": _invocation,
    "relation": _relation,
    "list": _list,
    "functionDefinition": read_function,
    "decisionTable": _table,
    "conditional": _conditional,
    "filter": _filter,
    "for": _iteration,
    "some": _iteration,
    "every": _iteration,
}
