"""Proving who one is: by name and number, by network identity, by face, or at a counter; then back to where one was."""

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from minzheng.core.cases.rules import today
from minzheng.core.people.actions import (
    begin_face,
    update_person,
    verify_face,
    verify_network_id,
    verify_real_name,
)
from minzheng.core.people.connectors.face.simulator import ticket as simulated_ticket
from minzheng.core.people.queries import met, person
from minzheng.core.people.queries.proofs import ProofRow, proofs_of
from minzheng.core.places.queries import children, division, full_name
from minzheng.faces.kit.pages import local_path
from minzheng.faces.kit.problems import title_of
from minzheng.faces.portal.frame import actor_of, day_words, door, now, page, signed_in, with_account
from minzheng.kernel.errors import FieldProblem, Invalid, Problem

LEVELS = {0: "还没有登录", 1: "注册（a1）", 2: "实名（a2）", 3: "实人（a3）"}
FACE = "face"
"""Key of the session: {reference, next} of a comparison that was begun."""
AGREE = "请看一遍，同意就打勾，再核验"


@sensitive_post_parameters("name", "id_number", "number", "code")
@with_account
def verify(request: HttpRequest) -> HttpResponse:
    """The level of the account, and the ways to a higher one."""
    actor = actor_of(request)
    target = local_path(request.POST.get("next") or request.GET.get("next") or "/account")
    wanted = request.POST.get("level") or request.GET.get("level") or ""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            done = _prove(request)
        except Invalid as invalid:
            errors = {field.path: field.message for field in invalid.fields}
        except Problem as problem:
            errors = {"number" if request.POST.get("go") == "network" else "id_number": title_of(problem)}
        else:
            messages.success(request, "核验好了，您现在是实名用户。")
            return HttpResponseRedirect(_after(done, target))
    proofs = proofs_of(actor.account) if actor.account else []
    names = ("name", "id_number", "number", "code", "agree", "agree_network")
    context = {
        "level": LEVELS[actor.assurance],
        "verified": actor.assurance >= 2,
        "highest": actor.assurance >= 3,
        "needed": LEVELS.get(int(wanted), "")
        if wanted in ("2", "3") and int(wanted) > actor.assurance
        else "",
        "proofs": [
            {
                "when": f"{one.at.year} 年 {day_words(one.at)}",
                "what": one.words,
                "note": "，".join(
                    filter(None, (_by_whom(one), one.valid_to and f"{one.valid_to:%Y-%m-%d} 到期"))
                ),
            }
            for one in proofs
        ],
        "typed": {name: request.POST.get(name, "") for name in ("name", "id_number", "number")},
        "bad": {name: errors.get(name, "") for name in names},
        "errors": [{"href": f"#{name}", "text": text} for name, text in errors.items()],
        "next": target,
        "wanted": wanted,
        "face_url": f"{reverse('portal:verify_face')}?{urlencode({'next': target})}",
        "demo": settings.ALLOW_DEMO_ID,
        "action_url": reverse("portal:verify"),
    }
    return page(request, "verify.html", context, status=422 if errors else 200)


def _by_whom(one: ProofRow) -> str:
    """Who vouched, for who reads: a register that was taken over is not called by its file's name."""
    return "" if one.method == "taken_over" else one.provider


def _prove(request: HttpRequest) -> UUID:
    """What was sent for one of the two ways; the person."""
    by, at, post = actor_of(request), now(), request.POST
    if post.get("go") == "network":
        if post.get("agree_network") != "1":
            raise Invalid([FieldProblem("agree_network", AGREE)])
        if not post.get("number", "").strip() or not post.get("code", "").strip():
            raise Invalid([FieldProblem("number", "请填网号和应用里的验证码")])
        return verify_network_id(by=by, at=at, number=post["number"], code=post["code"])
    if post.get("agree") != "1":
        raise Invalid([FieldProblem("agree", AGREE)])
    return verify_real_name(by=by, at=at, name=post.get("name", ""), id_number=post.get("id_number", ""))


def _after(person_id: UUID, target: str) -> str:
    """Where one goes on to: first to say where one lives, when nobody knows yet."""
    if met(person_id).places.get("county"):
        return target
    return f"{reverse('portal:home_place')}?{urlencode({'next': target})}"


@with_account
def face(request: HttpRequest) -> HttpResponse:
    """Go to the partner who compares faces, and come back with its ticket."""
    actor, at = actor_of(request), now()
    begun = request.session.get(FACE)
    back = request.GET.get("ticket", "")
    if back and begun:
        del request.session[FACE]
        verify_face(by=actor, at=at, reference=begun["reference"], ticket=back)
        messages.success(request, "刷脸通过了，您现在是实人用户，一年内有效。")
        return HttpResponseRedirect(local_path(begun["next"]))
    reference, address = begin_face(by=actor, at=at)
    target = local_path(request.GET.get("next") or "/account")
    request.session[FACE] = {"reference": reference, "next": target}
    return HttpResponseRedirect(address)


@door
def demo_face(request: HttpRequest) -> HttpResponse:
    """演示: the simulated comparison, which lets one pass or fail."""
    if not settings.ALLOW_DEMO_ID:
        raise Http404
    reference = request.POST.get("reference") or request.GET.get("reference", "")
    if request.method == "POST":
        said = simulated_ticket(reference, passed=request.POST.get("go") == "pass")
        return HttpResponseRedirect(f"{reverse('portal:verify_face')}?{urlencode({'ticket': said})}")
    context = {"reference": reference, "action_url": reverse("portal:demo_face")}
    return page(request, "demo_face.html", context)


@signed_in
def home_place(request: HttpRequest) -> HttpResponse:
    """Say where one lives, from the county down to the village: that decides who handles one's matters."""
    actor, at = actor_of(request), now()
    assert actor.person is not None
    target = local_path(request.POST.get("next") or request.GET.get("next") or "/account")
    day = today(at)
    if request.method == "POST":
        chosen = division(request.POST.get("place", ""), day)
        if chosen is None or chosen.level not in ("village", "town"):
            raise Problem("places.division_unknown", code=request.POST.get("place", "")[:12])
        row = person(actor.person)
        update_person(
            by=actor,
            at=at,
            person_id=row.id,
            version=row.version,
            changes={"registered_at": chosen.code},
        )
        messages.success(request, f"记下了：{full_name(chosen.code, day)}。")
        return HttpResponseRedirect(target)
    within = request.GET.get("in", "")
    here = division(within, day) if within else None
    below = children(here.code if here else "", day)
    while here is None and len(below) == 1 and below[0].level in ("province", "city"):
        below = children(below[0].code, day)  # where there is one choice only, nobody is asked
    last = bool(below) and below[0].level == "village"
    context = {
        "here": full_name(here.code, day) if here else "",
        "places": [
            {
                "text": one.name,
                "value": one.code,
                "href": "" if last else f"{request.path}?{urlencode({'in': one.code, 'next': target})}",
            }
            for one in below
        ],
        "whole": {"value": here.code, "text": here.name} if here and here.level == "town" else None,
        "next": target,
        "again_url": f"{request.path}?{urlencode({'next': target})}" if here else "",
        "action_url": reverse("portal:home_place"),
    }
    return page(request, "home_place.html", context)
