"""From text to syntax tree: recursive descent, precedence as in the grammar of DMN 10.3.1.2."""

from collections.abc import Callable, Iterable

from .scanner import Scanner
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
_CONSTANTS = {"true": True, "false": False, "null": None}
_MAX_NESTING = 64
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
                return UnaryRange(op, self.additive(), at=start)
        return None

    # expressions, loosest first

    def expression(self) -> Node:
        self.nesting += 1
        if self.nesting > _MAX_NESTING:
            self.fail(f"括号一层套一层，超过了 {_MAX_NESTING} 层，请拆开写")
        filters, self.filters = self.filters, True
        node = self._logic("or")
        self.filters = filters
        self.nesting -= 1
        return node

    def _logic(self, op: str) -> Node:
        start = self.at
        items = [self._operand(op)]
        while self.keyword(op):
            items.append(self._operand(op))
        return items[0] if len(items) == 1 else Logic(op, tuple(items), at=start)

    def _operand(self, op: str) -> Node:
        return self._logic("and") if op == "or" else self._comparison()

    def _comparison(self) -> Node:
        start = self.at
        node = self.additive()
        while True:
            at = self.at
            for op in _COMPARISONS:
                if self.accept(op):
                    node = Comparison(op, node, self.additive(), at=at)
                    break
            else:
                if self.keyword("between"):
                    low = self.additive()
                    if not self.keyword("and"):
                        self.fail(f"between 后面缺 and，{self.here()}")
                    node = Between(node, low, self.additive(), at=start)
                elif self.keyword("in"):
                    node = In(node, self._in_tests(), at=at)
                else:
                    return node

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
        return (self.additive(),)

    def additive(self) -> Node:
        return self._chain(("+", "-"), self._multiplicative)

    def _multiplicative(self) -> Node:
        node = self._power()
        count = 0
        while True:
            at = self.at
            if self.looking_at("**"):
                return node
            if self.accept("*"):
                node = Arithmetic("*", node, self._power(), at=at)
            elif self.accept("/"):
                node = Arithmetic("/", node, self._power(), at=at)
            else:
                return node
            count = self._count(count)

    def _chain(self, ops: tuple[str, ...], operand: Callable[[], Node]) -> Node:
        node = operand()
        count = 0
        while True:
            at = self.at
            op = next((op for op in ops if self.accept(op)), None)
            if op is None:
                return node
            node = Arithmetic(op, node, operand(), at=at)
            count = self._count(count)

    def _count(self, count: int) -> int:
        if count > _MAX_CHAIN:
            self.fail(f"连着写的运算超过了 {_MAX_CHAIN} 个，请拆开写")
        return count + 1

    def _power(self) -> Node:
        return self._chain(("**",), self._unary)

    def _unary(self) -> Node:
        start = self.at
        if self.accept("-"):
            self.nesting += 1
            if self.nesting > _MAX_NESTING:
                self.fail("负号连得太多")
            operand = self._unary()
            self.nesting -= 1
            return Negation(operand, at=start)
        node = self._postfix()
        while self.word() == "instance" and not self._ordinary("instance"):
            at = self.at
            self.keyword("instance")
            self.keyword_of()
            node = InstanceOf(node, read_type(self), at=at)
        return node

    def keyword_of(self) -> None:
        """Read the `of` of `instance of`."""
        if self.word() != "of":
            self.fail("instance 后面缺 of")
        self.at += 2
        self.skip()

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
            return self._range(self._endpoint(), False, start)
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
            special = {"if": self._if, "for": self._for, "some": self._quantified, "every": self._quantified}
            if word in special:
                self.keyword(word)
                return special[word](start)
            if word == "function":
                self.keyword(word)
                return self._function(start)
            spaced = self.spaced(called=True)
            if spaced is not None:
                return Name(spaced, at=start)
        name = self.name()
        if name is None:
            self.fail(f"这里要写一个值、名称或算式，{self.here()}")
        return Name(name, at=start)

    def _if(self, start: int) -> Node:
        condition = self.expression()
        self._expect_keyword("then", "if")
        yes = self.expression()
        self._expect_keyword("else", "if")
        return If(condition, yes, self.expression(), at=start)

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
            return self._range(first, square, start)
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
        node = self.additive()
        self.filters = filters
        return node

    def _range(self, first: Node, included: bool, start: int) -> Node:
        self.expect("..")
        last = self._endpoint()
        if self.accept("]"):
            return RangeLiteral(first, last, included, True, at=start)
        if self.accept(")") or self.accept("["):
            return RangeLiteral(first, last, included, False, at=start)
        self.fail(f"区间缺收尾的括号，{self.here()}")

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
        text = self.string()
        if text is None:
            end = self.text.find(":", self.at)
            raw = self.text[self.at : end] if end > 0 else ""
            if not raw.strip() or any(sign in raw for sign in '{}[](),"') or not self.word():
                self.fail(f"这里要写“名称: 值”，{self.here()}")
            self.at = end
            text = " ".join(raw.split())
        self.expect(":")
        return text
