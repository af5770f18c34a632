"""Asking another identity platform over HTTP: https, or this machine in a demonstration; no redirect is followed."""

import http.client
import json
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings

PATIENCE_S = 5
MOST_READ = 200_000
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def fetch(address: str, form: Mapping[str, str] | None, bearer: str) -> Mapping[str, Any]:
    """The JSON object that `address` answers. ConnectionError when nobody does, ValueError for a no or another shape."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme == "https":
        context = ssl.create_default_context()
        link: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, parts.port, timeout=PATIENCE_S, context=context
        )
    elif settings.ALLOW_DEMO_ID and parts.scheme == "http" and host in LOOPBACK:
        link = http.client.HTTPConnection(host, parts.port, timeout=PATIENCE_S)
    else:
        raise ConnectionError("address")
    headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {bearer}"} if bearer else {})
    body = None
    if form is not None:
        body, headers["Content-Type"] = urlencode(form), "application/x-www-form-urlencoded"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        link.request("GET" if body is None else "POST", path, body, headers)
        answer = link.getresponse()
        text = answer.read(MOST_READ)
    except (OSError, http.client.HTTPException) as error:
        raise ConnectionError("unreachable") from error
    finally:
        link.close()
    if answer.status >= 500:
        raise ConnectionError(str(answer.status))
    content = json.loads(text) if answer.status == 200 else None
    if isinstance(content, dict):
        return content
    raise ValueError(answer.status)
