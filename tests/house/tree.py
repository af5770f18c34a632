"""Reads a tree of sources as the checks of the house need it: pure functions of a folder, nothing is imported."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

FLOORS = ("core", "blocks", "domains", "faces")
ROOM_FLOORS = ("core", "blocks", "domains")
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


@dataclass(frozen=True)
class Source:
    """A Python file: its path below the package folder, as parts, and its text."""

    parts: tuple[str, ...]
    text: str

    @property
    def file(self) -> str:
        return "/".join(self.parts)

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.text)[0]

    @property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the syntax tree."""
        return _parsed(self.text)[1]

    @property
    def floor(self) -> str:
        return self.parts[0] if len(self.parts) > 1 else ""

    @property
    def room(self) -> str:
        """`core.cases`; "" for what lies in no room (config, the kernel, a floor's own `__init__.py`)."""
        return ".".join(self.parts[:2]) if self.floor in FLOORS and len(self.parts) > 2 else ""

    @property
    def furniture(self) -> str:
        """Which piece of a room's furniture the file belongs to: `actions`, `queries`, `tests`, …"""
        return self.parts[2].removesuffix(".py") if self.room else ""

    @property
    def is_test(self) -> bool:
        return "tests" in self.parts or self.parts[-1] == "conftest.py"

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.parts

    @property
    def package(self) -> tuple[str, ...]:
        """The dotted parts of the package that relative imports start from."""
        return ("minzheng", *self.parts[:-1])

    def imports(self) -> Iterator[Import]:
        """Every name that is imported anywhere in the file, type-checking blocks included."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from (Import(node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = self._base(node)
                yield from (Import(node.lineno, f"{base}.{alias.name}") for alias in node.names)

    def _base(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self.package[: len(self.package) - node.level + 1]
        return ".".join((*parts, node.module) if node.module else parts)

    def strings(self) -> Iterator[tuple[int, str]]:
        """Every text in the code, f-strings in one piece with `{}` for their holes; docstrings are left out."""
        inside: set[ast.AST] = set()
        for node in self.nodes:
            if isinstance(node, ast.JoinedStr):
                inside.update(node.values)
                yield (
                    node.lineno,
                    "".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in node.values),
                )
            elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                inside.add(node.value)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in inside:
                yield node.lineno, node.value

    def found(self, line: int, what: str) -> Finding:
        """A finding in this file."""
        return Finding(self.file, line, what)


@lru_cache(maxsize=4096)
def _parsed(text: str) -> tuple[ast.Module, tuple[ast.AST, ...]]:
    tree = ast.parse(text)
    return tree, tuple(ast.walk(tree))


def files(root: Path, *suffixes: str) -> Iterator[Path]:
    """Files with one of these endings below `root`, in order; what is generated or fetched is left out."""
    for path in sorted(root.rglob("*")):
        if path.suffix in suffixes and not _LEFT_OUT & set(path.relative_to(root).parts) and path.is_file():
            yield path


def sources(root: Path) -> list[Source]:
    """All Python files of the package folder `root`."""
    return [Source(path.relative_to(root).parts, path.read_text("utf-8")) for path in files(root, ".py")]


def product(root: Path) -> list[Source]:
    """All Python files that run in service: no tests."""
    return [source for source in sources(root) if not source.is_test]


def is_in(name: str, package: str) -> bool:
    """Whether a dotted name is a package or lies in it."""
    return name == package or name.startswith(f"{package}.")


def called(node: ast.Call) -> str:
    """The last word of what is called: `f(…)` and `a.b.f(…)` are both `f`; "" for anything else."""
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def calls(source: Source) -> Iterator[ast.Call]:
    """Every call in a file."""
    return (node for node in source.nodes if isinstance(node, ast.Call))


def report(findings: Iterable[Finding]) -> str:
    """Findings as lines for a failing test."""
    return "\n".join(["", *map(str, findings)])
