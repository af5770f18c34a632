"""What is decided: who has to sign, what is still missing, and who may not take a case over."""

from collections.abc import Collection, Iterable
from uuid import UUID

from minzheng.kernel.errors import Problem


def signers(leaver: UUID, head: UUID, receivers: Iterable[UUID | None]) -> list[UUID]:
    """Who signs: who leaves, each who takes something over, and the head of the unit, in this order, each once."""
    return list(dict.fromkeys([leaver, *(one for one in receivers if one is not None), head]))


def check_parties(leaver: UUID, head: UUID, present: Collection[UUID]) -> None:
    """Problem unless the head is another person who works there."""
    if head == leaver or head not in present:
        raise Problem("handover.head")


def check_receiver(
    leaver: UUID,
    receiver: UUID,
    *,
    colleagues: Collection[UUID],
    parties: Collection[UUID] = (),
    close: Collection[UUID] = (),
) -> None:
    """Problem unless the receiver is another person of the unit; of a case, neither a party nor close to one (R2)."""
    if receiver == leaver or receiver not in colleagues:
        raise Problem("handover.receiver")
    if receiver in parties or receiver in close:
        raise Problem("handover.receiver_close")


def check_complete(
    receivers: Collection[UUID | None], needed: Iterable[UUID], signed: Collection[UUID]
) -> None:
    """Problem while an item has nobody who takes it, or somebody has not signed."""
    open_items = sum(one is None for one in receivers)
    if open_items:
        raise Problem("handover.items_open", count=open_items)
    unsigned = [one for one in needed if one not in signed]
    if unsigned:
        raise Problem("handover.unsigned", count=len(unsigned))
