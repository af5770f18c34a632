"""The operations of `/api/v1`."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from django.contrib.auth import login, logout
from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Header, Path, Query, Status
from ninja.security import APIKeyCookie
from ninja.utils import check_csrf

from minzheng.core.audit.queries import of_case
from minzheng.core.audit.rules import canonical_json
from minzheng.core.cases import queries as cases
from minzheng.core.cases.actions import Submission, check_pin, submit, take_step, withdraw
from minzheng.core.cases.actions.permission import require_sight
from minzheng.core.cases.actions.request_key import RequestKey
from minzheng.core.cases.rules import STATE_WORDS, begun_at, today
from minzheng.core.catalogue.queries import offered_to, package, services, snapshot_for, where_named
from minzheng.core.forms.actions import seal
from minzheng.core.forms.rules import context_of
from minzheng.core.offices.queries import actor as actor_of_account
from minzheng.core.people import actions as people
from minzheng.core.people.queries import PersonRow, met, user
from minzheng.core.places.queries import ancestry
from minzheng.core.workflow.rules import waiting
from minzheng.faces.kit.pagination import MAX_LIMIT, page_of, read_cursor
from minzheng.faces.kit.problems import problem_response
from minzheng.faces.openapi import problems, schemas
from minzheng.faces.openapi.answers import wrong_in
from minzheng.faces.openapi.bearer import Bearer, noted, refuse_token
from minzheng.faces.openapi.clock import now
from minzheng.faces.openapi.document import Api, PlainJson
from minzheng.faces.openapi.reading import StrictParser
from minzheng.faces.openapi.throttling import PerAddress
from minzheng.kernel.calendar import Unit
from minzheng.kernel.codes import CodeError, parse_case_no
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.formspec import Form
from minzheng.kernel.rights import Actor, Hat

BACKEND: Final = "minzheng.config.sign_in.AccountBackend"
ORDER: Final = "api.cases"
UNITS: Final = {Unit.WORKING_DAY: "个工作日", Unit.NATURAL_DAY: "日", Unit.HOUR: "小时"}
BODY: Final = (400, 413, 415, 422)
"""What may be wrong with a body before an operation sees it."""

api = Api(
    title="民政一体化政务服务平台 开放接口",
    version="1.0.0",
    description=(
        "出错时一律回答 application/problem+json（RFC 9457），`code` 见错误目录。"
        "写操作要带会话 Cookie 和 X-CSRFToken；提交、办理、撤回还要带 Idempotency-Key。"
    ),
    urls_namespace="openapi-v1",
    docs_url=None,
    parser=StrictParser(),
    renderer=PlainJson(),
)
problems.install(api)


def answers(status: int, what: Any, *refusals: int) -> dict[int, Any]:
    """What an operation answers: its result, and the problems that may come instead."""
    return {status: what, **dict.fromkeys(sorted({400, *refusals}), schemas.ProblemOut)}


class Session(APIKeyCookie):
    """The session's cookie; writes need the CSRF token beside it."""

    param_name = "sessionid"

    def __init__(self) -> None:
        super().__init__(csrf=False)

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """The actor, if somebody has signed in. Raises Problem `openapi.csrf` for a write without its token."""
        actor = actor_of(request)
        if request.half_signed_in is not None:  # type: ignore[attr-defined]
            raise Problem("people.code_missing")
        if actor.account is None:
            refuse_token(request)
            return None
        if check_csrf(request):
            raise Problem("openapi.csrf")
        return actor


READS: Final = [Bearer("cases.read"), Session()]
"""Who may look a case up: a connected system for a purpose, or who is signed in."""

