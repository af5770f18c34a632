"""Registering a system, giving it another secret, and closing it."""

import secrets
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from minzheng.core.audit import actions as audit
from minzheng.core.offices.actions import authorise
from minzheng.core.offices.queries import organisation
from minzheng.core.places.queries import ancestry
from minzheng.core.systems.models import ClientSession, ConnectedSystem, Token
from minzheng.core.systems.queries import digest_of, keys
from minzheng.core.systems.rules import NewSystem, checked_system, sector_of
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.jose import JoseError, public_key
from minzheng.kernel.rights import Actor, Target


def register_system(*, by: Actor, at: datetime, new: NewSystem) -> str:
    """Register a system; returns its secret, which is shown this once ('' for an app, and for who brings keys).

    Invalid names each field to mend; Problem `systems.client_id_taken`. Nobody gives a system a reach beyond the own one,
    and only the operator registers one that does not ask the person.
    """
    unit = organisation(new.organisation)
    if unit is None:
        raise Problem("systems.not_found")
    authorise(by=by, right="systems.register", target=Target(places=unit.places), at=at)
    checked = checked_system(new, demo=settings.ALLOW_DEMO_ID)
    if checked.first_party:
        authorise(by=by, right="systems.skip_consent", target=Target(), at=at)
    if checked.kind == "service":
        reach = {} if checked.level == "nation" else ancestry(checked.division)
        authorise(by=by, right="systems.register", target=Target(places=reach), at=at)
    try:
        for jwk in checked.keys:
            public_key(jwk)
    except JoseError as error:
        told = "公钥要是 JWK，RSA 2048 位以上或 P-256，只要公开的那一半"
        raise Invalid([FieldProblem("keys", told, "公钥")]) from error
    secret = "" if checked.kind == "native" or checked.keys else secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            ConnectedSystem.objects.create(
                id=uuid7(),
                client_id=checked.client_id,
                name=checked.name.strip(),
                kind=checked.kind,
                organisation_id=checked.organisation,
                purpose=checked.purpose.strip(),
                secret_digest=digest_of(secret) if secret else None,
                keys=[dict(jwk) for jwk in checked.keys],
                redirect_uris=list(checked.redirect_uris),
                logout_uris=list(checked.logout_uris),
                back_channel_uri=checked.back_channel_uri,
                sector=sector_of(checked),
                scopes=list(checked.scopes),
                accounts=[] if checked.kind == "service" else list(checked.accounts),
                least_assurance=checked.least_assurance,
                first_party=checked.first_party,
                level=checked.level,
                division=checked.division,
                services=list(checked.services),
                kept_by_id=by.person,
                registered_at=at,
            )
            facts = {"system": checked.client_id, "kind": checked.kind, "scopes": list(checked.scopes)}
            audit.record(by=by, at=at, kind="systems.register", facts=facts, places=unit.places)
    except IntegrityError as error:
        raise Problem("systems.client_id_taken") from error
    return secret


def renew_secret(*, by: Actor, at: datetime, client_id: str) -> str:
    """Another secret for a system, shown this once; the old one and all tokens fall at once. Problem `systems.no_secret`
    for one that has none."""
    row = _allowed(by, at, client_id)
    if row.secret_digest is None:
        raise Problem("systems.no_secret")
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        ConnectedSystem.objects.filter(id=row.id).update(secret_digest=digest_of(secret))
        Token.objects.filter(system=row, revoked_at=None).update(revoked_at=at)
        audit.record(by=by, at=at, kind="systems.renew_secret", facts={"system": client_id})
    return secret


def close_system(*, by: Actor, at: datetime, client_id: str) -> None:
    """Close a system: nobody signs in there any more, its tokens fall; its rows stay, so that the log keeps its meaning."""
    row = _allowed(by, at, client_id)
    with transaction.atomic():
        ConnectedSystem.objects.filter(id=row.id).update(closed_at=at)
        Token.objects.filter(system=row, revoked_at=None).update(revoked_at=at)
        ClientSession.objects.filter(system=row, ended_at=None).update(ended_at=at, why="closed")
        audit.record(by=by, at=at, kind="systems.close", facts={"system": client_id})


def pass_on(*, system_id: UUID, to: UUID) -> None:
    """Another person looks after a system from now on. For verbs that have asked whether they may and write the event."""
    ConnectedSystem.objects.filter(id=system_id).update(kept_by=to)


def rotate_keys(*, by: Actor, at: datetime) -> str:
    """Let a new key sign from now on; returns its name. The old one stays published until its tokens are over."""
    authorise(by=by, right="systems.rotate_keys", target=Target(), at=at)
    with transaction.atomic():
        kid = keys().rotate(at).kid
        audit.record(by=by, at=at, kind="systems.rotate_keys", facts={"kid": kid})
    return kid


def _allowed(by: Actor, at: datetime, client_id: str) -> ConnectedSystem:
    row = ConnectedSystem.objects.filter(client_id=client_id, closed_at=None).first()
    unit = None if row is None else organisation(UUID(str(row.organisation_id)))
    if row is None or unit is None:
        raise Problem("systems.not_found")
    authorise(by=by, right="systems.close", target=Target(places=unit.places), at=at)
    return row
