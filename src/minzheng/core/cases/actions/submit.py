"""收件: what a person applies for becomes a case, whatever is missing (standards 4.4 row 1: receiving is never refused)."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from threading import Lock
from typing import Any
from uuid import UUID

from minzheng.core.audit.actions import one_transaction
from minzheng.core.audit.queries import run
from minzheng.core.audit.sql import event_clauses
from minzheng.core.cases import sql
from minzheng.core.cases.actions.moving import Telling, event_of, opening_clauses
from minzheng.core.cases.actions.request_key import one_at_a_time
from minzheng.core.cases.actions.taking_part import acting_for_body, taking_part
from minzheng.core.cases.queries import before_submit
from minzheng.core.cases.rules import age_on, require_applicant, today
from minzheng.core.catalogue.queries import Package, package
from minzheng.core.forms.actions import require_own_files
from minzheng.core.forms.queries import Help
from minzheng.core.legal_persons.queries import legal_person
from minzheng.core.offices.actions import authorise
from minzheng.core.people.queries import PersonRow, consents, representatives_of
from minzheng.core.people.rules import CHILD, CHILD_DATA, CHILD_DATA_TEXT, require_level
from minzheng.core.people.sql import note_consent
from minzheng.core.workflow import rules as workflow
from minzheng.kernel import codes
from minzheng.kernel.errors import Problem
from minzheng.kernel.formspec import canonical
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import LEVELS, Actor, Hat, Target
from minzheng.kernel.sql import Clause, compose
from minzheng.kernel.text import chinese_date


@dataclass(frozen=True, slots=True)
class InNameOf:
    """The legal person in whose name is applied: by which mandate, how it is called, who represents it by law, and where
    it has its seat."""

    legal_person: UUID
    mandate: UUID
    name: str
    places: Mapping[str, str]
    representative: UUID | None = None

    @classmethod
    def of_case(cls, case: Mapping[str, Any]) -> "InNameOf | None":
        """As an earlier case has it, for one that follows from it; None for a person's own."""
        if case["legal_person_id"] is None:
            return None
        places = {level: case[level] for level in LEVELS}
        return cls(case["legal_person_id"], case["mandate_id"], case["applicant_name"], places)


@dataclass(frozen=True, slots=True)
class Submission:
    """What is applied for: the pinned snapshot, who for, who fills it in, cleaned answers and the papers handed in.

    `key` makes a retry harmless: the same account and key give the same case. `also` are clauses of the caller's room
    (such as closing its draft), written in the same statement. A case that `follows` from an earlier one is linked to
    it; `variables` are what its process begins with; `places` where it belongs when that is not where the applicant does;
    `child_consent`: the guardian agrees that the data of a child below fourteen are handled; `help`: the village's helper
    who filled in for whoever hands in, `confirmed` how that one did (own account, code, counter). `in_name_of` a legal
    person `applicant` is its agent; under its hat the verb sets it itself, whatever was handed in.
    """

    snapshot: UUID
    applicant: PersonRow
    answers: Mapping[str, Any]
    key: str
    agent: UUID | None = None
    origin: str = "person"
    materials: Sequence[tuple[str, str, UUID | None, str]] = ()
    also: Sequence[Clause] = field(default_factory=tuple)
    follows: sql.NewLink | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[str, str] | None = None
    child_consent: bool = False
    help: Help | None = None
    confirmed: str = "account"
    in_name_of: InNameOf | None = None

    @property
    def owner(self) -> UUID:
        """Whose own matter it will be."""
        return self.in_name_of.legal_person if self.in_name_of else self.applicant.id

    @property
    def belongs_to(self) -> Mapping[str, str]:
        """The level columns of the case: those that its answers name, else the applicant's."""
        if self.places is not None:
            return self.places
        return self.in_name_of.places if self.in_name_of else self.applicant.places


@dataclass(frozen=True, slots=True)
class Submitted:
    """The receipt: number and query code; `again` when this key had been used for the same before."""

    case_id: UUID
    case_no: str
    query_pin: str
    again: bool = False


