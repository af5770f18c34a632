"""查看明文 (R4): an officer says what for, confirms, and sees a case's sensitive fields in clear for a time."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from minzheng.core.audit.actions import one_transaction, record
from minzheng.core.cases.actions.moving import lock
from minzheng.core.cases.actions.permission import sight_of
from minzheng.core.cases.models import Reveal
from minzheng.core.cases.queries import RevealRow, hidden_in, reveal_of
from minzheng.core.cases.rules import checked_purpose
from minzheng.core.offices.actions import authorise
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import LEVELS, Actor


def reveal_fields(
    *, by: Actor, at: datetime, case_id: UUID, level: str, purpose: str, confirmed: bool
) -> RevealRow:
    """Show a case's fields up to `level` (L3, L4) in clear to this officer, for the minutes of the settings. It stands in
    the book once, with the names of the fields; every person of the case finds it there. While one is in force that reaches
    as far, nothing more is written. 4 statements, 2 where one is in force.

    Raises Problem: `cases.not_found`, `offices.denied`, `cases.nothing_to_reveal`; Invalid without a purpose or the
    confirmation.
    """
    if not by.is_staff or by.account is None:
        raise Problem("offices.denied", right="cases.reveal_fields")
    with one_transaction():
        locked = lock(case_id)
        row, target = locked.row, sight_of(locked.row)
        if authorise(by=by, right="cases.view", target=target, at=at).effect != "allow":
            raise Problem("offices.denied", right="cases.view")  # the case is seen masked only
        hidden = hidden_in(locked.package)
        if level not in hidden:
            raise Problem("cases.nothing_to_reveal")
        authorise(by=by, right="cases.reveal_fields", target=target, at=at)
        if level == "L4":
            authorise(by=by, right="cases.see_check", target=target, at=at)
        said = checked_purpose(purpose, confirmed=confirmed)
        known = reveal_of(case_id, by.account, at)
        if known is not None and known.level >= level:
            return known
        until = at + timedelta(minutes=settings.CLEAR_MINUTES)
        Reveal.objects.create(
            case_id=case_id, account=by.account, level=level, purpose=said, at=at, until=until
        )
        fields = [name for one in sorted(hidden) if one <= level for name in hidden[one]]
        record(
            by=replace(by, purpose=said),
            at=at,
            kind="cases.reveal_fields",
            subjects=dict.fromkeys((row["applicant_id"], *sorted(locked.parties))),
            case=case_id,
            places={name: row[name] for name in LEVELS},
            service=row["service"],
            facts={"level": level, "fields": fields, "minutes": settings.CLEAR_MINUTES},
        )
    return RevealRow(level, said, until)
