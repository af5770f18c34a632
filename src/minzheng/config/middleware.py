"""Each request is one transaction that begins with who acts and how far; `request.actor` says who.

A signed-in request costs two statements before its page begins: session with account, person and grants; then
`set_config(…, true)` for actor and scope, which PostgreSQL forgets at the end of the transaction, so nothing is left on
the connection when it goes back to the pool. A visitor without a session costs the second one only.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from minzheng.core.legal_persons.rules import ORGANISATION
from minzheng.core.offices.actions import enter, note_denied, noting_refusals
from minzheng.core.offices.queries import SignedIn
from minzheng.core.people import queries as people
from minzheng.core.people.rules import METHODS, is_whole, passed_factor
from minzheng.faces.kit.problems import problem_response
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, anonymous


class ActorMiddleware:
    """Sets `request.actor` and `request.user`, and wraps the rest in one transaction.

    What the page wrote is kept unless the answer is a server error, or an exception left the view and the answer is an
    error of any kind. Who works at a desk and has given a password but not the second factor is a visitor still: the one
    place where that is decided; `request.half_signed_in` then holds the account that the code's page asks about. A refused right (`offices.denied`) is written into the book after the transaction has ended.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer inside the transaction."""
        state: Any = request
        with noting_refusals(), transaction.atomic():
            state.half_signed_in = None
            state.actor = self._who(request)
            enter(state.actor)
            response = self.get_response(request)
            failed = getattr(request, "view_failed", False)
            if response.status_code >= 500 or (failed and response.status_code >= 400):
                transaction.set_rollback(True)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """An exception left the view: what it wrote is undone. A Problem is answered with its sentence."""
        state: Any = request
        state.view_failed = True
        if not isinstance(exception, Problem):
            return None
        note_denied(state.actor, timezone.now(), exception)
        return problem_response(request, exception)

    def _who(self, request: HttpRequest) -> Actor:
        state: Any = request
        session = state.session
        signed_in = session.get(HASH_SESSION_KEY)
        found: SignedIn | None = session.found
        if signed_in is None or found is None or found.account is None:
            state.user = AnonymousUser()
            return anonymous()
        user = people.user(found.account)
        if not constant_time_compare(signed_in, user.get_session_auth_hash()):
            session.flush()  # the password was changed elsewhere
            state.user = AnonymousUser()
            return anonymous()
        methods = session.get(METHODS, ())
        if not is_whole(found.account.kind, methods, password_once=found.account.values["password_once"]):
            state.user, state.half_signed_in = AnonymousUser(), found.account
            return anonymous()
        state.user = user
        session.move_end()
        organisation = session.get(ORGANISATION)
        actor = found.under_hat_of(UUID(organisation)) if organisation else found.actor
        return replace(actor, second_factor=passed_factor(methods))
