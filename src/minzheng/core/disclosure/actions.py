"""A result goes onto the board once it is decided, and off it when the decision falls: read from the book."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction

from minzheng.core.audit.actions import read_on, record
from minzheng.core.audit.queries import EventRow
from minzheng.core.cases.queries import case
from minzheng.core.cases.rules import clock, today
from minzheng.core.catalogue.queries import package
from minzheng.core.disclosure.models import Disclosure
from minzheng.core.disclosure.rules import DECISIONS, GRANTED, WITHDRAWN_BY, shown
from minzheng.core.documents.queries import letters_of
from minzheng.core.offices.actions import authorise
from minzheng.core.places.queries import calendar
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import LEVELS, Actor, Target, system
from minzheng.kernel.text import letter_date

READER = "disclosure.follow_book"
_log = logging.getLogger("minzheng.disclosure")


def publish_result(*, by: Actor, at: datetime, case_id: UUID) -> UUID | None:
    """Put the result of a case onto the board: the fields that its service lists, once. None where there is nothing to
    publish: the service lists no fields, or nothing was granted.

    Raises Problem: `cases.not_found`, `offices.denied`. 7 statements.
    """
    row = case(case_id)
    found = package(row["snapshot_id"])
    words = found.service.get("disclosure")
    places = {level: row[level] for level in LEVELS}
    authorise(by=by, right="disclosure.publish", target=Target(places=places, business=row["service"]), at=at)
    if not words or row["result"] != GRANTED or row["decided_at"] is None:
        return None
    kind = found.service.get("documents", {}).get("decide")
    letter = next((one for one in letters_of(case_id) if one.kind == kind and one.status == "issued"), None)
    decided = today(row["decided_at"])
    values = {
        "name": row["applicant_name"],
        "uscc": row["variables"].get("uscc", ""),
        "decision": DECISIONS[row["result"]],
        "doc_no": letter.doc_no if letter else "",
        "organ": letter.organisation_name if letter else "",
        "decided_on": letter_date(decided),
    }
    limit = found.service["limits"]["publication_period"]
    due_on = clock("publication_period", limit, decided, calendar(row["calendar_version"]))[1].last_day
    with transaction.atomic():
        result, new = Disclosure.objects.get_or_create(
            case_id=case_id,
            defaults={
                "service": row["service"],
                "title": row["title"],
                "county": row["county"] or row["city"],
                "name": row["applicant_name"],
                "fields": shown(words["fields"], values),
                "decided_on": decided,
                "due_on": due_on,
                "published_at": at,
            },
        )
        if new:
            facts = {"fields": len(result.fields), "in_time": today(at) <= due_on}
            record(
                by=by,
                at=at,
                kind="disclosure.publish",
                case=case_id,
                service=row["service"],
                places=places,
                facts=facts,
            )
    return result.id


def withdraw_result(*, by: Actor, at: datetime, case_id: UUID, why: str) -> bool:
    """Take the result of a case off the board, because the decision was revoked or cancelled; whether it stood there.

    Raises Problem: `offices.denied`. 3 statements.
    """
    row = Disclosure.objects.filter(case_id=case_id, withdrawn_at=None).first()
    target = Target(places={"county": row.county} if row else {}, business=row.service if row else "")
    authorise(by=by, right="disclosure.withdraw", target=target, at=at)
    if row is None:
        return False
    with transaction.atomic():
        Disclosure.objects.filter(id=row.id, withdrawn_at=None).update(withdrawn_at=at, why=why[:60])
        record(
            by=by,
            at=at,
            kind="disclosure.withdraw",
            case=case_id,
            service=row.service,
            facts={"why": why[:60]},
        )
    return True


def follow_decisions(*, at: datetime, limit: int = 200) -> int:
    """Read on in the book: what was granted is published, what was revoked or cancelled comes off. Each event has its
    effect once; returns how many were read. Where one cannot be followed the log says which, and the reader stays
    before it and tries again on its next turn. Raises that Problem."""
    return read_on(reader=READER, effect=lambda event: _follow(event, at), at=at, limit=limit)


def _follow(event: EventRow, at: datetime) -> None:
    if event.case_id is None:
        return
    by = system(READER)
    try:
        if event.kind == "cases.step" and event.facts.get("result") == GRANTED:
            publish_result(by=by, at=at, case_id=event.case_id)
        elif event.kind == "cases.later" and event.facts.get("act") in WITHDRAWN_BY:
            withdraw_result(by=by, at=at, case_id=event.case_id, why=f"cases.{event.facts['act']}")
    except Problem as problem:
        _log.warning("result of event %s not followed: %s", event.id, problem.code)
        if (
            problem.code != "cases.not_found"
        ):  # a case that is gone has nothing to show; all else is tried again
            raise
