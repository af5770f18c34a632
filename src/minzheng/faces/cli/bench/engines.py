"""The engines against plain Python and another engine: a decision table of 12 rows and 4 inputs, an expression of 5
conditions. All sides answer the same facts; they must agree before anything is measured."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import cycle, islice
from statistics import median
from typing import Any, Final
from xml.sax.saxutils import escape

from minzheng.faces.cli.bench.rounds import line
from minzheng.kernel import dmn
from minzheng.kernel.feel import compile_expression

INPUTS: Final = (("age", "number"), ("area", "string"), ("income", "number"), ("disabled", "boolean"))
ROWS: Final = (
    ("-", "-", "> 2000", "-", "none"),
    (">= 100", "-", "-", "-", "A"),
    ("[90..100)", '"urban"', "-", "-", "B"),
    ("[90..100)", '"rural"', "-", "-", "C"),
    ("[80..90)", '"urban"', "< 500", "true", "D"),
    ("[80..90)", '"urban"', "< 500", "-", "E"),
    ("[80..90)", '"urban"', "-", "-", "F"),
    ("[80..90)", '"rural"', "< 300", "true", "G"),
    ("[80..90)", '"rural"', "-", "-", "H"),
    ("[60..80)", "-", "< 300", "true", "I"),
    ("[60..80)", "-", "< 300", "-", "J"),
    ("-", "-", "-", "-", "none"),
)
CONDITION: Final = (
    'age >= 80 and income < 500 and area = "urban" and not(disabled) and (members > 2 or income < 100)'
)
FACTS: Final[tuple[dict[str, Any], ...]] = tuple(
    {
        "age": 55 + at * 7 % 50,
        "area": "urban" if at % 3 else "rural",
        "income": at * 37 % 2300,
        "disabled": at % 4 == 0,
        "members": at % 5,
    }
    for at in range(100)
)

Facts = Mapping[str, Any]
Answer = Callable[[Facts], object]


def table(*, rounds: int = 5, operations: int = 2000, progress: Callable[[str], None]) -> str:
    """The table against the same logic by hand, and against zen-engine (a dev dependency)."""
    model = dmn.load(_dmn())
    other = _zen()
    ours: Answer = lambda facts: model.evaluate("tier", facts).value  # noqa: E731
    sides = {"ours": ours, "python": _by_hand, "zen": other}
    spent = _alternate(sides, rounds, operations, progress)
    figures = {
        "ratio": _ratio(spent["python"], spent["ours"]),
        "times_python": _ratio(spent["ours"], spent["python"]),
        "faster_than_zen": _ratio(spent["zen"], spent["ours"]),
    }
    return line("table", "the same logic as a Python function", figures, us=_micro(spent["ours"]))


def feel(*, rounds: int = 5, operations: int = 2000, progress: Callable[[str], None]) -> str:
    """The expression against a lambda."""
    expression = compile_expression(CONDITION)
    sides: dict[str, Answer] = {
        "ours": lambda facts: expression.evaluate(facts),
        "python": lambda f: (
            f["age"] >= 80
            and f["income"] < 500
            and f["area"] == "urban"
            and not f["disabled"]
            and (f["members"] > 2 or f["income"] < 100)
        ),
    }
    spent = _alternate(sides, rounds, operations, progress)
    figures = {
        "ratio": _ratio(spent["python"], spent["ours"]),
        "times_python": _ratio(spent["ours"], spent["python"]),
    }
    return line("feel", "the same conditions as a lambda", figures, us=_micro(spent["ours"]))


def _alternate(
    sides: Mapping[str, Answer], rounds: int, operations: int, progress: Callable[[str], None]
) -> dict[str, list[float]]:
    """Seconds per answer of each side, round by round, after all have given the same answers."""
    answers = {name: [answer(facts) for facts in FACTS] for name, answer in sides.items()}
    for name, given in answers.items():
        if given != answers["python"]:
            raise RuntimeError(f"{name} does not give the answers of the Python function")
    spent: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(rounds):
        for name, answer in sides.items():
            spent[name].append(_seconds(answer, operations))
        shown = ", ".join(f"{name} {values[-1] * 1e6:.2f} µs" for name, values in spent.items())
        progress(f"round {number + 1}: {shown}")
    return spent


def _seconds(answer: Answer, operations: int) -> float:
    facts = list(islice(cycle(FACTS), operations))
    began = time.perf_counter()
    for each in facts:
        answer(each)
    return (time.perf_counter() - began) / operations


def _ratio(above: Sequence[float], below: Sequence[float]) -> float:
    return round(median(one / other for one, other in zip(above, below, strict=True)), 3)


def _micro(spent: Sequence[float]) -> float:
    return round(median(spent) * 1e6, 2)


def _by_hand(facts: Facts) -> str:
    age, area, income, disabled = facts["age"], facts["area"], facts["income"], facts["disabled"]
    if income > 2000:
        return "none"
    if age >= 100:
        return "A"
    if age >= 90:
        return "B" if area == "urban" else "C"
    if age >= 80:
        if area == "urban":
            if income < 500:
                return "D" if disabled else "E"
            return "F"
        return "G" if income < 300 and disabled else "H"
    if age >= 60 and income < 300:
        return "I" if disabled else "J"
    return "none"


def _dmn() -> bytes:
    """The table as a DMN file."""

    def text(tag: str, body: str) -> str:
        return f"<{tag}><text>{escape(body)}</text></{tag}>"

    data = "".join(
        f'<inputData id="{name}" name="{name}"><variable name="{name}" typeRef="{kind}"/></inputData>'
        for name, kind in INPUTS
    )
    needs = "".join(
        f'<informationRequirement><requiredInput href="#{name}"/></informationRequirement>'
        for name, _ in INPUTS
    )
    columns = "".join(f"<input>{text('inputExpression', name)}</input>" for name, _ in INPUTS)
    rules = "".join(
        f"<rule>{''.join(text('inputEntry', cell) for cell in row[:4])}{text('outputEntry', json.dumps(row[4]))}</rule>"
        for row in ROWS
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="bench" namespace="urn:bench">'
        f'{data}<decision id="tier" name="tier">{needs}'
        f'<decisionTable hitPolicy="FIRST">{columns}<output/>{rules}</decisionTable></decision></definitions>'
    ).encode()


def _zen() -> Answer:
    """The table in the format of zen-engine."""
    import zen

    names = [name for name, _ in INPUTS]
    rules = [
        {
            "_id": str(at),
            "tier": json.dumps(row[4]),
            **{name: "" if cell == "-" else cell for name, cell in zip(names, row, strict=False)},
        }
        for at, row in enumerate(ROWS)
    ]
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": name, "name": name, "field": name} for name in names],
        "outputs": [{"id": "tier", "name": "tier", "field": "tier"}],
        "rules": rules,
    }
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "table", "name": "table", "type": "decisionTableNode", "content": content},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    edges = [
        {"id": "a", "sourceId": "in", "targetId": "table", "type": "edge"},
        {"id": "b", "sourceId": "table", "targetId": "out", "type": "edge"},
    ]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    return lambda facts: decision.evaluate(dict(facts))["result"]["tier"]
