"""更正信息: what persons say is wrong in verified facts, with their papers; an officer looks and says yes or no."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from minzheng.core.cases.rules import today
from minzheng.core.files.queries import open_file
from minzheng.core.people.actions import decide_correction, reveal_correction
from minzheng.core.people.queries import PersonRow, persons
from minzheng.core.people.queries.corrections import CorrectionRow, corrections_to_decide
from minzheng.core.people.rules import FACTS
from minzheng.faces.kit.problems import title_of
from minzheng.faces.workbench.frame import actor_of, day_words, now, page, place_name, require_here, staff
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import LEVELS
from minzheng.kernel.text import chinese_date, mask_id_number

TOLD = frozenset({"people.correction_reason", "people.id_number_taken", "people.own_correction"})
TOLD |= {"people.changed_meanwhile", "people.head_leaves", "people.not_a_member"}


@staff
def corrections(request: HttpRequest) -> HttpResponse:
    """The list by last day, and the answer to one of them."""
    by = actor_of(request)
    require_here(by, "people.decide_correction")
    error, shown = {"id": "", "text": ""}, ""
    if request.method == "POST":
        asked = request.POST.get("correction", "")
        try:
            if request.POST.get("go") == "reveal":
                reveal_correction(by=by, at=now(), correction_id=UUID(asked))
                shown = asked
            else:
                decide_correction(
                    by=by,
                    at=now(),
                    correction_id=UUID(asked),
                    accepts=request.POST.get("go") == "accept",
                    reason=request.POST.get("reason", ""),
                )
        except ValueError:
            raise Problem("people.correction_missing") from None
        except Problem as problem:
            if problem.code not in TOLD:
                raise
            error = {"id": asked, "text": title_of(problem)}
        else:
            if not shown:
                messages.success(request, "办好了，已经告诉本人。")
                return HttpResponseRedirect(reverse("workbench:people_corrections"))
    unit = next((grant.scope for grant in by.grants if grant.scope.level in LEVELS), None)
    rows = corrections_to_decide(unit.level, unit.division) if unit else []
    known = persons(one.person for one in rows)
    context: dict[str, Any] = {
        "asked": [
            _line(one, known[one.person], error, request.POST.get("reason", ""), clear=str(one.id) == shown)
            for one in rows
        ],
        "errors": [{"href": f"#reason-{error['id']}", "text": error["text"]}] if error["id"] else [],
        "action_url": reverse("workbench:people_corrections"),
    }
    return page(request, "people_corrections.html", context, nav="intake", status=422 if error["id"] else 200)


def _line(
    one: CorrectionRow, who: PersonRow, error: dict[str, str], typed: str, *, clear: bool
) -> dict[str, Any]:
    """One request: what stands there, what is said to be right, until when; a number is masked until the officer asks
    for it, which the person sees."""
    late, here = one.due_on < today(now()), error["id"] == str(one.id)
    old = {"name": who.name, "id_number": who.id_number_masked, "household": "见家庭登记"}
    old["registered_at"] = place_name(who.registered_at, today(now()))
    new = place_name(one.right, today(now())) if one.fact == "registered_at" else one.right
    hidden = one.fact == "id_number" and not clear
    return {
        "id": str(one.id),
        "heading": f"{who.name}：更正{FACTS[one.fact]}",
        "rows": [
            {"label": "现在写的", "value": old[one.fact]},
            {"label": "他说应当是", "value": mask_id_number(new) if hidden else new},
            *([{"label": "说明", "value": one.note}] if one.note else []),
            {"label": "提出", "value": day_words(one.asked_at)},
        ],
        "light": {"kind": "red" if late else "green", "text": "超期" if late else "在期限内"},
        "due": f"{chinese_date(one.due_on, year=False)}到期",
        "hidden": hidden,
        "paper_url": reverse("workbench:correction_evidence", args=[one.id]),
        "typed": typed if here else "",
        "bad": error["text"] if here else "",
    }


@staff
def evidence(request: HttpRequest, correction: UUID) -> HttpResponse:
    """The paper; looking at it is noted in the book, and the person sees that."""
    opened = open_file(reveal_correction(by=actor_of(request), at=now(), correction_id=correction))
    with opened.stream:
        response = HttpResponse(opened.stream.read(), content_type=opened.info.mime)
    response["Content-Disposition"] = f'attachment; filename="{correction}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
