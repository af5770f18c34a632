"""Samples of packages whose finding has facts and parameters: category, amount, arithmetic and first month.

Beside `facts` (or `answers`, which go through the form and the FEEL of `finding.facts`), `tier` and `amount` a sample may
hold `lines` (texts that the arithmetic must show), `changes` (what would change a no), `starts` (the first month) and
`register`, `records`, `checks` (what the rooms beside the answers say).
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from minzheng.kernel import dmn
from minzheng.kernel.calendar import month_after
from minzheng.kernel.feel import FeelError
from minzheng.kernel.formspec import Form
from minzheng.kernel.packages.conclusion import Conclusion, conclude, facts_of, parameters_of
from minzheng.kernel.packages.coverage import Seen, rows_of
from minzheng.kernel.packages.known import Known

WORDS = frozenset({"filled", "lines", "changes", "starts", "register", "records", "checks"})
"""Words of a sample that only such packages know."""


def check_conclusion(
    words: Mapping[str, Any],
    tables: dmn.Model,
    form: Form | None,
    known: Known,
    sample: Mapping[str, Any],
    seen: Seen,
) -> Iterator[str]:
    """What a sample says of the finding, against what the tables find; where no parameters are at hand, nothing is said
    and every row counts as seen."""
    if known.values is None:
        seen.names.update(rows_of(tables))
        return
    try:
        inputs = inputs_of(words, form, known, sample)
        seen.answered(tables.evaluate(str(words["decision"]), inputs))
        found = conclude(words, tables, inputs)
    except (dmn.DmnError, FeelError) as error:
        yield f"判断表算不出来：{error}"
        return
    except LookupError as error:
        yield f"判断表要的参数查不到：{error}"
        return
    yield from _held(found, sample)
    first = month_after(decided_on(sample))
    if "starts" in sample and found.amount and str(sample["starts"]) != f"{first:%Y-%m}":
        yield f"起算月应当是 {sample['starts']}，算出来是 {first:%Y-%m}。"


def _held(found: Conclusion, sample: Mapping[str, Any]) -> Iterator[str]:
    if found.category != str(sample["tier"]):
        yield f"判断结果应当是“{sample['tier']}”，算出来是“{found.category}”。"
    if "amount" in sample and found.amount != sample["amount"]:
        yield f"金额应当是 {sample['amount']} 分，算出来是 {found.amount} 分。"
    shown = [line.text for line in found.lines]
    for text in sample.get("lines") or ():
        if text not in shown:
            yield f"算式里应当有“{text}”，算出来是：{'；'.join(shown)}。"
    if "changes" in sample and list(sample["changes"] or ()) != list(found.changes):
        yield f"“怎样会不一样”应当是 {sample['changes']}，算出来是：{list(found.changes)}。"


def inputs_of(
    words: Mapping[str, Any], form: Form | None, known: Known, sample: Mapping[str, Any]
) -> dict[str, Any]:
    """Everything that the tables of a sample see: its facts, and the parameters of its division and days.

    Raises LookupError for a parameter that is not set there.
    """
    facts = dict(sample.get("facts") or {})
    if "filled" in sample and form is not None:
        day = applied_on(sample)
        context = {
            "answers": form.facts(sample["filled"], {"today": day}),
            "register": sample.get("register") or {},
            "records": sample.get("records") or {},
            "checks": sample.get("checks") or [],
        }
        facts = facts_of(words, context)
    if known.values is None:
        raise LookupError("没有参数")
    names = parameters_of(words, facts)
    values = known.values(
        names,
        division=str(sample.get("division", "")),
        applied=applied_on(sample),
        decided=decided_on(sample),
        named=str(words.get("eligibility_date", "application")),
    )
    return {**facts, **values}


def applied_on(sample: Mapping[str, Any]) -> date:
    """The day on which a sample's application was received."""
    return _day(sample.get("received", "2026-03-02"))


def decided_on(sample: Mapping[str, Any]) -> date:
    """The day on which a sample's case was decided: `day`, else that of the last step that decides, else the receipt."""
    if "day" in sample:
        return _day(sample["day"])
    steps = [step for step in sample.get("path") or () if step.get("outcome") in ("grant", "refuse")]
    return _day(steps[-1]["day"]) if steps and "day" in steps[-1] else applied_on(sample)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
