"""Who may know whom, where import-linter has no words for it: tables, rules, domains, the rooms of a face."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import FLOORS, Finding, Source, calls, is_in, product, sources

_SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|FROM|JOIN|TRUNCATE|COPY|ALTER|LOCK)\b")
_WORD = re.compile(r"[a-z][a-z0-9_]*")
_RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}


def own_models(root: Path) -> list[Finding]:
    """Only a room's own files import its `models`; others use its actions, queries and sql."""
    return [
        source.found(line, f"imports the tables of another room: {name}")
        for source in sources(root)
        for line, name in source.imports()
        if (room := _models_of(name)) and room != source.room
    ]


def _models_of(name: str) -> str:
    parts = name.split(".")
    ours = len(parts) > 3 and parts[0] == "minzheng" and parts[1] in FLOORS and parts[3] == "models"
    return ".".join(parts[1:3]) if ours else ""


def own_tables(root: Path) -> list[Finding]:
    """SQL names only the room's own tables; views `stat_*` are published for all to read."""
    owners = tables(root)
    return [
        source.found(line, f"SQL names the table {table} of {owners[table]}")
        for source in product(root)
        if source.floor in FLOORS and not source.is_migration
        for line, text in source.strings()
        if _SQL.search(text)
        for table in dict.fromkeys(_WORD.findall(text))
        if owners.get(table, source.room) != source.room
    ]


def tables(root: Path) -> dict[str, str]:
    """Table name -> room, from the `db_table` lines of all models."""
    owners: dict[str, str] = {}
    for source in product(root):
        if source.furniture == "models":
            owners |= dict.fromkeys(_db_tables(source), source.room)
    return owners


def _db_tables(source: Source) -> Iterator[str]:
    for node in source.nodes:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "db_table" for t in node.targets):
            yield ast.literal_eval(node.value)


def table_names(root: Path) -> list[Finding]:
    """A table is called `<room>_<thing>`, so that SQL says whose it is."""
    return [
        Finding(f"{room.replace('.', '/')}/models.py", 1, f"the table {table} does not begin with the room's name")
        for table, room in tables(root).items()
        if not table.startswith(f"{room.rpartition('.')[2]}_")
    ]


def rules_see_only_kernel(root: Path) -> list[Finding]:
    """A room's rules are plain decisions: of the house they import the kernel and nothing else."""
    return [
        source.found(line, f"rules may see only the kernel, not {name}")
        for source in product(root)
        if source.furniture == "rules"
        for line, name in source.imports()
        if is_in(name, "minzheng")
        and not is_in(name, "minzheng.kernel")
        and not is_in(name, f"minzheng.{source.room}.rules")
    ]


def domains_see_only_kit(root: Path) -> list[Finding]:
    """A domain's pages are built from `faces.kit`; the doors of the house are none of its business."""
    return [
        source.found(line, f"a domain may see only faces.kit, not {name}")
        for source in sources(root)
        if source.floor == "domains"
        for line, name in source.imports()
        if is_in(name, "minzheng.faces") and not is_in(name, "minzheng.faces.kit") and name != "minzheng.faces"
    ]


def face_rooms_apart(root: Path) -> list[Finding]:
    """Inside a face the folders do not import each other; what two need stands beside them or in the kit."""
    return [
        source.found(line, f"a room of a face may not know another: {name}")
        for source in product(root)
        if source.floor == "faces" and source.parts[1] != "kit" and len(source.parts) > 3
        for line, name in source.imports()
        if _other_folder(root, source, name)
    ]


def _other_folder(root: Path, source: Source, name: str) -> bool:
    face, own = source.parts[1], source.parts[2]
    parts = name.split(".")
    other = parts[3] if len(parts) > 3 else ""
    return is_in(name, f"minzheng.faces.{face}") and other not in ("", own) and (root / "faces" / face / other).is_dir()


def keys_go_down(root: Path) -> list[Finding]:
    """A foreign key into another room names its table by string, and that room stands lower."""
    order = _order(root)
    return [
        source.found(node.lineno, f"the foreign key to {target!r} does not go down the tower")
        for source in product(root)
        if source.furniture == "models"
        for node in calls(source)
        if isinstance(node.func, ast.Attribute) and node.func.attr in _RELATIONS
        if not _goes_down(target := _target(node), source, order)
    ]


def _target(node: ast.Call) -> str:
    given = node.args[0] if node.args else next((k.value for k in node.keywords if k.arg == "to"), None)
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        return given.value
    return ast.unparse(given or node)


def _goes_down(target: str, source: Source, order: list[set[str]]) -> bool:
    if not re.fullmatch(r"(\w+\.)?\w+", target):
        return False
    room, own = target.rpartition(".")[0], source.parts[1]
    if room in ("", own):
        return True
    height = {name: level for level, rooms in enumerate(order) for name in rooms}
    if room not in height:
        return False
    return source.floor != "core" or height[room] > height.get(own, -1)


def _order(root: Path) -> list[set[str]]:
    """The rooms of core, top first, as the contract of import-linter has them."""
    settings = tomllib.loads((root.parent.parent / "pyproject.toml").read_text("utf-8"))
    contract = next(one for one in settings["tool"]["importlinter"]["contracts"] if one["id"] == "core")
    return [{name.strip(" ()") for name in layer.split("|")} for layer in contract["layers"]]
