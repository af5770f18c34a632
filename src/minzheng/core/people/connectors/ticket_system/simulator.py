"""A ticket system that we play: it knows a few invented persons. Its page is a door of `faces/identity`; a ticket counts once."""

import hashlib
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from django.core import signing
from django.core.cache import cache

PAGE: Final = "/simulators/tickets/login"
"""The path of its page, on this very site."""

CHECK: Final = "https://tickets.demo.invalid/check"
SALT: Final = "ticket.simulator"
LASTS_S: Final = 60

HOLDERS: Final[Mapping[str, Mapping[str, str]]] = {
    "t2001": {"name": "唐演舟", "id_number": "990103199910107718", "level": "verified"},
    "t2002": {"name": "罗演江", "id_number": "990202196511235558", "level": "in_person"},
    "t2003": {"name": "冯演渔", "id_number": "", "level": "registered"},
}
"""Number at the system -> who it is."""


def back_to(service: str, uid: str) -> str:
    """The address to which the person goes back, with a ticket for that address alone."""
    ticket = signing.dumps([uid, service], salt=SALT)
    return f"{service}{'&' if urlsplit(service).query else '?'}{urlencode({'ticket': ticket})}"


def fetch(address: str, form: Mapping[str, str] | None, bearer: str) -> Mapping[str, Any]:
    """Whose a ticket is. ValueError for one that is unknown, too old, used, or for another address."""
    query = parse_qs(urlsplit(address).query)
    ticket, service = query["ticket"][0], query["service"][0]
    try:
        uid, meant = signing.loads(ticket, salt=SALT, max_age=LASTS_S)
    except signing.BadSignature as error:
        raise ValueError(403) from error
    used = hashlib.sha256(ticket.encode()).hexdigest()
    if meant != service or not cache.add(f"ticket_used_{used}", 1, LASTS_S * 2):
        raise ValueError(403)
    return {"user": {"uid": uid, **HOLDERS[uid]}}
