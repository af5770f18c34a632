"""Signing several at once: each case its own step, its own event and its own result; one that fails holds up no other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from minzheng.core.cases.actions.take_step import take_step
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor

TOGETHER = frozenset({"grant", "sign", "agree", "approve"})
"""What may be concluded for several cases at once; what is refused needs its own words each."""


@dataclass(frozen=True, slots=True)
class Signed:
    """How one case of a batch went; `problem` is None where it was signed."""

    case_id: UUID
    problem: Problem | None


def sign_batch(*, by: Actor, at: datetime, picks: Sequence[tuple[UUID, str, str]]) -> list[Signed]:
    """Take one step of each picked (case, element, outcome); the results in the same order.

    An outcome that may not be given to several at once is a Problem(`cases.not_together`) of its own row.
    """
    return [_one(by, at, *pick) for pick in picks]


def _one(by: Actor, at: datetime, case_id: UUID, element: str, outcome: str) -> Signed:
    if outcome not in TOGETHER:
        return Signed(case_id, Problem("cases.not_together"))
    try:
        with transaction.atomic():
            take_step(by=by, at=at, case_id=case_id, element=element, outcome=outcome)
    except Problem as problem:
        return Signed(case_id, problem)
    return Signed(case_id, None)