def submit(*, by: Actor, at: datetime, what: Submission) -> Submitted:
    """Receive an application: case, answers, parties, papers, first task, timers and event in one statement.

    Raises Problem: `offices.denied`, `cases.key_reused` (same key, other content), `cases.in_flight` (same key at the
    same time), `cases.elsewhere` (the applicant belongs to no place here), `cases.party_twice` (somebody named twice),
    `people.agency_scope` (not among the matters of the agency), `legal_persons.not_for_organisations` and
    `legal_persons.for_organisations` (who may not apply for this), those of `authorise`, `people.assurance_needed`
    (below the level that the package wants); Invalid for files that `by` did not upload.
    """
    found = package(what.snapshot)
    what = replace(what, in_name_of=_in_name_of(what, by))
    require_applicant(found.service, found.short, corporate=what.in_name_of is not None)
    target = Target(
        owners=frozenset(filter(None, (what.owner, what.agent))),
        places=what.belongs_to,
        business=found.code,
        sensitivity=str(found.service.get("sensitivity", "normal")),
    )
    authorise(by=by, right="cases.submit", target=target, at=at)
    if not by.reaches(found.code):
        raise Problem("people.agency_scope")
    require_level(by, int(found.service.get("assurance", 1)))
    if what.follows is None:  # what follows from an earlier case takes over its papers
        require_own_files(
            by=by,
            at=at,
            answers=what.answers,
            form=found.form,
            papers=what.materials,
            helper=what.help.account if what.help else None,
        )
    consent = _for_a_child(what, by, at)
    body = canonical(what.answers)
    digest = request_digest(what, body)
    account = by.account or UUID(int=0)
    version, earlier = before_submit(account, what.key)
    if earlier is not None:
        if earlier.digest != digest:
            raise Problem("cases.key_reused")
        return Submitted(earlier.case_id, earlier.case_no, earlier.query_pin, again=True)
    if not (what.belongs_to.get("county") or ("city" in found.levels and what.belongs_to.get("city"))):
        raise Problem("cases.elsewhere")
    case = new_case(what, found, by, at, calendar=version)
    with one_at_a_time(), one_transaction():
        told = replace(what, also=(*what.also, *consent))
        _write(case, told, found, by, at, account=account, body=body, digest=digest)
    return Submitted(case["id"], case["case_no"], case["query_pin"])


def _in_name_of(what: Submission, by: Actor) -> InNameOf | None:
    """For whom the hat applies. 1 statement under that of a legal person; the platform goes on with an earlier case."""
    if by.hat is Hat.SYSTEM:
        return what.in_name_of
    if by.hat is not Hat.CORPORATE or by.corporate is None or by.delegation is None:
        return None
    body = legal_person(by.corporate)
    return InNameOf(body.id, by.delegation, body.name, body.places, body.representative)


def _for_a_child(what: Submission, by: Actor, at: datetime) -> tuple[Clause, ...]:
    """For a child below fourteen: a checked guardian applies, and has agreed or agrees now (PIPL art. 31). No statement
    for others, 2 for a child. Raises Problem: `people.child_guardian`, `people.child_consent`."""
    age = age_on(what.applicant.birth_date, today(at))
    if age is None or age >= CHILD or by.hat not in (Hat.SELF, Hat.REPRESENTATIVE):
        return ()
    held = representatives_of(what.applicant.id, today(at))
    if by.person not in {one.agent for one in held if one.kind == "guardian"}:
        raise Problem("people.child_guardian")
    if CHILD_DATA in consents(what.applicant.id):
        return ()
    if not what.child_consent:
        raise Problem("people.child_consent")
    return (note_consent(what.applicant.id, CHILD_DATA, CHILD_DATA_TEXT, at),)


def request_digest(what: Submission, body: bytes) -> bytes:
    """SM3 over what was asked: service version, applicant, papers and answers."""
    papers = "\n".join(f"{code} {file or ''} {waived}" for code, _, file, waived in what.materials).encode()
    return hashlib.new("sm3", what.snapshot.bytes + what.owner.bytes + papers + b"\0" + body).digest()


