"""A register of electronic licences that knows the invented enterprises of `licences.yaml`, and no others."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from minzheng.kernel.registry import Connector

SHANGHAI = ZoneInfo("Asia/Shanghai")


class SimulatedBusinessLicence(Connector):
    """Compares a credit code with the code that was shown; silent for what `licences.yaml` marks so."""

    name = "business_licence"
    partner = "电子营业执照系统（演示）"
    title = "电子营业执照"
    fields = ("name", "status", "at", "representative_id_number", "shown_by")
    words: Mapping[str, str] = {
        "name": "名称",
        "status": "状态",
        "at": "住所区划",
        "representative_id_number": "法定代表人证件号码",
        "shown_by": "由谁出示",
    }

    def call(self, request: Mapping[str, Any], *, purpose: str, at: datetime) -> Mapping[str, Any]:
        """What the licence says, when the code belongs to it."""
        known: Any = licences().get(str(request["uscc"]))
        if known == "silent":
            raise ConnectionError(f"{self.name} is silent")
        shown_by = known["shows"].get(str(request["shown"])) if known else None
        if shown_by is None:
            return {"lines": []}
        value = {name: known[name] for name in self.fields[:-1]} | {"shown_by": shown_by}
        as_of = at.astimezone(SHANGHAI).date().isoformat()
        return {"lines": [{"kind": "legal_person", "value": value, "as_of": as_of}]}


@cache
def licences() -> Mapping[str, Any]:
    """Credit code -> licence, or `silent`."""
    text = Path(__file__).with_name("licences.yaml").read_text(encoding="utf-8")
    return {str(code): body for code, body in yaml.safe_load(text).items()}
