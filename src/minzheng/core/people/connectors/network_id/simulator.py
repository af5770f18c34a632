"""A network identity service that knows the invented holders of `holders.yaml`; every code is 246810."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from minzheng.kernel.registry import Connector

SHANGHAI = ZoneInfo("Asia/Shanghai")
CODE = "246810"


class SimulatedNetworkId(Connector):
    """Says who holds a network number, to whom knows the code of the demonstration."""

    name = "network_id"
    partner = "国家网络身份认证（演示）"
    fields = ("name", "id_number")
    words: Mapping[str, str] = {"name": "姓名", "id_number": "公民身份号码"}

    def call(self, request: Mapping[str, Any], *, purpose: str, at: datetime) -> Mapping[str, Any]:
        """The holder of the number."""
        known = holders().get(str(request["number"]))
        if known == "silent":
            raise ConnectionError(f"{self.name} is silent")
        if known is None or str(request["code"]) != CODE:
            return {"lines": []}
        as_of = at.astimezone(SHANGHAI).date().isoformat()
        return {"lines": [{"kind": "identity", "value": dict(known), "as_of": as_of}]}


@cache
def holders() -> Mapping[str, Any]:
    """Network number -> name and ID number, or `silent`."""
    text = Path(__file__).with_name("holders.yaml").read_text(encoding="utf-8")
    return {str(number): holder for number, holder in yaml.safe_load(text).items()}
