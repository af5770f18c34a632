"""How often one address may try to sign in or to look a case up; the accounts and numbers themselves lock by their own
rules (five failures)."""

from django.conf import settings
from django.http import HttpRequest
from ninja.throttling import SimpleRateThrottle


class PerAddress(SimpleRateThrottle):  # type: ignore[misc]  # the framework's throttles have no types
    """So many requests in a period from one network address. Behind a proxy the address is the one that it saw."""

    def get_cache_key(self, request: HttpRequest) -> str:
        """The name under which this address's requests are counted."""
        return f"openapi_{self.scope}_{address_of(request)}"

    def __init__(self, scope: str, rate: str) -> None:
        self.scope = scope
        super().__init__(rate)


def address_of(request: HttpRequest) -> str:
    """Who asks: the last hop that a proxy of ours wrote down, else the socket's other end. Never what a client claims."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return forwarded.rsplit(",", 1)[-1].strip()[:45]
    return str(request.META.get("REMOTE_ADDR", ""))
