"""Tokens: who a system is, what it is given, refreshing with detection of reuse, service accounts, revoking."""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from minzheng.core.audit import actions as audit
from minzheng.core.people.queries import consents
from minzheng.core.systems.models import Assertion, ClientSession, Code, Token
from minzheng.core.systems.queries import SystemRow, digest_of, signed, signed_in_at, system, was_used
from minzheng.core.systems.rules import (
    ACCESS_LASTS,
    REFRESH_LASTS,
    SERVICE_LASTS,
    Refused,
    SignedInAt,
    agreed,
    id_token_claims,
)
from minzheng.kernel.ids import uuid7
from minzheng.kernel.jose import Expected, JoseError, check_claims, half_hash, peek, read
from minzheng.kernel.rights import Actor

ASSERTION_LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Issued:
    """What the token endpoint gives out; empty texts are left out."""

    access: str
    expires_in: int
    scopes: tuple[str, ...]
    refresh: str = ""
    id_token: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """How a system says at the token endpoint who it is."""

    client_id: str = ""
    secret: str = ""
    assertion: str = ""


def authenticate_system(*, at: datetime, shown: Shown, audiences: Sequence[str]) -> SystemRow:
    """The system that has shown its secret or a signed assertion (`private_key_jwt`, RFC 7523), or the app without any.

    Refused `invalid_client` otherwise, never saying what was wrong. 1 statement, 3 for an assertion.
    """
    client_id = shown.client_id
    if shown.assertion:
        try:
            client_id = str(peek(shown.assertion).claims.get("sub", ""))
        except JoseError as error:
            raise Refused("invalid_client", status=401) from error
    found = system(client_id) if client_id else None
    if found is None or (shown.client_id and shown.client_id != client_id):
        raise Refused("invalid_client", status=401)
    if shown.assertion:
        _check_assertion(found, shown.assertion, audiences, at)
    elif found.kind == "native":
        if shown.secret:
            raise Refused("invalid_client", status=401)
    elif not found.secret_digest or not hmac.compare_digest(digest_of(shown.secret), found.secret_digest):
        raise Refused("invalid_client", status=401)
    return found


def _check_assertion(found: SystemRow, assertion: str, audiences: Sequence[str], at: datetime) -> None:
    try:
        claims = read(assertion, found.keys).claims
        named = claims.get("aud")
        audience = next(
            (one for one in audiences if one == named or (isinstance(named, list) and one in named)), ""
        )
        check_claims(claims, Expected(found.client_id, audience, longest=ASSERTION_LASTS), at)
    except JoseError as error:
        raise Refused("invalid_client", status=401) from error
    jti = claims.get("jti")
    if not isinstance(jti, str) or not jti or was_used(jti, found.client_id):
        raise Refused("invalid_client", status=401)
    Assertion.objects.create(
        digest=digest_of(f"{found.client_id} {jti}"), expires_at=at + ASSERTION_LASTS + timedelta(minutes=5)
    )


def issue(
    *,
    at: datetime,
    system: SystemRow,
    session: ClientSession,
    family: UUID,
    scopes: Sequence[str],
    who: SignedInAt,
    nonce: str = "",
    until: datetime | None = None,
) -> Issued:
    """Access, refresh and ID token of one family. `until` is when the family ends, however often it is renewed. 1
    statement."""
    access, renewal = secrets.token_urlsafe(32), secrets.token_urlsafe(32)

    def row(text: str, kind: str, expires_at: datetime) -> Token:
        return Token(
            digest=digest_of(text),
            kind=kind,
            system_id=system.id,
            session=session,
            family=family,
            scopes=list(scopes),
            assurance=who.assurance,
            methods=list(who.methods),
            authenticated_at=who.authenticated_at,
            expires_at=expires_at,
        )

    Token.objects.bulk_create(
        [
            row(access, Token.Kind.ACCESS, at + ACCESS_LASTS),
            row(renewal, Token.Kind.REFRESH, until or at + REFRESH_LASTS),
        ]
    )
    claims = id_token_claims(who, nonce=nonce, at_hash=half_hash(access), at=at)
    return Issued(access, int(ACCESS_LASTS.total_seconds()), tuple(scopes), renewal, signed(claims, at))


