"""Keeping what an investigator writes down on a visit, page by page, before the visit is handed in as a step."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from minzheng.core.audit.actions import one_transaction
from minzheng.core.audit.queries import run
from minzheng.core.cases.actions.permission import require_may
from minzheng.core.cases.queries import Colleague, RecordDraftRow, parties_of, record_draft, visit_form
from minzheng.core.catalogue.queries import package
from minzheng.core.forms.actions import seal
from minzheng.core.forms.rules import context_of, done_with
from minzheng.core.offices.actions import authorise
from minzheng.core.workflow.rules import waiting
from minzheng.kernel.errors import Problem
from minzheng.kernel.formspec import PageInput, Upload
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor


@dataclass(frozen=True, slots=True)
class VisitSaved:
    """A page that was kept: the draft as it stands and what the page still needs."""

    draft: RecordDraftRow
    page: PageInput


def save_visit_page(
    *,
    by: Actor,
    at: datetime,
    row: Mapping[str, Any],
    element: str,
    page: str,
    post: Mapping[str, Sequence[str]],
    files: Mapping[str, Sequence[Upload]],
    known: Sequence[Colleague],
) -> VisitSaved:
    """Keep what was sent for one page of a visit of the case `row`, mistakes and all; ID numbers become references.

    `known` are the colleagues to choose from. A draft is no act: nothing goes into the book before the visit is handed
    in. 4 statements. Raises Problem: `cases.visit_not_waiting`, `offices.denied`, `offices.same_person`,
    `offices.own_matter`.
    """
    found = package(row["snapshot_id"])
    if element not in waiting(row["tokens"]).values() or found.machine.plates[element].kind != "visit":
        raise Problem("cases.visit_not_waiting")
    plate = found.machine.plates[element]
    with one_transaction():
        require_may(row, parties_of(row["id"]), plate, plate.outcomes[0], by, at, ask=authorise)
        form = visit_form(row["snapshot_id"], element)
        before = record_draft(row["id"], element, by.person, lock=True)
        read = form.read_page(page, post, files, before.answers, visit_context(at, known))
        kept, problems = seal(read.answers, form, by=by, at=at)
        told = {problem.path for problem in read.problems}
        more = (problem for problem in problems if problem.path not in told)
        read = replace(read, answers=kept, problems=(*read.problems, *more))
        others = [key for key in before.pages_done if key != page]
        done = done_with(list(before.pages_done), page) if read.done else others
        run(_KEEP, [uuid7(), row["id"], element, by.person, json.dumps(kept), json.dumps(done), at])
    return VisitSaved(RecordDraftRow(kept, tuple(done), at), read)


_KEEP = (
    "INSERT INTO cases_record_draft (id, case_id, element, person, answers, pages_done, updated_at) "
    "VALUES (%s, %s, %s, %s, %s::jsonb, %s::jsonb, %s) ON CONFLICT (case_id, element, person) DO UPDATE SET "
    "answers = excluded.answers, pages_done = excluded.pages_done, updated_at = excluded.updated_at RETURNING id"
)


def visit_context(at: datetime, known: Sequence[Colleague]) -> dict[str, Any]:
    """What the form of a visit may see besides its answers: the day, and the colleagues to choose from."""
    offered = [{"value": str(one.person), "label": f"{one.name}（{one.roles}）"} for one in known]
    return {**context_of(at), "visit_colleagues": offered}
