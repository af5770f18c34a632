"""我的资料：副本、更正、同意、注销 (Personal Information Protection Law art. 44 to 47)."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from minzheng.core.cases.queries import cases_of
from minzheng.core.forms.actions import discard_draft
from minzheng.core.forms.queries import drafts_of
from minzheng.core.people.actions import give_up_account, take_copy, update_person, withdraw_consent
from minzheng.core.people.queries import consents, met
from minzheng.faces.kit.problems import title_of
from minzheng.faces.portal.frame import actor_of, now, page, signed_in
from minzheng.kernel.errors import FieldProblem, Invalid, Problem

PURPOSES = {
    "means_check": "查家庭经济状况（核对授权）",
    "child_data": "为未满 14 周岁的孩子办事，使用孩子的信息",
    "system": "让别的系统用您的信息登录",
}
"""What a consent is for in words, by the beginning of its purpose."""


@sensitive_post_parameters("address", "phone")
@signed_in
def data(request: HttpRequest) -> HttpResponse:
    """What is held about me, and what I may do about it; always one's own, in one's own hat."""
    by = actor_of(request)
    assert by.person is not None
    if by.on_behalf_of is not None:
        messages.warning(request, "您正在替别人办事。自己的资料，请先换回自己的身份再看。")
        return HttpResponseRedirect(reverse("portal:home"))
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            answer = _act(request)
        except Invalid as invalid:
            errors = {field.path: field.message for field in invalid.fields}
        except Problem as problem:
            if problem.code not in ("people.consent_missing", "people.changed_meanwhile"):
                raise
            errors = {"address": title_of(problem)}
        else:
            return answer or HttpResponseRedirect(reverse("portal:data"))
    row = met(by.person)
    context: dict[str, Any] = {
        "typed": {
            "phone": request.POST.get("phone", row.phone),
            "address": request.POST.get("address", row.address),
        },
        "bad": {name: errors.get(name, "") for name in ("phone", "address", "sure")},
        "consents": [
            {"purpose": purpose, "text": _words(purpose), "note": f"告知书版本 {version}"}
            for purpose, version in sorted(consents(by.person).items())
        ],
        "drafts": len(drafts_of(by.person)),
        "errors": [{"href": f"#{name}", "text": text} for name, text in errors.items()],
        "action_url": reverse("portal:data"),
    }
    return page(request, "data.html", context, status=422 if errors else 200)


def _act(request: HttpRequest) -> HttpResponse | None:
    by, at, go = actor_of(request), now(), request.POST.get("go", "")
    assert by.person is not None
    if go == "copy":
        return _copy(request)
    if go == "correct":
        row = met(by.person)
        changes = {name: request.POST.get(name, "") for name in ("phone", "address")}
        update_person(by=by, at=at, person_id=row.id, version=row.version, changes=changes)
        messages.success(request, "改好了，以后按新的联系您。")
    elif go == "withdraw":
        withdraw_consent(by=by, at=at, person_id=by.person, purpose=request.POST.get("purpose", ""))
        messages.success(request, "撤回了。从现在起不再这样用；以前已经办的，不受影响。")
    elif go == "drafts":
        for one in drafts_of(by.person):
            discard_draft(by=by, at=at, draft_id=one.id)
        messages.success(request, "没有提交的草稿都删掉了。")
    elif go == "give_up":
        if request.POST.get("sure") != "1":
            raise Invalid([FieldProblem("sure", "请看清楚，确实要注销就打勾")])
        for one in drafts_of(by.person):
            discard_draft(by=by, at=at, draft_id=one.id)
        give_up_account(by=by, at=at)
        logout(request)
        return HttpResponseRedirect(reverse("portal:home"))
    return None


def _copy(request: HttpRequest) -> HttpResponse:
    """A file with what is held about oneself: persons and accounts, cases by number, drafts."""
    by, at = actor_of(request), now()
    assert by.person is not None
    held = take_copy(by=by, at=at)
    held["办件"] = [
        {"编号": row["case_no"], "事项": row["title"], "提交": row["received_at"].isoformat()}
        for row in cases_of(by.person, limit=500)
    ]
    held["草稿"] = [{"事项": row.service, "已填": row.answers} for row in drafts_of(by.person)]
    held["取走时间"] = at.isoformat()
    text = json.dumps(held, ensure_ascii=False, indent=1, default=str)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


def _words(purpose: str) -> str:
    head = purpose.replace(":", "/").split("/")[0]
    tail = purpose[len(head) + 1 :]
    return PURPOSES.get(head, purpose) + (f"：{tail}" if tail and head in PURPOSES else "")
