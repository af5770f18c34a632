"""Reaching a higher level: name and number checked by a register, a network identity, a face, or a document at a counter.

A partner is asked before anything is locked. An account is bound to a person only where name and number fit together
and no other account is bound already; whatever does not fit leads to a counter.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from minzheng.core.audit import actions as audit
from minzheng.core.exchange.actions import Question, ask
from minzheng.core.exchange.queries import calls_by
from minzheng.core.exchange.rules import SILENT, Answer
from minzheng.core.messages.rules import day_of as bounds_of_day
from minzheng.core.people.actions.binding import bind, person_for, tell_bound
from minzheng.core.people.actions.proofs import Proven, note_proof
from minzheng.core.people.actions.rights import check, day_of
from minzheng.core.people.queries import proofs as proven
from minzheng.core.people.rules import CHECKS_A_DAY, CHILD, NewPerson, age_on, checked_person
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.registry import connectors
from minzheng.kernel.rights import Actor, system


def verify_real_name(*, by: Actor, at: datetime, name: str, id_number: str) -> UUID:
    """a2 by name and ID number; returns the person. 12 statements, 5 more to tell another telephone.

    Invalid for what cannot be a name or number; Problem `people.checks_full` (five tries a day), `people.not_in_register`,
    `people.name_mismatch`, `people.register_silent`, `people.child_alone` (below fourteen), and those of `bind`.
    """
    check(by, "people.verify_real_name", at)
    new = NewPerson(name=name, id_kind="resident_id", id_number=id_number, registered_at="")
    checked = checked_person(new, day_of(at), allow_demo=settings.ALLOW_DEMO_ID)
    answer = _asked(
        "real_name", {"name": checked.name, "id_number": checked.id_number}, checked.id_number, by, at
    )
    if not answer.lines:
        raise Problem("people.not_in_register")
    if answer.lines[0].value.get("result") != "match":
        raise Problem("people.name_mismatch")
    return _proven(
        checked, Proven("real_name", 2, connectors.get("real_name").partner, _said(answer)), by, at
    )


def verify_network_id(*, by: Actor, at: datetime, number: str, code: str) -> UUID:
    """a2 by the network identity (voluntary); returns the person. 12 statements. Problems as `verify_real_name`, and
    `people.network_id_wrong`."""
    check(by, "people.verify_network_id", at)
    request = {"number": "".join(number.split()).upper(), "code": "".join(code.split())}
    answer = _asked("network_id", request, request["number"], by, at)
    if not answer.lines:
        raise Problem("people.network_id_wrong")
    holder = answer.lines[0].value
    new = NewPerson(
        name=str(holder["name"]), id_kind="resident_id", id_number=str(holder["id_number"]), registered_at=""
    )
    checked = checked_person(new, day_of(at), allow_demo=settings.ALLOW_DEMO_ID)
    proven = Proven("network_id", 2, connectors.get("network_id").partner, _said(answer))
    return _proven(checked, proven, by, at)


def begin_face(*, by: Actor, at: datetime) -> tuple[str, str]:
    """Begin a comparison of faces for who is verified by name already; returns its reference and the partner's address.
    7 statements. Problem `people.name_first`, `people.checks_full`, `people.register_silent`."""
    check(by, "people.verify_face", at)
    if by.person is None or by.assurance < 2:
        raise Problem("people.name_first")
    who = proven.person_with_number(by.person)
    if not who[1]:
        raise Problem("people.name_first")
    reference = uuid7()
    request = {"act": "begin", "name": who[0], "id_number": who[1]}
    answer = _asked("face", request, who[1], by, at, reference=reference)
    if not answer.lines:
        raise Problem("people.register_silent")
    return str(reference), str(answer.lines[0].value["address"])


def verify_face(*, by: Actor, at: datetime, reference: str, ticket: str) -> None:
    """a3 by a face that the partner found to be that of the person; holds for a year. 8 statements. `reference` is the one
    that the same session has begun. Problem `people.face_failed`, `people.register_silent`."""
    check(by, "people.verify_face", at)
    if by.person is None or by.account is None:
        raise Problem("people.name_first")
    request = {"act": "result", "ticket": ticket}
    answer = _asked("face", request, str(by.person), by, at, reference=UUID(reference), counted=False)
    if not answer.lines or answer.lines[0].value.get("passed") is not True:
        raise Problem("people.face_failed")
    proof = Proven("face", 3, connectors.get("face").partner, f"{reference} {_said(answer)}")
    with transaction.atomic():
        note_proof(by=by, at=at, account=by.account, person=by.person, proof=proof)
        _record(by, at, proof, by.person)


def _proven(checked: NewPerson, proof: Proven, by: Actor, at: datetime) -> UUID:
    assert by.account is not None
    if checked.birth_date is not None and age_on(checked.birth_date, day_of(at)) < CHILD:
        raise Problem("people.child_alone")
    with transaction.atomic():
        person = person_for(checked, by=by, at=at)
        bound = bind(account=by.account, bound=by.person, person=person)
        note_proof(by=by, at=at, account=by.account, person=person, proof=proof)
        event = _record(by, at, proof, person)
        if bound:
            tell_bound(account=by.account, at=at, event=event)
    return person


def _record(by: Actor, at: datetime, proof: Proven, person: UUID) -> UUID:
    facts = {"method": proof.method, "level": proof.level, "account": by.account}
    return audit.record(by=by, at=at, kind="people.verify", facts=facts, subjects=[person])


def _asked(
    connector: str,
    request: dict[str, Any],
    subject: str,
    by: Actor,
    at: datetime,
    *,
    reference: UUID | None = None,
    counted: bool = True,
) -> Answer:
    """The partner's answer, logged; who has tried too often today is not asked for."""
    if by.account is None:
        raise Problem("offices.denied", right="people.verify_real_name")
    if (
        counted
        and calls_by(by.account, ("real_name", "network_id", "face"), bounds_of_day(at)[0]) >= CHECKS_A_DAY
    ):
        raise Problem("people.checks_full")
    question = Question(
        connector=connector,
        reference=reference or uuid7(),
        purpose="people.verify（本人申请核验身份）",
        subject_hash=proven.evidence_digest(subject).hex()[:64],
        request=request,
        fields=connectors.get(connector).fields,
    )
    platform = replace(
        system("people.verify"), account=by.account, person=by.person, name=by.name, channel=by.channel
    )
    answer = ask(by=platform, at=at, question=question)
    if answer.result == SILENT:
        raise Problem("people.register_silent")
    return answer


def _said(answer: Answer) -> str:
    return " ".join(f"{line.kind} {sorted(line.value.items())} {line.as_of}" for line in answer.lines)
