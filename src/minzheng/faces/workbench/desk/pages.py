"""One case: what is known of it, and what I may conclude."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from minzheng.core.audit.queries import of_case
from minzheng.core.cases import queries as cases
from minzheng.core.cases.actions.permission import require_may, sees_check, wonder
from minzheng.core.cases.rules import (
    BEFORE_DECISION,
    RESULT_WORDS,
    STATE_WORDS,
    begun_at,
    may_follow,
    today,
)
from minzheng.core.catalogue.queries import Package, package
from minzheng.core.people.queries import PersonRow, persons
from minzheng.core.workflow.rules import Plate, waiting
from minzheng.faces.kit.problems import title_of
from minzheng.faces.kit.typed import given_back, keeps_typed
from minzheng.faces.workbench.desk.outcomes import outcome_fields
from minzheng.faces.workbench.desk.papers import letters_for, own_receipts
from minzheng.faces.workbench.desk.parts import (
    answers_shown,
    asked_html,
    clock_words,
    facts_of,
    finding_line,
    helped,
    history,
    letter_line,
    looks,
    material_line,
    waiting_words,
)
from minzheng.faces.workbench.desk.words import STEP_TITLES, step_title
from minzheng.faces.workbench.frame import (
    actor_of,
    due_words,
    light_of,
    now,
    page,
    place_name,
    staff,
    visible,
)
from minzheng.faces.workbench.masked import reveal_words
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import LEVELS, Actor, Target

TO_DO = "去办："
"""How what I have to do on a page of its own begins, beside what I may only look at."""


@keeps_typed()
@staff
def case_page(request: HttpRequest, case_no: str) -> HttpResponse:
    """One case."""
    before = given_back(request)
    typed = {name: before.get(name, "") for name in before} if before else {}
    return show_case(request, visible(request, case_no, masked=True), typed, ())


def show_case(
    request: HttpRequest,
    row: Mapping[str, Any],
    typed: Mapping[str, Any],
    errors: Sequence[Mapping[str, str]],
    status: int = 422,
) -> HttpResponse:
    """The page of a case with what was typed; `status` goes with errors."""
    by, at = actor_of(request), now()
    found = package(row["snapshot_id"])
    papers = cases.papers_of(row["id"], by.account, at)
    known = cases.told(row["id"]) if cases.by_facts(found) else cases.Told(papers.answers)
    who = persons(filter(None, (row["applicant_id"], row["agent_id"], *papers.parties, *known.referred)))
    known = replace(known, people=who)
    context = {
        **_head_of(row, found, by, at),
        **_known_of(row, found, papers, known, who, by, at),
        **_doing_of(row, found, papers, {} if row["masked"] else known.answers, who, typed, by, at),
        "errors": errors,
        **(masked_parts(row, by) if row["masked"] else {}),
    }
    return page(request, "case.html", context, nav="queue", status=status if errors else 200)


def _head_of(row: Mapping[str, Any], found: Package, by: Actor, at: datetime) -> dict[str, Any]:
    """The top of the page: who, what, where it stands, until when."""
    is_open = not row["closed_at"]
    return {
        "crumbs": [{"text": "待办", "href": reverse("workbench:queue")}, {"text": row["title"], "href": ""}],
        "done": None,
        "heading": f"{row['applicant_name']}　{row['title']}",
        "light": light_of(at, row["warn_at"], row["due_at"])
        if is_open
        else {"kind": "green", "text": "已办完"},
        "due_text": f"{due_words(row['due_at'])}到期" if row["due_at"] and is_open else "",
        "line": [
            {"text": row["case_no"]},
            {"text": RESULT_WORDS.get(row["result"], "") or STATE_WORDS.get(row["state"], row["state"])},
            {"text": place_name(row["village"] or row["town"] or row["county"] or row["city"], today(at))},
            *_signing_link(row, found),
            *_ending_link(row, by),
        ],
        "masked": "",
    }


def _known_of(
    row: Mapping[str, Any],
    found: Package,
    papers: cases.PapersRow,
    known: cases.Told,
    who: Mapping[UUID, PersonRow],
    by: Actor,
    at: datetime,
) -> dict[str, Any]:
    """The left side: what is known of the case."""
    noticed = found.service.get("publicity") in ("objection", "both")
    book = of_case(row["id"], begun_at(row))
    clear = cases.clear_in(papers.reveal)
    return {
        "sum": finding_line(row, found, who[row["applicant_id"]], at, known, clear)
        if not known.checks or sees_check(row, by, at)
        else None,
        "facts": [*facts_of(row, who, at), *helped(book), *([] if row["masked"] else looks(row, found))],
        "answers": answers_shown(row, found, known.answers, clear),
        "checks": None,
        "materials": [material_line(row, one, by, at, clear) for one in papers.materials],
        "letters": [letter_line(one) for one in letters_for(row, by, at)],
        "notice_url": reverse("workbench:notice_prepare", args=[row["case_no"]]) if noticed else "",
        "history": history(book, found, said=not row["masked"]),
        "reveal": reveal_words(row, papers.reveal, by, at),
        "clock": clock_words(row),
    }


def _doing_of(
    row: Mapping[str, Any],
    found: Package,
    papers: cases.PapersRow,
    answers: Mapping[str, Any],
    who: Mapping[UUID, PersonRow],
    typed: Mapping[str, Any],
    by: Actor,
    at: datetime,
) -> dict[str, Any]:
    """The right side: what I may conclude, why not the rest, and where else I have something to do."""
    plates = waiting_plates(row)
    offered, denied = what_i_may(row, papers.parties, plates, by, at)
    errands = errands_of(row, plates, denied, by, at)
    mine = offered or any(one["text"].startswith(TO_DO) for one in errands)
    return {
        "steps": [
            {
                "name": f"{plate.element}:{outcome}",
                "title": step_title(row, found, plate, outcome),
                "note": STEP_TITLES.get(outcome, ("", ""))[1],
                "chosen": typed.get("step") == f"{plate.element}:{outcome}",
            }
            for plate, outcome in offered
        ],
        "denied": denied,
        "fields_html": asked_html([plate for plate, _ in offered], typed)
        + outcome_fields(row, found, offered, typed, cases.missing_words(papers.unsigned, who), answers),
        "opinion": {
            "label": "意见、理由",
            "value": typed.get("opinion", ""),
            "hint": "不予受理、不同意、不予确认，都要写明理由。",
        },
        "phrases": [{"text": "户籍、年龄已核，符合条件。"}, {"text": "材料齐全，符合法定形式。"}],
        "waiting": "" if mine else waiting_words(plates, row),
        "errands": errands,
        "action_url": reverse("workbench:step", args=[row["case_no"]]),
        "draft": False,
        "print_url": reverse("workbench:print_set", args=[row["case_no"]]),
        "beside_url": reverse("workbench:beside", args=[row["case_no"]]),
        "later_url": _later_url(row, by, at),
        "hidden": [{"name": "revision", "value": str(row["revision"])}],
    }


MASKED: dict[str, Any] = {
    "masked": "您的岗位只看进度：姓名已经遮住，申请表、材料、文书不在这里打开。",
    "sum": None,
    "reveal": None,
    "answers": [],
    "materials": [],
    "letters": [],
    "errands": [],
    **dict.fromkeys(("notice_url", "print_url", "beside_url", "later_url"), ""),
}
"""What takes the place of the parts that who may see a case masked only does not see."""


def masked_parts(row: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """`MASKED`, with the receipt of a case that was taken in by who asks."""
    return {**MASKED, "letters": [letter_line(one) for one in own_receipts(row, by)]}


def _signing_link(row: Mapping[str, Any], found: Package) -> list[dict[str, str]]:
    """Where who signed is shown, for services in which somebody signs or fills in for another."""
    if row["masked"] or (found.authorisation is None and not found.service.get("agency")):
        return []
    return [{"text": "签字、代办", "href": reverse("workbench:signing", args=[row["case_no"]])}]


def _ending_link(row: Mapping[str, Any], by: Actor) -> list[dict[str, str]]:
    """Where an approver extends, terminates or sends on a case before its decision."""
    if "approver" not in by.roles or row["state"] not in BEFORE_DECISION:
        return []
    return [{"text": "延期、终止、转报移送", "href": reverse("workbench:ending", args=[row["case_no"]])}]


def errands_of(
    row: Mapping[str, Any],
    plates: Sequence[Plate],
    denied: Sequence[Mapping[str, str]],
    by: Actor,
    at: datetime,
) -> list[dict[str, str]]:
    """What is done, or looked at, on pages of its own: visits, the check of means, notices. No statement."""
    number, refused = row["case_no"], {one["title"] for one in denied}
    pages = {
        "visit": lambda plate: reverse("workbench:visit", args=[number, plate.element]),
        "means_check": lambda plate: reverse("workbench:check", args=[number]),
        "post_notice": lambda plate: reverse("workbench:notice_prepare", args=[number]),
        "close_notice": lambda plate: reverse("workbench:notice_prepare", args=[number]),
    }
    mine = [
        plate
        for plate in plates
        if plate.kind in pages and plate.role in by.roles and plate.name not in refused
    ]
    found = [{"text": f"{TO_DO}{plate.name}", "href": pages[plate.kind](plate)} for plate in mine]
    kinds = {plate.kind for plate in package(row["snapshot_id"]).machine.plates.values()}
    if "visit" in kinds:
        found.append({"text": "看入户调查记录", "href": reverse("workbench:visit_records", args=[number])})
    if "means_check" in kinds - {plate.kind for plate in mine} and sees_check(row, by, at):
        found.append({"text": "看家庭经济状况核对", "href": reverse("workbench:check", args=[number])})
    return found


def waiting_plates(row: Mapping[str, Any]) -> list[Plate]:
    """The steps at which a case waits for somebody."""
    plates = package(row["snapshot_id"]).machine.plates
    found = [plates[element] for element in waiting(row["tokens"]).values() if element in plates]
    return [plate for plate in found if plate.role]


def _later_url(row: Mapping[str, Any], by: Actor, at: datetime) -> str:
    """Where acts after closing are done, '' when the case is open or it is not for this officer."""
    if not may_follow("amends", row["state"], row["result"]):
        return ""
    target = Target(
        places={level: row[level] for level in LEVELS},
        business=row["service"],
        sensitivity=row["sensitivity"],
    )
    try:
        wonder(by=by, right="cases.act_later", target=target, at=at)
    except Problem:
        return ""
    return reverse("workbench:later", args=[row["case_no"]])


def what_i_may(
    row: Mapping[str, Any], parties: Sequence[UUID], plates: Sequence[Plate], by: Actor, at: datetime
) -> tuple[list[tuple[Plate, str]], list[dict[str, str]]]:
    """What this officer may conclude now, and what not, with the reason; steps of other roles are only waited for."""
    offered: list[tuple[Plate, str]] = []
    denied: list[dict[str, str]] = []
    for plate in plates:
        try:
            require_may(row, parties, plate, plate.outcomes[0], by, at, ask=wonder)
        except Problem as problem:
            if plate.role in by.roles:
                denied.append({"title": plate.name, "reason": title_of(problem)})
        else:
            offered += [
                (plate, outcome)
                for outcome in plate.outcomes
                if outcome in STEP_TITLES and plate.role_for(outcome, by.roles) in by.roles
            ]
    return offered, denied
