"""What is committed works on every machine: no name of a registry, no path of somebody's computer."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from minzheng.config.rooms import HOUSE

PROJECT = HOUSE.parent.parent
_HOSTS = (
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "npmjs" + ".org",
    "npmjs" + ".com",
    "npm" + "mirror",
    "tuna." + "tsinghua",
)
_INDEX = re.compile(r"--(extra-)?index-url|--registry[ =]|\"resolved\":\s*\"http")
_PATHS = re.compile(r"(?<![\w.~-])/(root|work|home/\w+|Users/\w+)/")


def committed() -> Iterator[tuple[str, str]]:
    """(path, text) of every text file that git knows or would take."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=PROJECT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    for name in sorted(filter(None, listed.split("\0"))):
        path = PROJECT / name
        if path.is_file() and not path.is_symlink():
            text = _text(path)
            if text is not None:
                yield name, text


def _text(path: Path) -> str | None:
    data = path.read_bytes()
    if b"\0" in data[:8000]:
        return None
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    found = dict(committed())
    assert "pyproject.toml" in found
    return found


def hits(texts: dict[str, str], wanted: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:80]}"
        for name, text in texts.items()
        if wanted.search(text)
        for number, line in enumerate(text.splitlines(), 1)
        if wanted.search(line)
    ]


def test_no_registry_is_named(texts: dict[str, str]):
    assert hits(texts, re.compile("|".join(map(re.escape, _HOSTS)))) == []


def test_no_list_of_packages_says_where_to_get_them(texts: dict[str, str]):
    lists = {
        name: text for name, text in texts.items() if name.endswith((".lock", ".in", "lock.json", ".npmrc"))
    }
    assert lists
    assert hits(lists, _INDEX) == []


def test_no_path_of_a_machine_is_named(texts: dict[str, str]):
    assert hits(texts, _PATHS) == []


def test_every_text_ends_with_a_line(texts: dict[str, str]):
    ends = [name for name, text in texts.items() if text and not text.endswith("\n")]
    assert ends == []


@pytest.mark.parametrize("planted", ["see /" + "root/x", "in /" + "work/y", f"at https://{_HOSTS[0]}/simple"])
def test_a_planted_name_is_found(planted: str):
    hosts = re.compile("|".join(map(re.escape, _HOSTS)))
    assert hits({"a.md": planted}, _PATHS) or hits({"a.md": planted}, hosts)
