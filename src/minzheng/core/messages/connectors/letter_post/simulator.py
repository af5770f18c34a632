"""A post that carries nothing: what becomes of a letter is read from its address."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from minzheng.kernel.registry import Connector

SILENT, UNKNOWN, NOBODY = "邮局不通", "查无地址", "家中无人"
"""Words in an address at which the simulator is silent, refuses the letter, or brings it back."""


class SimulatedPost(Connector):
    """Takes letters in and delivers each at the first question, unless its address says otherwise."""

    name = "letter_post"
    partner = "邮政（模拟）"

    def call(self, request: Mapping[str, Any], *, purpose: str, at: datetime) -> Mapping[str, Any]:
        """Take a letter in, or say how far one has come."""
        if "tracking_no" in request:
            returned = str(request["tracking_no"]).endswith("R")
            return {
                "state": "returned" if returned else "delivered",
                "note": "家中无人，两次未投" if returned else "本人签收",
            }
        address = str(request["address"])
        if SILENT in address:
            raise ConnectionError(f"{self.name} is silent")
        if UNKNOWN in address:
            return {"accepted": False, "tracking_no": ""}
        mark = hashlib.new("sm3", str(request["reference"]).encode()).hexdigest()[:10].upper()
        return {"accepted": True, "tracking_no": f"SIM{mark}{'R' if NOBODY in address else 'D'}"}
