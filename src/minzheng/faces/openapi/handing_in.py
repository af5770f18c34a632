"""The operations of `/api/v1` for what a case waits for: read the list, hand it in with its files, commit to what may follow."""

import base64
import binascii
import io
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from minzheng.core.cases import queries as cases
from minzheng.core.cases.actions import hand_in, sign_commitment
from minzheng.core.files.actions import store
from minzheng.faces.kit.problems import title_of
from minzheng.faces.openapi import schemas
from minzheng.faces.openapi.api import (
    BODY,
    Key,
    Number,
    Session,
    actor_of,
    answers,
    api,
    case_out,
    key_of,
    visible,
)
from minzheng.faces.openapi.clock import now
from minzheng.kernel.errors import FieldProblem, Invalid, Problem


@api.get(
    "cases/{case_no}/asked",
    auth=Session(),
    response=answers(200, list[schemas.AskedOut], 401, 404, 422),
    tags=["cases"],
    operation_id="asked",
)
def asked(request: HttpRequest, case_no: str = Number) -> list[Mapping[str, Any]]:
    """What a case waits for from its applicant: lists that are not answered yet (补正, 补充材料, 容缺 papers), oldest first."""
    row = visible(actor_of(request), case_no)
    return [
        {
            "kind": one.kind,
            "asked_at": one.asked_at,
            "due_on": one.due_on,
            "items": [{**item, "n": n} for n, item in enumerate(one.items)],
        }
        for one in cases.supplements(row["id"])
        if one.answered_at is None
    ]


@api.post(
    "cases/{case_no}/papers",
    auth=Session(),
    response=answers(200, schemas.CaseOut, 401, 403, 404, 409, *BODY),
    tags=["cases"],
    operation_id="hand_in",
)
def papers(
    request: HttpRequest, what: schemas.PapersIn, case_no: str = Number, key: str = Key
) -> Mapping[str, Any]:
    """Hand in everything that the open list names, also papers that were left for later at acceptance. The same key with
    the same content is not taken in twice."""
    by, at = actor_of(request), now()
    row = visible(by, case_no)
    asked_with = key_of(by, key, "hand_in", row["case_no"], what.dict())
    items = {n: {"value": one.value, "note": one.note, "files": []} for n, one in what.items.items()}
    wrong: list[FieldProblem] = []
    for n, one in what.items.items():
        for place, file in enumerate(one.files):
            try:
                stream = io.BytesIO(base64.b64decode(file.content, validate=True))
                items[n]["files"].append(str(store(by=by, at=at, stream=stream, name=file.name)))
            except (binascii.Error, ValueError):
                told = "文件内容不是合法的 Base64，请核对"
                wrong.append(FieldProblem(f"items.{n}.files.{place}.content", told, file.name))
            except Problem as problem:
                wrong.append(FieldProblem(f"items.{n}.files.{place}", title_of(problem), file.name))
    if wrong:
        raise Invalid(wrong, "openapi.shape")
    try:
        done = hand_in(by=by, at=at, case_id=row["id"], items=items, key=asked_with)
    except Invalid as invalid:
        raise Invalid([_placed(one) for one in invalid.fields], "openapi.shape") from invalid
    return case_out(done.row)


def _placed(one: FieldProblem) -> FieldProblem:
    """A sentence of the verb at its place in what was sent."""
    number = one.path.removeprefix("item-")
    path = f"items.{number}" if number.isdigit() else f"items.{one.path}"
    return FieldProblem(path, one.message, one.label)


@api.post(
    "cases/{case_no}/commitment",
    auth=Session(),
    response=answers(200, schemas.CommitmentOut, 401, 403, 404, 409, 422),
    tags=["cases"],
    operation_id="sign_commitment",
)
def commitment(request: HttpRequest, case_no: str = Number) -> Mapping[str, Any]:
    """Commit to hand in later what the office lets follow (容缺承诺). Repeated, it stays as it was signed first."""
    by = actor_of(request)
    row = visible(by, case_no)
    sign_commitment(by=by, at=now(), case_id=row["id"])
    found = cases.commitment_of(row["id"])
    assert found is not None
    return {
        "items": [item["label"] for item in found.items],
        "due_on": found.due_on,
        "signed_at": found.signed_at,
        "text_version": found.text_version,
    }
