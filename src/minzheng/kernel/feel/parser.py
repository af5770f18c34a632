"""From text to syntax tree: recursive descent, precedence as in the grammar of DMN 10.3.1.2."""

from collections.abc import Callable, Iterable

from .scanner import Scanner, normal
from .syntax import (
    Arithmetic,
    AtLiteral,
    Between,
    Call,
    Comparison,
    ContextLiteral,
    Filter,
    For,
    FunctionLiteral,
    If,
    In,
    InstanceOf,
    Iterator,
    ListLiteral,
    Literal,
    Logic,
    Name,
    Negation,
    Node,
    Parameter,
    Path,
    Quantified,
    RangeLiteral,
    Tests,
    UnaryRange,
)
from .type_parser import read_type

_COMPARISONS = ("<=", ">=", "!=", "=", "<", ">")
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_OR, _AND, _COMPARISON, _ADDITION, _MULTIPLICATION, _POWER = 1, 2, 3, 4, 5, 6
_SYMBOLS = (
    ("**", _POWER),
    ("*", _MULTIPLICATION),
    ("/", _MULTIPLICATION),
    ("+", _ADDITION),
    ("-", _ADDITION),
    *((op, _COMPARISON) for op in _COMPARISONS),
)
_WORDS = {"or": _OR, "and": _AND, "between": _COMPARISON, "in": _COMPARISON}
_MAX_NESTING = 80
_MAX_CHAIN = 5_000
_MAX_TEXT = 200_000


def parse(text: str, names: Iterable[str] = ()) -> Node:
    """Read an expression; `names` are those in scope. Raises FeelSyntaxError with its place."""
    parser = _Parser(text, names)
    node = parser.expression()
    parser.end()
    return node


def parse_tests(text: str, names: Iterable[str] = ()) -> Tests:
    """Read the unary tests of a table cell; an empty cell counts as `-`."""
    parser = _Parser(text, names)
    tests = parser.unary_tests()
    parser.end()
    return tests


