"""A verified fact is wrong: the person says what is right and shows why, an officer of the place looks and decides
(Personal Information Protection Law art. 46)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from minzheng.core.audit import actions as audit
from minzheng.core.files.actions import erase
from minzheng.core.files.queries import files, own_files
from minzheng.core.messages.actions import deliver
from minzheng.core.people import queries
from minzheng.core.people.actions.households import leave_household
from minzheng.core.people.actions.persons import update_person
from minzheng.core.people.actions.rights import check, day_of
from minzheng.core.people.models import Correction, NaturalPerson
from minzheng.core.people.queries import sealing
from minzheng.core.people.queries.corrections import CorrectionRow, correction, proofs_to_erase
from minzheng.core.people.rules import (
    CORRECTION_DAYS,
    FACTS,
    PROOF_KEPT_DAYS,
    NewPerson,
    checked_person,
    require_correctable,
    require_level,
)
from minzheng.core.places import queries as places
from minzheng.kernel.calendar import Limit, due
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, system

PAGE = "/account/corrections"


def ask_correction(*, by: Actor, at: datetime, fact: str, right: str, note: str, evidence: UUID) -> UUID:
    """Say that a verified fact of oneself is wrong, what is right, and show a paper; returns the id. An office of the
    place decides within fifteen working days. 12 statements. A second one about the same fact waits for the first.

    Invalid for what cannot be right; Problem `people.assurance_needed` (a2), `files.missing` for a paper that oneself has
    not handed in, `people.correction_waits`, `people.no_office_here` (registered nowhere here).
    """
    if by.person is None:
        raise Problem("people.assurance_needed", level=2, word="实名")
    check(by, "people.ask_correction", at, owners=[by.person])
    require_level(by, 2)
    if not own_files([evidence], by.account):
        raise Problem("files.missing")
    try:
        return _asked(fact, right, note, evidence, by, at)
    except Problem:
        _erase(evidence, by, at)  # nothing refers to it
        raise


def _asked(fact: str, right: str, note: str, evidence: UUID, by: Actor, at: datetime) -> UUID:
    assert by.person is not None
    who = queries.person(by.person)
    value = _checked(fact, right, who, at)
    if not who.places.get("county"):
        raise Problem("people.no_office_here")
    row = Correction(
        id=uuid7(),
        person_id=who.id,
        fact=fact,
        note=note.strip()[:500],
        evidence=evidence,
        asked_at=at,
        due_on=_due_on(at),
        **who.places,
    )
    row.value_enc = sealing.sealed_correction(row.id, value)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            facts = {"fact": fact, "correction": row.id}
            audit.record(
                by=by,
                at=at,
                kind="people.ask_correction",
                facts=facts,
                subjects=[who.id],
                places=who.places,
            )
    except IntegrityError as error:
        raise Problem("people.correction_waits") from error
    return row.id


def take_back_correction(*, by: Actor, at: datetime, correction_id: UUID) -> None:
    """Take one's own request back before it is decided: what was asked, and its paper's name, go. 4 statements. Problem
    `people.correction_missing`."""
    row = _of(correction_id)
    if row.person != by.person or by.person is None:
        raise Problem("people.correction_missing")
    check(by, "people.ask_correction", at, owners=[row.person])
    with transaction.atomic():
        if not Correction.objects.filter(id=row.id, status="asked").delete()[0]:
            raise Problem("people.correction_missing")
        _erase(row.evidence, by, at)
        facts = {"fact": row.fact, "correction": row.id}
        audit.record(by=by, at=at, kind="people.take_back_correction", facts=facts, subjects=[row.person])


def erase_proof(*, by: Actor, at: datetime, correction_id: UUID) -> None:
    """Erase the paper of one's own request that is decided; who decided what, and why, stays. 6 statements. Problem
    `people.correction_missing`."""
    row = correction(correction_id)
    if row is None or row.person != by.person or row.status == "asked" or row.evidence is None:
        raise Problem("people.correction_missing")
    check(by, "people.ask_correction", at, owners=[row.person])
    with transaction.atomic():
        Correction.objects.filter(id=row.id).update(evidence=None)
        _erase(row.evidence, by, at)


def erase_old_proofs(*, by: Actor, at: datetime, limit: int = 100) -> int:
    """Erase the papers of requests that were decided more than thirty days ago; returns how many. 1 statement when there
    are none."""
    check(by, "people.erase_old_proofs", at)
    rows = proofs_to_erase(at - timedelta(days=PROOF_KEPT_DAYS), limit=limit)
    for row_id, file in rows:
        with transaction.atomic():
            Correction.objects.filter(id=row_id).update(evidence=None)
            _erase(file, by, at)
    return len(rows)


def _erase(file: UUID | None, by: Actor, at: datetime) -> None:
    platform = replace(system("people.correction"), account=by.account, person=by.person, name=by.name)
    if file is not None and files([file]):
        erase(by=platform, at=at, file_id=file, reason="更正办好了，不再需要")


def decide_correction(
    *, by: Actor, at: datetime, correction_id: UUID, accepts: bool, reason: str = ""
) -> None:
    """An officer of the place has looked at the paper: the fact is mended at once, or the person is told why not.
    14 statements at most.

    Problem `people.correction_missing` (also when somebody was faster), `people.own_correction`,
    `people.correction_reason` (a refusal without one), `people.id_number_taken`, `people.changed_meanwhile`.
    """
    row = _of(correction_id)
    check(by, "people.decide_correction", at, places=row.places)
    if by.person == row.person:
        raise Problem("people.own_correction")
    if not accepts and len(reason.strip()) < LEAST_REASON:
        raise Problem("people.correction_reason")
    who = queries.met(row.person)
    with transaction.atomic():
        decided = {
            "status": "accepted" if accepts else "refused",
            "reason": reason.strip()[:500],
            "decided_at": at,
            "officer": by.account,
        }
        if not Correction.objects.filter(id=row.id, status="asked").update(**decided):
            raise Problem("people.correction_missing")
        if accepts:
            MENDS[row.fact](row, who, by, at)
        facts = {"fact": row.fact, "correction": row.id, "accepted": accepts}
        event = audit.record(
            by=by,
            at=at,
            kind="people.decide_correction",
            facts=facts,
            subjects=[row.person],
            places=row.places,
            content=None if accepts else {"reason": decided["reason"]},
        )
        _tell(row, accepts=accepts, reason=reason.strip(), event=event, at=at)


def reveal_correction(*, by: Actor, at: datetime, correction_id: UUID) -> UUID:
    """The file of a request's paper, for the officer who decides; that it was looked at stands in the book, and the
    person sees it. 3 statements. Problem `people.correction_missing`."""
    row = _of(correction_id)
    check(by, "people.decide_correction", at, places=row.places)
    assert row.evidence is not None
    audit.record(
        by=replace(by, purpose=f"核对要更正的{FACTS[row.fact]}"),
        at=at,
        kind="people.reveal_correction",
        subjects=[row.person],
        places=row.places,
    )
    return row.evidence


LEAST_REASON = 4
WHICH_VILLAGE = "没有找到这个村居，或者不止一个。请把村居的名字写全；还不行的，到窗口改"


def _of(correction_id: UUID) -> CorrectionRow:
    row = correction(correction_id)
    if row is None or row.status != "asked":
        raise Problem("people.correction_missing")
    return row


def _due_on(at: datetime) -> date:
    return due(Limit(CORRECTION_DAYS), day_of(at), places.calendar()).last_day


def _checked(fact: str, right: str, who: queries.PersonRow, at: datetime) -> str:
    """What is said to be right, in the spelling in which it would be stored."""
    require_correctable(fact, right)
    if fact == "household":
        if queries.household_of(who.id, day_of(at)) is None:
            raise Problem("people.not_a_member")
        return right.strip()
    if fact == "registered_at":
        found = places.search(right.strip(), within=who.places["province"], level="village", limit=2)
        if len(found) != 1:
            raise Invalid([FieldProblem("right", WHICH_VILLAGE, FACTS[fact])])
        return found[0].code
    kind = who.id_kind if fact == "id_number" else "none"
    asked = NewPerson(
        name=right if fact == "name" else who.name,
        id_kind=kind,
        id_number=right if fact == "id_number" else "",
        registered_at=who.registered_at,
    )
    try:
        checked = checked_person(asked, day_of(at), allow_demo=settings.ALLOW_DEMO_ID)
    except Invalid as invalid:
        raise Invalid([FieldProblem("right", one.message, one.label) for one in invalid.fields]) from invalid
    return checked.name if fact == "name" else checked.id_number


def _mend_plain(row: CorrectionRow, who: queries.PersonRow, by: Actor, at: datetime) -> None:
    platform = replace(system("people.decide_correction"), account=by.account, person=by.person, name=by.name)
    update_person(by=platform, at=at, person_id=who.id, version=who.version, changes={row.fact: row.right})


def _mend_number(row: CorrectionRow, who: queries.PersonRow, by: Actor, at: datetime) -> None:
    new = NewPerson(
        who.name, who.id_kind, row.right, who.registered_at, birth_date=who.birth_date, sex=who.sex
    )
    checked = checked_person(new, day_of(at), allow_demo=settings.ALLOW_DEMO_ID)
    if queries.person_by_id_number(who.id_kind, checked.id_number) is not None:
        raise Problem("people.id_number_taken")
    changed = NaturalPerson.objects.filter(id=who.id, version=who.version).update(
        id_number_enc=sealing.sealed_id_number(who.id, checked.id_number),
        id_number_bix=sealing.id_number_digest(who.id_kind, checked.id_number),
        birth_date=checked.birth_date,
        sex=checked.sex,
        version=F("version") + 1,
    )
    if not changed:
        raise Problem("people.changed_meanwhile")


def _mend_household(row: CorrectionRow, who: queries.PersonRow, by: Actor, at: datetime) -> None:
    known = queries.household_of(who.id, day_of(at))
    if known is None:
        raise Problem("people.not_a_member")
    leave_household(by=by, at=at, household_id=known.id, person=who.id, on=day_of(at))


MENDS: dict[str, Callable[[CorrectionRow, queries.PersonRow, Actor, datetime], None]] = {
    "name": _mend_plain,
    "registered_at": _mend_plain,
    "id_number": _mend_number,
    "household": _mend_household,
}
"""How each fact is written when an officer accepts."""


def _tell(row: CorrectionRow, *, accepts: bool, reason: str, event: UUID, at: datetime) -> None:
    word = "改好了" if accepts else "没有改"
    body = (
        "以后就按新的办。改了什么、谁改的，在“更正我的信息”里看得到。"
        if accepts
        else f"理由：{reason}。不同意的，可以补了材料再提，也可以打 12349 投诉。"
    )
    title = f"您要更正的{FACTS[row.fact]}，{word}"
    told = system("people.decide_correction")
    deliver(by=told, at=at, person=row.person, event_id=event, title=title, body=body, link=PAGE)
