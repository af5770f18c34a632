"""Reading a type: `number`, `list<context<a: string>>`, `function<number> -> string`, a name of a definition."""

from .scanner import Scanner
from .types import BY_NAME, ContextOf, FunctionOf, ListOf, Named, RangeOf, Type

_MAX_NESTING = 30


def read_type(scan: Scanner, depth: int = 0) -> Type:
    """Read a type at the scanner's position."""
    if depth > _MAX_NESTING:
        scan.fail("类型嵌套太深")
    spaced = scan.spaced(called=False)
    if spaced is not None:
        return BY_NAME[spaced]
    word = scan.word()
    if word in ("list", "range", "context", "function"):
        mark = scan.at
        scan.at += len(word)
        scan.skip()
        if word == "function" and scan.accept("<"):
            return _function(scan, depth)
        if word != "function" and scan.accept("<"):
            return _generic(scan, word, depth)
        scan.at = mark
    name = _qualified(scan)
    return BY_NAME.get(name, Named(name))


def _qualified(scan: Scanner) -> str:
    if scan.word() == "function":
        scan.at += len("function")
        scan.skip()
        return "function"
    if scan.word() == "null":
        scan.fail("类型要写成 Null")
    parts: list[str] = []
    while True:
        part = scan.name(scan.paths if parts else None)
        if part is None:
            scan.fail(f"这里要写一个类型，{scan.here()}")
        parts.append(part)
        if not scan.looking_at(".") or scan.looking_at(".."):
            return ".".join(parts)
        scan.accept(".")


def _generic(scan: Scanner, word: str, depth: int) -> Type:
    if word == "context":
        fields: list[tuple[str, Type]] = []
        while not scan.accept(">"):
            if fields:
                scan.expect(",")
            name = scan.name()
            if name is None:
                scan.fail(f"这里要写“名称: 类型”，{scan.here()}")
            scan.expect(":")
            fields.append((name, read_type(scan, depth + 1)))
        return ContextOf(tuple(fields))
    item = read_type(scan, depth + 1)
    scan.expect(">")
    return ListOf(item) if word == "list" else RangeOf(item)


def _function(scan: Scanner, depth: int) -> Type:
    parameters: list[Type] = []
    while not scan.accept(">"):
        if parameters:
            scan.expect(",")
        parameters.append(read_type(scan, depth + 1))
    scan.expect("->")
    return FunctionOf(tuple(parameters), read_type(scan, depth + 1))
