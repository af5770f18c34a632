"""A comparison of faces that compares nothing: its page says that it is a demonstration and lets one pass or fail."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core import signing

from minzheng.kernel.registry import Connector

SHANGHAI = ZoneInfo("Asia/Shanghai")
SALT = "people.connectors.face"
PAGE = "/demo/face"
"""Where the simulator's page is; a real partner's address is on a site of its own."""
HOLDS_S = 600


class SimulatedFace(Connector):
    """Sends the person to the page of the demonstration and believes its ticket."""

    name = "face"
    partner = "青岚省刷脸核验（演示）"
    fields = ("passed",)
    words: Mapping[str, str] = {"passed": "是否通过"}

    def call(self, request: Mapping[str, Any], *, purpose: str, at: datetime) -> Mapping[str, Any]:
        """Begin a comparison, or tell what came of it."""
        as_of = at.astimezone(SHANGHAI).date().isoformat()
        if request["act"] == "begin":
            address = f"{PAGE}?reference={request['reference']}"
            return {"lines": [{"kind": "visit", "value": {"address": address}, "as_of": as_of}]}
        try:
            said = signing.loads(str(request["ticket"]), salt=SALT, max_age=HOLDS_S)
        except signing.BadSignature:
            return {"lines": []}
        if said["reference"] != str(request["reference"]):
            return {"lines": []}
        return {"lines": [{"kind": "face", "value": {"passed": bool(said["passed"])}, "as_of": as_of}]}


def ticket(reference: str, *, passed: bool) -> str:
    """What the simulator's page sends the person back with."""
    return signing.dumps({"reference": reference, "passed": passed}, salt=SALT)
