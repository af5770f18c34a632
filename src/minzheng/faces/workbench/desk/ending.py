"""An approver gives a case more time, ends it before its decision, or sends it on (standards 4.4 rows 17-19)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from minzheng.core.cases.actions import extend, terminate, transfer
from minzheng.core.cases.actions.permission import require_decider, wonder
from minzheng.core.cases.queries import parties_of
from minzheng.core.cases.rules import BEFORE_DECISION, EXTENDABLE, TRANSFER_WORDS
from minzheng.core.catalogue.queries import Package, package
from minzheng.faces.kit.problems import title_of
from minzheng.faces.kit.typed import given_back, keeps_typed
from minzheng.faces.workbench.desk.pages import visible
from minzheng.faces.workbench.frame import actor_of, now, page, staff
from minzheng.kernel.calendar import Limit, Unit
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.rights import Actor

ACTS = {"extend": "延期", "terminate": "终止", "transfer": "转报、移送"}
FIELDS = ("act", "ground", "way", "to", "reason")


def acts_of(row: Mapping[str, Any], found: Package) -> list[str]:
    """Which of the three this case still allows."""
    acts = []
    if row["state"] in EXTENDABLE and found.service.get("extension") and not row["variables"].get("extended"):
        acts.append("extend")
    if row["state"] in BEFORE_DECISION:
        acts += ["terminate"] if found.service.get("terminations") else []
        acts.append("transfer")
    return acts


@keeps_typed()
@staff
def ending(request: HttpRequest, case_no: str) -> HttpResponse:
    """Choose one of the acts, say why, and do it."""
    row = visible(request, case_no)
    before = given_back(request)
    typed = {name: (before or request.POST).get(name, "").strip() for name in FIELDS}
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        errors = _act(request, row, typed)
        if not errors:
            messages.success(
                request, f"{row['applicant_name']}，{row['title']}：{ACTS[typed['act']]}，已经办好。"
            )
            return HttpResponseRedirect(reverse("workbench:case", args=[case_no]))
    context = _context(row, typed, errors, denied_of(row, actor_of(request), now()))
    return page(request, "ending.html", context, nav="queue", status=422 if errors else 200)


def denied_of(row: Mapping[str, Any], by: Actor, at: datetime) -> str:
    """Why this officer may not, '' when nothing keeps him. 2 statements."""
    try:
        require_decider(row, parties_of(row["id"]), by, at, right="cases.terminate", ask=wonder)
    except Problem as problem:
        return title_of(problem)
    return ""


def _act(request: HttpRequest, row: Mapping[str, Any], typed: Mapping[str, str]) -> list[dict[str, str]]:
    who: dict[str, Any] = {
        "by": actor_of(request),
        "at": now(),
        "case_id": row["id"],
        "reason": typed["reason"],
    }
    try:
        if typed["act"] == "extend":
            extend(**who)
        elif typed["act"] == "terminate":
            terminate(**who, ground=typed["ground"])
        elif typed["act"] == "transfer":
            transfer(**who, way=typed["way"], to=typed["to"])
        else:
            return [{"href": "#act", "text": "请先选要办哪一样"}]
    except Invalid as invalid:
        return [{"href": f"#{one.path}", "text": one.message} for one in invalid.fields]
    except Problem as problem:
        if problem.code == "offices.denied":
            raise
        return [{"href": "#reason", "text": title_of(problem)}]
    return []


def _context(
    row: Mapping[str, Any], typed: Mapping[str, str], errors: Sequence[Mapping[str, str]], denied: str
) -> dict[str, Any]:
    found, case = package(row["snapshot_id"]), reverse("workbench:case", args=[row["case_no"]])
    acts = [] if denied else acts_of(row, found)
    notes = {
        "extend": _extension_words(found),
        "terminate": "决定以前、依列明的事由；出终止通知书，写明理由和救济，要送达",
        "transfer": "下级审完转报，或者不归本机关管的移送；函件抄送申请人。接收机关写全称：在本平台受理这项服务的，那边自动另起一件",
    }
    return {
        "crumbs": [
            {"text": f"{row['applicant_name']}　{row['title']}", "href": case},
            {"text": "延期、终止、转报移送", "href": ""},
        ],
        "heading": "延期、终止、转报移送",
        "acts": [
            {"value": act, "text": ACTS[act], "note": notes[act], "chosen": typed["act"] == act}
            for act in acts
        ],
        "denied": denied,
        "grounds": [
            {
                "value": one["code"],
                "text": f"{one['name']}（{one['article']}）",
                "chosen": typed["ground"] == one["code"],
            }
            for one in found.service.get("terminations", ())
        ],
        "ways": [
            {"value": value, "text": text, "chosen": typed["way"] == value}
            for value, text in TRANSFER_WORDS.items()
        ],
        "to": typed["to"],
        "reason": typed["reason"],
        "case_url": case,
        "action_url": reverse("workbench:ending", args=[row["case_no"]]),
        "hidden": [],
        "errors": errors,
    }


def _extension_words(found: Package) -> str:
    words = found.service.get("extension")
    if not words:
        return ""
    return f"只能延一次，延{Limit(words['n'], Unit(words['unit'])).label}（{words['article']}）；原期限届满前批准，出延期告知书"
