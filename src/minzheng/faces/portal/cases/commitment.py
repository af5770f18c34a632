"""容缺承诺: what may follow and until when, read and signed by the applicant before the case is accepted on it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from minzheng.core.cases.actions import sign_commitment
from minzheng.core.cases.actions.commitments import text_of
from minzheng.core.cases.queries import commitment_of
from minzheng.core.cases.rules import COMMITMENT_TITLE, owner_of
from minzheng.core.workflow.rules import waiting
from minzheng.faces.portal.frame import actor_of, list_name, moment, now, own_case, page, under_any_hat
from minzheng.kernel.errors import Problem
from minzheng.kernel.text import chinese_date


def laid(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is laid before the applicant of a case now ({items, until, signed}), {} for nothing. No statement."""
    open_ = row["variables"].get("conditional") or {}
    return open_ if open_.get("element") in waiting(row["tokens"]).values() else {}


def commitment_todo(row: Mapping[str, Any], *, own: bool) -> dict[str, Any] | None:
    """That a commitment waits for the applicant's signature, as pages tell it first; None where none does."""
    open_ = laid(row)
    if not own or not open_ or open_["signed"]:
        return None
    until = chinese_date(date.fromisoformat(open_["until"]), year=False, weekday=True)
    return {
        "title": f"有 {open_['items']} 项材料可以后补，请您签一份承诺",
        "paragraphs": [f"签了就能先受理，材料{until}前补齐。"],
        "act": "去看承诺书",
        "href": reverse("portal:commitment", args=[row["case_no"]]),
        "note": "不想签的，现在把材料交齐也行。",
    }


@under_any_hat
def commitment(request: HttpRequest, case_no: str) -> HttpResponse:
    """Read the commitment and sign it."""
    row = own_case(request, case_no)
    found, open_ = commitment_of(row["id"]), laid(row)
    if found is None or (not open_ and found.signed_at is None):
        raise Problem("cases.commitment_missing")
    errors = []
    if request.method == "POST":
        if request.POST.get("agree") == "1":
            sign_commitment(by=actor_of(request), at=now(), case_id=row["id"])
            messages.success(request, "签好了，谢谢您。接下来由办理单位受理。")
            return HttpResponseRedirect(reverse("portal:case", args=[case_no]))
        errors = [{"href": "#agree", "text": "请看一遍，同意就打勾，再签"}]
    context = {
        "crumbs": [
            {"text": list_name(row), "href": reverse("portal:my_cases")},
            {"text": row["title"], "href": reverse("portal:case", args=[case_no])},
            {"text": "容缺承诺", "href": ""},
        ],
        "title": COMMITMENT_TITLE,
        "paragraphs": text_of(row, found.items, found.due_on),
        "version": found.text_version,
        "signed": moment(found.signed_at) if found.signed_at else "",
        "open": bool(open_) and found.signed_at is None and owner_of(row) in actor_of(request).acts_for,
        "errors": errors,
        "action_url": reverse("portal:commitment", args=[case_no]),
    }
    return page(request, "commitment.html", context, nav="cases", status=422 if errors else 200)
