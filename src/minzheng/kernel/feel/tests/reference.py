"""A second, slow reading of FEEL: walks the tree, shares nothing with the compiler but tree and values.

Covers numbers, strings, booleans, null, lists, contexts, names, operators, if, for, some, every, filters, paths,
between, in, and calls of user functions and of a few built-in ones.
"""

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal, DecimalException
from typing import Any

from minzheng.kernel.feel import syntax as n

CTX = Context(prec=34, Emax=6144, Emin=-6143, rounding=ROUND_HALF_EVEN)
for _signal in CTX.traps:
    CTX.traps[_signal] = _signal.__name__ in ("InvalidOperation", "DivisionByZero", "Overflow")


def is_number(x: Any) -> bool:
    return isinstance(x, Decimal)


def walk(node: n.Node, env: dict[str, Any]) -> Any:
    kind = re.sub(r"(?<!^)(?=[A-Z])", "_", type(node).__name__).lower()
    return globals()[f"on_{kind}"](node, env)


def on_literal(node: n.Literal, env: dict[str, Any]) -> Any:
    return CTX.plus(node.value) if is_number(node.value) else node.value


def on_name(node: n.Name, env: dict[str, Any]) -> Any:
    return env.get(node.name)


def on_negation(node: n.Negation, env: dict[str, Any]) -> Any:
    value = walk(node.operand, env)
    return CTX.minus(value) if is_number(value) else None


def on_arithmetic(node: n.Arithmetic, env: dict[str, Any]) -> Any:
    a, b = walk(node.left, env), walk(node.right, env)
    if isinstance(a, str) and isinstance(b, str) and node.op == "+":
        return a + b
    if not is_number(a) or not is_number(b):
        return None
    names = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "**": "power"}
    try:
        return getattr(CTX, names[node.op])(a, b)
    except DecimalException:
        return None


def equal(a: Any, b: Any) -> bool | None:
    if a is None or b is None:
        return a is None and b is None
    if type(a) is not type(b):
        return None
    if isinstance(a, list):
        return len(a) == len(b) and all(equal(x, y) is True for x, y in zip(a, b, strict=True))
    if isinstance(a, dict):
        return set(a) == set(b) and all(equal(a[k], b[k]) is True for k in a)
    return bool(a == b)


def ordered(op: str, a: Any, b: Any) -> bool | None:
    both = (is_number(a) and is_number(b)) or (isinstance(a, str) and isinstance(b, str))
    if not both:
        return None
    return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[op]


def compare(op: str, a: Any, b: Any) -> bool | None:
    if op not in ("=", "!="):
        return ordered(op, a, b)
    same = equal(a, b)
    return None if same is None else same == (op == "=")


def on_comparison(node: n.Comparison, env: dict[str, Any]) -> Any:
    return compare(node.op, walk(node.left, env), walk(node.right, env))


def disjunction(values: list[Any]) -> bool | None:
    if any(v is True for v in values):
        return True
    return False if all(v is False for v in values) else None


def conjunction(values: list[Any]) -> bool | None:
    if any(v is False for v in values):
        return False
    return True if all(v is True for v in values) else None


def on_logic(node: n.Logic, env: dict[str, Any]) -> Any:
    values = [walk(item, env) for item in node.items]
    return disjunction(values) if node.op == "or" else conjunction(values)


def on_between(node: n.Between, env: dict[str, Any]) -> Any:
    value, low, high = (walk(x, env) for x in (node.value, node.low, node.high))
    above, below = ordered(">=", value, low), ordered("<=", value, high)
    return None if above is None or below is None else above and below


def membership(value: Any, test: n.Node, env: dict[str, Any]) -> bool | None:
    if isinstance(test, n.UnaryRange):
        return compare(test.op, value, walk(test.endpoint, env))
    if isinstance(test, n.RangeLiteral):
        above = ordered(">=" if test.start_included else ">", value, walk(test.start, env))
        below = ordered("<=" if test.end_included else "<", value, walk(test.end, env))
        return None if above is None or below is None else above and below
    found = walk(test, env)
    if not isinstance(found, list):
        return equal(value, found)
    if isinstance(value, list) and equal(value, found):
        return True
    return any(equal(value, item) is True for item in found)