Key = Header(
    ...,
    alias=problems.KEY,
    pattern=r"^[\x21-\x7e]{1,255}$",
    description="由您生成的唯一键（例如 UUID）。重试时用同一个键，不会办两次",
)
Number = Path(..., max_length=40, description="办件编号，23 位，最后一位是校验位")


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, through this door, which serves persons. Problem `legal_persons.own_hat` under that of a legal person."""
    found: Actor = request.actor  # type: ignore[attr-defined]
    if found.hat is Hat.CORPORATE:
        raise Problem("legal_persons.own_hat")
    return replace(found, channel="api")


# ── Session ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@api.post(
    "session",
    response=answers(200, schemas.SessionOut, 401, 403, 409, 429, *BODY),
    throttle=[PerAddress("session", "60/m")],
    tags=["session"],
    operation_id="sign_in",
)
def sign_in(request: HttpRequest, what: schemas.SessionIn) -> Any:
    """Sign in; the answer sets the session's cookie. A failure is counted, so what it wrote is kept."""
    try:
        account = people.sign_in(
            by=actor_of(request), at=now(), username=what.username, password=what.password
        )
        kind = people.pass_second_factor(by=actor_of(request), at=now(), account=account, code=what.code)
    except Problem as problem:
        return problem_response(request, problem)
    login(request, user(account), backend=BACKEND)
    if kind:
        people.mark_passed(request.session, account.id, kind, now())
    return session_of(request, actor_of_account(account.id, channel="api", on=today(now())))


@api.get(
    "session",
    auth=Session(),
    response=answers(200, schemas.SessionOut, 401),
    tags=["session"],
    operation_id="session",
)
def current_session(request: HttpRequest) -> Mapping[str, Any]:
    """Who is signed in, with the CSRF token for writes."""
    return session_of(request, actor_of(request))


def session_of(request: HttpRequest, who: Actor | None) -> Mapping[str, Any]:
    """The session's answer."""
    known = {"name": who.name, "hat": who.hat.value, "roles": list(who.roles)} if who else {}
    return {"name": "", "hat": "anonymous", "roles": [], **known, "csrf_token": get_token(request)}


@api.delete(
    "session",
    auth=Session(),
    response=answers(204, None, 401, 403),
    tags=["session"],
    operation_id="sign_out",
)
def sign_out(request: HttpRequest) -> Status[None]:
    """Sign out."""
    logout(request)
    return Status(204, None)


# ── Services ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@api.get(
    "services",
    response=answers(200, list[schemas.ServiceOut], 422),
    tags=["services"],
    operation_id="services",
)
def list_services(request: HttpRequest, q: str = Query("", max_length=60)) -> list[Mapping[str, Any]]:
    """Services in use; with `q` those that it finds, best first (60 at most)."""
    return [
        {
            "code": one.code,
            "name": one.name,
            "short": one.short,
            "summary": one.summary,
            "themes": list(one.themes),
        }
        for one in services(q)
    ]


@api.get(
    "services/{code}",
    response=answers(200, schemas.ServiceDetail, 404, 422),
    tags=["services"],
    operation_id="service",
)
def one_service(
    request: HttpRequest,
    code: str = Path(..., max_length=40),
    division: str = Query("", pattern=r"^(\d{6}|\d{9}|\d{12})?$", description="区划代码；不写就是全省的规定"),
) -> Mapping[str, Any]:
    """A service with the JSON Schema of its form, as it is offered in a division."""
    snapshot = snapshot_for(code, ancestry(division) if division else {})
    found = package(snapshot)
    words = found.service
    return {
        "code": found.code,
        "name": words["name"],
        "short": found.short,
        "summary": words["summary"],
        "themes": list(words.get("themes", ())),
        "snapshot": snapshot,
        "promised_limit": limit_words(words.get("limits", {}).get("promised_limit")),
        "conditions": [line["text"] for line in words.get("conditions", ())],
        "materials": [line["name"] for line in words.get("materials", ())],
        "answers_schema": found.form.json_schema(),
    }


def limit_words(words: Mapping[str, Any] | None) -> str:
    """A limit as people say it; '' where there is none."""
    return f"{words['n']} {UNITS[Unit(words['unit'])]}" if words else ""


