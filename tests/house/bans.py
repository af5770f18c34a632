"""What the house does without, found in the syntax tree."""

import ast
import re
from collections.abc import Iterator
from functools import lru_cache

from tests.house.tree import Finding, House, Source, called, is_in, once

BY_NAME = {
    "config/registration.py": "loads what rooms put into the registries: found by their folders, so no name is written down",
    "config/entry.py": "one table of commands; each is loaded when it is asked for, so that `minzheng help` is instant",
    "config/engine.py": "asks where the wheel with PostgreSQL's programs lies, without running its Python",
}
"""Files that may load modules by name, and why. All stand in `config`: nothing below it is found by a string."""

CLOCK_READERS = {
    "kernel/ids/time_ordered.py": "an identifier holds the moment when it is made; nothing is decided by it",
}
"""Files below the doors that may read the clock, and why."""

MEMORIES = ("connectors/", "simulator.py")
"""A simulator is the partner's side: what it received is kept in a table of its own."""

DRAWERS = {"utils", "util", "common", "helpers", "helper", "base", "misc", "shared", "lib", "stuff", "tools"}
LONGEST = 500
_CLOCKS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "timezone.now",
    "timezone.localdate",
    "timezone.localtime",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
}
_LAST_WORDS = {name.rpartition(".")[2] for name in _CLOCKS}
_SQL_CLOCK = re.compile(
    r"\b(now\(\)|current_timestamp|current_date|clock_timestamp\(|statement_timestamp\(|localtimestamp)",
    re.IGNORECASE,
)
_SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|WHERE|VALUES)\b")
_SIGNALS = (
    "django.dispatch",
    "django.db.models.signals",
    "django.core.signals",
    "django.db.backends.signals",
)
_NOTES = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def loading_by_name(house: House) -> list[Finding]:
    """Code is reached by straight calls that an editor can follow; only three files of `config` load by name."""
    return [
        source.found(line, f"loads by name: {what}")
        for source in house.product
        if source.file not in BY_NAME
        for line, what in _loads(source)
    ]


@once
def _loads(source: Source) -> Iterator[tuple[int, str]]:
    for line, name in source.imports:
        if is_in(name, "importlib") and not is_in(name, "importlib.metadata"):
            yield line, name
    for node in source.calls:
        if called(node) in {"__import__", "import_module", "import_string", "get_model"}:
            yield node.lineno, ast.unparse(node.func)


def orm_outside(house: House) -> list[Finding]:
    """Tables are asked in queries and changed in actions, nowhere else."""
    return [
        source.found(line, f"touches tables outside models, queries and actions: {what}")
        for source in house.product
        if source.furniture not in {"models", "queries", "actions", "migrations"} and source.floor != "kernel"
        if not all(part in source.file for part in MEMORIES)
        for line, what in _orm(source)
    ]


@once
def _orm(source: Source) -> Iterator[tuple[int, str]]:
    return ((node.lineno, ast.unparse(node)[:60]) for node in source.nodes if _is_orm(node))


def _is_orm(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == "objects"
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    plain = not node.args and all(
        word.arg in {"update_fields", "force_insert", "using"} for word in node.keywords
    )
    return node.func.attr in {"save", "delete"} and plain


def clock_below_the_doors(house: House) -> list[Finding]:
    """The clock is read at the doors and handed in as `at=`: no verb, read or rule asks what time it is."""
    return [
        source.found(line, f"reads the clock: {what}")
        for source in house.product
        if source.floor in {"kernel", "core", "blocks", "domains"}
        and source.furniture not in {"pages", "api", "tasks", "migrations"}
        and source.file not in CLOCK_READERS
        for line, what in _clocks(source)
    ]


@once
def _clocks(source: Source) -> Iterator[tuple[int, str]]:
    for node in source.calls:
        if called(node) in _LAST_WORDS and ".".join(ast.unparse(node.func).split(".")[-2:]) in _CLOCKS:
            yield node.lineno, ast.unparse(node.func)
    for line, name in source.imports:
        if name in {
            "time.time",
            "time.time_ns",
            "django.utils.timezone.now",
            "django.db.models.functions.Now",
        }:
            yield line, name
    if source.floor != "kernel":  # FEEL has a function now(); SQL is written above the kernel only
        yield from (
            (line, text) for line, text in source.strings if _SQL.search(text) and _SQL_CLOCK.search(text)
        )


def signals(house: House) -> list[Finding]:
    """Nothing happens behind a verb's back: no signals, neither sent nor received."""
    return [
        source.found(line, f"uses signals: {name}")
        for source in house.product
        for line, name in source.imports
        if any(is_in(name, package) for package in _SIGNALS)
    ]


def drawers(house: House) -> list[Finding]:
    """A thing that finds no room shows that a room or a word is missing. (A template `base.html` is no drawer.)"""
    return [
        source.found(1, f"{name!r} is a drawer: it says nothing of what is inside")
        for source in house.sources
        for name in (*source.parts[:-1], source.parts[-1].removesuffix(".py"))
        if name in DRAWERS
    ]


def environment(house: House) -> list[Finding]:
    """One file reads the environment, so that every setting has a name, a default and a line in the reference."""
    return [
        source.found(node.lineno, f"reads the environment: {ast.unparse(node)}")
        for source in house.product
        if source.file != "config/environment.py" and ("env" in source.text)
        for node in source.nodes
        if _is_environment(node)
    ]


def _is_environment(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom) and node.module == "os":
        return any(alias.name in {"environ", "getenv", "environb", "putenv"} for alias in node.names)
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
        and node.attr in {"environ", "getenv", "environb", "putenv"}
    )


def too_long(house: House) -> list[Finding]:
    """A file of more than 500 lines is two files. (Migrations are written by Django.)"""
    return [
        Finding(file, lines, f"has {lines} lines: split it")
        for file, text in house.texts.items()
        if not file.endswith((".yaml", ".bpmn"))
        and "/migrations/" not in file
        and (lines := text.count("\n")) > LONGEST
    ]


def unfinished(house: House) -> list[Finding]:
    """What is there works: no notes to oneself, no holes that raise NotImplementedError."""
    return [*_notes(house), *_holes(house)]


def _notes(house: House) -> Iterator[Finding]:
    for file, text in house.texts.items():
        yield from (Finding(file, line, f"a note to oneself: {word}") for line, word in _notes_in(text))


@lru_cache(maxsize=2048)
def _notes_in(text: str) -> tuple[tuple[int, str], ...]:
    return tuple((text.count("\n", 0, found.start()) + 1, found.group()) for found in _NOTES.finditer(text))


def _holes(house: House) -> Iterator[Finding]:
    for source in (one for one in house.sources if "NotImplemented" in one.text):
        for node in source.nodes:
            if isinstance(node, ast.Raise) and node.exc and "NotImplemented" in ast.unparse(node.exc):
                yield source.found(node.lineno, ast.unparse(node))
