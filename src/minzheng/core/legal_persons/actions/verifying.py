"""Proving a legal person by its credit code and what its people hold, and becoming its administrator.

A partner is asked before anything is locked. Nothing is believed but what the partner says of the body; who becomes
administrator is decided by `rules.require_standing`.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from minzheng.core.audit import actions as audit
from minzheng.core.exchange.actions import Question, ask
from minzheng.core.exchange.queries import calls_by
from minzheng.core.exchange.rules import SILENT, Answer
from minzheng.core.legal_persons import queries
from minzheng.core.legal_persons.actions.rights import check
from minzheng.core.legal_persons.actions.telling import tell
from minzheng.core.legal_persons.models import LegalPerson, LegalProof, Mandate
from minzheng.core.legal_persons.rules import (
    ADMINISTRATOR,
    CONNECTORS,
    LEVELS,
    checked_uscc,
    kind_of,
    require_fit,
    require_standing,
    year_after,
)
from minzheng.core.messages.rules import day_of as bounds_of_day
from minzheng.core.people.actions.binding import let_through
from minzheng.core.people.actions.rights import day_of
from minzheng.core.people.queries import person_by_id_number
from minzheng.core.people.queries.proofs import evidence_digest, person_with_number
from minzheng.core.people.rules import CHECKS_A_DAY, require_level
from minzheng.core.places import queries as places
from minzheng.kernel.codes import Uscc
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.registry import connectors
from minzheng.kernel.rights import Actor, system

CHALLENGE_HOLDS = timedelta(minutes=10)


def begin_key(*, by: Actor, at: datetime, uscc: str) -> tuple[str, str]:
    """Begin a proof by key: its reference (the door keeps it in the session) and the challenge that the key has to sign.
    5 statements. Invalid for what is no code; Problem `people.assurance_needed`, `legal_persons.method_unfit`,
    `legal_persons.tries_full`, `legal_persons.register_silent`."""
    code = _allowed(by, at, "key", uscc)
    reference = uuid7()
    answer = _asked("key", {"act": "begin", "uscc": code.code}, code, by, at, reference)
    if not answer.lines:
        raise Problem("legal_persons.register_silent")
    return str(reference), str(answer.lines[0].value["challenge"])


def verify(
    *, by: Actor, at: datetime, method: str, uscc: str, shown: str, reference: str | None = None
) -> UUID:
    """Prove a legal person and become its administrator for a year; returns its id. `shown` is the code that the
    electronic licence shows, the signature of the key (`reference` from `begin_key`), or the number of the certificate.
    13 statements (12 for a body that is known), 1 more where another than the representative proves it, 4 more for each
    administrator who ends. The legal representative takes over: other administrators end and are told.

    Invalid for what is no code; Problem `people.assurance_needed` (a2), `legal_persons.method_unfit`, `tries_full`,
    `register_silent`, `code_wrong`, `key_wrong`, `not_in_register`, `shown_by_another`, `ended`, `representative_only`,
    `has_administrator`.
    """
    code = _allowed(by, at, method, uscc)
    assert by.person is not None
    request: dict[str, Any] = {"uscc": code.code, "shown": "".join(shown.split())}
    if method == "key":
        request = {"act": "verify", "uscc": code.code, "signature": request["shown"]}
        _require_fresh(reference, at)
    answer = _asked(method, request, code, by, at, UUID(reference) if reference else None)
    if not answer.lines:
        raise _nothing(method)
    body = answer.lines[0].value
    if body.get("status") != "active":
        raise Problem("legal_persons.ended")
    number = person_with_number(by.person)[1]
    if method == "licence" and body.get("shown_by") != number:
        raise Problem("legal_persons.shown_by_another")
    represents = bool(number) and body.get("representative_id_number") == number
    others = [who for who in queries.administrators(code.code, day_of(at)) if who[0] != by.person]
    require_standing(method, represents=represents, others=[name for _, name in others])
    seat = places.ancestry(str(body["at"]))
    with transaction.atomic():
        found = _kept(code, body, seat, by.person if represents else None, at)
        LegalProof.objects.create(
            legal_person_id=found,
            person_id=by.person,
            method=method,
            level=LEVELS[method],
            provider=connectors.get(CONNECTORS[method]).partner[:100],
            evidence=evidence_digest(f"{code.code} {answer.lines[0].as_of} {request}"),
            at=at,
        )
        _become_administrator(found, by.person, at, displaced=[who for who, _ in others])
        event = audit.record(
            by=by,
            at=at,
            kind="legal_persons.verify",
            facts={"method": method, "uscc": code.code, "represents": represents, "displaced": len(others)},
            subjects=[by.person, found],
            places=seat,
        )
        for who, _ in others:
            tell(
                who,
                f"{body['name']}的法定代表人接管了管理员",
                "您不再是它的管理员。要继续办，请他授权给您。",
                event,
                at,
            )
    return found


def _allowed(by: Actor, at: datetime, method: str, uscc: str) -> Uscc:
    if by.person is None or by.account is None:
        raise Problem("people.assurance_needed", level=2, word="实名")
    check(by, "legal_persons.verify", at, [by.person])
    require_level(by, 2)
    if method not in CONNECTORS:
        raise Problem("legal_persons.not_in_register")
    code = checked_uscc(uscc, allow_demo=settings.ALLOW_DEMO_ID)
    require_fit(method, code)
    return code


def _nothing(method: str) -> Problem:
    """What it means that the partner knows nothing of what was shown."""
    if method == "licence":
        return Problem("legal_persons.code_wrong")
    return Problem("legal_persons.key_wrong") if method == "key" else Problem("legal_persons.not_in_register")


def _require_fresh(reference: str | None, at: datetime) -> None:
    """Problem `legal_persons.key_wrong` unless the challenge of this reference (a UUIDv7) is ten minutes old at most."""
    born = (UUID(reference).int >> 80) / 1000 if reference else 0.0
    if not -60 <= at.timestamp() - born <= CHALLENGE_HOLDS.total_seconds():
        raise Problem("legal_persons.key_wrong")


def _kept(code: Uscc, body: Any, seat: Mapping[str, str], representative: UUID | None, at: datetime) -> UUID:
    """The row of the body, as the partner says today; the wall lets it through from here on. 3 or 4 statements."""
    known = queries.by_uscc(code.code)
    if representative is None:
        person = person_by_id_number("resident_id", str(body.get("representative_id_number", "")))
        representative = person.id if person else None
    values = {
        "name": str(body["name"])[:120],
        "kind": kind_of(code),
        "representative_id": representative,
        "status": "active",
        "registered_at": str(body["at"]),
        **seat,
    }
    legal_person_id = known.id if known else uuid7()
    let_through(legal_person_id)
    if known:
        LegalPerson.objects.filter(id=known.id).update(**values)
        return known.id
    LegalPerson.objects.create(id=legal_person_id, uscc=code.code, created_at=at, **values)
    return legal_person_id


def _become_administrator(
    legal_person_id: UUID, person: UUID, at: datetime, *, displaced: list[UUID]
) -> None:
    """End the mandates of the person and of those displaced, and begin the new one. 2 statements."""
    today: date = day_of(at)
    Mandate.objects.filter(
        legal_person=legal_person_id, agent__in=[person, *displaced], status="active"
    ).update(status="withdrawn", ended_at=at)
    begun = Mandate(
        legal_person_id=legal_person_id,
        agent_id=person,
        kind=ADMINISTRATOR,
        basis="proven",
        valid_from=today,
        valid_to=year_after(today),
        granted_by_id=person,
    )
    Mandate.objects.bulk_create([begun], ignore_conflicts=True)  # pressed twice, the first one stands


def _asked(
    method: str, request: dict[str, Any], code: Uscc, by: Actor, at: datetime, reference: UUID | None
) -> Answer:
    """The partner's answer, logged; who has tried too often today is not asked for."""
    assert by.account is not None
    asked = calls_by(by.account, tuple(CONNECTORS.values()), bounds_of_day(at)[0])
    if asked >= CHECKS_A_DAY and reference is None:
        raise Problem("legal_persons.tries_full")
    if asked > 2 * CHECKS_A_DAY:
        raise Problem("legal_persons.tries_full")
    name = CONNECTORS[method]
    question = Question(
        connector=name,
        reference=reference or uuid7(),
        purpose="legal_persons.verify（本人认领单位）",
        subject_hash=evidence_digest(code.code).hex()[:64],
        request=request,
        fields=connectors.get(name).fields,
    )
    platform = replace(
        system("legal_persons.verify"), account=by.account, person=by.person, name=by.name, channel=by.channel
    )
    answer = ask(by=platform, at=at, question=question)
    if answer.result == SILENT:
        raise Problem("legal_persons.register_silent")
    return answer
