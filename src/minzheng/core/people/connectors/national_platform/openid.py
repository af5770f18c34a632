"""A relying party of OpenID Connect: send the person away, take the code, check every word of the token."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import yaml
from django.conf import settings

from minzheng.core.people.connectors.national_platform import simulator
from minzheng.core.people.connectors.national_platform.wire import fetch as over_the_wire
from minzheng.kernel import jose
from minzheng.kernel.jose import Expected, JoseError
from minzheng.kernel.registry import Connector

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
Fetch = Callable[[str, Mapping[str, str] | None, str], Mapping[str, Any]]
"""(address, form or None, bearer token or '') -> the JSON that was answered. ConnectionError when nobody answers,
ValueError for a no."""


@dataclass(frozen=True, slots=True)
class Partner:
    """Where the platform is and who we are to it; `fetch` is how it is asked."""

    issuer: str
    client_id: str
    secret: str
    fetch: Fetch = over_the_wire


def configured() -> Partner | None:
    """The platform of the settings; in a demonstration without one the simulator; else None."""
    given = settings.NATIONAL_PLATFORM
    if given["issuer"]:
        return Partner(given["issuer"], given["client_id"], given["secret"])
    if settings.ALLOW_DEMO_ID:
        return Partner(simulator.ISSUER, simulator.CLIENT, simulator.SECRET, simulator.fetch)
    return None


@cache
def words() -> Mapping[str, Any]:
    """The partner's words, read once."""
    content: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("platform.yaml").read_text("utf-8"))
    return content


class NationalPlatform(Connector):
    """Who signs in there is known here, as far as the platform has verified them."""

    name = "national_platform"
    partner = "国家政务服务平台"
    title = "国家政务服务平台账号"
    fields = ("name", "id_number", "level")
    words: Mapping[str, str] = {"name": "姓名", "id_number": "公民身份号码", "level": "实名等级"}
    signs_in = True

    def __init__(self, partner: Callable[[], Partner | None] = configured) -> None:
        self._partner = partner

    def button(self) -> str:
        """What the sign-in page says; '' where no platform is set up."""
        if self._partner() is None:
            return ""
        return f"{self.title}登录" + ("" if settings.NATIONAL_PLATFORM["issuer"] else "（演示）")

    def call(self, request: Mapping[str, Any], *, purpose: str, at: datetime) -> Mapping[str, Any]:
        """See the folder's docstring."""
        partner = self._partner()
        if partner is None:
            raise ConnectionError(f"{self.name} is not set up")
        found = partner.fetch(f"{partner.issuer}/.well-known/openid-configuration", None, "")
        if found.get("issuer") != partner.issuer:
            raise ConnectionError("issuer")
        if request["act"] == "begin":
            return _line("visit", {"address": _address(partner, found, request)}, at)
        try:
            return _line("identity", _identity(partner, found, request, at), at)
        except (JoseError, ValueError, KeyError, TypeError):
            return {"lines": []}


def _line(kind: str, value: Mapping[str, Any], at: datetime) -> Mapping[str, Any]:
    return {"lines": [{"kind": kind, "value": value, "as_of": at.astimezone(SHANGHAI).date().isoformat()}]}


def _address(partner: Partner, found: Mapping[str, Any], request: Mapping[str, Any]) -> str:
    query = {
        "response_type": "code",
        "client_id": partner.client_id,
        "redirect_uri": request["redirect_uri"],
        "scope": words()["scope"],
        "state": request["state"],
        "nonce": request["nonce"],
        "acr_values": " ".join(words()["levels"]),
        "code_challenge": request["challenge"],
        "code_challenge_method": "S256",
        **({"prompt": "none"} if request.get("quiet") else {}),
    }
    return f"{found['authorization_endpoint']}?{urlencode(query)}"


def _identity(
    partner: Partner, found: Mapping[str, Any], request: Mapping[str, Any], at: datetime
) -> dict[str, Any]:
    query: Mapping[str, str] = request["query"]
    if query.get("iss", partner.issuer) != partner.issuer or "code" not in query:
        raise ValueError("somebody else answered")
    form = {
        "grant_type": "authorization_code",
        "code": query["code"],
        "redirect_uri": str(request["redirect_uri"]),
        "code_verifier": str(request["verifier"]),
        "client_id": partner.client_id,
        "client_secret": partner.secret,
    }
    tokens = partner.fetch(str(found["token_endpoint"]), form, "")
    published = partner.fetch(str(found["jwks_uri"]), None, "")["keys"]
    claims = jose.read(str(tokens["id_token"]), jose.public_keys(published)).claims
    jose.check_claims(claims, Expected(partner.issuer, partner.client_id, nonce=str(request["nonce"])), at)
    access = str(tokens["access_token"])
    if claims.get("at_hash", jose.half_hash(access)) != jose.half_hash(access):
        raise ValueError("at_hash")
    about = partner.fetch(str(found["userinfo_endpoint"]), None, access)
    if about.get("sub") != claims["sub"]:
        raise ValueError("sub")
    names = words()["claims"]
    return {
        "issuer": partner.issuer,
        "subject": str(claims["sub"]),
        "name": str(about.get(names["name"], "")),
        "id_number": str(about.get(names["id_number"], "")),
        "level": int(words()["levels"].get(str(claims.get("acr", "")), 1)),
    }
