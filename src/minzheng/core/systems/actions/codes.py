"""Signing in at a system: a code for who is signed in here, and the tokens that the system gets for it, once."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from minzheng.core.audit import actions as audit
from minzheng.core.offices.actions import authorise
from minzheng.core.systems.actions.tokens import Issued, fall, issue
from minzheng.core.systems.models import ClientSession, Code, Subject
from minzheng.core.systems.queries import SystemRow, digest_of, signed_in_at
from minzheng.core.systems.rules import CODE_LASTS, Asked, Refused, verifier_fits
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, Target


@dataclass(frozen=True, slots=True)
class Presence:
    """How somebody is here: the session, when and by what they signed in, and the address of ours that they came to."""

    session_key: str
    authenticated_at: datetime
    methods: Sequence[str]
    issuer: str


def grant_code(*, by: Actor, at: datetime, system: SystemRow, asked: Asked, presence: Presence) -> str:
    """A code with which the system gets tokens for who asks, good for a minute and for once. 6 to 8 statements.

    Problem `systems.not_for_you` for a kind of account that the system does not take.
    """
    authorise(by=by, right="systems.sign_in", target=Target(), at=at)
    kind = "staff" if by.is_staff else "citizen"
    if by.account is None or by.person is None or kind not in system.accounts:
        raise Problem("systems.not_for_you")
    code = secrets.token_urlsafe(32)
    with transaction.atomic():
        session = _session(by.account, _sub(by.person, system.sector), system, presence, at)
        Code.objects.create(
            digest=digest_of(code),
            session=session,
            redirect_uri=asked.redirect_uri,
            scopes=list(asked.scopes),
            nonce=asked.nonce,
            challenge=asked.challenge,
            assurance=by.assurance,
            methods=list(presence.methods),
            authenticated_at=presence.authenticated_at,
            expires_at=at + CODE_LASTS,
        )
        facts = {"system": system.client_id, "scopes": list(asked.scopes), "assurance": by.assurance}
        audit.record(by=by, at=at, kind="systems.sign_in", facts=facts, subjects=[by.person])
    return code


def _sub(person: UUID, sector: str) -> str:
    """The number of a person within a sector, made at the first sign-in."""
    found, _ = Subject.objects.get_or_create(
        sector=sector, person_id=person, defaults={"sub": secrets.token_urlsafe(24)}
    )
    return found.sub


def _session(account: UUID, sub: str, system: SystemRow, presence: Presence, at: datetime) -> ClientSession:
    found, _ = ClientSession.objects.get_or_create(
        session_key=presence.session_key,
        system_id=system.id,
        account_id=account,
        ended_at=None,
        defaults={"id": uuid7(), "sub": sub, "issuer": presence.issuer, "begun_at": at},
    )
    return found


def redeem_code(
    *, by: Actor, at: datetime, system: SystemRow, code: str, redirect_uri: str, verifier: str
) -> Issued:
    """The tokens for a code. Refused `invalid_grant` when it is not this system's, is over, does not fit its address or
    verifier, or was used: then the tokens that came of it fall as well, for somebody has stolen it. 4 or 5 statements."""
    with transaction.atomic():
        found = (
            Code.objects.select_for_update(of=("self",))
            .select_related("session__account")
            .filter(digest=digest_of(code), session__system=system.id)
            .first()
        )
        if found is None:
            raise Refused("invalid_grant", "unknown code")
        if found.used_at is None and not verifier_fits(verifier, found.challenge):
            raise Refused("invalid_grant", "code_verifier does not fit")
        if found.used_at is None and found.redirect_uri != redirect_uri:
            raise Refused("invalid_grant", "redirect_uri does not fit")
        over = at >= found.expires_at or found.session.ended_at is not None
        if found.used_at is None and (over or not found.session.account.is_active):
            raise Refused("invalid_grant", "the code is over")
        replayed = found.used_at is not None
        if replayed:
            fall(by=by, at=at, family=found.family, why="code", system=system.client_id)
        else:
            Code.objects.filter(digest=found.digest).update(used_at=at)
            issued = issue(
                at=at,
                system=system,
                session=found.session,
                family=found.family,
                scopes=found.scopes,
                who=signed_in_at(found.session, system.client_id, found),
                nonce=found.nonce,
            )
    if replayed:  # after the transaction, so that the fall of the tokens is kept
        raise Refused("invalid_grant", "the code was used before")
    return issued
