"""A register of certificates that knows the invented organisations of `certificates.yaml`, and no others."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from minzheng.kernel.registry import Connector

SHANGHAI = ZoneInfo("Asia/Shanghai")


class SimulatedSocialCertificate(Connector):
    """Compares a credit code with the number of a certificate; silent for what `certificates.yaml` marks so."""

    name = "social_certificate"
    partner = "社会组织登记信息（演示）"
    title = "社会组织登记证书"
    fields = ("name", "status", "at", "representative_id_number")
    words: Mapping[str, str] = {
        "name": "名称",
        "status": "状态",
        "at": "住所区划",
        "representative_id_number": "法定代表人证件号码",
    }

    def call(self, request: Mapping[str, Any], *, purpose: str, at: datetime) -> Mapping[str, Any]:
        """What the register says, when code and number belong together."""
        known: Any = certificates().get(str(request["uscc"]))
        if known == "silent":
            raise ConnectionError(f"{self.name} is silent")
        if known is None or known["number"] != str(request["shown"]).upper():
            return {"lines": []}
        as_of = at.astimezone(SHANGHAI).date().isoformat()
        value = {name: known[name] for name in self.fields}
        return {"lines": [{"kind": "legal_person", "value": value, "as_of": as_of}]}


@cache
def certificates() -> Mapping[str, Any]:
    """Credit code -> certificate, or `silent`."""
    text = Path(__file__).with_name("certificates.yaml").read_text(encoding="utf-8")
    return {str(code): body for code, body in yaml.safe_load(text).items()}
