"""The sources of the house as its checks need them: a snapshot of texts and syntax trees; nothing is imported."""

import ast
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, wraps
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import yaml

from minzheng.config.rooms import HOUSE

T = TypeVar("T")
FLOORS = ("core", "blocks", "domains", "faces")
_TEXTS = {".py", ".html", ".css", ".js", ".typ", ".yaml", ".md", ".bpmn"}
_LEFT_OUT = {"__pycache__", "node_modules", "vendor"}


class Finding(NamedTuple):
    """One thing that is not as the house wants it: in which file (below the package), where, and what."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


class Import(NamedTuple):
    """One imported name, dotted in full, and the line that asks for it."""

    line: int
    name: str


class Source:
    """A Python file: its path below the package folder, as parts, and what its text says."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.parts = tuple(file.split("/"))
        self.text = text
        self.floor = self.parts[0] if len(self.parts) > 1 else ""
        in_room = self.floor in FLOORS and len(self.parts) > 2
        self.room = ".".join(self.parts[:2]) if in_room else ""
        """`core.cases`; "" for what lies in no room (config, the kernel, a floor's own `__init__.py`)."""
        self.furniture = self.parts[2].removesuffix(".py") if in_room else ""
        """Which piece of a room's furniture the file belongs to: `actions`, `queries`, `tests`, …"""
        self.is_test = "tests" in self.parts or self.parts[-1] == "conftest.py"
        self.is_migration = "migrations" in self.parts
        self.kept: dict[object, tuple[Any, ...]] = {}

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text, self.file)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the syntax tree."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def calls(self) -> tuple[ast.Call, ...]:
        """Every call."""
        return tuple(node for node in self.nodes if isinstance(node, ast.Call))

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """Every name that is imported anywhere in the file, type-checking blocks included."""
        return tuple(self._imports())

    def _imports(self) -> Iterator[Import]:
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from (Import(node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = self._base(node)
                yield from (Import(node.lineno, f"{base}.{alias.name}") for alias in node.names)

    def _base(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = ("minzheng", *self.parts[:-1])
        parts = package[: len(package) - node.level + 1]
        return ".".join((*parts, node.module) if node.module else parts)

    @cached_property
    def strings(self) -> tuple[tuple[int, str], ...]:
        """(line, text) of every text in the code, f-strings in one piece with `{}` for their holes; no docstrings."""
        return tuple(self._strings())

    def _strings(self) -> Iterator[tuple[int, str]]:
        inside: set[ast.AST] = set()
        for node in self.nodes:
            if isinstance(node, ast.JoinedStr):
                inside.update(node.values)
                words = (str(v.value) if isinstance(v, ast.Constant) else "{}" for v in node.values)
                yield node.lineno, "".join(words)
            elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                inside.add(node.value)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in inside:
                yield node.lineno, node.value

    def found(self, line: int, what: str) -> Finding:
        """A finding in this file."""
        return Finding(self.file, line, what)


def once(find: Callable[[Source], Iterable[T]]) -> Callable[[Source], tuple[T, ...]]:
    """Keeps what a search finds in a source, so that a copy of the house with one changed file is searched fast."""

    @wraps(find)
    def kept(source: Source) -> tuple[T, ...]:
        if find not in source.kept:
            source.kept[find] = tuple(find(source))
        return source.kept[find]

    return kept


@dataclass(frozen=True)
class House:
    """A snapshot of the package folder: every text by its path below it, and the order of core, top first."""

    texts: Mapping[str, str]
    order: tuple[frozenset[str], ...]
    read_before: Mapping[str, Source]
    """Sources of another snapshot: what is unchanged is not parsed again."""

    @classmethod
    @cache
    def whole(cls) -> "House":
        """The house that the tests stand in, read and parsed once."""
        return cls.read(HOUSE)

    @classmethod
    def read(cls, root: Path) -> "House":
        """The house as it stands on disk; `pyproject.toml` lies two folders above the package."""
        paths = (path for path in sorted(root.rglob("*")) if path.suffix in _TEXTS and path.is_file())
        texts = {
            "/".join(parts): path.read_text("utf-8")
            for path in paths
            if not _LEFT_OUT & set(parts := path.relative_to(root).parts)
        }
        return cls(texts, _order(root.parent.parent / "pyproject.toml"), {})

    def with_text(self, file: str, text: str) -> "House":
        """A copy in which one file holds another text."""
        return House({**self.texts, file: text}, self.order, {one.file: one for one in self.sources})

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """All Python files."""
        return tuple(self._source(file, text) for file, text in self.texts.items() if file.endswith(".py"))

    def _source(self, file: str, text: str) -> Source:
        known = self.read_before.get(file)
        return known if known and known.text == text else Source(file, text)

    @cached_property
    def product(self) -> tuple[Source, ...]:
        """All Python files that run in service: no tests."""
        return tuple(source for source in self.sources if not source.is_test)

    def documents(self, name: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """Every YAML file of this name outside tests: (path, the room's short name, what it holds)."""
        for file, text in self.texts.items():
            parts = file.split("/")
            if parts[-1] == name and "tests" not in parts:
                yield file, parts[-2], _yaml(text)

    @cached_property
    def pieces(self) -> Mapping[str, frozenset[str]]:
        """Room (`core/cases`) -> names of what lies in its folder."""
        found: dict[str, set[str]] = {}
        for file in self.texts:
            floor, _, rest = file.partition("/")
            room, _, piece = rest.partition("/")
            if floor in FLOORS and piece:
                found.setdefault(f"{floor}/{room}", set()).add(piece.partition("/")[0])
        return {room: frozenset(names) for room, names in found.items()}


_yaml_read: dict[str, Mapping[str, Any]] = {}


def _yaml(text: str) -> Mapping[str, Any]:
    if text not in _yaml_read:
        _yaml_read[text] = yaml.safe_load(text) or {}
    return _yaml_read[text]


def _order(settings: Path) -> tuple[frozenset[str], ...]:
    contracts = tomllib.loads(settings.read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["id"] == "core")
    return tuple(frozenset(name.strip(" ()") for name in layer.split("|")) for layer in layers)


def is_in(name: str, package: str) -> bool:
    """Whether a dotted name is a package or lies in it."""
    return name == package or name.startswith(f"{package}.")


def called(node: ast.Call) -> str:
    """The last word of what is called: `f(…)` and `a.b.f(…)` are both `f`; "" for anything else."""
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def report(findings: Iterable[Finding]) -> str:
    """Findings as lines for a failing test."""
    return "\n".join(["", *map(str, findings)])
