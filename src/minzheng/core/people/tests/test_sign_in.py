"""Signing in tells nothing about who is there, and an account that nobody used for ninety days opens no more."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from minzheng.core.people import actions
from minzheng.core.people.actions import accounts
from minzheng.core.people.models import Account
from minzheng.core.people.tests.factories import AT, BY, PASSWORD, an_account
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import anonymous

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=91)


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each hash that is computed, by the name of what computed it."""
    counted: list[str] = []

    def counting(name: str, plain: Callable[..., Any]) -> Callable[..., Any]:
        def call(*words: Any) -> Any:
            counted.append(name)
            return plain(*words)

        return call

    for name in ("make_password", "check_password"):
        monkeypatch.setattr(accounts, name, counting(name, getattr(accounts, name)))
    return counted


def answer(username: str, password: str = "wrong-2026-Wrong", at: Any = AT) -> str:
    try:
        actions.sign_in(by=anonymous(), at=at, username=username, password=password)
    except Problem as problem:
        return problem.code
    return "in"


def test_who_is_there_and_who_is_not_cost_one_hash_each_and_get_the_same_answers_up_to_the_lock(
    hashes: list[str],
) -> None:
    cache.clear()
    an_account(username="somebody")
    hashes.clear()
    told, cost = {}, {}
    for name in ("somebody", "nobody"):
        told[name], cost[name] = [], []
        for _ in range(7):
            before = len(hashes)
            told[name].append(answer(name))
            cost[name].append(len(hashes) - before)
    assert told["somebody"] == told["nobody"]
    assert told["somebody"][-1] == "people.locked"
    assert cost["somebody"] == cost["nobody"] == [1] * 7


def test_a_staff_account_that_nobody_used_for_ninety_days_opens_no_more_until_it_is_opened_again() -> None:
    account = an_account(username="clerk", kind="staff")
    assert answer("clerk", PASSWORD, AT + timedelta(days=89)) == "in"
    Account.objects.filter(id=account).update(last_login=AT)
    assert answer("clerk", PASSWORD, LATER) == "people.suspended"
    assert answer("clerk", at=LATER) == "people.wrong_password", (
        "who does not know the password learns nothing"
    )
    actions.reopen_account(by=BY, at=LATER, account_id=account)
    assert answer("clerk", PASSWORD, LATER) == "in"


def test_the_platform_suspends_the_unused_and_leaves_the_others_and_citizens() -> None:
    unused = an_account(username="unused", kind="staff")
    used, citizen = an_account(username="used", kind="staff"), an_account(username="citizen")
    Account.objects.filter(id=used).update(last_login=LATER - timedelta(days=3))
    assert actions.suspend_unused(by=BY, at=LATER) == 1
    suspended = set(Account.objects.exclude(suspended_at=None).values_list("id", flat=True))
    assert suspended == {unused}
    assert citizen not in suspended
    assert actions.suspend_unused(by=BY, at=LATER) == 0
