"""The documentation says what is so: generated pages are fresh, links lead somewhere, every name has its entry."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from minzheng.config import entry, environment, reference
from minzheng.config.rooms import HOUSE
from tests.house.tree import House

PROJECT = HOUSE.parent.parent
DOCS = PROJECT / "docs"
_LINK = re.compile(r"\]\(([^)#\s]+)(#[^)]*)?\)")
_FILE = re.compile(
    r"`((?:src|tests|docs|config|core|faces|kernel|domains|blocks|changes|requirements)/[\w./-]+)`"
)
_LATER = {"docs/pictures"}
"""Made by a test that takes the pictures; a fresh clone has them only after `make test`."""


def pages() -> list[Path]:
    return [*sorted(PROJECT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]


def named(text: str, wanted: re.Pattern[str]) -> Iterator[str]:
    return (found.group(1) for found in wanted.finditer(text))


@pytest.mark.parametrize("name", reference.names())
def test_a_page_that_is_written_from_the_code_is_fresh(name: str):
    path = DOCS / name
    assert path.exists(), f"{name} is missing: run `make docs`"
    assert path.read_text("utf-8") == reference.page(name), f"{name} is stale: run `make docs`"


def test_a_page_that_was_changed_by_hand_is_found(tmp_path: Path):
    shutil.copytree(DOCS, tmp_path, dirs_exist_ok=True)
    (tmp_path / "reference" / "errors.md").write_text("something else\n")
    (tmp_path / "rooms.md").unlink()
    assert sorted(reference.stale(tmp_path)) == ["reference/errors.md", "rooms.md"]


def test_every_setting_that_the_code_asks_for_has_an_entry():
    known = {setting.name for setting in environment.SETTINGS}
    asked = {
        name
        for source in House.whole().product
        for name in re.findall(r"environment\.(?:text|words|switch|number)\(\s*\"(\w+)\"", source.text)
    }
    assert asked
    assert asked - known == set()
    page = (DOCS / "reference" / "settings.md").read_text("utf-8")
    assert [name for name in known if f"| `{name}`" not in page] == []


def test_every_setting_has_a_meaning_in_both_languages():
    for setting in environment.SETTINGS:
        assert re.search(r"[\u4e00-\u9fff]", setting.meaning), setting.name
        assert re.search(r"[A-Za-z]{3}", setting.english), setting.name


def test_every_command_has_an_entry_and_says_what_it_does():
    page = (DOCS / "reference" / "commands.md").read_text("utf-8")
    for name, command in entry.commands().items():
        assert f"| `{name}` |" in page
        assert command.meaning, name


def test_every_problem_has_an_entry():
    page = (DOCS / "reference" / "errors.md").read_text("utf-8")
    codes = [code for _, entries in reference.error_files() for code in entries]
    assert codes
    assert [code for code in codes if f"| `{code}` |" not in page] == []


def test_every_verb_of_make_is_explained():
    verbs = re.findall(r"^([a-z]+):.*## ", (PROJECT / "Makefile").read_text("utf-8"), re.MULTILINE)
    told = "".join(path.read_text("utf-8") for path in pages())
    assert [verb for verb in verbs if f"make {verb}" not in told and verb != "list"] == []


def test_every_verb_of_make_calls_a_command_that_exists():
    called = set(re.findall(r"\$\(RUN\) ([a-z-]+)", (PROJECT / "Makefile").read_text("utf-8")))
    assert called
    assert called - set(entry.commands()) == set()


@pytest.mark.parametrize("page", pages(), ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_links_and_files_that_a_page_names_exist(page: Path):
    text = page.read_text("utf-8")
    links = [(page.parent / target).resolve() for target in named(text, _LINK) if "://" not in target]
    files = [PROJECT / name if (PROJECT / name).exists() else HOUSE / name for name in named(text, _FILE)]
    missing = [path for path in [*links, *files] if not path.exists()]
    assert [path for path in missing if not any(str(PROJECT / later) in str(path) for later in _LATER)] == []


def test_decisions_are_numbered_and_say_what_was_decided():
    found = sorted(path.name for path in (DOCS / "decisions").glob("*.md"))
    assert [name[:4] for name in found] == [f"{number:04}" for number in range(1, len(found) + 1)]
    for name in found:
        text = (DOCS / "decisions" / name).read_text("utf-8")
        assert text.startswith("# ")
        assert all(f"**{word}.**" in text for word in ("Decision", "Why", "Price")), name
        assert len(text.split()) < 420, f"{name}: half a page"


def test_each_change_has_a_kind_that_the_changelog_knows():
    kinds = {"feature", "bugfix", "doc", "removal", "misc"}
    fragments = [
        path for path in (PROJECT / "changes").iterdir() if path.name not in {".gitkeep", "README.md"}
    ]
    assert [path.name for path in fragments if path.name.split(".")[-2] not in kinds] == []
