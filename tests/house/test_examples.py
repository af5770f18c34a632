"""The examples on the pages run, and give what the pages say."""

import doctest
import re
import shlex
from pathlib import Path

import pytest

from minzheng.config import entry

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = sorted(page for page in DOCS.rglob("*.md") if ">>> " in page.read_text("utf-8"))
_PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ENGINES = DOCS / "how-to" / "use-the-engines.md"


def failures(page: str, text: str) -> tuple[int, int, str]:
    """Run the Python blocks of a page in one go: examples tried, examples that failed, what was told."""
    told: list[str] = []
    example = doctest.DocTestParser().get_doctest("\n".join(_PYTHON.findall(text)), {}, page, page, 0)
    result = doctest.DocTestRunner(verbose=False).run(example, out=told.append)
    return result.attempted, result.failed, "".join(told)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_python_examples_of_a_page_are_true(page: Path):
    attempted, failed, told = failures(page.name, page.read_text("utf-8"))
    assert attempted > 0
    assert failed == 0, told


def test_the_page_about_the_engines_shows_each_of_them():
    text = "\n".join(_PYTHON.findall(ENGINES.read_text("utf-8")))
    assert all(
        f"minzheng.kernel{dot}" in text for dot in (".feel", " import dmn", " import bpmn", ".formspec")
    )


def test_an_example_that_is_wrong_would_be_found():
    assert failures("page", "```python\n>>> 1 + 1\n3\n```\n")[:2] == (1, 1)


def test_the_terminal_answers_as_the_page_says(capsys: pytest.CaptureFixture[str]):
    shown = [line for block in _CONSOLE.findall(ENGINES.read_text("utf-8")) for line in block.splitlines()]
    said = []
    for line in shown:
        if line.startswith("$ minzheng "):
            said.append(line)
            assert entry.main(shlex.split(line)[2:]) == 0
            said += capsys.readouterr().out.splitlines()
    assert said
    assert said == shown
