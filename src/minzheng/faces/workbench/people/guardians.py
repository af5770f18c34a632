"""核对监护: what guardians have said online, with their papers; an officer looks at the paper and says yes or no."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from minzheng.core.files.queries import open_file
from minzheng.core.people.actions import check_guardianship, reveal_evidence
from minzheng.core.people.queries import guardianships_to_check
from minzheng.faces.kit.problems import title_of
from minzheng.faces.workbench.frame import actor_of, now, page, require_here, staff
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import LEVELS
from minzheng.kernel.text import chinese_date, mask_name


@staff
def guardians(request: HttpRequest) -> HttpResponse:
    """The list, and the answer to one of them."""
    by = actor_of(request)
    require_here(by, "people.check_guardianship")
    error = {"id": "", "text": ""}
    if request.method == "POST":
        asked = request.POST.get("agency", "")
        try:
            check_guardianship(
                by=by,
                at=now(),
                agency_id=UUID(asked),
                confirms=request.POST.get("go") == "confirm",
                until=_day(request.POST.get("until", "")),
            )
        except ValueError:
            raise Problem("people.agency_missing") from None
        except Problem as problem:
            if problem.code != "people.ward_is_adult":
                raise
            error = {"id": asked, "text": title_of(problem)}
        else:
            messages.success(request, "记下了，已经告诉监护人。")
            return HttpResponseRedirect(reverse("workbench:people_guardians"))
    unit = next((grant.scope for grant in by.grants if grant.scope.level in LEVELS), None)
    rows = guardianships_to_check(unit.level, unit.division) if unit else []
    context: dict[str, Any] = {
        "asked": [
            {
                "id": str(one.id),
                "text": f"{mask_name(one.agent_name)}说是{mask_name(one.principal_name)}的监护人",
                "note": f"{chinese_date(one.valid_from)}提交",
                "paper_url": reverse("workbench:people_evidence", args=[one.id]),
                "bad": error["text"] if error["id"] == str(one.id) else "",
            }
            for one in rows
        ],
        "errors": [{"href": f"#until-{error['id']}", "text": error["text"]}] if error["id"] else [],
        "action_url": reverse("workbench:people_guardians"),
    }
    return page(request, "people_guardians.html", context, nav="intake", status=422 if error["id"] else 200)


@staff
def evidence(request: HttpRequest, agency: UUID) -> HttpResponse:
    """The paper; looking at it is noted in the book, and both persons see that."""
    opened = open_file(reveal_evidence(by=actor_of(request), at=now(), agency_id=agency))
    with opened.stream:
        response = HttpResponse(opened.stream.read(), content_type=opened.info.mime)
    response["Content-Disposition"] = f'attachment; filename="{agency}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
