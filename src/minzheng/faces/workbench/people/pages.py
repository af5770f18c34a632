"""核验账号: an officer has seen the document of the person who stands there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from minzheng.core.people.actions import Shown, verify_at_counter
from minzheng.core.people.queries import account_by_username, met
from minzheng.core.people.queries.proofs import accounts_on_phone
from minzheng.core.places.queries import search
from minzheng.faces.kit.problems import title_of
from minzheng.faces.workbench.frame import actor_of, now, office_of, page, require_here, staff
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.rights import LEVELS, Actor
from minzheng.kernel.text import mask_name

KINDS = (
    ("resident_id", "居民身份证"),
    ("hk_macao_permit", "港澳居民居住证（通行证）"),
    ("taiwan_permit", "台湾居民居住证（通行证）"),
    ("foreign_permit", "外国人永久居留身份证"),
    ("passport", "护照"),
    ("none", "没有证件"),
)
TEXTS = ("account", "name", "id_kind", "id_number", "registered_at")
TICKS = ("seen", "correct_name", "close_others")
BESIDE = {
    "people.account_unclear": "account",
    "people.name_differs": "correct_name",
    "people.person_has_account": "close_others",
    "people.account_is_anothers": "account",
    "people.recorded_dead": "id_number",
}


@sensitive_post_parameters("name", "id_number")
@staff
def verify(request: HttpRequest) -> HttpResponse:
    """The document goes with the account."""
    by = actor_of(request)
    require_here(by, "people.verify_at_counter")
    typed = {name: request.POST.get(name, "").strip() for name in TEXTS}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            who = _verified(request, by, typed)
        except Invalid as invalid:
            errors = {field.path: field.message for field in invalid.fields}
        except Problem as problem:
            if problem.code not in BESIDE:
                raise
            errors = {BESIDE[problem.code]: title_of(problem)}
        else:
            messages.success(request, f"{mask_name(met(who).name)}的账号核验好了，是实人（a3）。")
            return HttpResponseRedirect(reverse("workbench:people_verify"))
    unit = next((grant.scope.division for grant in by.grants if grant.scope.level in LEVELS), "")
    villages = search(unit, within=unit, level="village", limit=300) if unit else []
    context: dict[str, Any] = {
        "typed": typed,
        "ticked": {name: request.POST.get(name) == "1" for name in TICKS},
        "kinds": [
            {"value": value, "text": text, "chosen": typed["id_kind"] == value} for value, text in KINDS
        ],
        "villages": [
            {"value": one.code, "text": one.name, "chosen": one.code == typed["registered_at"]}
            for one in villages
        ],
        "bad": {name: errors.get(name, "") for name in (*TEXTS, *TICKS)},
        "errors": [{"href": f"#{name}", "text": text} for name, text in errors.items()],
        "action_url": reverse("workbench:people_verify"),
    }
    return page(request, "people_verify.html", context, nav="intake", status=422 if errors else 200)


def _verified(request: HttpRequest, by: Actor, typed: dict[str, str]) -> UUID:
    missing = [
        FieldProblem(name, text)
        for name, text in (("account", "请填用户名或手机号"), ("registered_at", "请选户籍或居住的村居"))
        if not typed[name]
    ]
    if request.POST.get("seen") != "1":
        missing.append(FieldProblem("seen", "请看过原件、看过本人，再打勾"))
    if missing:
        raise Invalid(missing)
    return verify_at_counter(
        by=by,
        at=now(),
        account_id=_account(typed["account"]),
        shown=Shown(typed["name"], typed["id_kind"], typed["id_number"], typed["registered_at"]),
        office=office_of(by) or "窗口",
        correct_name=request.POST.get("correct_name") == "1",
        close_others=request.POST.get("close_others") == "1",
    )


def _account(typed: str) -> UUID:
    """The account of a user name, or the only one of a telephone."""
    known = account_by_username(typed.lower())
    if known is not None:
        return known.id
    there = accounts_on_phone(typed)
    if len(there) != 1:
        raise Problem("people.account_unclear")
    return there[0].id
