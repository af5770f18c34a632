"""What every act after closing shares (standards 4.5): the case is over and stays as it was; a link and a mark are added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from minzheng.core.audit.queries import run
from minzheng.core.audit.rules import Event
from minzheng.core.audit.sql import event_clauses
from minzheng.core.cases import sql
from minzheng.core.cases.actions.moving import lock
from minzheng.core.cases.rules import LATER_ACT_WORDS, may_follow, reasons_given, subjects_of
from minzheng.core.catalogue.queries import Package
from minzheng.core.documents.queries import LetterRow, letters_of
from minzheng.core.offices.actions import authorise
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import LEVELS, Actor, Target
from minzheng.kernel.sql import Clause, compose

HOLDS = "issued"


@dataclass(frozen=True, slots=True)
class LaterAct:
    """What an act after closing says: why, by which article, upon which document, from which day."""

    reason: str
    effective_on: date
    article: str = ""
    legal_doc: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """A case that is over, with its package and the letters that it led to, locked until the transaction ends."""

    row: Mapping[str, Any]
    package: Package
    letters: Sequence[LetterRow]

    @property
    def places(self) -> dict[str, str]:
        """The level columns."""
        return {level: self.row[level] for level in LEVELS}

    def letter(self, letter_id: UUID) -> LetterRow:
        """A letter of this case that still holds. Raises Problem(`cases.letter_overtaken`)."""
        for one in self.letters:
            if one.id == letter_id and one.status == HOLDS:
                return one
        raise Problem("cases.letter_overtaken")

    def decision(self) -> LetterRow:
        """The decision paper that holds. Raises Problem(`cases.nothing_decided`)."""
        kind = self.package.service.get("documents", {}).get("decide", "")
        found = [one for one in self.letters if one.kind == kind and one.status == HOLDS]
        if not found:
            raise Problem("cases.nothing_decided")
        return found[-1]


def closed(kind: str, *, by: Actor, at: datetime, case_id: UUID) -> Closed:
    """Lock a decided case for an act of this kind and check the right `cases.act_later`. 2 statements.

    Raises Problem: `cases.not_found`, `offices.denied`, `cases.too_early_for_act`.
    """
    locked = lock(case_id)
    row = locked.row
    target = Target(places=locked.places, business=row["service"], sensitivity=row["sensitivity"])
    authorise(by=by, right="cases.act_later", target=target, at=at)
    if not may_follow(kind, row["state"], row["result"]):
        raise Problem("cases.too_early_for_act", act=LATER_ACT_WORDS[kind])
    return Closed(row, locked.package, letters_of(case_id))


def checked(act: LaterAct, *, needs: Sequence[str] = ()) -> LaterAct:
    """The act with its reason; what `needs` names must be there. Raises Problem, Invalid with a sentence per field."""
    reason = reasons_given({"reason": act.reason})
    words = {"article": "请写依据：哪部规定、第几条", "legal_doc": "请写据以办理的文书和文号"}
    missing = [
        FieldProblem(name, words[name], words[name]) for name in needs if not getattr(act, name).strip()
    ]
    if missing:
        raise Invalid(missing)
    return LaterAct(reason, act.effective_on, act.article.strip()[:200], act.legal_doc.strip()[:200])


def write_later(
    kind: str,
    over: Closed,
    act: LaterAct,
    *,
    by: Actor,
    at: datetime,
    clauses: Sequence[Clause],
    letter: UUID | None,
) -> UUID:
    """Link, papers, marks and event in one statement; returns the event's id."""
    case, event_id = over.row, uuid7()
    link = sql.NewLink(
        to_case=case["id"],
        kind=kind,
        reason=act.reason,
        effective_on=act.effective_on,
        by_name=by.name,
        at=at,
        legal_doc=act.legal_doc,
        article=act.article,
        letter=letter,
    )
    event = later_event(kind, over, act, by=by, at=at, event_id=event_id)
    run(*compose([sql.insert_link(link), *clauses, *event_clauses(event)], "SELECT 1"))
    return event_id


def later_event(kind: str, over: Closed, act: LaterAct, *, by: Actor, at: datetime, event_id: UUID) -> Event:
    """The event of an act after closing: `cases.later`, its element the kind of act."""
    case = over.row
    return Event(
        id=event_id,
        kind="cases.later",
        at=at,
        by=by,
        subjects=subjects_of(case),
        places=over.places,
        service=case["service"],
        offering=case["snapshot_id"],
        case=case["id"],
        element=kind,
        from_state=case["state"],
        to_state=case["state"],
        facts={"case_no": case["case_no"], "act": kind, "effective_on": act.effective_on.isoformat()},
        content={"reason": act.reason, "article": act.article, "legal_doc": act.legal_doc},
    )
