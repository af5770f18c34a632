"""Break-glass (R6): who runs the machines may look at one case for two hours, with a reason; everybody who audits is told."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from minzheng.core.audit import actions as audit
from minzheng.core.messages import actions as messages
from minzheng.core.offices import queries
from minzheng.core.offices.actions.authorise import authorise
from minzheng.core.offices.models import EmergencyAccess
from minzheng.core.offices.queries import powers
from minzheng.core.offices.rules import EMERGENCY, LEAST_REASON
from minzheng.core.places.queries import ancestry
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, Target, system
from minzheng.kernel.text import mask_name


def open_emergency(*, by: Actor, at: datetime, subject: str, reason: str, level: str, division: str) -> UUID:
    """Open the read of one case (`subject`, its number) for two hours; returns the id of the opening.

    `level` and `division` say where the case belongs; it must lie in the actor's scope. The audit administrators there and above get a message in the
    same transaction. Problem `offices.emergency_reason`, `offices.denied`.
    """
    if len(reason.strip()) < LEAST_REASON:
        raise Problem("offices.emergency_reason", least=LEAST_REASON)
    where, today = ancestry(division), at.astimezone(queries.SHANGHAI).date()
    authorise(by=by, right="offices.open_emergency", target=Target(places=where), at=at)
    if by.person is None:
        raise Problem("offices.denied", right="offices.open_emergency")
    with transaction.atomic():
        row = EmergencyAccess.objects.create(
            person_id=by.person,
            subject=subject,
            reason=reason.strip()[:200],
            level=level,
            division=division,
            opened_at=at,
            until=at + EMERGENCY,
        )
        facts = {"opening": row.id, "case_no": subject, "until": row.until, "reason": row.reason}
        event = audit.record(by=by, at=at, kind="offices.open_emergency", facts=facts, places=where)
        for auditor in powers.auditors(where, today):
            messages.deliver(
                by=system("break_glass"),
                at=at,
                person=auditor,
                event_id=event,
                title="有人紧急查看办件",
                body=f"{mask_name(by.name)}申请紧急查看办件 {subject}，2 小时。缘由：{row.reason}。请事后复核。",
                link="/desk/emergencies",
            )
    return row.id


def use_emergency(*, by: Actor, at: datetime, opening_id: UUID) -> str:
    """Use an opening once: what it opens (the case's number). Every use is written into the book before anything is
    shown. Problem `offices.not_found`, `offices.emergency_over`."""
    row = EmergencyAccess.objects.filter(id=opening_id, person=by.person).first()
    if row is None or by.person is None:
        raise Problem("offices.not_found")
    place = ancestry(row.division)
    authorise(by=by, right="offices.open_emergency", target=Target(places=place), at=at)
    if not row.opened_at <= at < row.until:
        raise Problem("offices.emergency_over")
    with transaction.atomic():
        EmergencyAccess.objects.filter(id=opening_id).update(reads=F("reads") + 1)
        facts = {"opening": row.id, "case_no": row.subject}
        audit.record(by=by, at=at, kind="offices.use_emergency", facts=facts, places=place)
    return str(row.subject)


def review_emergency(*, by: Actor, at: datetime, opening_id: UUID, finding: str) -> None:
    """The audit administrator says afterwards whether it was right. Problem `offices.not_found`, `offices.emergency_open`,
    `offices.emergency_reason`."""
    row = EmergencyAccess.objects.filter(id=opening_id, reviewed_at=None).first()
    if row is None:
        raise Problem("offices.not_found")
    where = ancestry(row.division)
    authorise(by=by, right="offices.review_emergency", target=Target(places=where), at=at)
    if at < row.until:
        raise Problem("offices.emergency_open")
    if len(finding.strip()) < LEAST_REASON:
        raise Problem("offices.emergency_reason", least=LEAST_REASON)
    with transaction.atomic():
        EmergencyAccess.objects.filter(id=opening_id).update(
            reviewed_at=at, reviewed_by=by.person, finding=finding.strip()[:200]
        )
        facts = {"opening": row.id, "reads": row.reads}
        audit.record(by=by, at=at, kind="offices.review_emergency", facts=facts, places=where)
