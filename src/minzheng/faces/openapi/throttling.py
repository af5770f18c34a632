"""How often one address may try to sign in or to look a case up; the accounts and numbers themselves lock by their own
rules (five failures)."""

from django.http import HttpRequest
from ninja.throttling import SimpleRateThrottle

from minzheng.faces.kit.limits import address_of


class PerAddress(SimpleRateThrottle):  # type: ignore[misc]  # the framework's throttles have no types
    """So many requests in a period from one network address. Behind a proxy the address is the one that it saw."""

    def get_cache_key(self, request: HttpRequest) -> str:
        """The name under which this address's requests are counted."""
        return f"openapi_{self.scope}_{address_of(request)}"

    def __init__(self, scope: str, rate: str) -> None:
        self.scope = scope
        super().__init__(rate)