def _write(
    case: dict[str, Any],
    what: Submission,
    found: Package,
    by: Actor,
    at: datetime,
    *,
    account: UUID,
    body: bytes,
    digest: bytes,
) -> None:
    part = (
        acting_for_body(what.applicant.id, what.in_name_of.representative)
        if what.in_name_of
        else taking_part(what.applicant, what.agent, what.answers, found, at)
    )
    move = workflow.start(found.machine, case["variables"])
    case.update(tokens=move.tokens, state=move.state)
    opened, own_clock = opening_clauses(case, move, found, at)
    case.update(own_clock)
    parts = [
        sql.insert_case(case),
        sql.insert_answers(case["id"], body, hashlib.new("sm3", body).digest()),
        *part.clauses(case["id"], at),
        sql.insert_request(account, what.key, digest, case["id"], at),
        *opened,
        *what.also,
    ]
    if what.follows:
        parts.append(sql.insert_link(what.follows, case["id"]))
    if what.materials:
        parts.append(sql.insert_materials(case["id"], at, what.materials))
    facts = {
        "case_no": case["case_no"],
        "service": found.short,
        "channel": case["channel"],
        "notify_due": chinese_date(date.fromisoformat(case["clock"]["last_day"]), year=False, weekday=True)
        if case["clock"]
        else "",
        **({"to_sign": len(part.signers)} if part.signers else {}),
        **_helped(what),
    }
    event = event_of(case, by=by, at=at, telling=Telling("cases.submit", facts), element="apply", before="")
    run(*compose([*parts, *event_clauses(event)], "SELECT 1"))


def _helped(what: Submission) -> dict[str, str]:
    """What the book says of the helper who filled in, and how the person confirmed it."""
    if what.help is None:
        return {}
    said = {"helped_by": what.help.name, "helped_at": what.help.place, "helper": str(what.help.account)}
    return {**said, "confirmed": what.confirmed}


def applicant_title(what: Submission, found: Package) -> str:
    """In whose name the case stands: the person's, the legal person's, or that of the organisation which the answers name
    (a package's `applicant_title`), such as an association that is still to be registered."""
    if what.in_name_of:
        return what.in_name_of.name
    title = what.answers.get(str(found.service.get("applicant_title", "")))
    return title if isinstance(title, str) and title else what.applicant.name


def new_case(what: Submission, found: Package, by: Actor, at: datetime, *, calendar: int) -> dict[str, Any]:
    """The columns of a case that was just received, before its process starts."""
    places = {level: what.belongs_to.get(level, "") for level in LEVELS}
    registry = places["county"] or places["city"]
    return {
        **dict.fromkeys(sql.CASE_COLUMNS),
        "id": uuid7(),
        "case_no": codes.make_case_no(registry, str(found.service["type_code"]), today(at), next_number()),
        "national_case_no": "",
        "query_pin": f"{secrets.randbelow(1_000_000):06d}",
        "service": found.code,
        "title": found.short,
        "snapshot_id": what.snapshot,
        "state": "",
        "result": "",
        "channel": by.channel,
        "origin": what.origin,
        "sensitivity": str(found.service.get("sensitivity", "normal")),
        "applicant_id": what.applicant.id,
        "applicant_name": applicant_title(what, found),
        "agent_id": what.agent if what.agent != what.applicant.id else None,
        "legal_person_id": what.in_name_of.legal_person if what.in_name_of else None,
        "mandate_id": what.in_name_of.mandate if what.in_name_of else None,
        "accepted_at": places["town"] or registry,
        "handled_at": registry,
        "home_node": by.node,
        "calendar_version": calendar,
        "variables": dict(what.variables),
        "caused_by": what.follows.to_case if what.follows else None,
        "handled": [],
        "revision": 0,
        "received_at": at,
        "accept_mode": "",
        **places,
    }


BLOCK = 50
_numbers: list[int] = []
_lock = Lock()


def next_number() -> int:
    """The next of the six digits of a case number (1-999999, round and round). A process takes them in blocks.

    Numbers may be skipped: only papers have gap-free numbers. A number can come back on the same day, in the same
    county and type, only after 999,999 cases; the unique index would refuse it.
    """
    with _lock:
        if not _numbers:
            first = run("SELECT nextval('cases_number')", ())[0][0] * BLOCK
            _numbers.extend((first + n) % 999_999 + 1 for n in reversed(range(BLOCK)))
        return _numbers.pop()
