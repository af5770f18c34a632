"""`/healthz`: the process answers. `/readyz`: it can also use its database, whose tables are up to date."""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase


class HealthMiddleware:
    """Answers the two addresses before anything else, whatever host name a probe uses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a probe, or hand on."""
        if request.path_info == "/healthz":
            return _plain("ok", 200)
        if request.path_info == "/readyz":
            why_not = reason_not_ready()
            return _plain(why_not or "ready", 503 if why_not else 200)
        return self.get_response(request)


def reason_not_ready() -> str:
    """Why the database cannot be used, in a word; empty when it can."""
    try:
        executor = MigrationExecutor(connection)
        return "migrations" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else ""
    except DatabaseError:
        return "database"


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain", headers={"Cache-Control": "no-store"})