def refresh(*, by: Actor, at: datetime, system: SystemRow, token: str, scopes: Sequence[str] = ()) -> Issued:
    """Fresh tokens for a refresh token, which is over by that. Refused `invalid_grant` when it is not this system's, is
    over, the session ended or the person took the consent back; one that was renewed before is stolen, and its whole
    family falls. 4 to 6 statements."""
    with transaction.atomic():
        found = (
            Token.objects.select_for_update(of=("self",))
            .select_related("session__account")
            .filter(digest=digest_of(token), kind=Token.Kind.REFRESH, system=system.id)
            .first()
        )
        if found is None or found.session is None:
            raise Refused("invalid_grant", "unknown token")
        if scopes and not set(scopes) <= set(found.scopes):
            raise Refused("invalid_scope", "more than was granted")
        stolen = found.used_at is not None
        if stolen:
            fall(by=by, at=at, family=found.family, why="refresh", system=system.client_id)
        else:
            _require_holding(found, system, at)
            Token.objects.filter(digest=found.digest).update(used_at=at)
            issued = issue(
                at=at,
                system=system,
                session=found.session,
                family=found.family,
                scopes=list(scopes or found.scopes),
                who=signed_in_at(found.session, system.client_id, found),
                until=found.expires_at,
            )
    if stolen:
        raise Refused("invalid_grant", "the token was used before")
    return issued


def _require_holding(found: Token, system: SystemRow, at: datetime) -> None:
    session = found.session
    assert session is not None
    if found.revoked_at is not None or at >= found.expires_at or session.ended_at is not None:
        raise Refused("invalid_grant", "the token is over")
    if not session.account.is_active or session.account.person_id is None:
        raise Refused("invalid_grant", "the account is closed")
    if not system.first_party:
        held = consents(session.account.person_id).get(consent_name(system))
        if not agreed(held, found.scopes):
            raise Refused("invalid_grant", "the consent was withdrawn")


def consent_name(system: SystemRow) -> str:
    """Under which purpose the consent to pass something on to a system is kept."""
    return f"system:{system.client_id}"[:64]


def service_token(*, by: Actor, at: datetime, system: SystemRow, scopes: Sequence[str]) -> Issued:
    """An access token for a service account itself, without a person. 2 statements."""
    if system.kind != "service":
        raise Refused("unauthorized_client", "not a service account")
    wanted = tuple(scopes) or system.scopes
    if not set(wanted) <= set(system.scopes):
        raise Refused("invalid_scope", "a scope that this system may not ask for")
    access = secrets.token_urlsafe(32)
    with transaction.atomic():
        Token.objects.create(
            digest=digest_of(access),
            kind=Token.Kind.ACCESS,
            system_id=system.id,
            family=uuid7(),
            scopes=list(wanted),
            expires_at=at + SERVICE_LASTS,
        )
        facts = {"system": system.client_id, "scopes": list(wanted)}
        audit.record(by=by, at=at, kind="systems.service_token", facts=facts)
    return Issued(access, int(SERVICE_LASTS.total_seconds()), wanted)


def revoke(*, by: Actor, at: datetime, system: SystemRow, token: str) -> None:
    """Take a token back (RFC 7009), and with it its family; unknown ones are nobody's business. 1 to 3 statements."""
    found = Token.objects.filter(digest=digest_of(token), system=system.id).first()
    if found is not None:
        with transaction.atomic():
            fall(by=by, at=at, family=found.family, why="revoked", system=system.client_id)


def fall(*, by: Actor, at: datetime, family: UUID, why: str, system: str) -> None:
    """All tokens of a family are over; the book says why: `code` and `refresh` (used twice: stolen), `revoked`. 2
    statements."""
    Token.objects.filter(family=family, revoked_at=None).update(revoked_at=at)
    audit.record(by=by, at=at, kind="systems.tokens_fall", facts={"system": system, "why": why})


def clear_expired(*, at: datetime) -> int:
    """Throw away codes, tokens and assertions that were over a day ago; how many. 3 statements."""
    over = at - timedelta(days=1)
    return sum(table.objects.filter(expires_at__lt=over).delete()[0] for table in (Code, Token, Assertion))
