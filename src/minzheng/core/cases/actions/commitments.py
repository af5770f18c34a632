"""容缺受理 is proposed by an acceptor and committed to by the applicant, before the case is accepted (standards 4.4 row 7).

Proposal and signature change nothing of the clocks: the notice period runs, and silence beyond it is acceptance. What was
signed is the text word for word; its version and digest stand in the book.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from minzheng.core.audit.actions import one_transaction
from minzheng.core.audit.queries import run
from minzheng.core.audit.sql import event_clauses
from minzheng.core.cases import sql
from minzheng.core.cases.actions.fire_due import fire_locked
from minzheng.core.cases.actions.moving import Locked, Telling, event_of, lock
from minzheng.core.cases.actions.permission import require_may
from minzheng.core.cases.queries import CommitmentRow, commitment_of
from minzheng.core.cases.rules import (
    COMMITMENT_VERSION,
    checked_witnesses,
    clock,
    commitment_digest,
    commitment_text,
    complete_on,
    owner_of,
    today,
)
from minzheng.core.offices.actions import authorise
from minzheng.core.places.queries import calendar
from minzheng.core.workflow.rules import waiting
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, Hat, Target
from minzheng.kernel.sql import Clause, compose
from minzheng.kernel.text import chinese_date, letter_date

ACCEPT = "accept_conditionally"
NEEDS_PHOTO = "请给签好的承诺书拍一张照片，传上来"
SEEN_IN_PERSON = 3


def propose_conditional(
    *, by: Actor, at: datetime, case_id: UUID, materials: Sequence[str], until: date | None = None
) -> None:
    """Lay a commitment before the applicant: these papers (codes) may follow until a day, the last of the promised limit
    where none is named. It takes the place of one that was laid before. 6 statements.

    Raises Problem: `cases.not_found`, `cases.commitment_over` (the case does not wait for its acceptance),
    `cases.not_deferrable`, `offices.denied`, `offices.same_person`, `offices.own_matter`; Invalid (`deferred`, `until`).
    """
    with one_transaction():
        locked = lock(case_id)
        fire_locked(locked, at=at)
        element = _waits_for_acceptance(locked)
        plate = locked.package.machine.plates[element]
        require_may(locked.row, locked.parties, plate, ACCEPT, by, at, ask=authorise, near=locked.near)
        last = _last_day(locked, at)
        if until is not None and not today(at) < until <= last:
            text = f"最晚补交的日子，要在今天以后、{chinese_date(last)}（承诺办结）以前"
            raise Invalid([FieldProblem("until", text, "最晚补交")])
        items = _items(locked, materials, until or last)
        text = text_of(locked.row, items, until or last)
        values = {
            "case_id": case_id,
            "element": element,
            "items": items,
            "due_on": until or last,
            "text_version": COMMITMENT_VERSION,
            "text_digest": commitment_digest(text),
            "proposed_at": at,
            "proposed_by": by.person,
        }
        facts = {
            "items": len(items),
            "until": chinese_date(until or last, year=False, weekday=True),
            "text_version": COMMITMENT_VERSION,
            "text_digest": values["text_digest"],
        }
        open_ = {
            "element": element,
            "items": len(items),
            "until": (until or last).isoformat(),
            "signed": False,
        }
        run(*compose([sql.end_commitments(case_id, at)], "SELECT 1"))
        clauses = (sql.insert_commitment(values),)
        _write(locked, open_, "cases.propose_conditional", facts, clauses, by=by, at=at)


def sign_commitment(*, by: Actor, at: datetime, case_id: UUID) -> None:
    """The applicant, or who represents him, signs with the own account. 4 statements; signed before, it stays.

    Raises Problem: `cases.not_found`, `cases.commitment_missing`, `cases.commitment_over`, `offices.denied`.
    """
    with one_transaction():
        locked, row = _laid(case_id, at)
        owner = owner_of(locked.row)
        target = Target(owners=frozenset({owner}), places=locked.places, business=locked.row["service"])
        authorise(by=by, right="cases.sign_commitment", target=target, at=at)
        mode = "guardian" if by.hat is Hat.REPRESENTATIVE else "own_phone"
        _sign(locked, row, {"mode": mode, "assurance": by.assurance, "signed_by": by.person}, by=by, at=at)


def sign_commitment_at_desk(
    *,
    by: Actor,
    at: datetime,
    case_id: UUID,
    file: UUID | None,
    witnesses: Sequence[tuple[str, str]] | None = None,
) -> None:
    """Note that the applicant signed the printed sheet before this officer, or (with two witnesses, name and kind) put a
    thumb-print on it; `file` is its photo. 5 statements.

    Raises Invalid (`photo`, `witness_1` …), Problem as `sign_commitment`.
    """
    with one_transaction():
        locked, row = _laid(case_id, at)
        case = locked.row
        target = Target(
            owners=frozenset({owner_of(case)}),
            places=locked.places,
            business=case["service"],
            sensitivity=case["sensitivity"],
        )
        authorise(by=by, right="cases.sign_at_desk", target=target, at=at)
        seen = (
            checked_witnesses(witnesses, (case["applicant_name"], by.name)) if witnesses is not None else []
        )
        if file is None:
            raise Invalid([FieldProblem("photo", NEEDS_PHOTO, "照片")])
        values = {
            "mode": "thumb_print" if seen else "desk",
            "assurance": SEEN_IN_PERSON,
            "signed_by": case["applicant_id"],
            "witnesses": [list(one) for one in seen],
            "file": file,
        }
        _sign(locked, row, values, by=by, at=at)


def text_of(case: Mapping[str, Any], items: Sequence[Mapping[str, str]], until: date) -> tuple[str, ...]:
    """The text of a commitment, paragraph by paragraph."""
    return commitment_text(str(case["title"]), [item["label"] for item in items], letter_date(until))


def signed_commitment(case_id: UUID, element: str) -> CommitmentRow:
    """The commitment that was signed for this acceptance. 1 statement. Raises Problem(`cases.commitment_unsigned`)."""
    row = commitment_of(case_id)
    if row is None or row.signed_at is None or row.element != element:
        raise Problem("cases.commitment_unsigned")
    return row


def _waits_for_acceptance(locked: Locked) -> str:
    """The element at which the case waits for its acceptance. Raises Problem(`cases.commitment_over`)."""
    plates = locked.package.machine.plates
    for element in waiting(locked.row["tokens"]).values():
        if ACCEPT in plates[element].outcomes:
            return element
    raise Problem("cases.commitment_over")


def _laid(case_id: UUID, at: datetime) -> tuple[Locked, CommitmentRow]:
    locked = lock(case_id)
    fire_locked(locked, at=at)
    element = _waits_for_acceptance(locked)
    row = commitment_of(case_id)
    if row is None or row.element != element:
        raise Problem("cases.commitment_missing")
    return locked, row


def _last_day(locked: Locked, at: datetime) -> date:
    """The last day of the promised limit, were the case accepted today."""
    case = locked.row
    accepted = complete_on(case) if case["variables"].get("supplemented") else today(at)
    words = locked.package.service["limits"]["promised_limit"]
    return clock("promised_limit", words, accepted, calendar(case["calendar_version"]))[1].last_day


def _items(locked: Locked, codes: Sequence[str], until: date) -> list[dict[str, str]]:
    """The papers that may follow, as items of a list. Raises Invalid(`deferred`), Problem(`cases.not_deferrable`)."""
    chosen = list(dict.fromkeys(codes))
    if not chosen:
        raise Invalid([FieldProblem("deferred", "请选可以以后再交的材料", "容缺材料")])
    listed = {str(one["code"]): one for one in locked.package.service["materials"]}
    refused = [code for code in chosen if listed.get(code, {}).get("necessity") != "deferrable"]
    if refused:
        names = [str(listed[code]["name"]) if code in listed else code for code in refused]
        raise Problem("cases.not_deferrable", items="、".join(names))
    reason = f"{letter_date(until)}前、领取结果以前补齐"
    return [
        {"code": code, "label": str(listed[code]["name"]), "field": "", "reason": reason} for code in chosen
    ]


def _sign(locked: Locked, row: CommitmentRow, values: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    if row.signed_at is not None:
        return
    facts = {
        "mode": values["mode"],
        "assurance": values["assurance"],
        "witnesses": len(values.get("witnesses", ())),
        "text_version": row.text_version,
        "text_digest": row.text_digest,
    }
    signed = {"witnesses": [], "file": None, **values, "signed_at": at}
    open_ = {**locked.row["variables"].get("conditional", {}), "signed": True}
    _write(
        locked, open_, "cases.sign_commitment", facts, (sql.sign_commitment(row.id, signed),), by=by, at=at
    )


def _write(
    locked: Locked,
    open_: Mapping[str, Any],
    kind: str,
    facts: Mapping[str, Any],
    clauses: Sequence[Clause],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """What stands open (for the pages, in the case's variables), the clauses and the event, in one statement."""
    case = locked.row
    told = Telling(kind, {"case_no": case["case_no"], **facts}, event=uuid7())
    event = event_of(case, by=by, at=at, telling=told, element=str(open_["element"]), before=case["state"])
    variables = {**case["variables"], "conditional": dict(open_)}
    parts = [
        sql.update_case(case["id"], case["revision"], {"variables": variables}),
        *clauses,
        *event_clauses(event),
    ]
    if not run(*compose(parts, "SELECT id FROM case_row")):
        raise Problem("cases.moved_on")
