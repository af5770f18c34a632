"""Handling an objection: reading what was said (noted in the book), and the written answer (异议处理记录)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from minzheng.core.audit.actions import one_transaction, record
from minzheng.core.audit.queries import run
from minzheng.core.audit.rules import Event
from minzheng.core.audit.sql import event_clauses
from minzheng.core.cases.queries import case as case_of
from minzheng.core.cases.queries import parties_of
from minzheng.core.catalogue.queries import package
from minzheng.core.documents.sql import NewLetter, issue
from minzheng.core.offices.actions import authorise
from minzheng.core.offices.queries import close_to, organisations
from minzheng.core.publicity.queries import (
    NoticeRow,
    ObjectionRow,
    notice,
    objection,
    opened_objection,
    template,
)
from minzheng.core.publicity.rules import CHANNEL_WORDS, RESULT_WORDS, today
from minzheng.core.publicity.sql import answer_objection as answered
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.rights import Actor, Target
from minzheng.kernel.sql import compose
from minzheng.kernel.text import letter_date

RIGHT = "publicity.objection_view"


def read_objection(*, by: Actor, at: datetime, objection_id: UUID) -> Mapping[str, str]:
    """What was said and by whom (`text`, `name`, `contact`), for the handling reviewer and approver; the book notes who
    read it. Never for the village, the applicant or who is close to him (`offices.denied`, `offices.own_matter`,
    `offices.close_to_party`)."""
    with one_transaction():
        row, about = _for_handling(by, at, objection_id)
        content = opened_objection(row.id)
        facts = {"objection": str(row.id), "notice": str(about.id)}
        record(
            by=by,
            at=at,
            kind="publicity.read_objection",
            places=about.places,
            service=about.service,
            facts=facts,
        )
        return {name: content.get(name, "") for name in ("text", "name", "contact")}


def answer_objection(*, by: Actor, at: datetime, objection_id: UUID, result: str, answer: str) -> UUID:
    """Answer an objection in writing, once; returns the letter's id. `result` is `upheld`, `partly` or `unfounded`.

    The paper names neither the objector nor anything of the household. Raises Problem `publicity.answered`; Invalid.
    """
    with one_transaction():
        row, about = _for_handling(by, at, objection_id)
        if row.state == "answered":
            raise Problem("publicity.answered")
        faults = _faults(result, answer)
        if faults:
            raise Invalid(faults)
        letter = _letter(row, about, at, result, answer.strip())
        event = Event(
            kind="publicity.answer",
            at=at,
            by=by,
            places=about.places,
            service=about.service,
            facts={"objection": str(row.id), "notice": str(about.id), "result": result},
        )
        clauses = (
            answered(row.id, result, answer.strip(), by.person, letter.id, at),
            *issue(letter),
            *event_clauses(event),
        )
        if not run(*compose(clauses, "SELECT id FROM publicity_answered_row")):
            raise Problem("publicity.answered")
        return letter.id


def _faults(result: str, answer: str) -> list[FieldProblem]:
    faults = []
    if result not in RESULT_WORDS:
        faults.append(FieldProblem("result", "请选处理结果", "处理结果"))
    if len(answer.strip()) < 6:
        faults.append(FieldProblem("answer", "请写怎么核实的、结果是什么，至少 6 个字", "答复"))
    return faults


def _for_handling(by: Actor, at: datetime, objection_id: UUID) -> tuple[ObjectionRow, NoticeRow]:
    row = objection(objection_id)
    about = notice(row.notice_id)
    target = Target(places=about.places, business=about.service, sensitivity=about.sensitivity)
    authorise(by=by, right=RIGHT, target=target, at=at)
    parties = frozenset(parties_of(about.case_id))
    if by.person in parties:
        raise Problem("offices.own_matter")
    if by.person is not None and by.person in close_to(parties, today(at)):
        raise Problem("offices.close_to_party")
    return row, about


def _letter(row: ObjectionRow, about: NoticeRow, at: datetime, result: str, answer: str) -> NewLetter:
    """Addressed to nobody by name and tied to no case, so that it stands in no list of the applicant's."""
    found = package(case_of(about.case_id)["snapshot_id"])
    signer = organisations([about.organisation_id])[about.organisation_id]
    return NewLetter(
        kind="objection_record",
        paper=template("objection_record"),
        organisation=signer.id,
        organisation_name=signer.name,
        organ_word=signer.short_name,
        service_word=str(found.service.get("document_word", "")),
        issued_at=at,
        places=about.places,
        data={
            "notice": about.doc_no,
            "received_on": letter_date(row.received_on),
            "channel": CHANNEL_WORDS[row.channel],
            "result": RESULT_WORDS[result],
            "answer": answer,
            "phone": about.phone,
        },
    )
