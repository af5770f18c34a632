"""核对授权书: a member or an obligor signs it with the own account, a guardian signs for a ward, or somebody refuses.

Each verb reads the row with a lock and writes signature, consent and event in one statement. What is signed is the text
that the case pinned, word for word; its version and digest stand in the book.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from minzheng.core.audit.actions import one_transaction
from minzheng.core.audit.queries import run
from minzheng.core.audit.rules import Event
from minzheng.core.audit.sql import event_clauses
from minzheng.core.cases import sql
from minzheng.core.cases.queries import AuthorisationRow, authorisation_row
from minzheng.core.cases.rules import OF_AGE, age_on, may_still_sign, today
from minzheng.core.catalogue.queries import package
from minzheng.core.offices.actions import authorise
from minzheng.core.people.queries import PersonRow, met, representatives_of
from minzheng.core.people.rules import require_level
from minzheng.core.people.sql import note_consent
from minzheng.kernel.errors import Problem
from minzheng.kernel.packages import AuthorisationText
from minzheng.kernel.rights import LEVELS, Actor, Hat, Target
from minzheng.kernel.sql import Clause, compose
from minzheng.kernel.text import chinese_moment

SIGNED_WITH = 2
"""Who signs with the own account has proven name and ID number (a2)."""


@dataclass(frozen=True, slots=True)
class Signature:
    """How somebody signs: `by_person` is who did (the signer or a guardian), `assurance` 1 to 3 (a1–a3)."""

    mode: str
    assurance: int
    by_person: UUID
    witnesses: tuple[tuple[str, str], ...] = ()
    file: UUID | None = None


def sign_authorisation(*, by: Actor, at: datetime, authorisation_id: UUID) -> None:
    """Sign one's own authorisation with one's own account. 4 statements; signed before, it stays as it is.

    Raises Problem: `cases.authorisation_missing` (also for another's), `cases.signing_over`, `cases.minor_signs`,
    `cases.signer_gone`, `people.assurance_needed` (below a2).
    """
    with one_transaction():
        row = lock_authorisation(authorisation_id)
        _own(row, by, at)
        require_level(by, SIGNED_WITH)
        write_signature(
            row, Signature("own_phone", by.assurance, row.person), by=by, at=at, who=signer_of(row, at)
        )


def sign_by_guardian(*, by: Actor, at: datetime, authorisation_id: UUID) -> None:
    """A guardian who is entered as such signs for the ward. 5 statements.

    Raises Problem: `cases.authorisation_missing`, `cases.no_guardian`, `cases.signing_over`, `cases.signer_gone`.
    """
    with one_transaction():
        row = lock_authorisation(authorisation_id)
        if by.person is None or by.is_staff:
            raise Problem("cases.authorisation_missing")
        held = representatives_of(row.person, today(at))
        guardians = {
            one.agent for one in held if one.kind == "guardian" and one.covers(row.case["service"], today(at))
        }
        if by.person not in guardians:
            raise Problem("cases.no_guardian")
        require_level(by, SIGNED_WITH)
        authorise(by=by, right="cases.sign_by_guardian", target=Target(owners=frozenset({by.person})), at=at)
        who = signer_of(row, at, of_age=False)
        write_signature(row, Signature("guardian", by.assurance, by.person), by=by, at=at, who=who)


def refuse_authorisation(*, by: Actor, at: datetime, authorisation_id: UUID, reason: str = "") -> None:
    """Say that one does not sign; who said so before the decision may still sign later. An officer notes it for
    somebody who says so at the desk. 3 statements.

    Raises Problem: `cases.authorisation_missing`, `cases.signing_over`, `cases.already_signed`.
    """
    with one_transaction():
        row = lock_authorisation(authorisation_id)
        if by.is_staff:
            authorise(by=by, right="cases.sign_at_desk", target=target_of(row), at=at)
        else:
            _own(row, by, at)
        write_refusal(row, reason, by=by, at=at)


def _own(row: AuthorisationRow, by: Actor, at: datetime) -> None:
    """A person in the own matter; whether there is anything to sign is not told to anybody else."""
    if by.hat is not Hat.SELF or by.person != row.person:
        raise Problem("cases.authorisation_missing")
    authorise(by=by, right="cases.sign", target=Target(owners=frozenset({row.person})), at=at)


def lock_authorisation(authorisation_id: UUID) -> AuthorisationRow:
    """Read an authorisation with its case and hold it. 1 statement. Raises Problem(`cases.authorisation_missing`)."""
    rows = run(f"{sql.AUTHORISATION} WHERE a.id = %s FOR UPDATE OF a", [authorisation_id])
    if not rows:
        raise Problem("cases.authorisation_missing")
    return authorisation_row(rows[0])


def target_of(row: AuthorisationRow, owners: Iterable[UUID] = ()) -> Target:
    """What rights are asked about: the case's place, business and sensitivity."""
    return Target(
        owners=frozenset(owners),
        places={level: row.case[level] for level in LEVELS},
        business=row.case["service"],
        sensitivity=row.case["sensitivity"],
    )


def signer_of(row: AuthorisationRow, at: datetime, *, of_age: bool = True) -> PersonRow:
    """Who has to sign, alive and (when he signs himself) of age. 1 statement.

    Raises Problem: `cases.signer_gone`, `cases.minor_signs`.
    """
    who = met(row.person)
    if not who.alive:
        raise Problem("cases.signer_gone")
    age = age_on(who.birth_date, today(at))
    if of_age and age is not None and age < OF_AGE:
        raise Problem("cases.minor_signs")
    return who


def text_of(row: AuthorisationRow) -> AuthorisationText:
    """The text that the case pinned. Raises Problem(`cases.authorisation_missing`) for a service that has none."""
    found = package(row.case["snapshot_id"]).authorisation
    if found is None:
        raise Problem("cases.authorisation_missing")
    return found


def text_digest(text: AuthorisationText) -> str:
    """SM3 of what is signed, in hexadecimal."""
    words = "\n".join((text.title, text.version, *text.paragraphs))
    return hashlib.new("sm3", words.encode()).hexdigest()


def write_signature(
    row: AuthorisationRow, how: Signature, *, by: Actor, at: datetime, who: PersonRow
) -> None:
    """Signature, consent and event in one statement; what was signed before stays as it was signed. 1 statement.

    Raises Problem: `cases.signing_over`, `cases.already_signed` (by another way, with when).
    """
    _require_open(row)
    if row.state == "signed":
        if row.mode == how.mode and row.values["signed_by"] == how.by_person:
            return
        assert row.signed_at is not None
        raise Problem("cases.already_signed", name=who.name, when=chinese_moment(row.signed_at))
    text = text_of(row)
    changes: dict[str, Any] = {
        "state": "signed",
        "mode": how.mode,
        "assurance": how.assurance,
        "signed_at": at,
        "signed_by": how.by_person,
        "witnesses": [list(one) for one in how.witnesses],
        "file_id": how.file,
        "text_version": text.version,
        "reason": "",
        "code_digest": None,
    }
    facts = {
        "mode": how.mode,
        "assurance": how.assurance,
        "role": row.role,
        "witnesses": len(how.witnesses),
        "text_version": text.version,
        "text_digest": text_digest(text),
    }
    consent = note_consent(row.person, f"means_check/{row.case['case_no']}", text.version, at)
    write(row, changes, "cases.sign", facts, by=by, at=at, also=(consent,))


def write_refusal(row: AuthorisationRow, reason: str, *, by: Actor, at: datetime) -> None:
    """That somebody does not sign, with the event. 1 statement. Raises Problem as `refuse_authorisation`."""
    _require_open(row)
    if row.state == "signed":
        assert row.signed_at is not None
        raise Problem("cases.already_signed", name="您", when=chinese_moment(row.signed_at))
    changes = {"state": "refused", "signed_at": at, "reason": reason.strip()[:500], "code_digest": None}
    content = {"reason": reason.strip()[:500]} if reason.strip() else None
    write(row, changes, "cases.refuse_authorisation", {"role": row.role}, by=by, at=at, content=content)


def write(
    row: AuthorisationRow,
    changes: Mapping[str, Any],
    kind: str,
    facts: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    content: Mapping[str, Any] | None = None,
    also: Iterable[Clause] = (),
) -> UUID:
    """Change the row that was locked and write the event, in one statement; returns the event's id."""
    event = Event(
        kind=kind,
        at=at,
        by=by,
        subjects=(row.person,),
        places={level: row.case[level] for level in LEVELS},
        service=row.case["service"],
        offering=row.case["snapshot_id"],
        case=row.case_id,
        facts={"case_no": row.case["case_no"], **facts},
        content=content,
    )
    parts = [sql.change_authorisation(row.id, changes), *also, *event_clauses(event)]
    run(*compose(parts, "SELECT id FROM authorisation_row"))
    return event.id


def _require_open(row: AuthorisationRow) -> None:
    if not may_still_sign(row.case):
        raise Problem("cases.signing_over")
