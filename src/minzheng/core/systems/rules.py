"""What is decided about connected systems, from values alone: what they may ask, which addresses and answers will do."""

import hmac
import ipaddress
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from minzheng.kernel.errors import FieldProblem, Invalid
from minzheng.kernel.jose import s256

CODE_LASTS: Final = timedelta(seconds=60)
ACCESS_LASTS: Final = timedelta(minutes=10)
REFRESH_LASTS: Final = timedelta(hours=8)
ID_TOKEN_LASTS: Final = timedelta(minutes=10)
LOGOUT_TOKEN_LASTS: Final = timedelta(minutes=2)
SERVICE_LASTS: Final = timedelta(minutes=10)
TRIES: Final = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
"""Pauses after the first, second … failed try to tell a system of a sign-out; after the last one it is given up."""

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
LOGOUT_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"

SCOPES: Final[Mapping[str, str]] = {
    "openid": "您在这个系统里的编号（不是证件号码）",
    "profile": "您的姓名（只显示一部分）和实名等级",
    "real_name": "您的完整姓名",
    "phone": "您的手机号码",
    "id_number": "您的身份证号码",
}
"""What a person may be asked to pass on, as the consent page says it."""

SERVICE_SCOPES: Final[Mapping[str, str]] = {"cases.read": "查办件办到哪一步"}
"""What a service account may ask for."""

ACR: Final[Mapping[int, str]] = {1: "urn:minzheng:acr:a1", 2: "urn:minzheng:acr:a2", 3: "urn:minzheng:acr:a3"}
"""The levels of assurance (a1 registered, a2 ID and name verified, a3 face or counter) as tokens name them."""

ID_NUMBER_LEVEL: Final = 3
"""An ID number leaves only when the person is verified in person (a3)."""

ACCOUNTS: Final = frozenset({"citizen", "staff"})
KINDS: Final = frozenset({"web", "native", "service"})
CLIENT_ID: Final = re.compile(r"[a-z0-9][a-z0-9._-]{2,63}")
CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")


class Refused(Exception):
    """An answer of OAuth 2.0 that is no: `error` is one of its words, `status` the HTTP status at the token endpoint."""

    def __init__(self, error: str, description: str = "", status: int = 400) -> None:
        self.error = error
        self.description = description
        self.status = status
        super().__init__(error, description)


