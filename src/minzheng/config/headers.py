"""Headers that every answer carries and that Django does not send by itself."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponseBase

PERMISSIONS: Final = ", ".join(
    (
        "camera=()",
        "display-capture=()",
        "geolocation=()",
        "microphone=()",
        "payment=()",
        "usb=()",
        "publickey-credentials-create=(self)",
        "publickey-credentials-get=(self)",
    )
)


class HeadersMiddleware:
    """Permissions-Policy, and `no-store` on every page that did not say otherwise: pages may show personal data."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with the headers added."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response
