"""The check that every verb of the room begins with."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import yaml

from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, Target, load_rules, may

SHANGHAI = ZoneInfo("Asia/Shanghai")
RULES = load_rules([yaml.safe_load((Path(__file__).parents[1] / "rights.yaml").read_text(encoding="utf-8"))])


def day_of(at: datetime) -> date:
    """The legal day of a moment."""
    return at.astimezone(SHANGHAI).date()


def check(
    by: Actor,
    right: str,
    at: datetime,
    *,
    owners: Iterable[UUID] = (),
    places: Mapping[str, str] | None = None,
) -> None:
    """Problem `offices.denied` unless `by` may use `right` on a matter of `owners` in `places` on the day of `at`.

    The room's own rules decide; what a domain's role may do besides comes along in its grants.
    """
    target, today = Target(owners=frozenset(owners), places=places or {}), day_of(at)
    if may(by, right, target, rules=RULES, today=today):
        return
    if not any(
        right in grant.rights and grant.holds(today) and grant.scope.covers(dict(target.places))
        for grant in by.grants
    ):
        raise Problem("offices.denied", right=right)
