"""The paper reaches the person, and how that is proved; where it does not, it is tried another way (row 20)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from minzheng.core.cases import sql
from minzheng.core.cases.actions.papers import organ, paper
from minzheng.core.cases.queries import deliveries
from minzheng.core.cases.rules import next_mode_problem, owner_of, today
from minzheng.core.cases.steps.deciding import require_complete
from minzheng.kernel.errors import FieldProblem, Invalid
from minzheng.kernel.registry import StepKind, step_kinds
from minzheng.kernel.registry.kinds import StepContext, StepEffect
from minzheng.kernel.sql import Clause

DELIVERY_WORDS = {
    "electronic": "网上送达",
    "in_person": "当面送达",
    "post": "邮寄送达",
    "left": "留置送达",
    "entrusted": "委托送达",
    "announcement": "公告送达",
}
FAILURE_WORDS = {"refused": "拒收", "returned": "退件", "unreachable": "失联"}
WITHOUT_RECEIVER = frozenset({"left", "announcement"})
"""Ways in which nobody signs."""


class Deliver(StepKind):
    """送达: the paper has reached the person; who, how and when (row 20)."""

    name, title = "deliver", "送达"

    def complete(self, step: StepContext) -> StepEffect:
        """By opening the letter (the applicant) or with a proof of service (an officer); a failed try is kept too."""
        if step.element["outcome"] == "failed":
            return _failed(step)
        if step.case["result"] == "granted":
            require_complete(step.case)
        own = owner_of(step.case) in step.by.acts_for
        mode = "electronic" if own else _mode(step)
        receiver = step.case["applicant_name"] if own else str(step.form.get("receiver", "")).strip()
        if mode in WITHOUT_RECEIVER:
            _require_way(step, mode)
            receiver = ""
        elif not receiver:
            raise Invalid([FieldProblem("receiver", "请写签收人的姓名", "签收人")])
        note = str(step.form.get("note", "")).strip()[:300]
        data = {
            "mode": DELIVERY_WORDS[mode],
            "receiver": receiver,
            "result": step.case["result"],
            "note": note,
        }
        signer = organ(step.case, step.element["level"], step.at)
        clauses = paper(step.case, step.offering, "deliver", signer, at=step.at, data=data)
        tried = _try(step, {"mode": mode, "outcome": "served", "receiver": receiver, "note": note})
        return StepEffect({}, {}, (tried, *clauses), {"mode": mode}, {"receiver": receiver})


def _failed(step: StepContext) -> StepEffect:
    """拒收, 退件 or 失联: the case stays in delivery; the next try is another way or the same once more."""
    mode, why = _mode(step), str(step.form.get("fail_reason", ""))
    if why not in FAILURE_WORDS:
        raise Invalid([FieldProblem("fail_reason", "请选没有送到的原因", "原因")])
    note = str(step.form.get("note", "") or step.form.get("reason", "")).strip()[:300]
    tried = _try(step, {"mode": mode, "outcome": "failed", "fail_reason": why, "note": note})
    return StepEffect({}, {}, (tried,), {"mode": mode, "fail_reason": why}, {"reason": note})


def _mode(step: StepContext) -> str:
    mode = str(step.form.get("mode", ""))
    if mode not in DELIVERY_WORDS:
        raise Invalid([FieldProblem("mode", "请选送达方式", "送达方式")])
    return mode


def _require_way(step: StepContext, mode: str) -> None:
    """Some ways are open only after another has failed. 1 statement."""
    tries = [
        row.fail_reason
        for row in deliveries(step.case["id"])
        if row.element == step.element["id"] and row.outcome == "failed"
    ]
    try:
        announced = date.fromisoformat(str(step.form.get("announced_on", "")))
    except ValueError:
        announced = None
    problem = next_mode_problem(mode, tries, announced, today(step.at))
    if problem:
        raise Invalid([FieldProblem("mode", problem, "送达方式")])


def _try(step: StepContext, words: Mapping[str, Any]) -> Clause:
    values = {
        "fail_reason": "",
        "receiver": "",
        "tracking_no": str(step.form.get("tracking_no", ""))[:40],
        **words,
    }
    return sql.insert_delivery(
        {
            "case_id": step.case["id"],
            "element": step.element["id"],
            "at": step.at,
            "by": step.by.person,
            **values,
        }
    )


step_kinds.add(Deliver())
