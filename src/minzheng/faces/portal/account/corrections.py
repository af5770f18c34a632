"""更正我的信息: which verified fact is wrong, what is right, and the paper that shows it; an office decides."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from minzheng.core.people.actions import ask_correction, take_back_correction
from minzheng.core.people.queries.corrections import CorrectionRow, corrections_of
from minzheng.core.people.rules import CORRECTION_DAYS, FACTS
from minzheng.faces.kit.problems import title_of
from minzheng.faces.kit.uploads import uploads_at
from minzheng.faces.portal.frame import actor_of, day_words, keeping, now, page, signed_in
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.text import chinese_date, mask_id_number

STATES = {"asked": "在办", "accepted": "改好了", "refused": "没有改"}
BESIDE = {
    "people.correction_waits": "fact",
    "people.no_office_here": "fact",
    "people.not_a_member": "fact",
    "people.correction_missing": "fact",
    "files.missing": "proof",
}
TYPED = ("fact", "right", "note")


@sensitive_post_parameters("right", "note")
@signed_in
def corrections(request: HttpRequest) -> HttpResponse:
    """My requests and how they stand, and a new one; always one's own, in one's own hat."""
    by = actor_of(request)
    assert by.person is not None
    if by.on_behalf_of is not None:
        messages.warning(request, "您正在替别人办事。自己的资料，请先换回自己的身份再看。")
        return HttpResponseRedirect(reverse("portal:home"))
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _act(request)
        except Invalid as invalid:
            errors = {field.path: field.message for field in invalid.fields}
        except Problem as problem:
            if problem.code not in BESIDE:
                raise
            errors = {BESIDE[problem.code]: title_of(problem)}
        else:
            return HttpResponseRedirect(reverse("portal:corrections"))
    typed = {name: request.POST.get(name, "") for name in TYPED}
    context: dict[str, Any] = {
        "days": CORRECTION_DAYS,
        "asked": [_line(one) for one in corrections_of(by.person)],
        "facts": [
            {"value": name, "text": text, "chosen": typed["fact"] == name} for name, text in FACTS.items()
        ],
        "typed": typed,
        "bad": {name: errors.get(name, "") for name in ("fact", "right", "proof")},
        "errors": [{"href": f"#{name}", "text": text} for name, text in errors.items()],
        "data_url": reverse("portal:data"),
        "action_url": reverse("portal:corrections"),
    }
    return page(request, "corrections.html", context, status=422 if errors else 200)


def _act(request: HttpRequest) -> None:
    by, at, post = actor_of(request), now(), request.POST
    if post.get("go") == "take_back":
        take_back_correction(by=by, at=at, correction_id=_id(post.get("correction", "")))
        messages.success(request, "撤回了。")
        return
    proof = next(iter(uploads_at(request, "proof", keeping(request))), None)
    if proof is None or proof.refused:
        said = proof.refused if proof else "请传一张证明：证件、户口簿、判决书的照片都行"
        raise Invalid([FieldProblem("proof", said, "证明")])
    ask_correction(
        by=by,
        at=at,
        fact=post.get("fact", ""),
        right=post.get("right", ""),
        note=post.get("note", ""),
        evidence=UUID(str(proof.answer()["file"])),
    )
    messages.success(request, "收到了。办好以后发消息告诉您。")


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Problem("people.correction_missing") from None


def _line(one: CorrectionRow) -> dict[str, Any]:
    right = mask_id_number(one.right) if one.fact == "id_number" else one.right
    told = (
        f"{chinese_date(one.due_on, year=False)}以前答复"
        if one.decided_at is None
        else f"{day_words(one.decided_at)}答复" + (f"。理由：{one.reason}" if one.reason else "")
    )
    return {
        "id": str(one.id),
        "title": f"{FACTS[one.fact]}：应当是 {right}",
        "state": STATES[one.status],
        "note": f"{day_words(one.asked_at)}提出，{told}",
        "open": one.status == "asked",
    }
