"""What is asked about accounts before anybody is known, and about how they were proven: telephones, codes, proofs."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from minzheng.core.audit.queries import run
from minzheng.core.people.models import Account, Proof
from minzheng.core.people.queries import AccountRow, account_of
from minzheng.core.people.queries.sealing import DIGEST_BYTES, keys, opened_id_number
from minzheng.core.people.sql import ACCOUNT_COLUMNS
from minzheng.kernel.errors import Problem


@dataclass(frozen=True, slots=True)
class PhoneAccount:
    """An account that is reached at a telephone; `verified` when it is somebody's with an ID number."""

    id: UUID
    username: str
    verified: bool
    password: bool
    since: datetime
    person: UUID | None = None


@dataclass(frozen=True, slots=True)
class ProofRow:
    """One proof of an account, in words."""

    method: str
    words: str
    level: int
    provider: str
    at: datetime
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class CodesSent:
    """How many codes went out: to a telephone since the day began and when the last one, from a source in the window."""

    phone_today: int
    last_sent: datetime | None
    source_window: int


def codes_sent(phone: str, source: bytes, *, since: datetime, window: datetime) -> CodesSent:
    """What was sent to a telephone since `since`, and asked for from a source since `window`. One statement."""
    rows = run(
        "SELECT count(*) FILTER (WHERE phone = %s AND sent_at >= %s), max(sent_at) FILTER (WHERE phone = %s), "
        "count(*) FILTER (WHERE source = %s AND sent_at >= %s) FROM people_phone_code "
        "WHERE (phone = %s AND sent_at >= %s) OR (source = %s AND sent_at >= %s)",
        [phone, since, phone, source, window, phone, min(since, window), source, window],
    )
    return CodesSent(*rows[0])


def code_digest(phone: str, code: str) -> bytes:
    """The keyed digest of a code for a telephone. No statement."""
    return keys().blind_index(f"{phone}:{code}", "people_phone_code.code", size=DIGEST_BYTES)


def source_digest(source: str) -> bytes:
    """The keyed digest of a network address. No statement."""
    return keys().blind_index(source, "people_phone_code.source", size=DIGEST_BYTES)


def evidence_digest(evidence: str) -> bytes:
    """The keyed digest of what a partner said; b'' for nothing. No statement."""
    return keys().blind_index(evidence, "people_proof.evidence", size=DIGEST_BYTES) if evidence else b""


def accounts_on_phone(phone: str) -> list[PhoneAccount]:
    """The accounts of citizens that are reached at this telephone, oldest first. One statement. For a page whose
    visitor has proven that the telephone is his."""
    rows = run(
        "SELECT a.id, a.username, COALESCE((SELECT m.id_number_enc IS NOT NULL FROM people_met(ARRAY[a.person_id]) m), false), "
        "a.password NOT LIKE '!%%', a.created_at, a.person_id FROM people_account a "
        "WHERE a.phone = %s AND a.phone <> '' AND a.kind = 'citizen' AND a.is_active ORDER BY a.created_at, a.id",
        [phone],
    )
    return [PhoneAccount(*row) for row in rows]


def proofs_of(account_id: UUID) -> list[ProofRow]:
    """The proofs of an account, newest first. One statement."""
    rows = Proof.objects.filter(account=account_id).order_by("-id")
    return [
        ProofRow(row.method, row.get_method_display(), row.level, row.provider, row.at, row.valid_to)
        for row in rows
    ]


def account_by_id(account_id: UUID) -> AccountRow | None:
    """An account that may sign in. One statement."""
    values = Account.objects.filter(id=account_id, is_active=True).values(*ACCOUNT_COLUMNS).first()
    return None if values is None else account_of(values)


def accounts_of(person_id: UUID) -> list[UUID]:
    """The citizen's accounts of a person that may sign in. One statement."""
    rows = Account.objects.filter(person=person_id, kind=Account.Kind.CITIZEN, is_active=True)
    return list(rows.order_by("created_at").values_list("id", flat=True))


def person_with_number(person_id: UUID) -> tuple[str, str]:
    """Name and whole ID number ('' for none) of a person, for a partner who compares the two; whoever shows it notes why.
    One statement. Problem `people.not_found`."""
    found = run("SELECT name, id_number_enc FROM people_met(%s)", [[person_id]])
    if not found:
        raise Problem("people.not_found")
    name, sealed = found[0]
    return name, "" if sealed is None else opened_id_number(person_id, bytes(sealed))


def phones_of(person_id: UUID, on: date) -> dict[str, int]:
    """The telephones at which a person is reached, with the level that answering a code there shows: that of the own
    account with this telephone, 1 for the one in the register; accounts first. 2 statements."""
    rows = run(
        "SELECT a.phone, COALESCE((SELECT max(level) FROM people_proof WHERE account_id = a.id "
        "AND (valid_to IS NULL OR valid_to > %s)), 1) FROM people_account a "
        "WHERE a.person_id = %s AND a.phone <> '' AND a.kind = 'citizen' AND a.is_active ORDER BY 2 DESC, a.id",
        [on, person_id],
    )
    found = dict(reversed(rows))
    registered = run("SELECT phone FROM people_met(%s) WHERE phone <> ''", [[person_id]])
    return dict(reversed(found.items())) | {phone: 1 for (phone,) in registered if phone not in found}


def named_on_phone(name: str, phone: str, village: str) -> UUID | None:
    """The one living person of a village with this name who is reached at this telephone; None for none or several. The
    telephone has been proven to whoever asks. One statement."""
    rows = run(
        "SELECT p.id FROM people_person p WHERE p.village = %s AND p.village <> '' AND p.name = %s AND p.alive "
        "AND (p.phone = %s OR EXISTS (SELECT 1 FROM people_account a WHERE a.person_id = p.id AND a.phone = %s "
        "AND a.kind = 'citizen' AND a.is_active)) LIMIT 2",
        [village, name, phone, phone],
    )
    return rows[0][0] if len(rows) == 1 else None
