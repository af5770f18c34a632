"""The shapes that go over the wire. Times are RFC 3339 with zone, money is integer fen, codes are the catalogue's."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict

CaseNo = Annotated[str, Field(max_length=40, description="办件编号，23 位；空格和连字符不算")]


class Asked(Schema):
    """What a program sends: names that are not asked for are refused, so that a slip of the pen does not go unseen."""

    model_config = ConfigDict(extra="forbid", strict=True)


class SessionIn(Asked):
    """Sign in."""

    username: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=200)
    code: str = Field("", max_length=20, description="工作人员的动态口令（6 位）或备用码（8 位）")


class SessionOut(Schema):
    """Who is signed in; `csrf_token` goes into the header X-CSRFToken of every write."""

    name: str
    hat: str = Field(description="self | representative | staff")
    roles: list[str] = Field(description="岗位角色；申请人没有")
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
    promised_limit: str = Field(description="承诺时限，例如 10 个工作日；没有就是空的")
    conditions: list[str]
    materials: list[str]
    answers_schema: dict[str, Any]


class CaseIn(Asked):
    """An application. `answers` follow the service's `answers_schema`; ID and card numbers are sent in full and kept
    as references."""

    service: str = Field(min_length=1, max_length=40)
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
    waiting_for: list[str] = Field(description="现在等在哪些环节上（流程图里的元素标识）")


class CasePage(Schema):
    """Cases, newest first; `next` is the cursor of the following page, empty at the end."""

    items: list[CaseOut]
    next: str


class EventOut(Schema):
    """One thing that happened to a case, as the book holds it; `facts` are countable and never personal."""

    id: UUID
    at: datetime
    kind: str
    element: str
    from_state: str
    to_state: str
    facts: dict[str, Any]


class StepIn(Asked):
    """A step: which element is concluded, with which outcome, and what is written with it."""

    element: str = Field(min_length=1, max_length=64)
    outcome: str = Field(min_length=1, max_length=32)
    form: dict[str, Any] = Field(default_factory=dict)


class AskedItem(Schema):
    """One thing that is asked for; `n` is its place in the list, `field` the question of the form ('' for a loose paper)."""

    n: int
    code: str
    label: str
    field: str
    reason: str


class AskedOut(Schema):
    """A list that waits for its answer: supplement, still_missing, further_material, deferred."""

    kind: str
    asked_at: datetime
    due_on: date | None
    items: list[AskedItem]


class FileIn(Asked):
    """A file, as Base64 (a whole request holds 2.5 MB at most; larger scans go through the pages)."""

    name: str = Field(min_length=1, max_length=200)
    content: str = Field(min_length=1)


class ItemIn(Asked):
    """What is given for one item: a new answer, files, or a word why it cannot be had."""

    value: Any = None
    files: list[FileIn] = Field(default_factory=list, max_length=20)
    note: str = Field("", max_length=500)


class PapersIn(Asked):
    """What is handed in, by the place of each item in the list ("0", "1" …)."""

    items: dict[Annotated[str, Field(pattern=r"^\d{1,3}$")], ItemIn]


class CommitmentOut(Schema):
    """What was committed to, and when."""

    items: list[str]
    due_on: date
    signed_at: datetime
    text_version: str


class QueryIn(Asked):
    """Number and query code of a receipt."""

    case_no: CaseNo
    query_pin: str = Field(max_length=20)


class FieldProblemOut(Schema):
    """One field to be mended: JSON pointer into what was sent, and a complete sentence."""

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
