"""查看明文: what for, and which fields it shows (roles-and-data R3, R4)."""

from collections.abc import Iterable
from typing import Final

from minzheng.kernel.errors import FieldProblem, Invalid
from minzheng.kernel.formspec import Field
from minzheng.kernel.rights import FIELD_LEVELS, PLAIN

PURPOSES: Final = (
    "核对申请表和材料",
    "入户调查",
    "写初审、审核意见",
    "审批、作决定",
    "打印给申请人看、签字",
    "办理异议、投诉、复议",
)
"""Usual purposes, to choose from; another one may be written."""
LEAST_PURPOSE: Final = 4
"""Characters of a purpose that is written."""
MEANS_CHECK: Final = "家庭经济状况核对查到的"
"""What the lines of a means check (L4) are called."""


def hidden_fields(
    fields: Iterable[Field], papers: Iterable[tuple[str, str]], *, checked: bool
) -> dict[str, list[str]]:
    """Level (L3, L4) -> the labels of the questions and the names of the papers (name, level) of that level, each once;
    levels without any are left out. `checked` says that sources are asked about the household: what they say is L4. Sealed
    numbers stay masked and are not named."""
    found: dict[str, dict[str, None]] = {level: {} for level in FIELD_LEVELS if level not in PLAIN}
    for field in fields:
        if field.level in found and field.label and not field.kind.sealed:
            found[field.level][field.label] = None
    for name, level in papers:
        if level in found:
            found[level][name] = None
    if checked:
        found["L4"][MEANS_CHECK] = None
    return {level: list(labels) for level, labels in found.items() if labels}


def checked_purpose(purpose: str, *, confirmed: bool) -> str:
    """The purpose as it is kept. Raises Invalid where none is said, or where it was not confirmed."""
    said = " ".join(purpose.split())[:200]
    problems = []
    if len(said) < LEAST_PURPOSE:
        problems.append(FieldProblem("purpose", "请选用途，或者写清楚看来做什么，至少 4 个字", "用途"))
    if not confirmed:
        problems.append(FieldProblem("confirmed", "请打勾确认：只为这件事看，会记日志，本人看得到", "确认"))
    if problems:
        raise Invalid(problems)
    return said