@dataclass(frozen=True, slots=True)
class NewSystem:
    """A system as an administrator registers it. `secret`: whether one is made; `keys` are public JWKs instead."""

    client_id: str
    name: str
    kind: str
    organisation: UUID
    purpose: str
    redirect_uris: tuple[str, ...] = ()
    logout_uris: tuple[str, ...] = ()
    back_channel_uri: str = ""
    sector: str = ""
    scopes: tuple[str, ...] = ("openid",)
    accounts: tuple[str, ...] = ("citizen",)
    least_assurance: int = 1
    first_party: bool = False
    keys: tuple[Mapping[str, str], ...] = ()
    level: str = ""
    division: str = ""
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a system asks at the authorisation endpoint, read and checked."""

    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    nonce: str
    challenge: str
    prompts: frozenset[str] = frozenset()
    max_age: int | None = None
    levels: tuple[int, ...] = ()
    login_hint: str = ""
    unknown: frozenset[str] = field(default=frozenset())

    @property
    def least(self) -> int:
        """The lowest level that would do; 0 where none was asked for, 4 where only unknown ones were."""
        return min(self.levels) if self.levels else 4 if self.unknown else 0


# ── Registration ─────────────────────────────────────────────────────────────────────────────────────────────────────


def checked_system(new: NewSystem, *, demo: bool) -> NewSystem:
    """The same system when everything about it will do. Invalid with every field to mend."""
    faults = [
        FieldProblem(path, sentence, label)
        for wrong, path, sentence, label in (*_of_all(new), *_of_its_kind(new))
        if wrong
    ]
    for path, label, uris in (
        ("redirect_uris", "回跳地址", new.redirect_uris),
        ("logout_uris", "退出后回跳地址", new.logout_uris),
        ("back_channel_uri", "退出通知地址", tuple(filter(None, [new.back_channel_uri]))),
    ):
        if not all(uri_will_do(uri, demo=demo) for uri in uris):
            sentence = "要写完整的 https 地址，不带 # 和通配符；演示时可以用本机地址"
            faults.append(FieldProblem(path, sentence, label))
    if faults:
        raise Invalid(faults)
    return new


Check = tuple[bool, str, str, str]
"""(whether it is wrong, field, sentence, label)."""


def _of_all(new: NewSystem) -> tuple[Check, ...]:
    known = SERVICE_SCOPES if new.kind == "service" else SCOPES
    strange = "、".join(sorted(set(new.scopes) - set(known)))
    return (
        (
            CLIENT_ID.fullmatch(new.client_id) is None,
            "client_id",
            "接入标识用 3 到 64 位小写字母、数字、点、横线",
            "接入标识",
        ),
        (not 2 <= len(new.name.strip()) <= 60, "name", "请写系统名称，2 到 60 个字", "名称"),
        (
            not 4 <= len(new.purpose.strip()) <= 200,
            "purpose",
            "请写明用途，4 到 200 个字，登录页上会给本人看",
            "用途",
        ),
        (bool(strange), "scopes", f"没有这些内容：{strange}，请核对", "可要的内容"),
        (not new.scopes, "scopes", "请写至少一项内容", "可要的内容"),
        (new.kind not in KINDS, "kind", "请选种类（web、native 或 service）", "种类"),
    )


def _of_its_kind(new: NewSystem) -> tuple[Check, ...]:
    if new.kind == "service":
        far = bool(new.level) and (new.level == "nation" or bool(new.division))
        return (
            (not far, "level", "后台调用要写明管哪一级、哪个区划", "管辖"),
            (not new.services, "services", "后台调用要写明能查哪些事项", "事项"),
            (bool(new.redirect_uris), "redirect_uris", "后台调用没有回跳地址，请去掉", "回跳地址"),
        )
    return (
        ("openid" not in new.scopes, "scopes", "登录的系统一定要有 openid", "可要的内容"),
        (not new.redirect_uris, "redirect_uris", "请写至少一个回跳地址", "回跳地址"),
        (
            not new.accounts or not set(new.accounts) <= ACCOUNTS,
            "accounts",
            "请选谁可以登录，至少一样",
            "谁可以登录",
        ),
    )


def uri_will_do(uri: str, *, demo: bool) -> bool:
    """Whether an address may be registered: https without fragment, user or wildcard; on this machine in a demo."""
    try:
        parts = urlsplit(uri)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or parts.username or parts.fragment or "#" in uri or "*" in uri or len(uri) > 500:
        return False
    if any(sign.isspace() or ord(sign) < 33 or sign == "\\" for sign in uri) or not uri.isascii():
        return False
    return parts.scheme == "https" or (demo and parts.scheme == "http" and host in LOOPBACK)


def address_will_do(address: str, *, demo: bool) -> bool:
    """Whether an address that a name resolved to may be called: never this machine (but in a demo), the link, the
    unspecified or a group. Addresses of an inner network may: agencies are there, and the name was registered."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if found.is_loopback:
        return demo
    return not (found.is_link_local or found.is_multicast or found.is_unspecified or found.is_reserved)


def sector_of(new: NewSystem) -> str:
    """The sector within which a person has one number: as registered, else the host of the first address."""
    return new.sector or (urlsplit(new.redirect_uris[0]).hostname or "" if new.redirect_uris else "")


# ── What is asked ────────────────────────────────────────────────────────────────────────────────────────────────────


