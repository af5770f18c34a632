"""Investigators go to the family's home, two together, and write down what they found (services 2.1 row 5)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from minzheng.core.cases.actions import record_clauses
from minzheng.core.cases.actions.papers import organ, paper
from minzheng.core.cases.actions.permission import require_apart
from minzheng.core.cases.actions.visit_draft import visit_context
from minzheng.core.cases.queries import (
    colleagues,
    in_small_office,
    parties_of,
    record_draft,
    visit_form,
)
from minzheng.core.cases.rules import local_moment, today, visit_time_fault
from minzheng.core.forms.actions import require_own_files, seal
from minzheng.core.forms.rules import context_of
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.formspec import Form, canonical
from minzheng.kernel.ids import uuid7
from minzheng.kernel.registry import StepKind, step_kinds
from minzheng.kernel.registry.kinds import StepContext, StepEffect
from minzheng.kernel.rights import EVERY
from minzheng.kernel.sql import Clause
from minzheng.kernel.text import chinese_moment, letter_date

OWN = "visit_"
CAPACITIES = {"village_worker": "村居人员", "social_worker": "社工机构人员", "third_party": "第三方"}
FILES = {
    "visit_photos": "photo",
    "visit_sheet": "signed_sheet",
    "visit_sign_family": "sign_family",
    "visit_sign_first": "sign_first",
    "visit_sign_second": "sign_second",
}
"""Which file of the form is what in the record; signatures are drawn on the phone or photographed."""
PAPERS = {"resident_id": "居民身份证", "work_pass": "工作证", "other_paper": "其他证件"}


@dataclass(frozen=True, slots=True)
class Second:
    """Who came along: the person where the register knows one, name, in what capacity, what paper was shown."""

    person: UUID | None
    name: str
    capacity: str
    paper: str = ""

    def stored(self) -> dict[str, str]:
        """As the record keeps it."""
        return {
            "person": str(self.person or ""),
            "name": self.name,
            "capacity": self.capacity,
            "paper": self.paper,
        }


class Visit(StepKind):
    """入户调查: two persons, place, time, photos, signatures; what was found stands in the package's form."""

    name, title = "visit", "入户调查"

    def complete(self, step: StepContext) -> StepEffect:
        """The draft (or `answers` of the form) becomes the record; who came along counts as having handled the case.

        5 statements and 1 for each organ that is looked for. Raises Invalid; Problem `cases.visit_empty`,
        `cases.visit_alone`, `cases.second_needs_account`, `offices.same_person`, `offices.own_matter`,
        `offices.close_to_party` (also of the second person).
        """
        form = visit_form(step.case["snapshot_id"], step.element["id"])
        asked = step.form.get("answers")
        answers = (
            asked
            if isinstance(asked, Mapping)
            else record_draft(step.case["id"], step.element["id"], step.by.person).answers
        )
        if not answers:
            raise Problem("cases.visit_empty")
        finished, second = _finished(step, form, answers)
        _require_two(step, second)
        kept = {key: value for key, value in finished.items() if not key.startswith(OWN)}
        visited = local_moment(finished["visit_time"])
        refused = finished["visit_cooperation"] == "refused"
        clauses = (
            *_record(step, finished, kept, second, visited),
            record_clauses.delete_record_draft(step.case["id"], step.element["id"], step.by.person),
            *_paper(step, form, kept, finished, second, visited),
        )
        entry = [
            step.element["id"],
            "together",
            str(second.person or ""),
            second.name,
            step.at.isoformat(),
        ]
        return StepEffect(
            {"uncooperative": True} if refused else {},
            {"handled": [*step.case["handled"], entry]},
            clauses,
            {"cooperated": not refused, "visited_on": today(visited).isoformat(), "second": second.capacity},
            {"second": second.stored(), "note": finished.get("visit_refusal", "")},
        )


def _finished(step: StepContext, form: Form, answers: Mapping[str, Any]) -> tuple[dict[str, Any], Second]:
    """Checked answers and who came along. Raises Invalid with everything that is to be mended."""
    known = colleagues(step.by, today(step.at))
    context = visit_context(step.at, known)
    sealed, unknown = seal(answers, form, by=step.by, at=step.at)
    found = form.finish(sealed, context)
    problems = [*unknown, *found.problems]
    if not any(problem.path == "visit_time" for problem in problems):
        fault = visit_time_fault(local_moment(found.answers["visit_time"]), step.case["received_at"], step.at)
        problems += [FieldProblem("visit_time", fault, "到他家的时间")] if fault else []
    if problems:
        raise Invalid(problems)
    require_own_files(by=step.by, at=step.at, answers=found.answers, form=form)
    if found.answers["visit_second"] == "other":
        return found.answers, _outsider(found.answers)
    chosen = next(one for one in known if str(one.person) == found.answers["visit_colleague"])
    return found.answers, Second(chosen.person, chosen.name, chosen.roles)


