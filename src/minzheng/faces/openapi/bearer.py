"""Calls of connected systems: a Bearer token of a service account, and for what they ask (R10)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import unquote

from django.http import HttpRequest
from ninja.security import HttpBearer

from minzheng.core.offices.actions import enter
from minzheng.core.systems.actions import note_call
from minzheng.core.systems.actions.calls import LEAST_PURPOSE, told_purpose
from minzheng.core.systems.queries import TokenRow, access
from minzheng.faces.openapi.clock import now
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor

PURPOSE: Final = "X-Purpose"


class CallRefused(Exception):
    """A system's call was refused before its operation began, and noted: the answer is the problem's, and the note stays."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code)


class Bearer(HttpBearer):
    """A service account with one scope. Its actor reaches as far as its registration; what for stands in `X-Purpose`."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """The system's actor. Problem `systems.token`; CallRefused `systems.scope`, `systems.purpose_missing`."""
        found = _came(request, token)
        if found.account is not None or self.scope not in found.scopes:
            raise _refused(request, Problem("systems.scope"))
        by: Actor = request.actor  # type: ignore[attr-defined]
        if len(by.purpose) < LEAST_PURPOSE:
            raise _refused(request, Problem("systems.purpose_missing"))
        return by


def held(token: str, at: datetime) -> TokenRow:
    """The access token, if it holds. Problem `systems.token`."""
    found = access(token, at)
    if found is None:
        raise Problem("systems.token")
    return found


def refuse_token(request: HttpRequest) -> None:
    """A token where none is taken: Problem `systems.token` for one that does not hold, CallRefused `systems.scope` for one
    that does."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        _came(request, token)
        raise _refused(request, Problem("systems.scope"))


def _came(request: HttpRequest, token: str) -> TokenRow:
    """Who calls, with what for, from here on the actor of the request. Problem `systems.token`."""
    found = held(token, now())
    actor = replace(found.system.actor, purpose=told_purpose(unquote(request.headers.get(PURPOSE, ""))))
    state: Any = request
    state.system, state.actor = found.system, actor
    enter(actor)
    return found


def _refused(request: HttpRequest, problem: Problem) -> CallRefused:
    """The refusal, noted as a call under the name and with the case that the address has."""
    match = request.resolver_match
    assert match is not None
    noted(request, str(match.url_name)[:60], str(match.kwargs.get("case_no", "")), problem)
    return CallRefused(problem)


def noted(request: HttpRequest, operation: str, case_no: str, problem: Problem | None = None) -> None:
    """Note a system's call, also one that was refused; calls of people are noted elsewhere."""
    system = getattr(request, "system", None)
    if system is not None:
        by: Actor = request.actor  # type: ignore[attr-defined]
        result = "answered" if problem is None else problem.code
        note_call(by=by, at=now(), system=system, operation=operation, case_no=case_no[:40], result=result)


HEADER: Final[Mapping[str, Any]] = {
    "in": "header",
    "name": PURPOSE,
    "required": False,
    "schema": {"type": "string", "maxLength": 600},
    "description": "用令牌调用时必填：办件编号或法定职责（中文要做百分号编码）",
}
"""How the document says it."""
