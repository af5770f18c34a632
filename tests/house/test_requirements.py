"""`docs/requirements.md`: each requirement names tests, and the tests exist, are not skipped and run."""

import ast
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from minzheng.config.rooms import HOUSE

PROJECT = HOUSE.parent.parent
TABLE = PROJECT / "docs" / "requirements.md"
_TEST = re.compile(r"`([^`:]+\.py)::([^`]+)`")
_SKIPS = {"skip", "skipif", "xfail"}


class Row(NamedTuple):
    """One requirement: its id, what is seen, (file, name) of each of its tests, and the issue."""

    id: str
    seen: str
    tests: list[tuple[str, str]]
    issue: str


def rows(text: str) -> list[Row]:
    """The rows of the table in a page."""
    lines = [line for line in text.splitlines() if line.startswith("|")][2:]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return [Row(cell[0], cell[1], _TEST.findall(cell[2]), cell[3]) for cell in cells]


def faults(row: Row, project: Path = PROJECT) -> list[str]:
    """What is wrong with a row."""
    found = [] if row.tests else ["names no test"]
    if not re.fullmatch(r"[A-F]\d{3}", row.id) or not row.seen or not re.fullmatch(r"#\d+", row.issue):
        found.append("lacks an id, what is seen or the issue")
    return found + [fault for file, name in row.tests if (fault := _fault_of(project / file, name))]


def _fault_of(path: Path, name: str) -> str:
    tree = ast.parse(path.read_text("utf-8")) if path.is_file() else ast.Module([], [])
    function = next(
        (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name), None
    )
    if function is None:
        return f"{path.name}::{name} does not exist"
    words = {
        part.attr
        for one in function.decorator_list
        for part in ast.walk(one)
        if isinstance(part, ast.Attribute)
    }
    return f"{name} is not always run" if words & _SKIPS else ""


def test_the_tests_that_the_controls_name_exist():
    named = _TEST.findall((PROJECT / "docs" / "security" / "controls.md").read_text("utf-8"))
    assert len(named) > 15
    assert [fault for file, name in named if (fault := _fault_of(PROJECT / file, name))] == []


@pytest.mark.parametrize("row", rows(TABLE.read_text("utf-8")), ids=lambda row: row.id)
def test_the_requirement_has_tests_that_exist(row: Row):
    assert faults(row) == []


def test_ids_stand_once_and_in_order():
    ids = [row.id for row in rows(TABLE.read_text("utf-8"))]
    assert ids == sorted(set(ids))


def test_the_tests_are_part_of_a_full_run(request: pytest.FixtureRequest):
    config = request.config
    if config.args_source.name != "TESTPATHS" or config.option.markexpr or config.option.keyword:
        return  # only some tests were asked for
    run = {(Path(item.location[0]).as_posix(), item.name.partition("[")[0]) for item in request.session.items}
    missing = [test for row in rows(TABLE.read_text("utf-8")) for test in row.tests if test not in run]
    assert missing == []


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ("| A001 | Seen. |  | #2 |", "names no test"),
        ("| A001 | Seen. | `tests/nowhere.py::test_x` | #2 |", "nowhere.py::test_x does not exist"),
        (
            "| A001 | Seen. | `tests/house/test_requirements.py::test_x` | #2 |",
            "test_requirements.py::test_x does not exist",
        ),
        (
            "| A1 | Seen. | `tests/house/test_requirements.py::test_ids_stand_once_and_in_order` | #2 |",
            "lacks an id",
        ),
    ],
)
def test_a_planted_fault_of_the_table_is_found(cells: str, fault: str):
    (row,) = rows(f"| id |\n|---|\n{cells}\n")
    assert any(fault in one for one in faults(row))


def test_a_skipped_test_shows_nothing(tmp_path: Path):
    (tmp_path / "test_it.py").write_text("@pytest.mark.skip\ndef test_it():\n    pass\n")
    assert faults(Row("A001", "Seen.", [("test_it.py", "test_it")], "#2"), tmp_path) == [
        "test_it is not always run"
    ]
