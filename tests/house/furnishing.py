"""Every room has the same furniture under the same names."""

import ast
from collections.abc import Iterator

from tests.house.tree import Finding, House, Source

FURNITURE = {
    *(
        "__init__.py",
        "apps.py",
        "migrations",
        "models.py",
        "models",
        "rules.py",
        "rules",
        "queries.py",
        "sql.py",
        "sql",
        "actions.py",
    ),
    *(
        "actions",
        "queries",
        "steps.py",
        "steps",
        "fields.py",
        "connectors",
        "roles.yaml",
        "rights.yaml",
        "doors.yaml",
        "errors.yaml",
        "tasks.py",
        "tests",
    ),
    *("pages.py", "api.py", "urls.py", "templates", "static"),
}
DATA = {
    *(
        "services",
        "tables",
        "parameters",
        "licences",
        "indicators",
        "watch",
        "messages",
        "demo",
        "processes",
        "codes",
        "forms",
    ),
}
OF_A_DOMAIN = {"domain.py"}
OF_ONE_ROOM = {
    "core/documents/glyphs.py": "reads what the fonts can draw, so that a rare name never stops a letter",
    "core/documents/typesetting.py": "holds Typst, its fonts and its reused compiler: neither a decision nor a read",
}
"""Files that only one room has, and why they are not one of the usual pieces."""
FRAMES = {"acting", "enter", "note_denied"}
"""Not verbs but what stands around them: the transaction of a request or job, opened by `core/offices`."""


def furniture(house: House) -> list[Finding]:
    """A room holds the files of the table in docs/where.md and no others."""
    allowed = FURNITURE | DATA
    return [
        Finding(f"{room}/{piece}", 1, "is no piece of a room's furniture")
        for room, pieces in house.pieces.items()
        if not room.startswith("faces/")
        for piece in sorted(pieces)
        if piece not in (allowed | OF_A_DOMAIN if room.startswith("domains/") else allowed)
        and f"{room}/{piece}" not in OF_ONE_ROOM
    ]


def door_plates(house: House) -> list[Finding]:
    """A room's `__init__.py` is one docstring: what the room is for. It imports nothing."""
    return [
        source.found(1, "must hold one docstring and nothing else")
        for source in house.product
        if source.room
        and len(source.parts) == 3
        and source.parts[2] == "__init__.py"
        and not _only_docstring(source)
    ]


def _only_docstring(source: Source) -> bool:
    return ast.get_docstring(source.tree) is not None and len(source.tree.body) == 1


def verbs(house: House) -> list[Finding]:
    """A verb takes its values by name; one that asks who takes `by`, and `at` beside it: the clock is the door's."""
    return [
        source.found(node.lineno, f"the verb {node.name}(…) must be keyword-only, with `by` and `at`")
        for source in house.product
        if source.furniture == "actions"
        for node in _public_functions(source)
        if "by" in _names(node) and not ({"by", "at"} <= {arg.arg for arg in node.args.kwonlyargs})
        if node.name in _exported(house, source) - FRAMES
    ]


def _public_functions(source: Source) -> Iterator[ast.FunctionDef]:
    return (
        node
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    )


def _names(node: ast.FunctionDef) -> set[str]:
    return {arg.arg for arg in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)}


def _exported(house: House, source: Source) -> set[str]:
    """Which names of a file are verbs: all of `actions.py`; of a folder `actions/` those that its `__init__` exports."""
    if source.parts[2] == "actions.py":
        return {node.name for node in _public_functions(source)}
    door = next(one for one in house.product if one.parts == (*source.parts[:3], "__init__.py"))
    return {
        alias.asname or alias.name
        for node in door.nodes
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def tests_beside(house: House) -> list[Finding]:
    """A room that decides or does something has tests beside it."""
    return [
        Finding(room, 1, "decides or does something and has no tests")
        for room, pieces in house.pieces.items()
        if pieces & {"rules.py", "rules", "actions.py", "actions"}
        and not any(file.startswith(f"{room}/tests/test_") for file in house.texts)
    ]
