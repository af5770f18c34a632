"""The benchmarks of the engines: one line each, and only after all sides agree."""

import json
from collections.abc import Callable

import pytest

from minzheng.faces.cli.bench import engines


def quiet(_text: str) -> None:
    return None


@pytest.mark.parametrize(("bench", "name"), [(engines.table, "table"), (engines.feel, "feel")])
def test_a_benchmark_of_the_engines_gives_one_line_of_ratios(bench: Callable[..., str], name: str):
    shown = bench(rounds=1, operations=50, progress=quiet)
    found = json.loads(shown)
    assert "\n" not in shown
    assert found["name"] == name
    assert found["times_python"] > 0


def test_sides_that_disagree_are_not_measured(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engines, "_by_hand", lambda facts: "none")
    with pytest.raises(RuntimeError, match="does not give the answers"):
        engines.table(rounds=1, operations=1, progress=quiet)
