"""Looking one case up by number and query code."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from minzheng.core.cases.actions import check_pin
from minzheng.core.cases.queries import case
from minzheng.core.cases.rules import RESULT_WORDS, STATE_WORDS
from minzheng.faces.kit.limits import LOOK_UP, require_within
from minzheng.faces.kit.problems import title_of
from minzheng.faces.portal.cases.pages import stops
from minzheng.faces.portal.frame import STATE_HOLDERS, door, due_sentence, light_of, now, page
from minzheng.kernel.codes import CodeError, parse_case_no
from minzheng.kernel.errors import Problem


@door
def query(request: HttpRequest) -> HttpResponse:
    """Number and query code, without signing in."""
    number = "".join(request.POST.get("case_no", "").split()).upper()
    bad = {"case_no": "", "query_code": ""}
    found: dict[str, Any] | None = None
    if request.method == "POST":
        require_within(request, LOOK_UP, number, at=now())
        found, bad = _look_up(number, "".join(request.POST.get("query_code", "").split()))
    errors = [{"href": f"#{name}", "text": text} for name, text in bad.items() if text]
    context = {
        "case_no": number,
        "errors": errors,
        "bad": bad,
        "found": found,
        "action_url": reverse("portal:query"),
    }
    return page(request, "query.html", context, nav="cases", status=422 if errors else 200)


def _look_up(number: str, pin: str) -> tuple[dict[str, Any] | None, dict[str, str]]:
    try:
        parse_case_no(number)
    except CodeError as error:
        return None, {"case_no": str(error).rstrip("。"), "query_code": ""}
    try:
        case_id = check_pin(at=now(), case_no=number, pin=pin)
    except Problem as problem:
        return None, {"case_no": "", "query_code": title_of(problem)}
    row, at = case(case_id), now()
    return {
        "title": row["title"],
        "state": RESULT_WORDS.get(row["result"], "")
        if row["closed_at"]
        else STATE_WORDS.get(row["state"], ""),
        "light": light_of(row, at),
        "stops": stops(row),
        "due_text": "" if row["closed_at"] else due_sentence(row),
        "office": STATE_HOLDERS.get(row["state"], ""),
        "phone": "12349",
    }, {"case_no": "", "query_code": ""}
