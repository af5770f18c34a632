"""What is asked about signing in: the sessions of an account, and the ways that lead into it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from minzheng.core.audit.queries import run
from minzheng.core.people.models import PartnerAccount, Session
from minzheng.core.people.queries.sealing import keys


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session that has not ended; `handle` names it on pages (the key itself opens it and is shown to nobody)."""

    handle: str
    browser: str
    began_at: datetime | None
    expires: datetime
    key: str


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways into an account: a password, a telephone ('' for none), how many passkeys, how many accounts elsewhere."""

    username: str
    password: bool
    phone: str
    passkeys: int
    partners: int = 0


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """An account at another identity platform that leads in here."""

    id: UUID
    partner: str
    bound_at: datetime


def handle_of(session_key: str) -> str:
    """What a session is called on pages. No statement."""
    return keys().blind_index(session_key, "people_session.key").hex()


def sessions_of(account_id: UUID, at: datetime) -> list[SessionRow]:
    """The sessions of an account that have not ended, newest first, 100 at most. One statement."""
    rows = Session.objects.filter(account=account_id, expire_date__gt=at).order_by("-began_at")
    return [
        SessionRow(handle_of(row.session_key), row.browser, row.began_at, row.expire_date, row.session_key)
        for row in rows[:100]
    ]


def ways_of(account_id: UUID, *, lock: bool = False) -> Ways:
    """The ways into an account. One statement; with `lock` nobody takes another way off at the same moment."""
    found = run(
        "SELECT a.username, a.password <> '' AND a.password NOT LIKE '!%%', a.phone, (SELECT count(*) FROM "
        "mfa_authenticator m WHERE m.user_id = a.id AND m.type = 'webauthn'), (SELECT count(*) FROM "
        "people_partner_account p WHERE p.account_id = a.id) FROM people_account a WHERE a.id = %s"
        + (" FOR UPDATE" if lock else ""),
        [account_id],
    )
    return Ways(*found[0])


def partners_of(account_id: UUID) -> list[PartnerRow]:
    """The accounts elsewhere that lead into an account, oldest first. One statement."""
    rows = PartnerAccount.objects.filter(account=account_id).order_by("bound_at")
    return [PartnerRow(row.id, row.partner, row.bound_at) for row in rows]
