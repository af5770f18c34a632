"""A page of forty fields as it comes back to somebody who made five mistakes: ours against Django's `as_p`.

Thirty questions and two repeated rows of five, a value of this request in every one. Both sides only render: what was
read and checked before is given to both.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from statistics import median
from time import process_time
from typing import Any, Final

from minzheng.faces.cli.bench.rounds import line
from minzheng.kernel.formspec import Form, compile_form
from minzheng.kernel.formspec.kinds import standard_kinds

QUESTIONS: Final = 30
ROWS: Final = 2
WRONG: Final = ("q0", "q5", "q10", "q15", "q20")
CONTEXT: Final = {"today": date(2026, 3, 2)}
KINDS: Final[Sequence[Mapping[str, Any]]] = (
    {"type": "textfield", "properties": {"kind": "phone"}, "validate": {"required": True}},
    {"type": "textfield", "validate": {"required": True, "maxLength": 60}},
    {
        "type": "radio",
        "values": [{"label": "是", "value": "yes"}, {"label": "否", "value": "no"}],
        "validate": {"required": True},
    },
    {"type": "textfield", "properties": {"kind": "money"}},
    {"type": "number", "validate": {"min": 0, "max": 1000000}},
)
"""Every fifth question is of the same kind; each row has one of each."""


def run(*, rounds: int = 5, operations: int = 400, progress: Callable[[str], None]) -> str:
    """CPU of one page of either side, alternating; both show every value and five messages."""
    form, theirs = compile_form(schema(), standard_kinds(allow_demo=True)), _django()
    pairs = []
    for number in range(rounds):
        requests = [_request(number * operations + at) for at in range(operations)]
        mine = _ours(form, requests)
        plain = _as_p(theirs, requests)
        pairs.append((mine, plain))
        progress(f"round {number + 1}: ours {mine * 1e6:.0f} µs, as_p {plain * 1e6:.0f} µs")
    ratio = median(plain / mine for mine, plain in pairs)
    figures = {"ratio": round(ratio, 2), "cpu_share": round(1 / ratio, 4)}
    us = round(median(mine for mine, _ in pairs) * 1e6, 1)
    return line(
        "form", "Django's as_p of the same page", figures, us=us, fields=QUESTIONS + ROWS * len(KINDS)
    )


def schema() -> dict[str, Any]:
    """The page: thirty questions and a list whose rows have five."""
    questions = [_question(f"q{at}", f"第 {at + 1} 项", at) for at in range(QUESTIONS)]
    rows = {
        "type": "dynamiclist",
        "id": "rows",
        "path": "rows",
        "label": "家庭成员",
        "components": [_question(f"r{at}", f"成员第 {at + 1} 项", at) for at in range(len(KINDS))],
    }
    page = {"type": "group", "id": "p", "key": "p", "label": "全部", "components": [*questions, rows]}
    return {"type": "default", "id": "bench_form", "schemaVersion": 19, "components": [page]}


def _question(key: str, label: str, at: int) -> dict[str, Any]:
    return {**KINDS[at % len(KINDS)], "id": key, "key": key, "label": label}


def _request(number: int) -> dict[str, str]:
    """What one person typed: a value in every field, five of them telephone numbers that are too short."""
    values = [
        f"1990{number % 10**7:07d}",
        f"第 {number} 号 <b>",
        "yes",
        f"{number % 900 + 1}.50",
        str(number % 9999),
    ]
    sent = {f"q{at}": values[at % len(values)] for at in range(QUESTIONS)}
    sent |= dict.fromkeys(WRONG, f"1990{number % 1000:03d}")
    return sent | {f"rows.{row}.r{at}": value for row in range(ROWS) for at, value in enumerate(values)}


def _ours(form: Form, requests: Sequence[Mapping[str, str]]) -> float:
    page, spent = form.pages[0], 0.0
    for request in requests:
        post = {name: [value] for name, value in request.items()} | {
            "rows._row": [str(row) for row in range(ROWS)]
        }
        read = form.read_page(page, post, {}, {}, CONTEXT)
        shown = {f"rows.{row}" for row in range(ROWS)}
        began = process_time()
        html = form.render_page(page, read.raw, read.problems, CONTEXT, answers=read.answers, open_rows=shown)
        spent += process_time() - began
        _complete(html, request, len(read.problems))
    return spent / len(requests)


def _complete(html: str, request: Mapping[str, str], wrong: int) -> None:
    """Five mistakes, and every typed text is there."""
    if wrong != len(WRONG):
        raise RuntimeError(f"{wrong} problems where {len(WRONG)} were expected")
    missing = [name for name in request if f'name="{name}"' not in html]
    if missing or request["q0"] not in html or request["rows.1.r0"] not in html:
        raise RuntimeError(f"not on the page: {missing or 'a typed value'}")


def _django() -> type[Any]:
    from django import forms

    def field(at: int, label: str) -> Any:
        if at % len(KINDS) == 0:
            return forms.RegexField(r"^1\d{10}$", label=label)
        if at % len(KINDS) == 1:
            return forms.CharField(label=label, max_length=60)
        if at % len(KINDS) == 2:
            return forms.ChoiceField(
                label=label, choices=[("yes", "是"), ("no", "否")], widget=forms.RadioSelect
            )
        if at % len(KINDS) == 3:
            return forms.DecimalField(label=label, required=False)
        return forms.IntegerField(label=label, required=False, min_value=0, max_value=1000000)

    fields = {f"q{at}": field(at, f"第 {at + 1} 项") for at in range(QUESTIONS)}
    for row in range(ROWS):
        fields |= {f"rows.{row}.r{at}": field(at, f"成员第 {at + 1} 项") for at in range(len(KINDS))}
    return type("Page", (forms.Form,), fields)


def _as_p(page: type[Any], requests: Sequence[Mapping[str, str]]) -> float:
    spent = 0.0
    for request in requests:
        form = page(request)
        wrong = len(form.errors)
        began = process_time()
        html = form.as_p()
        spent += process_time() - began
        _complete(html, request, wrong)
    return spent / len(requests)
