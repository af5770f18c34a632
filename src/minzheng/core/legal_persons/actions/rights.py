"""The check that every verb of the room begins with."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID

import yaml

from minzheng.core.people.actions.rights import day_of
from minzheng.kernel.rights import Actor, Target, load_rules, require

RULES = load_rules([yaml.safe_load((Path(__file__).parents[1] / "rights.yaml").read_text(encoding="utf-8"))])


def check(by: Actor, right: str, at: datetime, owners: Iterable[UUID] = ()) -> None:
    """Problem `offices.denied` unless `by` may use `right` on a matter of `owners` on the day of `at`."""
    require(by, right, Target(owners=frozenset(owners)), rules=RULES, today=day_of(at))
