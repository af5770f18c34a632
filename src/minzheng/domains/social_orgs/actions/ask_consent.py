"""The founders ask a supervising body (业务主管单位) for its consent, before anything is received: no clock runs."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from minzheng.core.audit.actions import record
from minzheng.core.offices.actions import authorise
from minzheng.core.places.queries import ancestry
from minzheng.domains.social_orgs.actions.keep_name import SHANGHAI
from minzheng.domains.social_orgs.models import Name
from minzheng.domains.social_orgs.queries import supervising_bodies
from minzheng.domains.social_orgs.rules import AGREED, ASKED, DIRECT, LIVE
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.rights import Actor, Target

LEAST = 20


def ask_consent(
    *, by: Actor, at: datetime, name: UUID, unit: UUID | None, purpose: str, direct: str = ""
) -> None:
    """Ask `unit` whether it will supervise the association, or (for the four kinds that register directly) what it
    thinks; `purpose` says what the association is for and does. A body that said no may be asked again, or another.

    Raises Invalid for what is missing; Problem: `social_orgs.name_missing`, `social_orgs.name_lapsed`,
    `social_orgs.answered`, `offices.denied`. 6 statements.
    """
    with transaction.atomic():
        row = Name.objects.select_for_update().filter(id=name).first()
        if row is None:
            raise Problem("social_orgs.name_missing")
        owners = frozenset({row.person})
        authorise(by=by, right="social_orgs.keep_name", target=Target(owners=owners), at=at)
        today = at.astimezone(SHANGHAI).date()
        if row.state not in LIVE or today > row.until:
            raise Problem("social_orgs.name_lapsed", until=f"{row.until:%Y-%m-%d}")
        if row.state == AGREED:
            raise Problem("social_orgs.answered")
        words = purpose.strip()
        problems = []
        if unit not in {one.id for one in supervising_bodies(row.division, today)}:
            problems.append(FieldProblem("unit", "请选一个业务主管单位", "业务主管单位"))
        if len(words) < LEAST:
            sentence = f"请写清楚宗旨和业务范围，至少 {LEAST} 个字，现在是 {len(words)} 个字"
            problems.append(FieldProblem("purpose", sentence, "宗旨和业务范围"))
        if direct and direct not in DIRECT:
            problems.append(FieldProblem("direct", "请选一类，或者选“不是”", "是不是直接登记"))
        if problems:
            raise Invalid(problems)
        Name.objects.filter(id=name).update(
            state=ASKED,
            unit=unit,
            purpose=words[:600],
            direct=direct,
            asked_at=at,
            answered_at=None,
            answered_by=None,
            answered_name="",
            opinion="",
            paper_no="",
        )
        record(
            by=by,
            at=at,
            kind="social_orgs.ask_consent",
            facts={"name": row.name, "unit": str(unit), "direct": direct},
            places=ancestry(row.division),
            subjects=owners,
        )
