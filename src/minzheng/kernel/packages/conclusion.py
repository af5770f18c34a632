"""What the tables of a package conclude from facts and parameters: category, amount, why, by which arithmetic.

The words stand in service.yaml under `finding` (docs/how-to/write-a-package.md). Pure: the facts are worked out by FEEL
from what was answered, recorded and checked; the parameters are handed in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from minzheng.kernel.dmn import MatchedRow, Model
from minzheng.kernel.feel import compile_expression
from minzheng.kernel.money import Rounding, rounded

AXES = frozenset({"eligibility", "benefit"})
"""The two axes on which parameters are dated: by the day that the rule names, by the month that is paid for."""

TO_FEN = Rounding.HALF_UP_TO_FEN
"""How a sum that is paid becomes whole fen where the rule of the place leaves less than a fen, and the only place that
says so: nothing smaller than a fen is paid, and 四舍五入 is what people and orders mean by rounding (the even digit of
GB/T 8170 is for measured values). Limits never come here: they are compared as they stand.
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the arithmetic as people read it: “月补差”, “2835 − 2120 = 715”."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table that matched: which table, which row, what it saw, and what it says."""

    table: str
    number: int
    inputs: Mapping[str, Any]
    article: str
    reason: str


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The answer of the tables. `amount` in fen a month; `changes` say what would change a no; `result` is all that the
    decision gave."""

    category: str
    amount: int
    reason: str
    article: str
    rows: tuple[Row, ...]
    lines: tuple[Line, ...]
    changes: tuple[str, ...]
    result: Mapping[str, Any]


def facts_of(words: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that the tables see: each of `facts` is FEEL over the context and the facts that it names.

    The order in which they are written does not matter (a stored package does not keep it). Raises ValueError for facts
    that need each other.
    """
    made = {name: compile_expression(str(text)) for name, text in words.get("facts", {}).items()}
    facts: dict[str, Any] = {}
    left = dict(made)
    while left:
        ready = [
            name for name, one in left.items() if not (one.names | one.item_names) & left.keys() - {name}
        ]
        if not ready:
            raise ValueError(f"facts need each other: {', '.join(sorted(left))}")
        for name in ready:
            facts[name] = left.pop(name).evaluate({**context, **facts})
    return facts


def parameters_of(words: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Input -> (parameter, axis); `{area}` and the like in a parameter's name are facts."""
    return {
        name: (str(line["name"]).format_map(facts), str(line.get("axis", "eligibility")))
        for name, line in words.get("parameters", {}).items()
    }


def conclude(words: Mapping[str, Any], tables: Model, inputs: Mapping[str, Any]) -> Conclusion:
    """Ask the tables. Raises dmn.DmnError or feel.FeelError for what they cannot answer."""
    beside = [word for word in ("lines", "changes") if words.get(word)]
    found, *more = tables.together([str(words[word]) for word in ("decision", *beside)], inputs)
    lists = {word: one.value for word, one in zip(beside, more, strict=True) if isinstance(one.value, list)}
    result: Mapping[str, Any] = found.value if isinstance(found.value, Mapping) else {}
    category = str(result.get("category") or words["none"])
    rows = tuple(_row(one) for one in found.trail)
    deciding = next((row for row in reversed(rows) if row.table == "category"), None)
    because = [row for row in rows if row.table in words.get("because", ())]
    granted = category == words.get("grants")
    reasons = [row.reason for row in ([deciding] if deciding else []) + ([] if granted else because)]
    articles = [row.article for row in ([deciding] if deciding else []) + ([] if granted else because)]
    return Conclusion(
        category=category,
        amount=paid_fen(result.get("amount")),
        reason="".join(dict.fromkeys(reasons)),
        article="；".join(dict.fromkeys(articles)),
        rows=rows,
        lines=tuple(Line(str(line["label"]), str(line["text"])) for line in lists.get("lines", ())),
        changes=tuple(str(text) for text in lists.get("changes", ())),
        result=result,
    )


def _row(one: MatchedRow) -> Row:
    notes = one.annotations
    return Row(
        one.decision, one.index, one.inputs, str(notes.get("article", "")), str(notes.get("reason", ""))
    )


def paid_fen(yuan: Any) -> int:
    """The yuan of a table that are paid, as whole fen by `TO_FEN`; what is rounded to yuan, the table has rounded."""
    return rounded(Decimal(str(yuan or 0)).scaleb(2), TO_FEN)
