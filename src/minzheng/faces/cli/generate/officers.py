"""Who takes the steps of made-up cases: the demo staff of the place, as the actors that they are."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache

from minzheng.core.cases.rules import today
from minzheng.core.offices.queries import actor
from minzheng.core.people.queries import account_by_username
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor

DESKS: Mapping[str, tuple[str, str]] = {
    "accept": ("town", "acceptor"),
    "initial_review": ("town", "reviewer"),
    "confirm": ("county", "approver"),
    "sign_refusal": ("county", "approver"),
    "deliver": ("town", "window"),
}
"""Element: level and role of the one who concludes it."""


class Officers:
    """The staff by place and role; each is looked up once."""

    def __init__(self, at: datetime) -> None:
        self._day = today(at)
        self._find = cache(self._account)

    def of(self, element: str, places: Mapping[str, str]) -> Actor:
        """Who concludes an element for a place. Raises Problem `cli.no_officer`."""
        level, role = DESKS[element]
        return self._find(f"{places[level]}_{role}_01")

    def _account(self, username: str) -> Actor:
        account = account_by_username(username)
        found = actor(account.id, channel="desk", on=self._day) if account else None
        if found is None:
            raise Problem("cli.no_officer", username=username)
        return replace(found, channel="web")
