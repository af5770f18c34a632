"""The room's own rules of who may, and the check that every verb begins with."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from minzheng.kernel.rights import Actor, Target, load_rules, require

SHANGHAI = ZoneInfo("Asia/Shanghai")
RULES = load_rules([yaml.safe_load((Path(__file__).parents[1] / "rights.yaml").read_text(encoding="utf-8"))])


def check(by: Actor, right: str, at: datetime, places: Mapping[str, str] | None = None) -> None:
    """Problem `offices.denied` unless `by` may use `right` (in `places`) on the day of `at`."""
    require(by, right, Target(places=places or {}), rules=RULES, today=day_of(at))


def day_of(at: datetime) -> date:
    """The legal day (Asia/Shanghai) of a moment."""
    return at.astimezone(SHANGHAI).date()
