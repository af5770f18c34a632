"""Adding one line to the proofs of an account: who was checked, how, by whom, how far that reaches."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from minzheng.core.people.actions.rights import day_of
from minzheng.core.people.models import Account, Proof
from minzheng.core.people.queries import proofs as proven
from minzheng.core.people.rules import proof_ends
from minzheng.kernel.rights import Actor


@dataclass(frozen=True, slots=True)
class Proven:
    """What a check found: its method, the level (1 to 3) that it gives, who checked, and what the partner said of it
    (kept as a keyed digest only)."""

    method: str
    level: int
    provider: str
    evidence: str = ""


def note_proof(*, by: Actor, at: datetime, account: UUID, person: UUID | None, proof: Proven) -> UUID:
    """Add a proof inside the transaction of the verb that obtained it, which writes the event; returns its id.
    2 statements."""
    row = Proof.objects.create(
        account_id=account,
        person_id=person,
        method=proof.method,
        level=proof.level,
        provider=proof.provider[:100],
        at=at,
        valid_to=proof_ends(proof.method, day_of(at)),
        evidence=proven.evidence_digest(proof.evidence),
        officer=by.account if by.is_staff else None,
    )
    Account.objects.filter(id=account).update(assurance=proof.level)
    return row.id