def read_asked(query: Mapping[str, str], allowed: Collection[str]) -> Asked:
    """What the query of the authorisation endpoint asks. Client and address have been checked before.

    Refused with the words of OAuth 2.0 and OpenID Connect Core §3.1.2.6.
    """
    if "request" in query:
        raise Refused("request_not_supported")
    if "request_uri" in query:
        raise Refused("request_uri_not_supported")
    if query.get("response_type") != "code":
        raise Refused("unsupported_response_type", "only the authorisation code flow is served")
    if query.get("response_mode", "query") != "query":
        raise Refused("invalid_request", "response_mode must be query")
    if query.get("code_challenge_method") != "S256" or not CHALLENGE.fullmatch(
        query.get("code_challenge", "")
    ):
        raise Refused("invalid_request", "PKCE with S256 is required")
    scopes = tuple(dict.fromkeys(query.get("scope", "").split()))
    if "openid" not in scopes:
        raise Refused("invalid_scope", "openid is required")
    if not set(scopes) <= set(allowed):
        raise Refused("invalid_scope", "a scope that this system may not ask for")
    prompts = frozenset(query.get("prompt", "").split())
    if not prompts <= {"none", "login", "consent", "select_account"} or (
        "none" in prompts and len(prompts) > 1
    ):
        raise Refused("invalid_request", "prompt")
    named = query.get("acr_values", "").split()
    levels = {name: level for level, name in ACR.items()}
    return Asked(
        client_id=query["client_id"],
        redirect_uri=query["redirect_uri"],
        scopes=scopes,
        state=query.get("state", ""),
        nonce=query.get("nonce", "")[:255],
        challenge=query["code_challenge"],
        prompts=prompts,
        max_age=_max_age(query.get("max_age", "")),
        levels=tuple(levels[name] for name in named if name in levels),
        login_hint=query.get("login_hint", "")[:64],
        unknown=frozenset(name for name in named if name not in levels),
    )


def _max_age(text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise Refused("invalid_request", "max_age")
    return int(text)


def must_sign_in_again(
    asked: Asked, authenticated_at: datetime, asked_since: datetime | None, at: datetime
) -> bool:
    """Whether the person has to prove again who they are: `prompt=login`, or the sign-in is older than `max_age`.

    `asked_since` is when this very request had to wait for a proof: a sign-in after it satisfies both.
    """
    if asked_since is not None and authenticated_at >= asked_since:
        return False
    if "login" in asked.prompts:
        return True
    return asked.max_age is not None and at - authenticated_at > timedelta(seconds=asked.max_age)


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier (RFC 7636)."""
    return s256(verifier)


def verifier_fits(verifier: str, challenge: str) -> bool:
    """Whether a verifier belongs to a challenge."""
    return VERIFIER.fullmatch(verifier) is not None and hmac.compare_digest(challenge_of(verifier), challenge)


# ── What is answered ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class SignedInAt:
    """What the tokens of one sign-in say: session number, person's number, how and when the person signed in."""

    issuer: str
    client_id: str
    sub: str
    sid: str
    assurance: int
    methods: Sequence[str]
    authenticated_at: datetime


def id_token_claims(who: SignedInAt, *, nonce: str, at_hash: str, at: datetime) -> dict[str, Any]:
    """The claims of an ID token (OpenID Connect Core §2)."""
    claims: dict[str, Any] = {
        "iss": who.issuer,
        "sub": who.sub,
        "aud": who.client_id,
        "iat": int(at.timestamp()),
        "exp": int((at + ID_TOKEN_LASTS).timestamp()),
        "auth_time": int(who.authenticated_at.timestamp()),
        "acr": ACR[max(1, min(who.assurance, 3))],
        "amr": list(who.methods),
        "sid": who.sid,
        "at_hash": at_hash,
    }
    return {**claims, "nonce": nonce} if nonce else claims


def logout_claims(issuer: str, client_id: str, sub: str, sid: str, jti: str, at: datetime) -> dict[str, Any]:
    """The claims of a logout token (OpenID Connect Back-Channel Logout §2.4)."""
    return {
        "iss": issuer,
        "aud": client_id,
        "iat": int(at.timestamp()),
        "exp": int((at + LOGOUT_TOKEN_LASTS).timestamp()),
        "jti": jti,
        "events": {LOGOUT_EVENT: {}},
        "sub": sub,
        "sid": sid,
    }


def next_try(tries: int, at: datetime) -> datetime | None:
    """When to try again after `tries` failed tries; None: no more."""
    return at + TRIES[tries - 1] if 0 < tries <= len(TRIES) else None


def consent_text(scopes: Collection[str]) -> str:
    """What a person agreed to pass on, as the consent keeps it (fits 64 signs)."""
    return " ".join(sorted(set(scopes)))


def agreed(text: str | None, scopes: Collection[str]) -> bool:
    """Whether a consent in force covers what is asked."""
    return text is not None and set(scopes) <= set(text.split())
