"""The shapes that go over the wire. Times are RFC 3339 with zone, money is integer fen, codes are the catalogue's."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema


class SessionIn(Schema):
    """Sign in."""

    username: str = Field(max_length=64)
    password: str = Field(max_length=200)


class SessionOut(Schema):
    """Who is signed in; `csrf_token` goes into the header X-CSRFToken of every write."""

    name: str
    hat: str
    roles: list[str]
    csrf_token: str


class ServiceOut(Schema):
    """A service as the catalogue lists it."""

    code: str
    name: str
    short: str
    summary: str
    themes: list[str]


class ServiceDetail(ServiceOut):
    """A service with the JSON Schema (2020-12) of its application form as it is in force at a place."""

    snapshot: UUID
    conditions: list[str]
    materials: list[str]
    answers_schema: dict[str, Any]


class CaseIn(Schema):
    """An application. `answers` follow the service's JSON Schema; ID and card numbers are replaced by references."""

    service: str = Field(max_length=40)
    answers: dict[str, Any]


class CaseReceipt(Schema):
    """The receipt of an application; `repeated` when this Idempotency-Key had been answered before."""

    case_no: str
    query_pin: str
    repeated: bool


class CaseOut(Schema):
    """Where a case stands."""

    case_no: str
    service: str
    title: str
    state: str
    state_text: str
    result: str
    received_at: datetime
    accepted_on: date | None
    due_at: datetime | None
    closed_at: datetime | None
    waiting_for: list[str]


class CasePage(Schema):
    """Cases, newest first; `next` is the cursor of the following page, empty at the end."""

    items: list[CaseOut]
    next: str


class StepIn(Schema):
    """A step: which element is concluded, with which outcome, and what is written with it."""

    element: str = Field(max_length=64)
    outcome: str = Field(max_length=32)
    form: dict[str, Any] = Field(default_factory=dict)


class QueryIn(Schema):
    """Number and query code of a receipt."""

    case_no: str = Field(max_length=40)
    query_pin: str = Field(max_length=20)


class FieldProblemOut(Schema):
    """One field to be mended: JSON pointer and a complete sentence."""

    pointer: str
    detail: str


class ProblemOut(Schema):
    """RFC 9457; `code` stands in the error catalogue, `title` is a Chinese sentence for people."""

    type: str
    title: str
    status: int
    code: str
    trace_id: str | None = None
    errors: list[FieldProblemOut] | None = None
