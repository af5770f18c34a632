"""The page to which a link leads: no sign-in, no script; the end of the ID number, a code, then the text and the answer.

Who only has the address sees two masked names. What is signed, and for what, is shown once the ID number fits.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from minzheng.core.cases.actions import open_link, refuse_by_link, send_code, sign_by_link
from minzheng.core.cases.queries import AuthorisationRow
from minzheng.core.people.queries import met
from minzheng.faces.kit.limits import LINK, require_within
from minzheng.faces.kit.problems import title_of
from minzheng.faces.portal.frame import actor_of, door, moment, now, page
from minzheng.faces.portal.signing.pages import signed_text
from minzheng.kernel.errors import Problem
from minzheng.kernel.text import mask_name, mask_phone

TOLD = {
    "cases.link_wrong": "tail",
    "cases.code_wrong": "code",
    "cases.code_old": "code",
    "cases.code_too_soon": "code",
    "cases.too_many_sms": "tail",
}
"""Problems that are told beside a field of the page, which stays; others end it."""


@never_cache
@sensitive_post_parameters("tail", "code")
@door
def sign_link(request: HttpRequest, token: str) -> HttpResponse:
    """Name the ID number's end, get a code, read, sign or refuse."""
    row = open_link(by=actor_of(request), at=now(), token=token)
    typed = {name: "".join(request.POST.get(name, "").split()) for name in ("tail", "code")}
    typed["reason"] = request.POST.get("reason", "")
    go, bad = request.POST.get("go", ""), {"tail": "", "code": "", "agree": ""}
    shown = "tail"
    if request.method == "POST":
        require_within(request, LINK, token, at=now())
        shown, bad = _answer(request, token, go, typed)
    if shown in ("signed", "refused"):
        return page(request, "sign_link.html", _context(request, row, token, shown, typed, bad))
    errors = any(bad.values())
    return page(
        request,
        "sign_link.html",
        _context(request, row, token, shown, typed, bad),
        status=422 if errors else 200,
    )


def _answer(request: HttpRequest, token: str, go: str, typed: dict[str, str]) -> tuple[str, dict[str, str]]:
    """What was sent: which part of the page follows, and what is wrong with it."""
    bad = {"tail": "", "code": "", "agree": ""}
    by, at = actor_of(request), now()
    if len(typed["tail"]) != 6:
        return "tail", {**bad, "tail": "请写您身份证号的后 6 位"}
    if go == "sign" and request.POST.get("agree") != "1":
        return "code", {**bad, "agree": "请看一遍，同意就打勾，再签"}
    try:
        if go == "sign":
            sign_by_link(by=by, at=at, token=token, tail=typed["tail"], code=typed["code"])
        elif go == "refuse":
            refuse_by_link(
                by=by, at=at, token=token, tail=typed["tail"], code=typed["code"], reason=typed["reason"]
            )
        else:
            send_code(by=by, at=at, token=token, tail=typed["tail"])
    except Problem as problem:
        if problem.code not in TOLD:
            raise
        field = TOLD[problem.code]
        return field, {**bad, field: title_of(problem)}
    return {"sign": "signed", "refuse": "refused"}.get(go, "code"), bad


def _context(
    request: HttpRequest,
    row: AuthorisationRow,
    token: str,
    shown: str,
    typed: dict[str, str],
    bad: dict[str, str],
) -> dict[str, Any]:
    secret = shown != "tail"
    return {
        **(signed_text(row) if secret else {"heading": "", "asks": "", "paragraphs": [], "version": ""}),
        "shown": shown,
        "who": mask_name(met(row.person).name),
        "asked_by": mask_name(row.case["applicant_name"]),
        "until": moment(row.link_expires) if row.link_expires else "",
        "phone": mask_phone(str(row.values["link_phone"])) if secret else "",
        "typed": typed,
        "bad": bad,
        "errors": [{"href": f"#{name}", "text": text} for name, text in bad.items() if text],
        "action_url": reverse("portal:sign_link", args=[token]),
    }
