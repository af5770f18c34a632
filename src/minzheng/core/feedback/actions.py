"""Rating a case."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from minzheng.core.audit.actions import record
from minzheng.core.cases.queries import case
from minzheng.core.cases.rules import owner_of, subjects_of
from minzheng.core.feedback.models import Rating
from minzheng.core.feedback.rules import LEVELS, ONLINE_TAGS, RATEABLE, is_bad
from minzheng.core.offices.actions import authorise
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.rights import LEVELS as PLACE_LEVELS
from minzheng.kernel.rights import Actor, Target


def rate(
    *, by: Actor, at: datetime, case_id: UUID, level: int, tags: Sequence[str] = (), text: str = ""
) -> UUID:
    """Rate a case once, on five levels. A second rating of the same case is refused, the first one stays.

    Raises Problem: `feedback.not_yet`, `feedback.rated`, `offices.denied`; Invalid when no level was chosen.
    """
    if level not in LEVELS:
        raise Invalid([FieldProblem("level", "请选一张脸，再按提交", "满意程度")])
    found = case(case_id)
    places = {name: found[name] for name in PLACE_LEVELS}
    owners = frozenset(filter(None, (owner_of(found), found["agent_id"])))
    target = Target(owners=owners, places=places, business=found["service"])
    authorise(by=by, right="feedback.rate", target=target, at=at)
    if by.person is None:  # the platform may do anything, but has no opinion
        raise Problem("offices.denied", right="feedback.rate")
    if found["state"] not in RATEABLE:
        raise Problem("feedback.not_yet")
    known = [tag for tag in ONLINE_TAGS if tag in tags]
    try:
        with transaction.atomic():
            rating = Rating.objects.create(
                case_id=case_id,
                person=by.person,
                service=found["service"],
                division=found["county"] or found["city"],
                level=level,
                tags=known,
                text=text.strip()[:500],
                channel=by.channel,
                created_at=at,
            )
            record(
                by=by,
                at=at,
                kind="feedback.rate",
                case=case_id,
                service=found["service"],
                places=places,
                subjects=subjects_of(found),
                facts={"level": level, "bad": is_bad(level), "case_no": found["case_no"]},
                content={"text": text.strip()[:500], "tags": known},
            )
    except IntegrityError as error:
        raise Problem("feedback.rated") from error
    return rating.id
