"""A gateway that sends nothing: it keeps what it received, and fails where it is told to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from minzheng.core.messages.models import SmsSent
from minzheng.kernel.registry import Connector

SILENT, UNKNOWN = "0000", "0001"
"""Last four digits of telephones at which the simulator is silent, and of those that it refuses."""


class SimulatedGateway(Connector):
    """Keeps each message as a row that the demonstration shows. Numbers ending in 0000 find it silent, those ending in
    0001 are refused, all others are accepted."""

    name = "sms_gateway"
    partner = "短信网关（模拟）"

    def call(self, request: Mapping[str, Any], *, purpose: str, at: datetime) -> Mapping[str, Any]:
        """Receive one message."""
        phone = str(request["phone"])
        if phone.endswith(SILENT):
            raise ConnectionError(f"{self.name} is silent")
        if phone.endswith(UNKNOWN):
            return {"accepted": False, "receipt": "空号"}
        row = {"phone": phone, "text": request["text"], "received_at": at}
        SmsSent.objects.get_or_create(reference=UUID(str(request["reference"])), defaults=row)
        return {"accepted": True, "receipt": f"sim-{request['reference']}"}
