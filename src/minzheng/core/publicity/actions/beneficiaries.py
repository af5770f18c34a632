"""Who is posted as in benefit: listed when benefit is granted, struck off at once when it ends."""

from datetime import date, datetime
from uuid import UUID

from minzheng.core.audit.actions import one_transaction, read_on, record
from minzheng.core.audit.queries import EventRow, run
from minzheng.core.cases.queries import case
from minzheng.core.catalogue.queries import package
from minzheng.core.offices.actions import authorise
from minzheng.core.people.queries import met
from minzheng.core.publicity import sql
from minzheng.core.publicity.queries import listing_of, notices_of
from minzheng.core.publicity.rules import category_words, minor, require_posted, today
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import LEVELS, Actor, Target, system
from minzheng.kernel.sql import compose

READER = "publicity.follow_book"
STOPPED = frozenset({"cases.withdraw", "cases.terminate", "cases.transfer"})
"""Events after which nothing of a case may hang any longer."""
ENDED = frozenset({"revokes", "cancels"})
"""Acts after closing (`cases.later`) by which a household is in benefit no longer."""


def require_listable(case_id: UUID, at: datetime) -> sql.Listing:
    """What would be posted of a granted case: its applicant with the confirmed amount; members from its last notice.

    3 statements. Raises Problem `publicity.forbidden`, `.not_foreseen`, `.not_granted`, `.minor` (who is not of age is
    never posted; the household of an adult stands under the adult's name).
    """
    row = case(case_id)
    found = package(row["snapshot_id"])
    require_posted(str(found.service.get("publicity", "none")))
    amount = int(row["variables"].get("amount") or 0)
    if row["result"] != "granted" or amount <= 0:
        raise Problem("publicity.not_granted")
    if minor(met(row["applicant_id"]).birth_date, today(at)):
        raise Problem("publicity.minor")
    noticed = next((one for one in notices_of(case_id) if one.posted_at is not None), None)
    starts = row["variables"].get("starts")
    since = date.fromisoformat(str(starts)[:10]) if starts else today(at).replace(day=1)
    return sql.Listing(
        case_id=case_id,
        service=found.code,
        title=found.short,
        person=row["applicant_id"],
        name=row["applicant_name"],
        members=noticed.members if noticed else int(row["variables"].get("people") or 1),
        amount=amount,
        category=category_words(
            str(row["variables"].get("category") or ""), found.service.get("finding") or {}
        ),
        since=since,
        places={level: row[level] for level in LEVELS},
    )


def list_beneficiary(*, by: Actor, at: datetime, case_id: UUID) -> None:
    """Post the household of a granted case; what the person had of this service by an earlier case comes off."""
    with one_transaction():
        listing = require_listable(case_id, at)
        target = Target(places=listing.places, business=listing.service)
        authorise(by=by, right="publicity.list_beneficiary", target=target, at=at)
        earlier = sql.strike_earlier(listing.person, listing.service, case_id, "有新的决定", at)
        run(*compose([earlier, sql.list_beneficiary(listing, at)], "SELECT 1"))
        facts = {"amount": listing.amount, "members": listing.members}
        record(
            by=by,
            at=at,
            kind="publicity.list_beneficiary",
            case=case_id,
            service=listing.service,
            places=listing.places,
            facts=facts,
        )


def strike_beneficiary(*, by: Actor, at: datetime, case_id: UUID, reason: str) -> bool:
    """Take a household off the posting because its benefit has ended; whether it was on it. The reason is not posted.

    Raises Problem `publicity.reason_needed`, `offices.denied`.
    """
    if not reason.strip():
        raise Problem("publicity.reason_needed")
    with one_transaction():
        known = listing_of(case_id)
        if known is None:
            return False
        places = {level: known[level] for level in LEVELS}
        target = Target(places=places, business=known["service"])
        authorise(by=by, right="publicity.strike_beneficiary", target=target, at=at)
        run(*compose([sql.strike_beneficiary(case_id, reason.strip()[:200], at)], "SELECT 1"))
        record(
            by=by,
            at=at,
            kind="publicity.strike_beneficiary",
            case=case_id,
            service=known["service"],
            places=places,
            content={"reason": reason.strip()[:200]},
        )
        return True


def follow_book(*, at: datetime, limit: int = 200) -> int:
    """Read on in the book: who was granted is posted, whose benefit was revoked comes off, and what hangs of a case that
    was withdrawn, terminated or transferred ends. Each event has its effect once; returns how many were read."""
    return read_on(reader=READER, effect=lambda event: _follow(event, at), at=at, limit=limit)


def _follow(event: EventRow, at: datetime) -> None:
    if event.case_id is None:
        return
    by = system(READER)
    if event.kind == "cases.step" and event.facts.get("result") == "granted":
        try:
            list_beneficiary(by=by, at=at, case_id=event.case_id)
        except Problem as problem:
            if not problem.code.startswith("publicity."):
                raise
    elif event.kind in STOPPED:
        _stop(event.case_id, at, by)
    elif event.kind == "cases.later" and event.facts.get("act") in ENDED:
        strike_beneficiary(by=by, at=at, case_id=event.case_id, reason="决定被撤销或注销")


def _stop(case_id: UUID, at: datetime, by: Actor) -> None:
    for row in notices_of(case_id):
        if row.state in ("prepared", "hanging"):
            run(*compose([sql.end_notice(row.id, "stopped", at)], "SELECT 1"))
            facts = {"notice": str(row.id), "doc_no": row.doc_no}
            record(by=by, at=at, kind="publicity.stop", case=case_id, places=row.places, facts=facts)
