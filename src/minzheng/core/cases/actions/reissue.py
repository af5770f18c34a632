"""更正 and 补发: the same paper once more, under a new number; the old one is marked and stays readable."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from minzheng.core.audit.actions import one_transaction
from minzheng.core.cases.actions.later_acts import Closed, LaterAct, checked, closed, write_later
from minzheng.core.documents.queries import LetterRow
from minzheng.core.documents.sql import NewLetter, issue, mark
from minzheng.core.offices.queries import organisations
from minzheng.kernel.errors import FieldProblem, Invalid
from minzheng.kernel.rights import Actor

UNTOUCHED = frozenset({"remedy", "case_no", "organ", "issued_on", "granted"})
"""What a correction may not change: a slip of the pen is corrected, a decision is not made anew (更正不是新决定)."""


def amend(
    *, by: Actor, at: datetime, case_id: UUID, letter_id: UUID, act: LaterAct, corrections: Mapping[str, str]
) -> UUID:
    """Issue a letter again with words corrected; the old one is marked 已更正. Returns the new letter's id.

    Raises Problem (see `later_acts`), Invalid when nothing is corrected or a word may not be.
    """
    with one_transaction():
        over = closed("amends", by=by, at=at, case_id=case_id)
        old = over.letter(letter_id)
        act = checked(act)
        data = {**old.data, **_corrected(old, corrections)}
        letter = replace(_again(over, old, at), data=data, note=f"（更正：原文号 {old.doc_no}）")
        clauses = (*issue(letter), mark([old.id], "corrected", act.reason, at))
        write_later("amends", over, act, by=by, at=at, clauses=clauses, letter=letter.id)
        return letter.id


def reissue(*, by: Actor, at: datetime, case_id: UUID, letter_id: UUID, act: LaterAct) -> UUID:
    """Issue a lost or damaged letter again: a new number, the same right. Returns the new letter's id."""
    with one_transaction():
        over = closed("reissues", by=by, at=at, case_id=case_id)
        old = over.letter(letter_id)
        act = checked(act)
        letter = replace(_again(over, old, at), note=f"（补发：原文号 {old.doc_no}）")
        clauses = (*issue(letter), mark([old.id], "replaced", act.reason, at))
        write_later("reissues", over, act, by=by, at=at, clauses=clauses, letter=letter.id)
        return letter.id


def _again(over: Closed, old: LetterRow, at: datetime) -> NewLetter:
    signer = organisations([old.organisation])[old.organisation]
    return NewLetter(
        kind=old.kind,
        case_id=old.case_id,
        case_no=old.case_no,
        recipient=old.recipient,
        organisation=old.organisation,
        organisation_name=old.organisation_name,
        organ_word=signer.short_name,
        service_word=str(over.package.service.get("document_word", "")),
        issued_at=at,
        title=old.title,
        letterhead=old.letterhead,
        places=over.places,
        data=old.data,
    )


def _corrected(old: LetterRow, corrections: Mapping[str, str]) -> dict[str, str]:
    changed = {
        name: text.strip()
        for name, text in corrections.items()
        if text.strip() and text.strip() != old.data.get(name)
    }
    wrong = sorted(name for name in changed if name in UNTOUCHED or not isinstance(old.data.get(name), str))
    if wrong:
        raise Invalid([FieldProblem(name, "这一项不能用更正来改，请走变更决定", name) for name in wrong])
    if not changed:
        raise Invalid([FieldProblem("corrections", "请把要更正的那一项改成对的", "更正内容")])
    return changed