def _outsider(answers: Mapping[str, Any]) -> Second:
    number = answers.get("visit_other_id")
    person = UUID(str(number["ref"])) if isinstance(number, Mapping) and number.get("ref") else None
    return Second(
        person,
        str(answers["visit_other_name"]),
        CAPACITIES[answers["visit_other_capacity"]],
        PAPERS[answers["visit_other_paper"]],
    )


def _require_two(step: StepContext, second: Second) -> None:
    """Two different persons, both free of conflicts; without an account only in the small-office profile (3.1)."""
    if second.person is not None and second.person == step.by.person:
        raise Problem("cases.visit_alone")
    if second.paper and not in_small_office(step.by):
        raise Problem("cases.second_needs_account")
    if second.person is not None:
        other = replace(step.by, person=second.person, name=second.name)
        role = step.offering.machine.plates[step.element["id"]].role
        try:
            require_apart(step.case, frozenset(parties_of(step.case["id"])), role, other, step.at, None)
        except Problem as problem:
            raise Problem("cases.second_conflicted", name=second.name, why=_why(problem)) from problem


def _why(problem: Problem) -> str:
    return {
        "offices.own_matter": "这件事就是他自己家的",
        "offices.close_to_party": "他和这家人有亲属或者代理关系",
    }.get(problem.code, "他在这件事里已经办过别的环节")


def _record(
    step: StepContext,
    answers: Mapping[str, Any],
    kept: Mapping[str, Any],
    second: Second,
    visited: datetime,
) -> tuple[Clause, ...]:
    body = canonical(kept)
    words = (step.offering.service.get("steps") or {}).get(step.element["id"]) or {}
    values = {
        "id": uuid7(step.at),
        "case_id": step.case["id"],
        "element": step.element["id"],
        "form": str(words.get("form", "")),
        "body": body,
        "digest": hashlib.new("sm3", body).digest(),
        "by": step.by.person,
        "by_name": step.by.name,
        "second": second.stored(),
        "visited_at": visited,
        "place": {"address": answers["visit_address"], "coordinates": answers.get("visit_coordinates") or ""},
        "cooperated": answers["visit_cooperation"] != "refused",
        "refusal": answers.get("visit_refusal") or "",
        "at": step.at,
    }
    files = [
        (UUID(one["file"]), kind, str(one["name"])[:120])
        for key, kind in FILES.items()
        for one in answers.get(key) or ()
    ]
    return record_clauses.insert_record(values, files)


def _paper(
    step: StepContext,
    form: Form,
    kept: Mapping[str, Any],
    answers: Mapping[str, Any],
    second: Second,
    visited: datetime,
) -> tuple[Clause, ...]:
    """The 入户调查表 as a numbered paper, where the package names one."""
    signer = organ(step.case, step.element["level"], step.at)
    data = {
        "visited_at": chinese_moment(visited),
        "place": answers["visit_address"],
        "investigator": step.by.name,
        "second": f"{second.name}（{second.capacity}）",
        "paper": second.paper,
        "cooperation": "配合" if answers["visit_cooperation"] != "refused" else "拒不配合",
        "refusal": answers.get("visit_refusal") or "",
        "unsigned": answers.get("visit_unsigned") or "",
        "found": found_rows(form, answers, step.at),
        "photos": f"{len(answers.get('visit_photos') or ())} 张",
        "issued_on": letter_date(today(step.at)),
    }
    return paper(step.case, step.offering, "visit", signer, at=step.at, data=data, internal=True)


def found_rows(form: Form, answers: Mapping[str, Any], at: datetime) -> list[dict[str, str]]:
    """What the package's own questions found, line by line, as papers and pages show it."""
    return [
        {"what": line.label, "found": line.text}
        for section in form.summary(answers, context_of(at), detail=True, clear=EVERY)
        for line in section.rows
        if not line.path.startswith(OWN)
    ]


step_kinds.add(Visit())
