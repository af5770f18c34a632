"""The pages of the sign-in library that are open: passkeys, spare codes, the app's codes, and being asked again who one is.

Adding and taking off a passkey are its pages over verbs of ours. Its other pages (passwords, mail, registering) are not
mounted: what they do stands in our own pages, with our limits and in the book.
"""

from typing import Any

from allauth.account.views import reauthenticate
from allauth.mfa.webauthn.forms import AddWebAuthnForm, LoginWebAuthnForm, ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import include, path, reverse
from django.utils import timezone
from django.views.generic.base import RedirectView

from minzheng.config.sessions import SIGNED_IN
from minzheng.config.sign_in import FactorAdapter
from minzheng.core.people import actions
from minzheng.core.people.rules import FRESH_SIGN_IN
from minzheng.faces.kit.problems import title_of
from minzheng.kernel.errors import Problem
from minzheng.kernel.text import mask_name


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A name for the passkey, and what the browser made."""

    name = forms.CharField(required=False, max_length=40, label="给它起个名字")

    def clean(self) -> dict[str, Any]:
        """The fields; what no browser sends is a wrong passkey, not a failure of ours."""
        try:
            found: dict[str, Any] = super().clean()
        except actions.MALFORMED:
            raise FactorAdapter().validation_error("incorrect_code") from None
        return found


class _Answer:
    def clean_credential(self) -> Any:
        """The passkey that signed; what no browser sends is a wrong one, not a failure of ours."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except actions.MALFORMED:
            raise FactorAdapter().validation_error("incorrect_code") from None


class SignInForm(_Answer, LoginWebAuthnForm):  # type: ignore[misc]
    """The answer of a passkey at the sign-in page."""


class AskedAgainForm(_Answer, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """The answer of a passkey of who is asked again."""


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    """Add a passkey: for citizens one that needs no password besides, for staff a second factor."""

    form_class = PasskeyForm

    def dispatch(self, request: HttpRequest, *more: Any, **words: Any) -> HttpResponseBase:
        """Who has neither password nor passkey cannot be asked for one again: they must have signed in just now."""
        user = request.user
        if user.is_authenticated and not user.has_usable_password() and not _fresh(request):
            messages.error(request, title_of(Problem("people.passkey_stale")))
            return HttpResponseRedirect(reverse("portal:safety"))
        answer: HttpResponseBase = super().dispatch(request, *more, **words)
        return answer

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it, and back to the list."""
        said, by = form.cleaned_data, self.request.actor
        try:
            actions.add_passkey(by=by, at=timezone.now(), name=said["name"], credential=said["credential"])
        except Problem as problem:
            messages.error(self.request, title_of(problem))
        else:
            messages.success(self.request, f"“{said['name']}”加好了，下次就能用。")
        return HttpResponseRedirect(reverse("mfa_list_webauthn"))


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]
    """Take a passkey off, unless it is the last way in."""

    def get_context_data(self, **words: Any) -> dict[str, Any]:
        """With `refused`: why it cannot be taken off, '' when it can."""
        try:
            actions.require_way_without(self.object, staff=self.request.actor.is_staff)
        except Problem as problem:
            words["refused"] = title_of(problem)
        found: dict[str, Any] = super().get_context_data(**words)
        return found

    def form_valid(self, form: Any) -> HttpResponse:
        """Take it off, and back to the list; the page says why not."""
        try:
            actions.remove_passkey(by=self.request.actor, at=timezone.now(), passkey=self.object.pk)
        except Problem:
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(self.request, "去掉了，以后不能再用它登录。")
        return HttpResponseRedirect(reverse("mfa_list_webauthn"))


def of_library(request: HttpRequest) -> dict[str, Any]:
    """Template context processor: who has signed in, on the library's pages, which do not say so themselves."""
    match, actor = request.resolver_match, getattr(request, "actor", None)
    if match is None or not str(match.url_name).startswith(("mfa_", "account_")) or actor is None:
        return {}
    if actor.account is None:
        return {}
    home = "workbench:me" if actor.is_staff else "portal:safety"
    me = {
        "name_masked": mask_name(actor.name),
        "account_url": reverse("portal:account"),
        "is_staff": actor.is_staff,
    }
    return {"me": me, "back_url": reverse(home)}


def _fresh(request: HttpRequest) -> bool:
    began = request.session.get(SIGNED_IN)
    return bool(began) and timezone.now().timestamp() - float(began[1]) <= FRESH_SIGN_IN.total_seconds()


urlpatterns = [
    path(
        "login/", RedirectView.as_view(pattern_name="portal:sign_in", query_string=True), name="account_login"
    ),
    path("reauthenticate/", reauthenticate, name="account_reauthenticate"),
    path("2fa/", RedirectView.as_view(pattern_name="mfa_list_webauthn"), name="mfa_index"),
    path("2fa/webauthn/add/", AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/remove/", RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
]
