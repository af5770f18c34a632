"""Makes an example of every clause that a `sql.py` lends, from the types of its parameters alone."""

import dataclasses
import importlib
import inspect
import types
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from minzheng.config.rooms import HOUSE
from minzheng.kernel.rights import Actor, system
from minzheng.kernel.sql import Clause

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
_PLAIN: Mapping[Any, Any] = {
    UUID: UUID("0193a000-0000-7000-8000-000000000001"),
    datetime: AT,
    date: AT.date(),
    str: "x",
    int: 1,
    bool: False,
    bytes: b"x",
    Any: None,
    object: "x",
}
_BY_NAME: Mapping[str, Any] = {
    "year": 2026,
    "month": 11,
    "kind": "decision",
    "table": "audit_event",
    "level": "county",
    "case_id_sql": "SELECT NULL::uuid",
}
"""Parameters that are not any text or number: a kind of letter, a level column, a piece of SQL."""
_STATEMENTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


class Lent(NamedTuple):
    """One piece of SQL that a room lends: whose, from where, under which name, its text and parameters."""

    room: str
    source: str
    name: str
    sql: str
    params: tuple[Any, ...]

    @property
    def is_statement(self) -> bool:
        return self.sql.lstrip().startswith(_STATEMENTS)


class _Row(Mapping[str, Any]):
    """A row of which every column is asked for, and none is known: the same in each; walked over, it has an `id`."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __getitem__(self, name: str) -> Any:
        return self.value

    def __iter__(self) -> Iterator[str]:
        return iter(("id",))

    def __len__(self) -> int:
        return 1


def modules() -> list[str]:
    """Dotted names of all `sql.py`, and of the files of each folder `sql/`."""
    folders = (path for path in HOUSE.glob("*/*/sql/*.py") if path.stem != "__init__")
    paths = sorted([*HOUSE.glob("*/*/sql.py"), *folders])
    return [".".join(("minzheng", *path.relative_to(HOUSE).with_suffix("").parts)) for path in paths]


def lent(module: str) -> list[Lent]:
    """Everything that one `sql.py` lends: what its public functions give for an example, and its constant statements."""
    loaded = importlib.import_module(module)
    room = module.split(".")[2]
    found: list[Lent] = []
    for name, value in vars(loaded).items():
        if inspect.isfunction(value) and value.__module__ == module and not name.startswith("_"):
            found += _pieces(room, f"{module}.{name}", value(**_arguments(value)))
        elif (
            isinstance(value, str)
            and name.isupper()
            and value.lstrip().startswith(_STATEMENTS)
            and "{" not in value
        ):
            found.append(Lent(room, f"{module}.{name}", "", value, (None,) * value.count("%s")))
    return found


def _arguments(function: Any) -> dict[str, Any]:
    hints = get_type_hints(function)
    return {name: example(hints[name], name) for name in inspect.signature(function).parameters}


def _pieces(room: str, source: str, given: Any) -> Iterator[Lent]:
    if isinstance(given, Clause):
        yield Lent(room, source, given.name, given.sql, given.params)
    elif isinstance(given, str):
        yield Lent(room, source, "", given, ())
    elif isinstance(given, tuple) and given and isinstance(given[0], str):
        yield Lent(room, source, "", given[0], tuple(given[1]))
    elif isinstance(given, Sequence):
        for clause in given:
            yield from _pieces(room, source, clause)


def example(hint: Any, name: str = "") -> Any:
    """A value of a type."""
    if name in _BY_NAME and hint in {str, int}:
        return _BY_NAME[name]
    if hint in _PLAIN:
        return _PLAIN[hint]
    if hint is Actor:
        return system("tests")
    if dataclasses.is_dataclass(hint):
        hints = get_type_hints(hint)
        wanted = [one.name for one in dataclasses.fields(hint) if one.init]
        return hint(**{one: example(hints[one], one) for one in wanted})
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    return _composed(hint)


def _composed(hint: Any) -> Any:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:
        return example(inner[0])
    if origin is not None and issubclass(origin, Mapping):
        return _Row(example(inner[1]))
    if origin is tuple and inner[-1] is not Ellipsis:
        return tuple(example(one) for one in inner)
    if origin is not None:
        return {list: list, tuple: tuple, frozenset: frozenset, set: set}.get(origin, list)(
            [example(inner[0])]
        )
    raise TypeError(f"no example of {hint!r}: name the type or give one by name in {Path(__file__).name}")
