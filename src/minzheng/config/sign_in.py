"""Where the framework's sign-in asks the house: one backend with its lock, and allauth's adapter with our sentences."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from minzheng.core.people import actions, queries
from minzheng.faces.kit.problems import title_of
from minzheng.faces.portal.frame import note_browser
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import anonymous


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
        """Start the session, and note in it with which browser."""
        super().login(request, user)
        note_browser(request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an account begins with a proof of identity (a counter, or an identity service), not with a form."""
        return False
