"""The benchmarks of the engines: one line each, and only after all sides agree."""

import json
from collections.abc import Callable

import pytest

from minzheng.faces.cli.bench import engines, forms, households
from minzheng.faces.cli.bench.main import ALONE, BENCHES, parse, run_alone


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


def test_households_are_answered_alike_by_both_sides():
    found = json.loads(households.run(households=300, progress=quiet))
    assert found["name"] == "households"
    assert found["households"] == 300
    assert 0 < found["granted"] < 300


def test_households_that_come_out_otherwise_end_the_run(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(households, "by_hand", lambda facts: -1)
    with pytest.raises(RuntimeError, match="do not give the answers"):
        households.run(households=3, progress=quiet)


def test_the_page_has_forty_fields_five_mistakes_and_two_rows_on_both_sides():
    found = json.loads(forms.run(rounds=1, operations=2, progress=quiet))
    assert found["fields"] == 40
    assert found["ratio"] > 1
    request = forms._request(7)
    assert len(request) == 40
    assert len({name.split(".")[1] for name in request if name.startswith("rows.")}) == 2
    assert len(forms._django()(request).errors) == 5


def test_every_benchmark_of_the_engines_is_called_by_its_name():
    asked = parse(["table", "--json", "--rounds", "1", "--volume", "4", "--households", "30"])
    assert set(ALONE) < set(BENCHES)
    for name in ALONE:
        assert json.loads(run_alone(asked, name, quiet))["name"] == name