# ── Cases ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@api.post(
    "cases",
    auth=Session(),
    response=answers(201, schemas.CaseReceipt, 401, 403, 404, 409, *BODY),
    tags=["cases"],
    operation_id="submit",
)
def submit_case(request: HttpRequest, what: schemas.CaseIn, key: str = Key) -> Status[Mapping[str, Any]]:
    """Apply. The same key with the same content gives the same receipt; with other content it is refused."""
    by, at = actor_of(request), now()
    if by.person is None:
        raise Problem("forms.sign_in")
    if by.is_staff:  # an officer receives at the desk
        raise Problem("offices.denied", right="cases.submit")
    me, snapshot = offered_to(by.person, what.service)
    form, named = package(snapshot).form, str(package(snapshot).service.get("applicant", ""))
    filled = finished(what.answers, form, named, by)
    place = where_named(package(snapshot), filled, today(at))
    done = submit(
        by=by,
        at=at,
        what=Submission(
            snapshot=place[1] if place else snapshot,
            places=place[0] if place else None,
            applicant=applicant_of(filled, named, me),
            answers=filled,
            key=key,
            agent=by.person,
        ),
    )
    return Status(201, {"case_no": done.case_no, "query_pin": done.query_pin, "repeated": done.again})


def finished(given: Mapping[str, Any], form: Form, named: str, by: Actor) -> Mapping[str, Any]:
    """The answers as they are kept. Raises Invalid with every field to mend."""
    wrong = wrong_in(given, form)
    if wrong:
        raise Invalid(wrong, "openapi.answers")
    at = now()
    sealed, refused = seal(given, form, by=by, at=at, applicant_key=named)
    whole = form.finish(sealed, context_of(at))
    told = {one.path for one in refused}
    wrong = [*refused, *(one for one in whole.problems if one.path not in told)]
    if wrong:
        raise Invalid(
            [FieldProblem(f"answers.{one.path}", one.message, one.label) for one in wrong], "openapi.answers"
        )
    return whole.answers


def applicant_of(given: Mapping[str, Any], named: str, me: PersonRow) -> PersonRow:
    """Whom the application is for: the person that the form's applicant field names, else who asks."""
    reference = given.get(named)
    return met(UUID(reference["ref"])) if isinstance(reference, Mapping) and reference.get("ref") else me


@api.get(
    "cases",
    auth=Session(),
    response=answers(200, schemas.CasePage, 401, 422),
    tags=["cases"],
    operation_id="my_cases",
)
def my_cases(
    request: HttpRequest,
    cursor: str = Query("", max_length=500),
    limit: int = Query(20, ge=1, le=MAX_LIMIT),
) -> Mapping[str, Any]:
    """My own cases, newest first. `next` of one page is the `cursor` of the following one."""
    by, place = actor_of(request), read_cursor(cursor, order=ORDER)
    before = (place.key[0], place.key[1]) if place else None
    rows = cases.cases_of(by.person, before=before, limit=limit) if by.person else []
    shown = page_of(
        rows, limit=limit, cursor=place, key_of=lambda row: (row["received_at"], row["id"]), order=ORDER
    )
    return {"items": [case_out(row) for row in shown.rows], "next": shown.next}


def visible(by: Actor, case_no: str) -> dict[str, Any]:
    """A case that the caller may see; for anybody without any right to it, it is not there."""
    row = cases.case_by_number(checked_number(case_no))
    require_sight(row, by, now())
    return row


def checked_number(case_no: str) -> str:
    """A case number whose check character is right. Raises Problem `cases.number_wrong`."""
    try:
        return parse_case_no(case_no).number
    except CodeError as error:
        raise Problem("cases.number_wrong") from error


@api.get(
    "cases/{case_no}",
    auth=READS,
    response=answers(200, schemas.CaseOut, 401, 403, 404, 422),
    tags=["cases"],
    operation_id="case",
)
def one_case(request: HttpRequest, case_no: str = Number) -> Any:
    """Where a case stands. Also for systems whose registration reaches it; each of their calls is noted."""
    return seen(request, "case", case_no, case_out)


