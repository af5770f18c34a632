"""A name is given up by whom it is kept for."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from minzheng.core.audit.actions import record
from minzheng.core.offices.actions import authorise
from minzheng.core.places.queries import ancestry
from minzheng.domains.social_orgs.models import Name
from minzheng.domains.social_orgs.rules import LIVE, RELEASED
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, Target


def release_name(*, by: Actor, at: datetime, name: UUID) -> None:
    """Give a kept name up, so that others may take it; one that is used or given up already stays as it is.

    Raises Problem: `social_orgs.name_missing`, `offices.denied`.
    """
    with transaction.atomic():
        row = Name.objects.select_for_update().filter(id=name).first()
        if row is None:
            raise Problem("social_orgs.name_missing")
        owners = frozenset({row.person})
        authorise(by=by, right="social_orgs.keep_name", target=Target(owners=owners), at=at)
        if row.state not in LIVE:
            return
        Name.objects.filter(id=name).update(state=RELEASED)
        places = ancestry(row.division)
        record(
            by=by,
            at=at,
            kind="social_orgs.release_name",
            facts={"name": row.name},
            places=places,
            subjects=owners,
        )
