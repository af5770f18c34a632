"""What the manual calls by its name in quotation marks is called so on the screens too."""

import re
from pathlib import Path

import pytest

from minzheng.config.rooms import HOUSE

TOPICS = sorted((HOUSE / "faces" / "kit" / "topics").glob("*.yaml"))
SCREENS = {".html", ".js", ".py", ".yaml", ".json", ".bpmn"}
"""Endings of the files in which words of the screens are written."""


def said(folder: Path) -> str:
    """All that could come on a screen, without the manual itself and without tests."""
    files = [path for path in folder.rglob("*") if path.suffix in SCREENS]
    return "".join(path.read_text("utf-8") for path in files if not {"topics", "tests"} & set(path.parts))


@pytest.fixture(scope="module")
def screens() -> str:
    return said(HOUSE)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda path: path.stem)
def test_every_name_in_the_manual_is_found_on_a_screen(topic: Path, screens: str) -> None:
    names = set(re.findall("“([^”]+)”", topic.read_text("utf-8")))
    assert {name for name in names if name not in screens} == set(), "say it as the button says it"


def test_a_name_that_no_screen_has_is_found_out(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<button>现在补</button>", "utf-8")
    assert "现在补" in said(tmp_path)
    assert "去补材料" not in said(tmp_path)
