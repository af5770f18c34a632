"""From syntax tree back to text: as few brackets as needed, and reading it again gives the same tree."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import singledispatch

from . import syntax as n
from .formatting import quoted
from .scanner import is_plain

_LOOSE, _OR, _AND, _COMPARISON, _ADDITION, _MULTIPLICATION, _POWER, _MINUS, _TYPE, _POSTFIX = range(10)
_ARITHMETIC = {
    "+": _ADDITION,
    "-": _ADDITION,
    "*": _MULTIPLICATION,
    "/": _MULTIPLICATION,
    "**": _POWER,
}
_PLAIN_ENDS = (n.Literal, n.AtLiteral, n.Name)


def unparse(tree: n.Node | n.Tests) -> str:
    """Write an expression or unary tests."""
    if not isinstance(tree, n.Tests):
        return _text(tree)
    if not tree.items:
        return "-"
    items = ", ".join(_test(item) for item in tree.items)
    return f"not({items})" if tree.negated else items


def _test(node: n.Node) -> str:
    if isinstance(node, n.UnaryRange):
        return f"{node.op} {_at_least(node.endpoint, _ADDITION)}"
    text = _text(node)
    is_not = isinstance(node, n.Call) and node.function == n.Name("not")
    return f"({text})" if is_not else text


@singledispatch
def _strength(node: n.Node) -> int:
    return _POSTFIX


_strength.register(n.Logic)(lambda node: _OR if node.op == "or" else _AND)
_strength.register(n.Arithmetic)(lambda node: _ARITHMETIC[node.op])
_strength.register(n.Negation)(lambda _: _MINUS)
_strength.register(n.InstanceOf)(lambda _: _TYPE)
for _loose in (n.If, n.For, n.Quantified, n.FunctionLiteral):
    _strength.register(_loose)(lambda _: _LOOSE)
for _comparing in (n.Comparison, n.Between, n.In):
    _strength.register(_comparing)(lambda _: _COMPARISON)


def _at_least(node: n.Node, strength: int) -> str:
    text = _text(node)
    return text if _strength(node) >= strength else f"({text})"


def _listed(nodes: Iterable[n.Node]) -> str:
    return ", ".join(map(_text, nodes))


@singledispatch
def _text(node: n.Node) -> str:
    raise TypeError(f"{type(node).__name__} has no text")


def _writes(kind: type) -> Callable[[Callable[..., str]], Callable[..., str]]:
    return _text.register(kind)


@_writes(n.Literal)
def _literal(node: n.Literal) -> str:
    if isinstance(node.value, Decimal):
        return format(node.value, "f") if abs(node.value.adjusted()) < 40 else str(node.value)
    if isinstance(node.value, str):
        return quoted(node.value)
    return {True: "true", False: "false", None: "null"}[node.value]


@_writes(n.AtLiteral)
def _at_literal(node: n.AtLiteral) -> str:
    return f"@{quoted(node.text)}"


@_writes(n.Name)
def _name(node: n.Name) -> str:
    return node.name


@_writes(n.Negation)
def _negation(node: n.Negation) -> str:
    return f"-{_at_least(node.operand, _MINUS)}"


@_writes(n.Arithmetic)
def _arithmetic(node: n.Arithmetic) -> str:
    parts: list[str] = []
    first: n.Node = node
    strength = _ARITHMETIC[node.op]
    while isinstance(first, n.Arithmetic) and _ARITHMETIC[first.op] == strength:
        parts.append(f" {first.op} {_at_least(first.right, strength + 1)}")
        first = first.left
    return _at_least(first, strength) + "".join(reversed(parts))


@_writes(n.Comparison)
def _comparison(node: n.Comparison) -> str:
    return f"{_at_least(node.left, _COMPARISON)} {node.op} {_at_least(node.right, _ADDITION)}"


@_writes(n.Logic)
def _logic(node: n.Logic) -> str:
    inner = (_OR if node.op == "or" else _AND) + 1
    return f" {node.op} ".join(_at_least(item, inner) for item in node.items)


@_writes(n.Between)
def _between(node: n.Between) -> str:
    value, low = _at_least(node.value, _COMPARISON), _at_least(node.low, _ADDITION)
    return f"{value} between {low} and {_at_least(node.high, _ADDITION)}"


@_writes(n.In)
def _in(node: n.In) -> str:
    value = _at_least(node.value, _COMPARISON)
    if len(node.tests) > 1:
        return f"{value} in ({', '.join(map(_test, node.tests))})"
    only = node.tests[0]
    return f"{value} in {_test(only) if isinstance(only, n.UnaryRange) else _at_least(only, _ADDITION)}"


@_writes(n.InstanceOf)
def _instance_of(node: n.InstanceOf) -> str:
    return f"{_at_least(node.value, _TYPE)} instance of {node.type}"


@_writes(n.If)
def _if(node: n.If) -> str:
    parts: list[str] = []
    rest: n.Node = node
    while isinstance(rest, n.If):
        parts.append(f"if {_text(rest.condition)} then {_text(rest.yes)} else ")
        rest = rest.no
    return "".join(parts) + _text(rest)


def _iterators(iterators: Iterable[n.Iterator]) -> str:
    def one(iterator: n.Iterator) -> str:
        end = "" if iterator.end is None else f"..{_at_least(iterator.end, _OR)}"
        return f"{iterator.name} in {_at_least(iterator.source, _OR)}{end}"

    return ", ".join(map(one, iterators))


@_writes(n.For)
def _for(node: n.For) -> str:
    return f"for {_iterators(node.iterators)} return {_text(node.body)}"


@_writes(n.Quantified)
def _quantified(node: n.Quantified) -> str:
    return f"{node.kind} {_iterators(node.iterators)} satisfies {_text(node.body)}"


@_writes(n.Filter)
def _filter(node: n.Filter) -> str:
    return f"{_at_least(node.source, _POSTFIX)}[{_text(node.predicate)}]"


@_writes(n.Path)
def _path(node: n.Path) -> str:
    return f"{_at_least(node.source, _POSTFIX)}.{node.name}"


@_writes(n.Call)
def _call(node: n.Call) -> str:
    function = _at_least(node.function, _POSTFIX)
    if node.names is None:
        return f"{function}({_listed(node.arguments)})"
    named = (f"{name}: {_text(value)}" for name, value in zip(node.names, node.arguments, strict=True))
    return f"{function}({', '.join(named)})"


@_writes(n.ListLiteral)
def _list(node: n.ListLiteral) -> str:
    return f"[{_listed(node.items)}]"


@_writes(n.ContextLiteral)
def _context(node: n.ContextLiteral) -> str:
    entries = (f"{key if is_plain(key) else quoted(key)}: {_text(item)}" for key, item in node.entries)
    return "{" + ", ".join(entries) + "}"


@_writes(n.RangeLiteral)
def _range(node: n.RangeLiteral) -> str:
    end = _text(node.end)
    end = end if isinstance(node.end, _PLAIN_ENDS) else f"({end})"
    opening, closing = "[" if node.start_included else "(", "]" if node.end_included else ")"
    return f"{opening}{_text(node.start)}..{end}{closing}"


@_writes(n.UnaryRange)
def _unary_range(node: n.UnaryRange) -> str:
    return f"({_test(node)})"


@_writes(n.FunctionLiteral)
def _function(node: n.FunctionLiteral) -> str:
    parameters = ", ".join(p.name if p.type is None else f"{p.name}: {p.type}" for p in node.parameters)
    return f"function({parameters}) {'external ' if node.external else ''}{_text(node.body)}"
