"""The operations of `/api/v1`."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth import login, logout
from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Header, NinjaAPI, Query
from ninja.security import APIKeyCookie

from minzheng.core.audit.queries import of_case
from minzheng.core.cases import queries as cases
from minzheng.core.cases.actions import Submission, check_pin, submit, take_step, withdraw
from minzheng.core.cases.rules import STATE_WORDS
from minzheng.core.catalogue.queries import package, services, snapshot_for
from minzheng.core.forms.actions import seal
from minzheng.core.forms.rules import context_of
from minzheng.core.offices.actions import authorise
from minzheng.core.people import actions as people
from minzheng.core.people.queries import PersonRow, person, user
from minzheng.core.workflow.rules import waiting
from minzheng.faces.kit.pagination import page_of, read_cursor, read_limit
from minzheng.faces.openapi import problems, schemas
from minzheng.faces.openapi.clock import now
from minzheng.kernel.codes import CodeError, parse_case_no
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.rights import LEVELS, Actor, Target

BACKEND = "minzheng.config.sign_in.AccountBackend"
KEY = re.compile(r"[\x21-\x7e]{1,255}")
ORDER = "api.cases"
HOME = {"province": "990000", "city": "990100", "county": "990101", "town": "", "village": ""}
"""Where an anonymous program is taken to ask from (the demo's district)."""

api = NinjaAPI(
    title="民政一体化政务服务平台 开放接口",
    version="1.0.0",
    description="Every error is application/problem+json (RFC 9457) with a code of the error catalogue.",
    urls_namespace="openapi-v1",
    docs_url=None,
)
problems.install(api)
ERRORS = dict.fromkeys((400, 401, 403, 404, 409, 422, 429), schemas.ProblemOut)


class Signed(APIKeyCookie):
    """The session's cookie; writes need the CSRF token beside it."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """The actor, if somebody has signed in."""
        actor = actor_of(request)
        return actor if actor.account is not None else None


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found


@api.post("session", response={200: schemas.SessionOut, **ERRORS}, tags=["session"], operation_id="sign_in")
def sign_in(request: HttpRequest, what: schemas.SessionIn) -> Mapping[str, Any]:
    """Sign in; the answer sets the session's cookie."""
    account = people.sign_in(by=actor_of(request), at=now(), username=what.username, password=what.password)
    login(request, user(account), backend=BACKEND)
    row = person(account.person) if account.person else None
    return {"name": row.name if row else "", "hat": account.kind, "roles": [], "csrf_token": get_token(request)}


@api.delete("session", auth=Signed(), response={204: None, **ERRORS}, tags=["session"], operation_id="sign_out")
def sign_out(request: HttpRequest) -> tuple[int, None]:
    """Sign out."""
    logout(request)
    return 204, None


@api.get("services", response={200: list[schemas.ServiceOut], **ERRORS}, tags=["services"], operation_id="services")
def list_services(request: HttpRequest, q: str = Query("", max_length=60)) -> list[Mapping[str, Any]]:
    """Services in use; with `q` those that it finds, best first."""
    return [
        {"code": one.code, "name": one.name, "short": one.short, "summary": one.summary, "themes": list(one.themes)}
        for one in services(q)
    ]


@api.get("services/{code}", response={200: schemas.ServiceDetail, **ERRORS}, tags=["services"], operation_id="service")
def one_service(request: HttpRequest, code: str) -> Mapping[str, Any]:
    """A service with the JSON Schema of its form, as offered where the person is registered."""
    by = actor_of(request)
    places = person(by.person).places if by.person else HOME
    snapshot = snapshot_for(code[:40], places)
    found = package(snapshot)
    words = found.service
    return {
        "code": found.code,
        "name": words["name"],
        "short": found.short,
        "summary": words["summary"],
        "themes": list(words.get("themes", ())),
        "snapshot": snapshot,
        "conditions": [line["text"] for line in words.get("conditions", ())],
        "materials": [line["name"] for line in words.get("materials", ())],
        "answers_schema": found.form.json_schema(),
    }


@api.post("cases", auth=Signed(), response={201: schemas.CaseReceipt, **ERRORS}, tags=["cases"], operation_id="submit")
def submit_case(
    request: HttpRequest, what: schemas.CaseIn, key: str = Header("", alias="Idempotency-Key")
) -> tuple[int, Mapping[str, Any]]:
    """Apply. The same key with the same content gives the same receipt; with other content it is refused."""
    require_key(key)
    by, at = actor_of(request), now()
    if by.person is None:
        raise Problem("forms.sign_in")
    me = person(by.person)
    snapshot = snapshot_for(what.service, me.places)
    found = package(snapshot)
    named = str(found.service.get("applicant", ""))
    sealed, refused = seal(what.answers, found.form, by=by, at=at, applicant_key=named)
    finished = found.form.finish(sealed, context_of(at))
    wrong = [*refused, *finished.problems]
    if wrong:
        raise Invalid([FieldProblem(f"answers.{one.path}", one.message, one.label) for one in wrong])
    done = submit(
        by=by,
        at=at,
        what=Submission(
            snapshot=snapshot,
            applicant=applicant_of(finished.answers, named, me),
            answers=finished.answers,
            key=key,
            agent=by.person,
        ),
    )
    return 201, {"case_no": done.case_no, "query_pin": done.query_pin, "repeated": done.again}


def require_key(key: str) -> None:
    """Raise Problem(`openapi.key_missing`) unless the header is there and printable."""
    if not KEY.fullmatch(key):
        raise Problem("openapi.key_missing")


def applicant_of(answers: Mapping[str, Any], named: str, me: PersonRow) -> PersonRow:
    """Whom the application is for: the person that the form's applicant field names, else who asks."""
    reference = answers.get(named)
    return person(UUID(reference["ref"])) if isinstance(reference, Mapping) and reference.get("ref") else me


@api.get("cases", auth=Signed(), response={200: schemas.CasePage, **ERRORS}, tags=["cases"], operation_id="my_cases")
def my_cases(request: HttpRequest, cursor: str = "", limit: str = "") -> Mapping[str, Any]:
    """My own cases, newest first."""
    by, size, place = actor_of(request), read_limit(limit), read_cursor(cursor, order=ORDER)
    rows = cases.cases_of(by.person, before=place.key if place else None, limit=size) if by.person else []  # type: ignore[arg-type]
    shown = page_of(rows, limit=size, cursor=place, key_of=lambda row: (row["received_at"], row["id"]), order=ORDER)
    return {"items": [case_out(row) for row in shown.rows], "next": shown.next}


def visible(request: HttpRequest, case_no: str) -> dict[str, Any]:
    """A case that the caller may see; for anybody without any right to it, it is not there."""
    try:
        row = cases.case_by_number(parse_case_no(case_no).number)
    except CodeError as error:
        raise Problem("cases.number_wrong") from error
    by = actor_of(request)
    if row["agent_id"] in by.acts_for:
        return row
    target = Target(
        owners=frozenset({row["applicant_id"]}),
        places={level: row[level] for level in LEVELS},
        business=row["service"],
        sensitivity=row["sensitivity"],
    )
    try:
        authorise(by=by, right="cases.view", target=target, at=now())
    except Problem as problem:
        raise Problem("cases.not_found") from problem
    return row


@api.get("cases/{case_no}", auth=Signed(), response={200: schemas.CaseOut, **ERRORS}, tags=["cases"], operation_id="case")
def one_case(request: HttpRequest, case_no: str) -> Mapping[str, Any]:
    """Where a case stands."""
    return case_out(visible(request, case_no))


@api.get(
    "cases/{case_no}/events",
    auth=Signed(),
    response={200: list[dict[str, Any]], **ERRORS},
    tags=["cases"],
    operation_id="events",
)
def case_events(request: HttpRequest, case_no: str) -> list[Mapping[str, Any]]:
    """What happened to a case, oldest first: kind, element, states, time and countable facts."""
    row = visible(request, case_no)
    names = ("id", "at", "kind", "element", "from_state", "to_state", "facts")
    return [{name: event[name] for name in names} for event in of_case(row["id"], row["received_at"])]


@api.post(
    "cases/{case_no}/steps", auth=Signed(), response={200: schemas.CaseOut, **ERRORS}, tags=["cases"], operation_id="step"
)
def step(
    request: HttpRequest, case_no: str, what: schemas.StepIn, key: str = Header("", alias="Idempotency-Key")
) -> Mapping[str, Any]:
    """Conclude a step. A step is concluded once: repeated by the same person with the same outcome it answers with
    where the case stands; by another person it is refused, saying who and when."""
    require_key(key)
    row = visible(request, case_no)
    take_step(
        by=actor_of(request), at=now(), case_id=row["id"], element=what.element, outcome=what.outcome, form=what.form
    )
    return case_out(cases.case(row["id"]))


@api.post(
    "cases/{case_no}/withdrawal", auth=Signed(), response={200: schemas.CaseOut, **ERRORS}, tags=["cases"], operation_id="withdraw"
)
def withdraw_case(
    request: HttpRequest, case_no: str, key: str = Header("", alias="Idempotency-Key")
) -> Mapping[str, Any]:
    """Withdraw, at any time before the decision."""
    require_key(key)
    row = visible(request, case_no)
    withdraw(by=actor_of(request), at=now(), case_id=row["id"])
    return case_out(cases.case(row["id"]))


@api.post("queries", response={200: schemas.CaseOut, **ERRORS}, tags=["cases"], operation_id="query")
def query(request: HttpRequest, what: schemas.QueryIn) -> Mapping[str, Any]:
    """Where a case stands, by number and query code, without signing in; five wrong codes lock the number."""
    try:
        number = parse_case_no(what.case_no).number
    except CodeError as error:
        raise Problem("cases.number_wrong") from error
    return case_out(cases.case(check_pin(at=now(), case_no=number, pin=what.query_pin)))


def case_out(row: Mapping[str, Any]) -> dict[str, Any]:
    """A case's head as it goes over the wire."""
    names = ("case_no", "service", "title", "state", "result", "received_at", "accepted_on", "due_at", "closed_at")
    return {
        **{name: row[name] for name in names},
        "state_text": STATE_WORDS.get(row["state"], row["state"]),
        "waiting_for": [] if row["closed_at"] else sorted(waiting(row["tokens"]).values()),
    }
