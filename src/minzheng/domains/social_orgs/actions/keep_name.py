"""名称预查: a name that passes is kept for its founders for six months."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from minzheng.core.audit.actions import record
from minzheng.core.offices.actions import authorise
from minzheng.core.places.queries import ancestry
from minzheng.domains.social_orgs.models import Name
from minzheng.domains.social_orgs.queries import name_report, names_of
from minzheng.domains.social_orgs.rules import KEPT, LAPSED, LIVE, kept_until
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, Target

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOST = 3


def keep_name(*, by: Actor, at: datetime, name: str, division: str) -> UUID:
    """Check a name once more and keep it for the founders whom `by` represents; returns its id.

    Raises Problem: `social_orgs.name_stopped` (why it does not pass), `social_orgs.too_many_names`,
    `social_orgs.place_unknown`, `offices.denied`. 12 statements at most.
    """
    today = at.astimezone(SHANGHAI).date()
    owners = frozenset({by.person} if by.person else ())
    authorise(by=by, right="social_orgs.keep_name", target=Target(owners=owners), at=at)
    if by.person is None:
        raise Problem("offices.denied", right="social_orgs.keep_name")
    mine = [row for row in names_of(by.person, today) if row.state in LIVE]
    report = name_report(name, division, today)
    again = next((row for row in mine if row.name == report.name and row.division == division), None)
    if again is not None:
        return again.id
    if not report.passes:
        raise Problem(
            "social_orgs.name_stopped", why=next(one.message for one in report.findings if one.stops)
        )
    if len(mine) >= MOST:
        raise Problem("social_orgs.too_many_names", most=MOST)
    try:
        with transaction.atomic():
            Name.objects.filter(name=report.name, state__in=LIVE, until__lt=today).update(state=LAPSED)
            kept = Name.objects.create(
                name=report.name,
                division=division,
                person=by.person,
                person_name=by.name,
                state=KEPT,
                kept_on=today,
                until=kept_until(today),
            )
            facts = {"name": report.name, "until": kept.until.isoformat()}
            places = ancestry(division)
            record(by=by, at=at, kind="social_orgs.keep_name", facts=facts, places=places, subjects=owners)
    except IntegrityError as error:  # somebody kept it at the same moment
        raise Problem("social_orgs.name_stopped", why=f"“{report.name}”已经有人预查过，正留着") from error
    return kept.id
