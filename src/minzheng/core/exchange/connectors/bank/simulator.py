"""A bank that knows the invented persons of `holdings.yaml` and, for everybody else, an account made up of the number."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import new as new_hash
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from minzheng.kernel.registry import Connector

SHANGHAI = ZoneInfo("Asia/Shanghai")
BANK = "青岚农商银行"
MOST_FEN = 2_000_000
"""No made-up account holds more than this (20,000 yuan)."""


class SimulatedBank(Connector):
    """Answers for one person at a time; silent for those whom `holdings.yaml` marks so."""

    name = "bank"
    partner = "青岚省银行查询平台（模拟）"
    title = "银行存款"
    fields = ("bank", "account_tail", "balance_fen")
    words: Mapping[str, str] = {"bank": "银行", "account_tail": "账号后四位", "balance_fen": "余额"}
    line = "deposit"

    def call(self, request: Mapping[str, Any], *, purpose: str, at: datetime) -> Mapping[str, Any]:
        """The balances on the last day of last month."""
        number = str(request["id_number"])
        known = holdings().get(number)
        if known == "silent":
            raise ConnectionError(f"{self.name} is silent")
        as_of = month_end(at).isoformat()
        accounts = _made_up(number) if known is None else known
        return {"lines": [{"kind": "deposit", "value": dict(one), "as_of": as_of} for one in accounts]}


@cache
def holdings() -> Mapping[str, Any]:
    """ID number -> accounts, or `silent`."""
    text = Path(__file__).with_name("holdings.yaml").read_text(encoding="utf-8")
    return {str(number): known for number, known in yaml.safe_load(text).items()}


def month_end(at: datetime) -> date:
    """The last day of the month before `at`, in Asia/Shanghai."""
    return at.astimezone(SHANGHAI).date().replace(day=1) - timedelta(days=1)


def _made_up(number: str) -> list[dict[str, Any]]:
    digest = new_hash("sm3", number.encode()).digest()
    if digest[0] < 64:
        return []
    balance = int.from_bytes(digest[1:5]) % MOST_FEN
    return [
        {"bank": BANK, "account_tail": f"{int.from_bytes(digest[5:7]) % 10000:04d}", "balance_fen": balance}
    ]