def on_in(node: n.In, env: dict[str, Any]) -> Any:
    value = walk(node.value, env)
    results = [membership(value, test, env) for test in node.tests]
    return results[0] if len(results) == 1 else disjunction(results)


def on_if(node: n.If, env: dict[str, Any]) -> Any:
    return walk(node.yes if walk(node.condition, env) is True else node.no, env)


def bindings(iterators: tuple[n.Iterator, ...], env: dict[str, Any]) -> list[dict[str, Any]] | None:
    envs = [env]
    for iterator in iterators:
        grown: list[dict[str, Any]] = []
        for scope in envs:
            source = walk(iterator.source, scope)
            if iterator.end is not None:
                end = walk(iterator.end, scope)
                if not all(is_number(x) and x == x.to_integral_value() for x in (source, end)):
                    return None
                step = 1 if end >= source else -1
                source = [Decimal(i) for i in range(int(source), int(end) + step, step)]
            if source is None:
                return None
            grown += [{**scope, iterator.name: x} for x in (source if isinstance(source, list) else [source])]
        envs = grown
    return envs


def on_for(node: n.For, env: dict[str, Any]) -> Any:
    envs = bindings(node.iterators, env)
    if envs is None:
        return None
    results: list[Any] = []
    for scope in envs:
        results.append(walk(node.body, {**scope, "partial": list(results)}))
    return results


def on_quantified(node: n.Quantified, env: dict[str, Any]) -> Any:
    envs = bindings(node.iterators, env)
    if envs is None:
        return None
    values = [walk(node.body, scope) for scope in envs]
    return disjunction(values) if node.kind == "some" else conjunction(values)


def on_filter(node: n.Filter, env: dict[str, Any]) -> Any:
    source = walk(node.source, env)
    items = source if isinstance(source, list) else [] if source is None else [source]
    index = walk(node.predicate, env) if isinstance(node.predicate, n.Literal) else None
    if is_number(index):
        if index != index.to_integral_value() or not 1 <= abs(index) <= len(items):
            return None
        return items[int(index) - 1 if index > 0 else int(index)]
    kept = []
    for item in items:
        inner = {**env, "item": item, **(item if isinstance(item, dict) else {})}
        if walk(node.predicate, inner) is True:
            kept.append(item)
    return kept


def on_path(node: n.Path, env: dict[str, Any]) -> Any:
    return entry(walk(node.source, env), node.name)


def entry(source: Any, name: str) -> Any:
    if isinstance(source, list):
        return [entry(x, name) for x in source]
    return source.get(name) if isinstance(source, dict) else None


def on_list_literal(node: n.ListLiteral, env: dict[str, Any]) -> Any:
    return [walk(item, env) for item in node.items]


def on_context_literal(node: n.ContextLiteral, env: dict[str, Any]) -> Any:
    made: dict[str, Any] = {}
    for key, item in node.entries:
        made[key] = walk(item, {**env, **made})
    return made if len(made) == len(node.entries) else None


def on_call(node: n.Call, env: dict[str, Any]) -> Any:
    values = [walk(argument, env) for argument in node.arguments]
    if isinstance(node.function, n.FunctionLiteral):
        names = [parameter.name for parameter in node.function.parameters]
        return walk(node.function.body, {**env, **dict(zip(names, values, strict=True))})
    assert isinstance(node.function, n.Name)
    return {"count": count, "sum": total, "not": negation}[node.function.name](*values)


def count(value: Any) -> Any:
    return None if value is None else Decimal(len(value) if isinstance(value, list) else 1)


def total(value: Any) -> Any:
    items = value if isinstance(value, list) else [value]
    if not items or not all(map(is_number, items)):
        return None
    result = items[0]
    for item in items[1:]:
        result = CTX.add(result, item)
    return result


def negation(value: Any) -> Any:
    return not value if isinstance(value, bool) else None
