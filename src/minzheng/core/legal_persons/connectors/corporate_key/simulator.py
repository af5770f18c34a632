"""Keys of the demonstration: Ed25519 keys that are made from a serial number, so that a page can play the key."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from minzheng.kernel.gm import sm3
from minzheng.kernel.registry import Connector

SHANGHAI = ZoneInfo("Asia/Shanghai")


class SimulatedCorporateKey(Connector):
    """Makes challenges and checks what the keys of `keys.yaml` have signed."""

    name = "corporate_key"
    partner = "法人数字证书（演示）"
    title = "法人一证通"
    fields = ("name", "status", "at", "representative_id_number")
    words: Mapping[str, str] = {
        "name": "名称",
        "status": "状态",
        "at": "住所区划",
        "representative_id_number": "法定代表人证件号码",
    }

    def call(self, request: Mapping[str, Any], *, purpose: str, at: datetime) -> Mapping[str, Any]:
        """A challenge, or what the certificate of the key says when it has signed it."""
        as_of = at.astimezone(SHANGHAI).date().isoformat()
        asked = challenge(str(request["reference"]), str(request["uscc"]))
        if request["act"] == "begin":
            return {"lines": [{"kind": "challenge", "value": {"challenge": asked}, "as_of": as_of}]}
        known = keys().get(str(request["uscc"]))
        if known is None or not _signed(known["serial"], asked, str(request["signature"])):
            return {"lines": []}
        value = {name: known[name] for name in self.fields}
        return {"lines": [{"kind": "legal_person", "value": value, "as_of": as_of}]}


def challenge(reference: str, uscc: str) -> str:
    """What the key has to sign: nobody else's reference or code gives the same."""
    return sm3(f"minzheng {reference} {uscc}".encode()).hex()


def sign(uscc: str, asked: str) -> str:
    """What the demonstration's key of a body signs (hex); '' for a body that has none."""
    known = keys().get(uscc)
    return _key(known["serial"]).sign(asked.encode()).hex() if known else ""


@cache
def keys() -> Mapping[str, Mapping[str, str]]:
    """Credit code -> key and what its certificate says."""
    text = Path(__file__).with_name("keys.yaml").read_text(encoding="utf-8")
    return {str(code): body for code, body in yaml.safe_load(text).items()}


def _key(serial: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(sm3(f"演示 UKey {serial}".encode()))


def _signed(serial: str, asked: str, signature: str) -> bool:
    try:
        _key(serial).public_key().verify(bytes.fromhex(signature), asked.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
