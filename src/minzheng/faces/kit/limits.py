"""How often a door may be knocked at: from one network address, and at one target (a number, a link, a notice).

Counted in the shared cache, so that all processes count together, in windows that begin at fixed times. Accounts, numbers
and links lock by rules of their own besides; this is for who tries many of them.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from minzheng.kernel.errors import Problem


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `from_one` times in `seconds` from one address, and `at_one` times at one target from anywhere."""

    name: str
    from_one: int
    at_one: int
    seconds: int


LOOK_UP: Final = Limit("look_up", from_one=60, at_one=30, seconds=600)
"""Where a case stands, by number and query code. Many sit behind the address of one community's computer."""

LINK: Final = Limit("link", from_one=60, at_one=30, seconds=600)
"""The page to which a signing link leads: the end of an ID number, a code, the answer."""

OBJECTION: Final = Limit("objection", from_one=20, at_one=60, seconds=3600)
"""Objections to notices; a whole street may object to one."""

SIGN_IN: Final = Limit("sign_in", from_one=60, at_one=60, seconds=600)
"""User name and password. An account locks after five; this is for who tries one password at many accounts. A whole hall
may sign in from one address."""


def require_within(request: HttpRequest, limit: Limit, target: str, *, at: datetime) -> None:
    """Count one try and refuse it when there were too many in this window. Raises Problem `kit.too_often`, which is
    answered with `Retry-After`."""
    window, past = divmod(int(at.timestamp()), limit.seconds)
    wait_s = limit.seconds - past
    tries = (("from", address_of(request), limit.from_one), ("at", target, limit.at_one))
    for kind, value, most in tries:
        mark = hashlib.new("sm3", value.encode()).hexdigest()[:32]
        if _counted(f"limit.{limit.name}.{kind}.{mark}.{window}", wait_s) > most:
            raise Problem("kit.too_often", minutes=-(-wait_s // 60), retry_after_s=wait_s)


def _counted(key: str, seconds: int) -> int:
    """How often this was counted by now, this time included."""
    if cache.add(key, 1, seconds):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two
        return 1


def address_of(request: HttpRequest) -> str:
    """Who asks: the last hop that a proxy of ours wrote down, else the socket's other end. Never what a client claims."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return forwarded.rsplit(",", 1)[-1].strip()[:45]
    return str(request.META.get("REMOTE_ADDR", ""))