@api.get(
    "cases/{case_no}/events",
    auth=READS,
    response=answers(200, list[schemas.EventOut], 401, 403, 404, 422),
    tags=["cases"],
    operation_id="events",
)
def case_events(request: HttpRequest, case_no: str = Number) -> Any:
    """What happened to a case, oldest first: kind, element, states, time and countable facts."""
    return seen(request, "events", case_no, events_out)


def events_out(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The events of a case as they go over the wire."""
    since = begun_at(row)
    return [
        {name: event[name] for name in schemas.EventOut.model_fields} for event in of_case(row["id"], since)
    ]


def seen(
    request: HttpRequest, operation: str, case_no: str, shown: Callable[[Mapping[str, Any]], Any]
) -> Any:
    """A case that the caller may see, as `shown` shows it; a system's call is noted, also one that was refused."""
    try:
        row = visible(actor_of(request), case_no)
    except Problem as problem:
        if not hasattr(request, "system"):
            raise
        noted(request, operation, case_no, problem)
        return problem_response(request, problem)
    noted(request, operation, case_no)
    return shown(row)


@api.post(
    "cases/{case_no}/steps",
    auth=Session(),
    response=answers(200, schemas.CaseOut, 401, 403, 404, 409, *BODY),
    tags=["cases"],
    operation_id="step",
)
def step(
    request: HttpRequest, what: schemas.StepIn, case_no: str = Number, key: str = Key
) -> Mapping[str, Any]:
    """Conclude a step. The same key with the same content is not concluded again, but answered with where the case
    stands; with other content it is refused. Who comes second to a step is told who was first, and when."""
    by, number = actor_of(request), checked_number(case_no)
    taken = take_step(
        by=by,
        at=now(),
        case_id=number,
        element=what.element,
        outcome=what.outcome,
        form=what.form,
        key=key_of(by, key, "step", number, what.dict()),
    )
    return case_out(taken.row)


@api.post(
    "cases/{case_no}/withdrawal",
    auth=Session(),
    response=answers(200, schemas.CaseOut, 401, 403, 404, 409, 422),
    tags=["cases"],
    operation_id="withdraw",
)
def withdraw_case(request: HttpRequest, case_no: str = Number, key: str = Key) -> Mapping[str, Any]:
    """Withdraw, at any time before the decision. Repeated, it answers with where the case stands."""
    by, number = actor_of(request), checked_number(case_no)
    done = withdraw(by=by, at=now(), case_id=number, key=key_of(by, key, "withdraw", number, {}))
    return case_out(done.row)


def key_of(by: Actor, key: str, operation: str, number: str, what: Mapping[str, Any]) -> RequestKey:
    """The caller's key with the SM3 digest of what it stands for."""
    digest = hashlib.new("sm3", canonical_json([operation, number, what]).encode()).digest()
    return RequestKey(by.account or UUID(int=0), key, digest)


@api.post(
    "queries",
    response=answers(200, schemas.CaseOut, 403, 429, *BODY),
    throttle=[PerAddress("query", "60/m")],
    tags=["cases"],
    operation_id="query",
)
def query(request: HttpRequest, what: schemas.QueryIn) -> Any:
    """Where a case stands, by number and query code, without signing in. Five wrong codes lock the number; they are
    counted, so what a refusal wrote is kept."""
    number = checked_number(what.case_no)
    try:
        case_id = check_pin(at=now(), case_no=number, pin=what.query_pin)
    except Problem as problem:
        return problem_response(request, problem)
    return case_out(cases.case(case_id))


def case_out(row: Mapping[str, Any]) -> dict[str, Any]:
    """A case's head as it goes over the wire."""
    names = (
        *("case_no", "service", "title", "state", "result", "received_at"),
        *("accepted_on", "due_at", "closed_at"),
    )
    return {
        **{name: _in_utc(row[name]) for name in names},
        "state_text": STATE_WORDS.get(row["state"], row["state"]),
        "waiting_for": [] if row["closed_at"] else sorted(waiting(row["tokens"]).values()),
    }


def _in_utc(value: Any) -> Any:
    """Moments as the database gives them, also those that a step has just reckoned in local time."""
    return value.astimezone(UTC) if isinstance(value, datetime) else value
