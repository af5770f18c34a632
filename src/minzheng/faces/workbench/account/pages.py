"""Signing in and out."""

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from minzheng.core.people import actions as people
from minzheng.core.people.queries import user
from minzheng.faces.kit import typed
from minzheng.faces.kit.pages import local_path
from minzheng.faces.kit.problems import title_of
from minzheng.faces.workbench.frame import actor_of, now, page
from minzheng.kernel.errors import Problem

BACKEND = "minzheng.config.sign_in.AccountBackend"


@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """User name and password; then back to where one wanted to go."""
    target = local_path(request.POST.get("next") or request.GET.get("next") or reverse("workbench:queue"))
    actor = actor_of(request)
    if actor.is_staff:
        return HttpResponseRedirect(target)
    name, errors = request.POST.get("username", "").strip(), []
    if request.method == "POST":
        try:
            account = people.sign_in(
                by=actor, at=now(), username=name, password=request.POST.get("password", "")
            )
        except Problem as problem:
            errors = [{"href": "#username", "text": title_of(problem)}]
        else:
            login(request, user(account), backend=BACKEND)
            return HttpResponseRedirect(target if account.kind == "staff" else reverse("portal:home"))
    context = {
        "username": name,
        "next": target,
        "errors": errors,
        "why": "离开得有点久，请再登录一次。您刚才写的还在。" if typed.is_kept(request, target) else "",
        "demo_accounts": [],
        "demo_password": "",
        "action_url": reverse("workbench:sign_in"),
    }
    return page(request, "sign_in.html", context, status=422 if errors else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    return HttpResponseRedirect(reverse("workbench:sign_in"))
