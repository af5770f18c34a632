"""Who signs a hand-over, and who may not take a case over."""

from typing import Any
from uuid import UUID

import pytest

from minzheng.core.handover import rules
from minzheng.kernel.errors import Problem

LEAVER, HEAD, ONE, TWO = (UUID(int=n) for n in range(1, 5))


def code_of(verb: Any) -> str:
    with pytest.raises(Problem) as caught:
        verb()
    return str(caught.value.code)


def test_who_leaves_each_who_takes_and_the_head_sign_once() -> None:
    assert rules.signers(LEAVER, HEAD, [ONE, TWO, ONE, None, HEAD]) == [LEAVER, ONE, TWO, HEAD]


def test_the_head_is_another_person_of_the_unit() -> None:
    rules.check_parties(LEAVER, HEAD, {LEAVER, HEAD})
    assert code_of(lambda: rules.check_parties(LEAVER, LEAVER, {LEAVER})) == "handover.head"
    assert code_of(lambda: rules.check_parties(LEAVER, HEAD, {LEAVER})) == "handover.head"


def test_a_receiver_is_a_colleague_and_not_near_the_case() -> None:
    colleagues = {LEAVER, ONE, TWO}
    rules.check_receiver(LEAVER, ONE, colleagues=colleagues, parties=[TWO])
    for receiver in (LEAVER, HEAD):
        call = lambda receiver=receiver: rules.check_receiver(LEAVER, receiver, colleagues=colleagues)  # noqa: E731
        assert code_of(call) == "handover.receiver"
    for near in ({"parties": [ONE]}, {"close": [ONE]}):
        call = lambda near=near: rules.check_receiver(LEAVER, ONE, colleagues=colleagues, **near)  # noqa: E731
        assert code_of(call) == "handover.receiver_close"


def test_nothing_is_concluded_while_an_item_or_a_signature_is_missing() -> None:
    needed = [LEAVER, ONE, HEAD]
    rules.check_complete([ONE], needed, set(needed))
    assert code_of(lambda: rules.check_complete([ONE, None], needed, set(needed))) == "handover.items_open"
    assert code_of(lambda: rules.check_complete([ONE], needed, {LEAVER, ONE})) == "handover.unsigned"
