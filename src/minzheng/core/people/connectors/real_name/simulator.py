"""A register that knows the invented persons of `citizens.yaml`, and nobody else."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from minzheng.kernel.registry import Connector
from minzheng.kernel.text import normalise_name

SHANGHAI = ZoneInfo("Asia/Shanghai")


class SimulatedRealName(Connector):
    """Compares one name and number; silent for those whom `citizens.yaml` marks so."""

    name = "real_name"
    partner = "青岚省人口信息核对（演示）"
    fields = ("result",)
    words: Mapping[str, str] = {"result": "核对结果"}

    def call(self, request: Mapping[str, Any], *, purpose: str, at: datetime) -> Mapping[str, Any]:
        """Whether name and number belong together today."""
        known = citizens().get(str(request["id_number"]))
        if known == "silent":
            raise ConnectionError(f"{self.name} is silent")
        if known is None:
            return {"lines": []}
        result = "match" if normalise_name(str(request["name"])) == normalise_name(known) else "mismatch"
        as_of = at.astimezone(SHANGHAI).date().isoformat()
        return {"lines": [{"kind": "identity", "value": {"result": result}, "as_of": as_of}]}


@cache
def citizens() -> Mapping[str, str]:
    """ID number -> name, or `silent`."""
    text = Path(__file__).with_name("citizens.yaml").read_text(encoding="utf-8")
    return {str(number): str(name) for number, name in yaml.safe_load(text).items()}
