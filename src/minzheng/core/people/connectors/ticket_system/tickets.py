"""Tickets: an address to go to, a ticket to come back with, one question behind the scenes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings

from minzheng.core.people.connectors.national_platform.wire import fetch as over_the_wire
from minzheng.core.people.connectors.ticket_system import simulator
from minzheng.kernel.registry import Connector

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
LEVELS: Final[Mapping[str, int]] = {"registered": 1, "verified": 2, "in_person": 3}
"""What the system's words mean here; another word is level 1."""


@dataclass(frozen=True, slots=True)
class Counter:
    """Where people get a ticket, where it is asked whose it is, and how that is asked."""

    login: str
    check: str
    fetch: Callable[[str, Mapping[str, str] | None, str], Mapping[str, Any]] = over_the_wire


def configured() -> Counter | None:
    """The system of the settings; in a demonstration without one the simulator; else None."""
    given = settings.TICKET_SYSTEM
    if given["login"] and given["check"]:
        return Counter(given["login"], given["check"])
    if settings.ALLOW_DEMO_ID:
        return Counter(simulator.PAGE, simulator.CHECK, simulator.fetch)
    return None


class TicketSystem(Connector):
    """Who signs in there is known here, as far as that system has verified them."""

    name = "ticket_system"
    partner = "市统一身份认证系统"
    title = "市民账号"
    fields = ("name", "id_number", "level")
    words: Mapping[str, str] = {"name": "姓名", "id_number": "公民身份号码", "level": "实名等级"}
    signs_in = True

    def __init__(self, counter: Callable[[], Counter | None] = configured) -> None:
        self._counter = counter

    def button(self) -> str:
        """What the sign-in page says; '' where no system is set up."""
        if self._counter() is None:
            return ""
        return f"{self.title}登录" + ("" if settings.TICKET_SYSTEM["login"] else "（演示）")

    def call(self, request: Mapping[str, Any], *, purpose: str, at: datetime) -> Mapping[str, Any]:
        """See the folder's docstring."""
        counter = self._counter()
        if counter is None:
            raise ConnectionError(f"{self.name} is not set up")
        service = f"{request['redirect_uri']}?{urlencode({'state': request['state']})}"
        as_of = at.astimezone(SHANGHAI).date().isoformat()
        if request["act"] == "begin":
            address = f"{counter.login}?{urlencode({'service': service})}"
            return {"lines": [{"kind": "visit", "value": {"address": address}, "as_of": as_of}]}
        try:
            query = urlencode({"ticket": request["query"]["ticket"], "service": service})
            user = counter.fetch(f"{counter.check}?{query}", None, "")["user"]
            value = {
                "issuer": counter.check,
                "subject": str(user["uid"]),
                "name": str(user.get("name", "")),
                "id_number": str(user.get("id_number", "")),
                "level": LEVELS.get(str(user.get("level", "")), 1),
            }
        except (KeyError, ValueError, TypeError):
            return {"lines": []}
        return {"lines": [{"kind": "identity", "value": value, "as_of": as_of}]}
