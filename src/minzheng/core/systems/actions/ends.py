"""Ends of sessions: whoever signs out here is signed out everywhere; each system is told, and told again until it heard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from minzheng.core.audit import actions as audit
from minzheng.core.offices.actions import acting, authorise
from minzheng.core.people.queries import live_sessions
from minzheng.core.systems.models import ClientSession, Logout, Token
from minzheng.core.systems.queries import logouts_due, open_keys, signed
from minzheng.core.systems.rules import logout_claims, next_try
from minzheng.kernel.ids import uuid7
from minzheng.kernel.registry import connectors
from minzheng.kernel.rights import Actor, Target, system

CONNECTOR = "back_channel"
AT_ONCE = 50
LOOKED_AT = 2000
"""How many open sessions a round compares with those that are still there."""


@dataclass(slots=True)
class _Place:
    """How far this process has looked; whoever begins anew begins at the first."""

    after: str = ""


_place = _Place()


def end_sessions(*, by: Actor, at: datetime, session_keys: Sequence[str], why: str = "signed_out") -> int:
    """What was signed in elsewhere through these sessions ends: tokens fall, systems will be told; how many. 5
    statements."""
    authorise(by=by, right="systems.end_sessions", target=Target(), at=at)
    return _end(by, at, why, session_key__in=session_keys)


def leave_system(*, by: Actor, at: datetime, client_id: str) -> int:
    """End whatever the own account is signed in to at one system; how many. 5 statements."""
    authorise(by=by, right="systems.sign_in", target=Target(), at=at)
    return _end(by, at, "left", account=by.account, system__client_id=client_id)


def _end(by: Actor, at: datetime, why: str, **which: Any) -> int:
    with transaction.atomic():
        ended = list(
            ClientSession.objects.select_for_update(of=("self",))
            .select_related("system", "account")
            .filter(ended_at=None, **which)
        )
        if not ended:
            return 0
        ids = [one.id for one in ended]
        ClientSession.objects.filter(id__in=ids).update(ended_at=at, why=why)
        Token.objects.filter(session__in=ids, revoked_at=None).update(revoked_at=at)
        Logout.objects.bulk_create(
            [Logout(session=one, next_at=at) for one in ended if one.system.back_channel_uri],
            ignore_conflicts=True,
        )
        facts = {"systems": sorted(one.system.client_id for one in ended), "why": why}
        persons = sorted({one.account.person_id for one in ended if one.account.person_id})
        audit.record(by=by, at=at, kind="systems.end_sessions", facts=facts, subjects=persons)
    return len(ended)


def end_orphans(*, at: datetime) -> int:
    """End what hangs on sessions of ours that are gone (signed out, another password, a closed account); how many.

    Each round looks at `LOOKED_AT` sessions and goes on from there, so that a round costs the same however many are
    signed in, and each session is looked at again after (number / `LOOKED_AT`) rounds. 2 statements where none is gone.
    """
    with transaction.atomic():
        looked = open_keys(_place.after, LOOKED_AT)
        live = live_sessions(looked) if looked else set()
    gone = [key for key in looked if key not in live][:AT_ONCE]
    if len(gone) == AT_ONCE:
        _place.after = gone[-1]
    else:
        _place.after = looked[-1] if len(looked) == LOOKED_AT else ""
    if not gone:
        return 0
    by = system("sign_out")
    with acting(by, at):
        return end_sessions(by=by, at=at, session_keys=gone)


def deliver_logouts(*, at: datetime) -> int:
    """Tell systems of sign-outs that are due; how many heard. Each is a transaction of its own, and the call stands
    outside of it."""
    by = system("sign_out")
    with transaction.atomic():
        due = logouts_due(at, AT_ONCE)
    return sum(_deliver(by, at, sid) for sid in due)


def _deliver(by: Actor, at: datetime, sid: UUID) -> bool:
    with transaction.atomic():
        authorise(by=by, right="systems.deliver_logouts", target=Target(), at=at)
        row = ClientSession.objects.select_related("system").get(id=sid)
    claims = logout_claims(row.issuer, row.system.client_id, row.sub, str(row.id), str(uuid7()), at)
    request = {"uri": row.system.back_channel_uri, "logout_token": signed(claims, at, typ="logout+jwt")}
    try:
        answer = str(connectors.get(CONNECTOR).call(request, purpose="sign_out", at=at)["status"])
    except ConnectionError as error:
        answer = str(error)[:40]
    heard = answer in {"200", "204"}
    with transaction.atomic():
        tried = Logout.objects.select_for_update().get(session=sid)
        tries = tried.tries + 1
        Logout.objects.filter(session=sid).update(
            tries=tries,
            answer=answer,
            delivered_at=at if heard else None,
            next_at=None if heard else next_try(tries, at),
        )
        if heard or next_try(tries, at) is None:
            facts = {"system": row.system.client_id, "heard": heard, "tries": tries}
            audit.record(by=by, at=at, kind="systems.tell_sign_out", facts=facts)
    return heard
