"""Where the framework's sign-in asks the house: one backend with its lock, and allauth's adapters with our sentences."""

from base64 import b64decode, b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from minzheng.core.people import actions, queries
from minzheng.core.people.queries import sealing
from minzheng.core.people.rules import METHODS, browser_words, passed_factor
from minzheng.faces.kit import typed
from minzheng.faces.kit.context import SITE
from minzheng.faces.kit.problems import title_of
from minzheng.faces.portal.frame import note_browser
from minzheng.kernel.errors import Problem
from minzheng.kernel.gm import associated_data
from minzheng.kernel.rights import anonymous

ASKED_AGAIN = {
    "reauthenticate": "用密码",
    "mfa_reauthenticate": "用动态口令或备用码",
    "mfa_reauthenticate:webauthn": "用通行密钥",
}
SEALED = associated_data("mfa_authenticator", "data", "secret")


class AccountBackend(BaseBackend):
    """User name and password, counted and locked as `people.actions.sign_in` does it."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **other: Any,
    ) -> Any:
        """The user, or None; the reason is left on the request for the adapter."""
        if not username or password is None:
            return None
        try:
            account = actions.sign_in(by=anonymous(), at=timezone.now(), username=username, password=password)
        except Problem as problem:
            if request is not None:
                state: Any = request
                state.sign_in_problem = problem
            return None
        return queries.user(account)

    def get_user(self, user_id: Any) -> Any:
        """The user of an account that may sign in."""
        return queries.user_by_id(user_id)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """allauth's sign-in with the house's sentences."""

    error_messages = {**DefaultAccountAdapter.error_messages, "username_password_mismatch": ""}

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """The user; ValidationError with the sentence of the problem when there is none."""
        user = super().authenticate(request, **credentials)
        problem = getattr(request, "sign_in_problem", None)
        if user is None and problem is not None:
            raise ValidationError(title_of(problem), code=problem.code)
        return user

    def login(self, request: HttpRequest, user: Any) -> None:
        """Start the session, note in it with which browser, and put what was half-typed back into it."""
        super().login(request, user)
        note_browser(request)
        typed.collect(request, user.pk)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways in which one may be asked again, in the words of our pages."""
        ways = super().get_reauthentication_methods(user)
        return [{**way, "description": ASKED_AGAIN[way["id"]]} for way in ways]

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """An account that was given up or closed opens by no passkey."""
        messages.error(request, "这个账号已经停用，不能再登录。不清楚的，请打 12349。")
        return HttpResponseRedirect(reverse("account_login"))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where one comes to after a passkey, when nothing else was asked for."""
        return str(reverse("workbench:queue" if request.user.kind == "staff" else "portal:home"))

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an account begins with a proof of identity (a counter, or an identity service), not with a form."""
        return False

    def post_login(self, request: HttpRequest, user: Any, **other: Any) -> Any:
        """The answer after signing in; a passkey of staff is counted and written like a code."""
        methods = request.session.get(METHODS, ())
        if user.kind == "staff" and passed_factor(methods):
            _note_passkey(request, user)
        return super().post_login(request, user, **other)


def _note_passkey(request: HttpRequest, user: Any) -> None:
    """Write that a passkey was shown; while the account is locked it opens nothing."""
    try:
        actions.note_passkey(by=anonymous(), at=timezone.now(), account_id=user.pk)
    except Problem:
        request.session.flush()


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Secrets of the second factor are sealed like any other column; staff cannot take their last factor away."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "没有对上，请再试一次，或者换一种登录办法",
    }

    def encrypt(self, text: str) -> str:
        """Sealed by the key ring (SM4-GCM)."""
        return b64encode(sealing.keys().encrypt(text.encode(), SEALED)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was sealed."""
        return sealing.keys().decrypt(b64decode(encrypted_text), SEALED).decode()

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Whether another way in is left; the page says what to do when there is none."""
        try:
            actions.require_way_without(authenticator, staff=authenticator.user.kind == "staff")
        except Problem as problem:
            said = {"cannot_delete_authenticator": title_of(problem)}
            self.error_messages = {**self.error_messages, **said}
            return False
        return True

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002  (allauth's name)
        """What a passkey is called as long as nobody says otherwise: the device it was made on."""
        return browser_words(context.request.headers.get("User-Agent", ""))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The site for which passkeys hold: its host, by the name that stands on its pages."""
        return {**super().get_public_key_credential_rp_entity(), "name": SITE["name"]}
