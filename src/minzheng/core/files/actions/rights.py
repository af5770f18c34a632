"""The room's own rules of who may, and the check that every verb begins with."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from minzheng.kernel.rights import Actor, Target, load_rules, require

SHANGHAI = ZoneInfo("Asia/Shanghai")
RULES = load_rules([yaml.safe_load((Path(__file__).parents[1] / "rights.yaml").read_text(encoding="utf-8"))])


def check(by: Actor, right: str, at: datetime) -> None:
    """Problem `offices.denied` unless `by` may use `right` on the day of `at`."""
    require(by, right, Target(), rules=RULES, today=at.astimezone(SHANGHAI).date())
