"""The one call: resolve, look at the address, connect to it, post, read the status."""

import http.client
import socket
import ssl
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from minzheng.core.systems.rules import address_will_do, uri_will_do
from minzheng.kernel.registry import Connector

PATIENCE_S = 5
MOST_READ = 1_000


class BackChannel(Connector):
    """Tells a system that a session has ended."""

    name = "back_channel"
    partner = "接入系统"
    title = "退出通知"

    def call(self, request: Mapping[str, Any], *, purpose: str, at: datetime) -> Mapping[str, Any]:
        """Post the token; ConnectionError `address` (not to be called), `unreachable`."""
        uri, demo = str(request["uri"]), bool(settings.ALLOW_DEMO_ID)
        if not uri_will_do(uri, demo=demo):
            raise ConnectionError("address")
        parts = urlsplit(uri)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            link = _opened(parts.hostname or "", port, secure=parts.scheme == "https", demo=demo)
        except OSError as error:
            raise ConnectionError("address" if str(error) == "address" else "unreachable") from error
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        body = urlencode({"logout_token": request["logout_token"]})
        try:
            link.request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})
            answer = link.getresponse()
            answer.read(MOST_READ)
        except (OSError, http.client.HTTPException) as error:
            raise ConnectionError("unreachable") from error
        finally:
            link.close()
        return {"status": answer.status}


def _opened(host: str, port: int, *, secure: bool, demo: bool) -> http.client.HTTPConnection:
    """A connection to an address of `host` that may be called, with the certificate of that name where it is https."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not addresses or not all(address_will_do(one, demo=demo) for one in addresses):
        raise ConnectionError("address")
    for number, address in enumerate(addresses):
        try:
            plain = socket.create_connection((address, port), PATIENCE_S)
            break
        except OSError:
            if number == len(addresses) - 1:
                raise
    link = http.client.HTTPConnection(host, port, timeout=PATIENCE_S)
    try:
        link.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain
    except OSError:
        plain.close()
        raise
    return link
