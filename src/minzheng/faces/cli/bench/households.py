"""A million households through eligibility and amount: the tables of a service against the same rules in plain Python.

The rules are those of a minimum living allowance in small: who counts, what income counts, the standard by area, the
difference, a supplement for severe disability. Incomes and standards are whole fen a month, as they are kept.
"""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from time import process_time
from typing import Any, Final
from xml.sax.saxutils import escape

from minzheng.faces.cli.bench.rounds import line
from minzheng.kernel import dmn

HOUSEHOLDS: Final = 1_000_000
BATCH: Final = 20_000
STANDARDS: Final = {"urban": 81_200, "rural": 65_000}
INPUTS: Final = (
    ("area", "string"),
    ("members", "number"),
    ("income", "number"),
    ("car", "boolean"),
    ("severe", "number"),
)
Facts = Mapping[str, Any]


def run(*, households: int = HOUSEHOLDS, progress: Callable[[str], None]) -> str:
    """All households once, in batches of which each is answered by both sides; they must agree on every one."""
    model = dmn.load(_dmn())
    random, done, pairs, granted = Random(3), 0, [], 0  # noqa: S311 - made-up households
    while done < households:
        facts = [_household(random) for _ in range(min(BATCH, households - done))]
        ours, mine = _timed(lambda batch: model.values("amount", batch), facts)
        theirs, plain = _timed(lambda batch: [by_hand(one) for one in batch], facts)
        if ours != theirs:
            raise RuntimeError("the tables do not give the answers of the Python functions")
        done += len(facts)
        granted += sum(1 for amount in ours if amount)
        pairs.append((mine, plain))
        progress(
            f"{done} households: ours {mine / len(facts) * 1e6:.2f} µs, python {plain / len(facts) * 1e6:.2f} µs"
        )
    ours_s, plain_s = (sum(pair[side] for pair in pairs) for side in (0, 1))
    figures = {"ratio": round(plain_s / ours_s, 3), "times_python": round(ours_s / plain_s, 2)}
    more = {
        "households": done,
        "granted": granted,
        "us": round(ours_s / done * 1e6, 2),
        "seconds": round(ours_s, 1),
    }
    return line("households", "the same rules as plain Python functions", figures, **more)


def _timed(answer: Callable[[Sequence[Facts]], list[Any]], facts: Sequence[Facts]) -> tuple[list[Any], float]:
    began = process_time()
    found = answer(facts)
    return found, process_time() - began


def _household(random: Random) -> dict[str, Any]:
    """Made up: one to six people, an income around the standard."""
    members = random.choice((1, 1, 2, 2, 3, 3, 4, 5, 6))
    return {
        "area": random.choice(("urban", "rural")),
        "members": members,
        "income": random.randrange(0, 130_000) * members,
        "car": random.random() < 0.05,
        "severe": random.choice((0, 0, 0, 0, 1, 2)),
    }


def by_hand(facts: Facts) -> int:
    """Eligibility and amount as a person would write them in Python."""
    limit = _limit(facts["area"], facts["members"])
    return _amount(_tier(facts["car"], facts["income"] - limit, facts["severe"]), limit, facts["income"])


def _limit(area: str, members: int) -> int:
    return STANDARDS[area] * members


def _tier(car: bool, over: int, severe: int) -> str:  # noqa: FBT001 - a plain function of plain facts
    if car or over >= 0:
        return "none"
    return "raised" if severe >= 1 else "usual"


def _amount(tier: str, limit: int, income: int) -> int:
    if tier == "none":
        return 0
    return limit - income + (20_000 if tier == "raised" else 0)


def _dmn() -> bytes:
    """The same rules as four decisions, two of them tables."""
    data = "".join(
        f'<inputData id="{name}" name="{name}"><variable name="{name}" typeRef="{kind}"/></inputData>'
        for name, kind in INPUTS
    )
    made = [
        _table(
            "standard", ("area",), [(f'"{area}"', str(fen)) for area, fen in STANDARDS.items()], ("area",), ()
        ),
        _literal("limit", "standard * members", ("members",), ("standard",)),
        _literal("over", "income - limit", ("income",), ("limit",)),
        _table(
            "tier",
            ("car", "over", "severe"),
            [
                ("true", "-", "-", '"none"'),
                ("-", ">= 0", "-", '"none"'),
                ("-", "-", ">= 1", '"raised"'),
                ("-", "-", "-", '"usual"'),
            ],
            ("car", "severe"),
            ("over",),
        ),
        _table(
            "amount",
            ("tier",),
            [('"none"', "0"), ('"raised"', "20000 - over"), ('"usual"', "-over")],
            (),
            ("tier", "over"),
        ),
    ]
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="households" namespace="urn:bench">'
        f"{data}{''.join(made)}</definitions>"
    ).encode()


def _needs(inputs: Sequence[str], decisions: Sequence[str]) -> str:
    wanted = [("requiredInput", name) for name in inputs] + [("requiredDecision", name) for name in decisions]
    return "".join(
        f'<informationRequirement><{tag} href="#{name}"/></informationRequirement>' for tag, name in wanted
    )


def _literal(name: str, text: str, inputs: Sequence[str], decisions: Sequence[str]) -> str:
    return (
        f'<decision id="{name}" name="{name}"><variable name="{name}" typeRef="number"/>{_needs(inputs, decisions)}'
        f"<literalExpression><text>{escape(text)}</text></literalExpression></decision>"
    )


def _table(
    name: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    inputs: Sequence[str],
    decisions: Sequence[str],
) -> str:
    def text(tag: str, body: str) -> str:
        return f"<{tag}><text>{escape(body)}</text></{tag}>"

    head = "".join(f"<input>{text('inputExpression', column)}</input>" for column in columns)
    body = "".join(
        f"<rule>{''.join(text('inputEntry', cell) for cell in row[:-1])}{text('outputEntry', row[-1])}</rule>"
        for row in rows
    )
    return (
        f'<decision id="{name}" name="{name}">{_needs(inputs, decisions)}'
        f'<decisionTable hitPolicy="FIRST">{head}<output/>{body}</decisionTable></decision>'
    )
