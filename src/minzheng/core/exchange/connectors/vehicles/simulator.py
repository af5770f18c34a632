"""A register that knows the vehicles of the invented persons of `vehicles.yaml`; everybody else has none."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from minzheng.kernel.registry import Connector

SHANGHAI = ZoneInfo("Asia/Shanghai")


class SimulatedVehicles(Connector):
    """Answers for one person at a time; silent for those whom `vehicles.yaml` marks so."""

    name = "vehicles"
    partner = "青岚省机动车登记查询（模拟）"
    title = "机动车"
    fields = ("plate_masked", "type", "registered_on")
    words: Mapping[str, str] = {"plate_masked": "号牌", "type": "车型", "registered_on": "登记日期"}
    line = "vehicle"

    def call(self, request: Mapping[str, Any], *, purpose: str, at: datetime) -> Mapping[str, Any]:
        """The vehicles registered today."""
        known = registered().get(str(request["id_number"]), [])
        if known == "silent":
            raise ConnectionError(f"{self.name} is silent")
        as_of = at.astimezone(SHANGHAI).date().isoformat()
        return {"lines": [{"kind": "vehicle", "value": dict(one), "as_of": as_of} for one in known]}


@cache
def registered() -> Mapping[str, Any]:
    """ID number -> vehicles, or `silent`."""
    text = Path(__file__).with_name("vehicles.yaml").read_text(encoding="utf-8")
    return {str(number): known for number, known in yaml.safe_load(text).items()}
