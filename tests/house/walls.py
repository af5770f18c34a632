"""Who may know whom, where import-linter has no words for it: tables, rules, domains, the rooms of a face."""

import ast
import re
from collections.abc import Iterator, Sequence

from tests.house.tree import FLOORS, Finding, House, Source, is_in

_SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|FROM|JOIN|TRUNCATE|COPY|ALTER|LOCK)\b")
_WORD = re.compile(r"[a-z][a-z0-9_]*")
BARE = {
    "faces/cli/bench/": "the measure of the hot verbs is bare psycopg that writes and counts the very same rows"
}
"""Folders whose SQL may name tables of other rooms, and why."""

_RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}


def own_models(house: House) -> list[Finding]:
    """Only a room's own files import its `models`; others use its actions, queries and sql."""
    return [
        source.found(line, f"imports the tables of another room: {name}")
        for source in house.sources
        for line, name in source.imports
        if (room := _models_of(name)) and room != source.room
    ]


def _models_of(name: str) -> str:
    parts = name.split(".")
    ours = len(parts) > 3 and parts[0] == "minzheng" and parts[1] in FLOORS and parts[3] == "models"
    return ".".join(parts[1:3]) if ours else ""


def own_tables(house: House) -> list[Finding]:
    """SQL names only the room's own tables; views `stat_*` are published for all to read."""
    owners = tables(house)
    return [
        source.found(line, f"SQL names the table {table} of {owners[table]}")
        for source in house.product
        if source.floor in FLOORS and not source.is_migration and not source.file.startswith(tuple(BARE))
        for line, text in source.strings
        if _SQL.search(text)
        for table in dict.fromkeys(_WORD.findall(text))
        if owners.get(table, source.room) != source.room
    ]


def tables(house: House) -> dict[str, str]:
    """Table name -> room, from the `db_table` lines of all models."""
    owners: dict[str, str] = {}
    for source in house.product:
        if source.furniture == "models":
            owners |= dict.fromkeys(_db_tables(source), source.room)
    return owners


def _db_tables(source: Source) -> Iterator[str]:
    for node in source.nodes:
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == "db_table" for t in node.targets
        ):
            yield ast.literal_eval(node.value)


def table_names(house: House) -> list[Finding]:
    """A table is called `<room>_<thing>`, so that SQL says whose it is."""
    return [
        Finding(
            f"{room.replace('.', '/')}/models.py", 1, f"the table {table} does not begin with the room's name"
        )
        for table, room in tables(house).items()
        if not table.startswith(f"{room.rpartition('.')[2]}_")
    ]


def rules_see_only_kernel(house: House) -> list[Finding]:
    """A room's rules are plain decisions: of the house they import the kernel and nothing else."""
    return [
        source.found(line, f"rules may see only the kernel, not {name}")
        for source in house.product
        if source.furniture == "rules"
        for line, name in source.imports
        if is_in(name, "minzheng")
        and not is_in(name, "minzheng.kernel")
        and not is_in(name, f"minzheng.{source.room}.rules")
    ]


def domains_see_only_kit(house: House) -> list[Finding]:
    """A domain's pages are built from `faces.kit`; the doors of the house are none of its business."""
    return [
        source.found(line, f"a domain may see only faces.kit, not {name}")
        for source in house.sources
        if source.floor == "domains"
        for line, name in source.imports
        if is_in(name, "minzheng.faces")
        and not is_in(name, "minzheng.faces.kit")
        and name != "minzheng.faces"
    ]


def face_rooms_apart(house: House) -> list[Finding]:
    """Inside a face the folders do not import each other; what two need stands beside them or in the kit."""
    return [
        source.found(line, f"a room of a face may not know another: {name}")
        for source in house.product
        if source.floor == "faces" and source.parts[1] != "kit" and len(source.parts) > 3
        for line, name in source.imports
        if _other_folder(house, source, name)
    ]


def _other_folder(house: House, source: Source, name: str) -> bool:
    face, own = source.parts[1], source.parts[2]
    parts = name.split(".")
    other = parts[3] if len(parts) > 3 else ""
    beside = f"faces/{face}/{other}/__init__.py" in house.texts
    return is_in(name, f"minzheng.faces.{face}") and other not in ("", own) and beside


def keys_go_down(house: House) -> list[Finding]:
    """A foreign key into another room names its table by string, and that room stands lower."""
    return [
        source.found(node.lineno, f"the foreign key to {target!r} does not go down the tower")
        for source in house.product
        if source.furniture == "models"
        for node in source.calls
        if isinstance(node.func, ast.Attribute) and node.func.attr in _RELATIONS
        if not _goes_down(target := _target(node), source, house.order)
    ]


def _target(node: ast.Call) -> str:
    given = node.args[0] if node.args else next((k.value for k in node.keywords if k.arg == "to"), None)
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        return given.value
    return ast.unparse(given or node)


def _goes_down(target: str, source: Source, order: Sequence[frozenset[str]]) -> bool:
    if not re.fullmatch(r"(\w+\.)?\w+", target):
        return False
    room, own = target.rpartition(".")[0], source.parts[1]
    if room in ("", own):
        return True
    height = {name: level for level, rooms in enumerate(order) for name in rooms}
    if room not in height:
        return False
    return source.floor != "core" or height[room] > height.get(own, -1)
