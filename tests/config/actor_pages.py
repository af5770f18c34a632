"""Pages that show what a request's transaction knows and what becomes of what it writes."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from minzheng.config import urls as addresses
from minzheng.core.offices.actions import authorise
from minzheng.core.people import actions as people
from minzheng.core.people.tests.factories import AT, BY, PASSWORD
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Target


def who(request: HttpRequest) -> JsonResponse:
    """The actor, and what the database was told."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('mz.actor', true), current_setting('mz.scope', true), pg_backend_pid()"
        )
        actor, scope, backend = cursor.fetchone()
    found = request.actor
    return JsonResponse(
        {
            "hat": found.hat,
            "name": found.name,
            "roles": found.roles,
            "second_factor": found.second_factor,
            "user": str(request.user),
            "database_actor": actor,
            "scope": scope,
            "backend": backend,
        }
    )


def write(request: HttpRequest, ending: str) -> HttpResponse:
    """Opens an account, then ends well, ill, or by an exception."""
    people.open_account(by=BY, at=AT, username=f"made_{ending}", password=PASSWORD)
    if ending == "raise":
        raise ValueError("planned")
    if ending == "problem":
        raise Problem("feedback.rated")
    return HttpResponse(status={"good": 200, "refused_form": 422, "broken": 500}[ending])


def across(request: HttpRequest) -> HttpResponse:
    """Asks for a right in another county."""
    people.open_account(by=BY, at=AT, username="made_across", password=PASSWORD)
    authorise(by=request.actor, right="offices.appoint", target=Target(places={"county": "990102"}), at=AT)
    return HttpResponse()


def everybody(request: HttpRequest) -> JsonResponse:
    """A page that forgot to say whose rows it wants."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_backend_pid(), current_user, array(SELECT name FROM people_person ORDER BY 1)"
        )
        backend, role, names = cursor.fetchone()
    return JsonResponse({"backend": backend, "role": role, "names": names})


urlpatterns = [
    path("everybody/", everybody),
    path("who/", who),
    path("write/<ending>/", write),
    path("across/", across),
    *addresses.urlpatterns,
]
