"""What several kinds of steps do: ask the applicant for something, propose a special procedure, send back for inquiry."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from minzheng.core.cases import sql
from minzheng.core.cases.actions.handing_in import AUTHORISATION
from minzheng.core.cases.actions.papers import organ, paper
from minzheng.core.cases.queries import authorisations_of
from minzheng.core.cases.rules import clock, key_of, listed_items, reasons_given, start_of, today
from minzheng.core.places.queries import calendar
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.registry.kinds import StepContext, StepEffect
from minzheng.kernel.sql import Clause
from minzheng.kernel.text import chinese_date, letter_date


def items_of(step: StepContext) -> list[dict[str, str]]:
    """The items that an officer lists: each a paper of the package, an authorisation or a question of the form, with its
    reason. Raises Invalid(`items`), Problem(`cases.item_unknown`)."""
    items = listed_items(step.form)
    if not items:
        raise Invalid([FieldProblem("items", "请选要补的材料，或者要改的那一项", "清单")])
    missing = [item["label"] for item in items if len(item["reason"]) < 2]
    if missing:
        raise Invalid([FieldProblem("items", f"请写明为什么要补“{missing[0]}”", "理由")])
    signatures = _signatures(step.case["id"]) if any(_is_signature(item) for item in items) else frozenset()
    for item in items:
        if not (item["code"] in signatures if _is_signature(item) else known_item(step.offering, item)):
            raise Problem("cases.item_unknown", item=item["label"])
    return items


def known_item(offering: Any, item: Mapping[str, str]) -> bool:
    """Whether an item is a paper or a question of this service."""
    if item["field"]:
        plain = [part for part in item["field"].split(".") if not part.isdigit()]
        return any(path.replace("[]", "").split(".") == plain for path, _ in offering.form.fields())
    return item["code"] in {str(one["code"]) for one in offering.service["materials"]}


def _is_signature(item: Mapping[str, str]) -> bool:
    return item["code"].startswith(AUTHORISATION)


def _signatures(case_id: UUID) -> frozenset[str]:
    """The items by which this case may ask for a signature: its own authorisations, nobody else's. 1 statement."""
    return frozenset(f"{AUTHORISATION}{one.id}" for one in authorisations_of(case_id))


def limit_day(step: StepContext, name: str) -> date | None:
    """The last day of a limit of the package that begins today; None where the package has none of this name."""
    words = step.offering.service["limits"].get(name)
    if words is None:
        return None
    start = start_of(words, step.case, today(step.at))
    return clock(name, words, start, calendar(step.case["calendar_version"]))[1].last_day


def ask(
    step: StepContext,
    kind: str,
    items: Sequence[Mapping[str, str]],
    *,
    due_on: date | None,
    moment: str,
    title: str = "",
) -> tuple[tuple[Clause, ...], dict[str, Any]]:
    """Clauses that keep a list of what is asked for and issue its paper, and the facts for the book. 1 statement."""
    row = {
        "case_id": step.case["id"],
        "kind": kind,
        "element": step.element["id"],
        "items": [dict(item) for item in items],
        "asked_at": step.at,
        "asked_by": step.by.person,
        "due_on": due_on,
    }
    data = {
        "items": [
            {"n": str(n), "name": item["label"], "reason": item["reason"]} for n, item in enumerate(items, 1)
        ],
        "until": letter_date(due_on) if due_on else "",
    }
    signer = organ(step.case, step.element["level"], step.at)
    clauses = paper(step.case, step.offering, moment, signer, at=step.at, data=data, title=title)
    facts = {"items": len(items), "until": chinese_date(due_on, year=False, weekday=True) if due_on else ""}
    return (sql.insert_supplement(row), *clauses), facts


def said(items: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """The items as they are kept apart from the book."""
    return {"reason": "；".join(f"{item['label']}：{item['reason']}" for item in items)[:2000]}


def ask_further(step: StepContext) -> StepEffect:
    """补充材料 after acceptance (row 10): never un-accepts; the clock runs; back to who asked."""
    items = items_of(step)
    due_on = limit_day(step, "further_material_period")
    clauses, facts = ask(step, "further_material", items, due_on=due_on, moment="further_material")
    return StepEffect({"asked_by": step.element["id"]}, {}, clauses, facts, said(items))


def propose_special(step: StepContext) -> StepEffect:
    """特别程序 is proposed (row 11): of a kind that the package lists, with its reason and how long it will take."""
    chosen = str(step.form.get("special", ""))
    words = next((one for one in step.offering.service.get("special", ()) if one["kind"] == chosen), None)
    if words is None:
        raise Invalid([FieldProblem("special", "请选这项服务列明的特别程序", "特别程序")])
    until = _day(str(step.form.get("planned_end", "")))
    if until is None or until <= today(step.at):
        raise Invalid([FieldProblem("planned_end", "请填预计结束的日期，要在今天以后", "预计结束")])
    basis = reasons_given(step.form)
    row = {
        "id": uuid7(),
        "case_id": step.case["id"],
        "element": step.element["id"],
        "kind": chosen,
        "name": str(words["name"]),
        "basis": basis[:500],
        "clock": "stopped" if words.get("stop_article") else "running",
        "stop_article": str(words.get("stop_article", "")),
        "proposed_at": step.at,
        "proposed_by": step.by.person,
        "planned_end": until,
    }
    variables = {"asked_by": step.element["id"], "special": chosen}
    return StepEffect(variables, {}, (sql.insert_special(row),), {"special": chosen}, {"reason": basis})


def return_for_inquiry(step: StepContext) -> StepEffect:
    """退回补充调查 (row 14): says what is to be looked into; inside the house, never to the applicant."""
    text = str(step.form.get("inquiry", "") or step.form.get("reason", ""))
    items = [line.strip()[:200] for line in text.splitlines() if line.strip()]
    if not items:
        raise Invalid([FieldProblem("inquiry", "请一条一条写明要补充调查什么", "调查事项")])
    return StepEffect(
        {}, {}, facts={"items": len(items)}, content={"reason": "；".join(items), "items": items}
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


__all__ = [
    "ask",
    "ask_further",
    "items_of",
    "key_of",
    "limit_day",
    "propose_special",
    "return_for_inquiry",
    "said",
]
