"""Proving once more who one is, for a system that asks for it; and what to do when the level does not reach."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from minzheng.core.people import actions as people
from minzheng.faces.identity.frame import actor_of, door, now, page, proved_again
from minzheng.faces.kit.pages import local_path
from minzheng.faces.kit.problems import title_of
from minzheng.kernel.errors import Problem
from minzheng.kernel.registry import connectors
from minzheng.kernel.text import mask_name

LEVELS = {1: "手机号注册（a1）", 2: "身份证号和姓名核验（a2）", 3: "本人到场或人脸核验（a3）"}


@sensitive_post_parameters("password")
@door
def again(request: HttpRequest) -> HttpResponse:
    """The password once more; a wrong one counts towards the lock like any other."""
    target = local_path(request.POST.get("next") or request.GET.get("next") or "/")
    actor = actor_of(request)
    if actor.account is None:
        return HttpResponseRedirect(target)
    errors = []
    if request.method == "POST":
        try:
            people.sign_in(
                by=actor,
                at=now(),
                username=request.user.get_username(),
                password=request.POST.get("password", ""),
            )
        except Problem as problem:
            errors = [{"href": "#password", "text": title_of(problem)}]
        else:
            proved_again(request)
            return HttpResponseRedirect(target)
    context = {
        "name": mask_name(actor.name),
        "next": target,
        "errors": errors,
        "action_url": reverse("identity:again"),
        "partners": [] if request.user.has_usable_password() else ways(target),
    }
    return page(request, "again.html", context, status=422 if errors else 200)


def ways(target: str) -> list[dict[str, str]]:
    """For who has no password here: signing in once more at the platform that vouched."""
    query = urlencode({"next": target})
    return [
        {"text": one.button(), "href": f"{reverse('identity:partner', args=[one.name])}?{query}"}
        for one in connectors
        if getattr(one, "signs_in", False) and one.button()
    ]


@require_safe
@door
def raise_level(request: HttpRequest) -> HttpResponse:
    """What to do when a system asks for a higher level than one has."""
    target = local_path(request.GET.get("next") or "/")
    wanted = request.GET.get("level", "")
    context = {
        "wanted": LEVELS.get(int(wanted) if wanted in {"1", "2", "3"} else 3, ""),
        "have": LEVELS.get(actor_of(request).assurance, ""),
        "next": target,
        "verify_url": f"{reverse('portal:verify')}?{urlencode({'level': wanted, 'next': target})}",
    }
    return page(request, "raise.html", context)