class _Parser(Scanner):
    def __init__(self, text: str, names: Iterable[str]) -> None:
        super().__init__(text, names)
        self.nesting = 0
        self.filters = True
        self.readers: dict[str, Callable[[int], Node]] = {
            "if": self._if,
            "for": self._for,
            "some": self._quantified,
            "every": self._quantified,
            "function": self._function,
        }
        if len(text) > _MAX_TEXT:
            self.fail(f"算式超过了 {_MAX_TEXT} 个字，请拆开写")

    def end(self) -> None:
        if self.at < len(self.text):
            self.fail(f"算式到这里应该完了，{self.here()}")

    # unary tests

    def unary_tests(self) -> Tests:
        if self.at >= len(self.text):
            return Tests(())
        start = self.at
        if self.accept("-"):
            if self.at >= len(self.text):
                return Tests(())
            self.at = start
        if self.word() == "not" and not self.known.match(self.text, self.at):
            self.at += 3
            self.skip()
            if self.accept("("):
                items = self._tests()
                if self.accept(")") and self.at >= len(self.text):
                    return Tests(items, negated=True)
            self.at = start
        return Tests(self._tests())

    def _tests(self) -> tuple[Node, ...]:
        items = [self.test()]
        while self.accept(","):
            items.append(self.test())
        return tuple(items)

    def test(self) -> Node:
        """Read one positive unary test."""
        return self._prefixed() or self.expression()

    def _prefixed(self) -> Node | None:
        start = self.at
        for op in _COMPARISONS:
            if self.accept(op):
                return UnaryRange(op, self.binary(_ADDITION), at=start)
        return None

    # expressions

    def expression(self) -> Node:
        """Read an expression up to a sign that cannot belong to it."""
        self.deeper()
        filters, self.filters = self.filters, True
        node = self.binary(_OR)
        self.filters = filters
        self.nesting -= 1
        return node

    def deeper(self) -> None:
        """Count one more level of nesting; the caller takes it back."""
        self.nesting += 1
        if self.nesting > _MAX_NESTING:
            self.fail(f"括号一层套一层，超过了 {_MAX_NESTING} 层，请拆开写")

    def binary(self, level: int) -> Node:
        """Read operands joined by operators that bind at least as tightly as `level`."""
        start = self.at
        node = self._unary()
        count = 0
        while True:
            at = self.at
            op, strength = self._operator()
            if strength < level:
                self.at = at
                return node
            node = self._joined(op, strength, node, at if strength > _AND else start)
            count += 1
            if count > _MAX_CHAIN:
                self.fail(f"连着写的运算超过了 {_MAX_CHAIN} 个，请拆开写")

    def _operator(self) -> tuple[str, int]:
        """Read the operator that comes next; strength 0 when there is none."""
        for op, strength in _SYMBOLS:
            if self.accept(op):
                return op, strength
        word = self.word()
        strength = _WORDS.get(word, 0)
        if strength:
            self.keyword(word)
        return word, strength

    def _joined(self, op: str, strength: int, left: Node, at: int) -> Node:
        if strength > _COMPARISON:
            return Arithmetic(op, left, self.binary(strength + 1), at=at)
        if strength < _COMPARISON:
            items = [left, self.binary(strength + 1)]
            while self.keyword(op):
                items.append(self.binary(strength + 1))
            return Logic(op, tuple(items), at=at)
        if op == "between":
            low = self.binary(_ADDITION)
            if not self.keyword("and"):
                self.fail(f"between 后面缺 and，{self.here()}")
            return Between(left, low, self.binary(_ADDITION), at=at)
        if op == "in":
            return In(left, self._in_tests(), at=at)
        return Comparison(op, left, self.binary(_ADDITION), at=at)

    def _in_tests(self) -> tuple[Node, ...]:
        prefixed = self._prefixed()
        if prefixed:
            return (prefixed,)
        start = self.at
        if self.accept("("):
            first = self.test()
            if self.looking_at(","):
                items = [first]
                while self.accept(","):
                    items.append(self.test())
                self.expect(")")
                return tuple(items)
            if isinstance(first, UnaryRange):
                self.expect(")")
                return (first,)
            self.at = start
        return (self.binary(_ADDITION),)

    def _unary(self) -> Node:
        start = self.at
        if self.accept("-"):
            self.deeper()
            operand = self._unary()
            self.nesting -= 1
            return Negation(operand, at=start)
        node = self._postfix()
        while self.word() == "instance" and self.instance_of():
            node = InstanceOf(node, read_type(self), at=start)
        return node

    def _postfix(self) -> Node:
        node = self._primary()
        while True:
            at = self.at
            if self.looking_at(".") and not self.looking_at(".."):
                self.accept(".")
                node = Path(node, self._path_name(), at=at)
            elif self.filters and self.accept("["):
                predicate = self.expression()
                self.expect("]")
                node = Filter(node, predicate, at=at)
            elif self.looking_at("(") and isinstance(node, (Name, Path, Call, FunctionLiteral, Filter)):
                self.accept("(")
                node = self._call(node, at)
            else:
                return node

    def _path_name(self) -> str:
        name = self.name(self.paths)
        if name is None:
            word = self.word()
            if not word:
                self.fail(f"点后面要写一个名称，{self.here()}")
            self.at += len(word)
            self.skip()
            return word
        return name

    def _call(self, function: Node, at: int) -> Node:
        if self.accept(")"):
            return Call(function, (), at=at)
        first_name = self._argument_name()
        names: list[str] = []
        items: list[Node] = []
        while True:
            if first_name is not None:
                name = first_name if not items else self._argument_name()
                if name is None:
                    self.fail(f"这里要写成“名称: 值”，{self.here()}")
                names.append(name)
            items.append(self.expression())
            if not self.accept(","):
                break
        self.expect(")")
        return Call(function, tuple(items), tuple(names) if first_name is not None else None, at=at)

    def _argument_name(self) -> str | None:
        start = self.at
        name = self.string() if self.looking_at('"') else self.name()
        if name is not None and self.accept(":"):
            return name
        self.at = start
        return None

    def _primary(self) -> Node:
        start = self.at
        number = self.number()
        if number is not None:
            return Literal(number, at=start)
        text = self.string()
        if text is not None:
            return Literal(text, at=start)
        if self.accept("@"):
            return AtLiteral(self._at_text(), at=start)
        if self.looking_at("(") or self.looking_at("["):
            return self._bracketed(start)
        if self.accept("]"):
            return self._range(self._endpoint(), start, included=False)
        if self.accept("{"):
            return self._context(start)
        return self._prefixed() or self._worded(start)

    def _at_text(self) -> str:
        text = self.string()
        if text is None:
            self.fail(f'@ 后面要写 "2026-03-01" 这样的文字，{self.here()}')
        return text

    def _worded(self, start: int) -> Node:
        if not self.known.match(self.text, self.at):
            word = self.word()
            if word in _CONSTANTS:
                self.keyword(word)
                return Literal(_CONSTANTS[word], at=start)
            reader = self.readers.get(word)
            if reader is not None:
                self.keyword(word)
                return reader(start)
            spaced = self.spaced(called=True)
            if spaced is not None:
                return Name(spaced, at=start)
        name = self.name()
        if name is None:
            self.fail(f"这里要写一个值、名称或算式，{self.here()}")
        return Name(name, at=start)

    def _if(self, start: int) -> Node:
        branches: list[tuple[Node, Node, int]] = []
        while True:
            condition = self.expression()
            self._expect_keyword("then", "if")
            branches.append((condition, self.expression(), start))
            self._expect_keyword("else", "if")
            start = self.at
            if not self.keyword("if"):
                break
        node = self.expression()
        for condition, yes, at in reversed(branches):
            node = If(condition, yes, node, at=at)
        return node

    def _expect_keyword(self, word: str, of: str) -> None:
        if not self.keyword(word):
            self.fail(f"{of} 缺 {word}，{self.here()}")

    def _iterators(self, of: str) -> tuple[Iterator, ...]:
        found: list[Iterator] = []
        while True:
            start = self.at
            name = self.name()
            if name is None:
                self.fail(f"{of} 后面要写一个名称，{self.here()}")
            self._expect_keyword("in", of)
            source = self.expression()
            end = self.expression() if self.accept("..") else None
            found.append(Iterator(name, source, end, at=start))
            self.known.add((name,))
            if not self.accept(","):
                return tuple(found)

    def _for(self, start: int) -> Node:
        mark = self.known.mark()
        iterators = self._iterators("for")
        self._expect_keyword("return", "for")
        self.known.add(("partial",))
        body = self.expression()
        self.known.back(mark)
        return For(iterators, body, at=start)

    def _quantified(self, start: int) -> Node:
        kind = "some" if self.text.startswith("some", start) else "every"
        mark = self.known.mark()
        iterators = self._iterators(kind)
        self._expect_keyword("satisfies", kind)
        body = self.expression()
        self.known.back(mark)
        return Quantified(kind, iterators, body, at=start)

    def _function(self, start: int) -> Node:
        self.expect("(")
        parameters: list[Parameter] = []
        while not self.accept(")"):
            if parameters:
                self.expect(",")
            name = self.name()
            if name is None:
                self.fail(f"这里要写参数的名称，{self.here()}")
            parameters.append(Parameter(name, read_type(self) if self.accept(":") else None))
        if self.word() == "external":
            self.at += len("external")
            self.skip()
            return FunctionLiteral(tuple(parameters), self.expression(), external=True, at=start)
        mark = self.known.mark()
        self.known.add(parameter.name for parameter in parameters)
        body = self.expression()
        self.known.back(mark)
        return FunctionLiteral(tuple(parameters), body, at=start)

    def _bracketed(self, start: int) -> Node:
        square = self.accept("[")
        if not square:
            self.expect("(")
        if square and self.accept("]"):
            return ListLiteral((), at=start)
        first = self.expression()
        if self.looking_at(".."):
            return self._range(first, start, included=square)
        if not square:
            self.expect(")")
            return first
        items = [first]
        while self.accept(","):
            items.append(self.expression())
        self.expect("]")
        return ListLiteral(tuple(items), at=start)

    def _endpoint(self) -> Node:
        filters, self.filters = self.filters, False
        node = self.binary(_ADDITION)
        self.filters = filters
        return node

    def _range(self, first: Node, start: int, *, included: bool) -> Node:
        self.expect("..")
        last = self._endpoint()
        closed = self.accept("]")
        if not closed and not self.accept(")") and not self.accept("["):
            self.fail(f"区间缺收尾的括号，{self.here()}")
        return RangeLiteral(first, last, included, closed, at=start)

    def _context(self, start: int) -> Node:
        mark = self.known.mark()
        entries: list[tuple[str, Node]] = []
        while not self.accept("}"):
            if entries:
                self.expect(",")
            key = self._key()
            entries.append((key, self.expression()))
            self.known.add((key,))
            self.paths.add((key,))
        self.known.back(mark)
        return ContextLiteral(tuple(entries), at=start)

    def _key(self) -> str:
        text: str | None = self.string()
        if text is None:
            end = self.text.find(":", self.at)
            raw = self.text[self.at : end] if end > 0 else ""
            if not raw.strip() or any(sign in raw for sign in '{}[](),"') or not self.word():
                self.fail(f"这里要写“名称: 值”，{self.here()}")
            self.at = end
            text = normal(raw)
        self.expect(":")
        return text
