"""What a package says of the side roads of a case: supplement overdue, special procedures, extension, termination."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from minzheng.kernel.calendar import Unit
from minzheng.kernel.packages.known import Finding

FILE: Final = "service.yaml"
PAPER_LEVELS: Final = frozenset({"L2", "L3", "L4"})
"""How sensitive a paper is: L2 for every officer of the case, L3 not for window and helper, L4 for who sees the check."""
NECESSITIES: Final = frozenset({"required", "optional", "deferrable"})
EXTENDED: Final = ("promised_limit", "statutory_limit")
"""The limits that an extension moves."""


def check_side_roads(service: Mapping[str, Any]) -> Iterator[Finding]:
    """What is wrong with `supplement`, `special`, `extension`, `terminations` and the necessity of materials."""
    yield from _necessity(service)
    yield from _paper_levels(service)
    yield from _listed(service, "special", ("kind", "name"))
    yield from _listed(service, "terminations", ("code", "name", "article"))
    yield from _listed(service, "refusals", ("code", "article", "text"))
    yield from _extension(service)
    yield from _help(service)
    overdue = (service.get("supplement") or {}).get("overdue")
    if overdue is not None and not (isinstance(overdue, dict) and overdue.get("article")):
        yield Finding(FILE, "supplement.overdue.article", "补正逾期就终止的，要写明依据哪一条。")


def _necessity(service: Mapping[str, Any]) -> Iterator[Finding]:
    materials = service.get("materials")
    for place, one in enumerate(materials if isinstance(materials, list) else ()):
        value = one.get("necessity", "required") if isinstance(one, dict) else "required"
        if value not in NECESSITIES:
            yield Finding(
                FILE,
                f"materials.{place}.necessity",
                f"不能是“{value}”，只能是：{'、'.join(sorted(NECESSITIES))}。",
            )


def _paper_levels(service: Mapping[str, Any]) -> Iterator[Finding]:
    materials = service.get("materials")
    for place, one in enumerate(materials if isinstance(materials, list) else ()):
        value = one.get("level", "L2") if isinstance(one, dict) else "L2"
        if value not in PAPER_LEVELS:
            allowed = "、".join(sorted(PAPER_LEVELS))
            yield Finding(FILE, f"materials.{place}.level", f"不能是“{value}”，只能是：{allowed}。")


def _listed(service: Mapping[str, Any], name: str, needed: tuple[str, ...]) -> Iterator[Finding]:
    lines = service.get(name)
    seen: set[str] = set()
    for place, line in enumerate(lines if isinstance(lines, list) else ()):
        if not isinstance(line, dict):
            yield Finding(FILE, f"{name}.{place}", f"要写成 {{{'、'.join(needed)}}}。")
            continue
        for key in needed:
            if not isinstance(line.get(key), str) or not line[key]:
                yield Finding(FILE, f"{name}.{place}.{key}", "缺这一项，请补上。")
        code = str(line.get(needed[0], ""))
        if code in seen:
            yield Finding(FILE, f"{name}.{place}.{needed[0]}", f"“{code}”写了两次。")
        seen.add(code)


LONGEST_HELP: Final = 30


def _help(service: Mapping[str, Any]) -> Iterator[Finding]:
    """`help: {days: 7}`: a village's helper may fill in; never where a sensitive group of persons is concerned (R5)."""
    words = service.get("help")
    if not isinstance(words, dict):
        return
    days = words.get("days", 1)
    if type(days) is not int or not 1 <= days <= LONGEST_HELP:
        yield Finding(FILE, "help.days", f"要是 1 到 {LONGEST_HELP} 的整数：帮填的几天之内有效。")
    if service.get("sensitivity", "normal") != "normal":
        yield Finding(FILE, "help", "敏感类别的事项不能由村居帮填，请删掉这一项。")


def _extension(service: Mapping[str, Any]) -> Iterator[Finding]:
    words = service.get("extension")
    if not isinstance(words, dict):
        return
    if type(words.get("n")) is not int or words["n"] < 1:
        yield Finding(FILE, "extension.n", "要是大于 0 的整数。")
    if not words.get("article"):
        yield Finding(FILE, "extension.article", "延期要写明依据哪一条。")
    if words.get("unit") not in [unit.value for unit in Unit]:
        yield Finding(FILE, "extension.unit", f"只能是：{'、'.join(unit.value for unit in Unit)}。")
        return
    limits = service.get("limits") or {}
    for name in EXTENDED:
        limit = limits.get(name)
        if isinstance(limit, dict) and limit.get("unit") != words["unit"]:
            yield Finding(FILE, "extension.unit", f"要和 limits.{name} 用同一个单位。")
