"""What is asked about connected systems: their registration, codes and tokens by digest, who is signed in where."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Greatest

from minzheng.core.offices.queries import rights_of_role
from minzheng.core.systems.models import (
    Assertion,
    ClientSession,
    Code,
    ConnectedSystem,
    Logout,
    SystemCall,
    Token,
)
from minzheng.core.systems.rules import SignedInAt
from minzheng.kernel.jose import Key, KeyFolder, public_key, sign
from minzheng.kernel.rights import Actor, Grant, Hat, Scope

KEY_FILE = "signing.json"
PARTNER = "partner_system"


@cache
def keys() -> KeyFolder:
    """The keys with which tokens are signed, in the folder of the settings. No statement."""
    return KeyFolder(settings.OPENID_KEYS / KEY_FILE)


def signed(claims: dict[str, Any], at: datetime, *, typ: str = "JWT") -> str:
    """A token of these claims, signed with the key of the day. No statement."""
    return sign(claims, keys().signing(at), typ=typ)


def own_keys(at: datetime) -> list[Key]:
    """The keys whose signatures are ours. No statement."""
    return keys().published(at)


def digest_of(text: str) -> bytes:
    """Under what a code, token or secret is stored. Each has 256 random bits, so a plain digest will do."""
    return hashlib.new("sm3", text.encode()).digest()


# ── Systems ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class SystemRow:
    """A connected system as its registration says; secrets left out."""

    id: UUID
    client_id: str
    name: str
    kind: str
    organisation: UUID
    purpose: str
    redirect_uris: tuple[str, ...]
    logout_uris: tuple[str, ...]
    back_channel_uri: str
    sector: str
    scopes: tuple[str, ...]
    accounts: tuple[str, ...]
    least_assurance: int
    first_party: bool
    level: str
    division: str
    services: tuple[str, ...]
    secret_digest: bytes
    keys: tuple[Key, ...]

    @property
    def actor(self) -> Actor:
        """The system as an actor of its own: a partner whose one grant reaches as far as its registration,
        which is nowhere for those that only sign people in."""
        grant = Grant(
            role=PARTNER,
            rights=rights_of_role(PARTNER),
            scope=Scope(self.level or "nowhere", self.division),
            organisation=self.organisation,
            businesses=frozenset(self.services),
        )
        return Actor(
            hat=Hat.PARTNER,
            name=self.name,
            channel="api",
            assurance=3,
            purpose=self.purpose,
            node=self.client_id,
            grants=(grant,),
        )


def system(client_id: str) -> SystemRow | None:
    """The system of this identifier that is in use. One statement."""
    row = ConnectedSystem.objects.filter(client_id=client_id[:64], closed_at=None).first()
    return None if row is None else system_row(row)


def systems() -> list[SystemRow]:
    """All systems in use, by identifier. One statement."""
    return [system_row(row) for row in ConnectedSystem.objects.filter(closed_at=None).order_by("client_id")]


def names(client_ids: Iterable[str]) -> dict[str, str]:
    """What systems are called, in use or not. One statement."""
    rows = ConnectedSystem.objects.filter(client_id__in=set(client_ids))
    return dict(rows.values_list("client_id", "name"))


def system_row(row: ConnectedSystem) -> SystemRow:
    """A row as a value. No statement."""
    return SystemRow(
        id=row.id,
        client_id=row.client_id,
        name=row.name,
        kind=row.kind,
        organisation=row.organisation_id,
        purpose=row.purpose,
        redirect_uris=tuple(row.redirect_uris),
        logout_uris=tuple(row.logout_uris),
        back_channel_uri=row.back_channel_uri,
        sector=row.sector,
        scopes=tuple(row.scopes),
        accounts=tuple(row.accounts),
        least_assurance=row.least_assurance,
        first_party=row.first_party,
        level=row.level,
        division=row.division,
        services=tuple(row.services),
        secret_digest=b"" if row.secret_digest is None else bytes(row.secret_digest),
        keys=tuple(public_key(jwk) for jwk in row.keys),
    )


@dataclass(frozen=True, slots=True)
class RegisteredRow:
    """A connected system as who looks after it sees it; `last_used_at` is the last sign-in or call."""

    id: UUID
    client_id: str
    name: str
    kind: str
    organisation: UUID
    organisation_name: str
    purpose: str
    scopes: tuple[str, ...]
    accounts: tuple[str, ...]
    least_assurance: int
    redirect_uris: tuple[str, ...]
    division: str
    services: tuple[str, ...]
    has_secret: bool
    kept_by: UUID | None
    registered_at: datetime
    closed_at: datetime | None
    last_used_at: datetime | None


def registered_in(level: str, division: str) -> list[RegisteredRow]:
    """The systems of organisations inside a division, those in use first, 200 at most. One statement."""
    return _registered(Q() if level == "nation" else Q(**{f"organisation__{level}": division}))


def registered(system_id: UUID) -> RegisteredRow | None:
    """One system as registered, closed or not. One statement."""
    return next(iter(_registered(Q(id=system_id))), None)


def registered_as(client_id: str) -> RegisteredRow | None:
    """The system of this identifier as registered, closed or not. One statement."""
    return next(iter(_registered(Q(client_id=client_id))), None)


def kept_by(person: UUID) -> list[tuple[UUID, str]]:
    """The systems in use that somebody looks after, of whichever organisation, with their names. One statement."""
    rows = ConnectedSystem.objects.filter(kept_by=person, closed_at=None)
    return list(rows.order_by("client_id").values_list("id", "name"))


def _registered(where: Q) -> list[RegisteredRow]:
    signed_in = ClientSession.objects.filter(system=OuterRef("pk")).order_by("-id").values("begun_at")[:1]
    called = SystemCall.objects.filter(system=OuterRef("pk")).order_by("-id").values("at")[:1]
    rows = ConnectedSystem.objects.filter(where).select_related("organisation")
    rows = rows.annotate(last_used_at=Greatest(Subquery(signed_in), Subquery(called)))
    return [
        RegisteredRow(
            id=row.id,
            client_id=row.client_id,
            name=row.name,
            kind=row.kind,
            organisation=row.organisation_id,
            organisation_name=row.organisation.name,
            purpose=row.purpose,
            scopes=tuple(row.scopes),
            accounts=tuple(row.accounts),
            least_assurance=row.least_assurance,
            redirect_uris=tuple(row.redirect_uris),
            division=row.division,
            services=tuple(row.services),
            has_secret=row.secret_digest is not None,
            kept_by=row.kept_by_id,
            registered_at=row.registered_at,
            closed_at=row.closed_at,
            last_used_at=row.last_used_at,
        )
        for row in rows.order_by(F("closed_at").desc(nulls_first=True), "name")[:200]
    ]


# ── Tokens ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class TokenRow:
    """An access token that holds: whose it is (None: the system itself), what for, and how its owner signed in."""

    system: SystemRow
    account: UUID | None
    person: UUID | None
    scopes: tuple[str, ...]
    who: SignedInAt | None


def access(token: str, at: datetime) -> TokenRow | None:
    """The access token, if it holds at `at` and its system and session still do. One statement."""
    row = (
        Token.objects.select_related("system", "session__account")
        .filter(
            digest=digest_of(token),
            kind=Token.Kind.ACCESS,
            expires_at__gt=at,
            revoked_at=None,
            system__closed_at=None,
            session__ended_at=None,
        )
        .first()
    )
    if row is None or (row.session is not None and not row.session.account.is_active):
        return None
    return TokenRow(
        system=system_row(row.system),
        account=None if row.session is None else row.session.account_id,
        person=None if row.session is None else row.session.account.person_id,
        scopes=tuple(row.scopes),
        who=None if row.session is None else signed_in_at(row.session, row.system.client_id, row),
    )


def signed_in_at(session: ClientSession, client_id: str, proof: Code | Token) -> SignedInAt:
    """What tokens say of a sign-in, from the code or token that carries it on. No statement."""
    assert proof.authenticated_at is not None
    return SignedInAt(
        issuer=session.issuer,
        client_id=client_id,
        sub=session.sub,
        sid=str(session.id),
        assurance=proof.assurance,
        methods=tuple(proof.methods),
        authenticated_at=proof.authenticated_at,
    )


def was_used(jti: str, client_id: str) -> bool:
    """Whether an assertion of a system has been used. One statement."""
    return Assertion.objects.filter(digest=digest_of(f"{client_id} {jti}")).exists()


# ── Sessions ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class SessionRow:
    """Somebody is signed in at a system."""

    id: UUID
    client_id: str
    name: str
    account: UUID
    session_key: str
    begun_at: datetime


def sessions_of(account: UUID) -> list[SessionRow]:
    """At which systems an account is signed in just now, newest first. One statement."""
    rows = ClientSession.objects.select_related("system").filter(account=account, ended_at=None)
    return [_session(row) for row in rows.order_by("-id")]


def session(sid: str) -> SessionRow | None:
    """The sign-in of this number that has not ended. One statement."""
    try:
        wanted = UUID(sid)
    except ValueError:
        return None
    row = ClientSession.objects.select_related("system").filter(id=wanted, ended_at=None).first()
    return None if row is None else _session(row)


def open_keys(after: str, limit: int) -> list[str]:
    """Keys of sessions of ours through which somebody is signed in elsewhere, in order, from behind `after` on: a walk
    along one index. One statement."""
    rows = ClientSession.objects.filter(ended_at=None, session_key__gt=after).order_by("session_key")
    return list(rows.values_list("session_key", flat=True).distinct()[:limit])


def logouts_due(at: datetime, limit: int) -> Sequence[UUID]:
    """Sign-outs that a system has to be told of now, oldest first. One statement."""
    rows = Logout.objects.filter(Q(next_at__lte=at), delivered_at=None).order_by("next_at", "session_id")
    return list(rows.values_list("session_id", flat=True)[:limit])


def _session(row: ClientSession) -> SessionRow:
    return SessionRow(
        row.id, row.system.client_id, row.system.name, row.account_id, row.session_key, row.begun_at
    )
