"""What a person typed is not lost when the sign-in has ended or the page stood open too long.

The values are kept in the server-side session for half an hour, sealed (they may hold ID and card numbers), and put
back when the page is shown again: after signing in, or at once when only the page was too old. Files are not kept.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from minzheng.kernel.gm import FileKeyProvider, GmError, KeyRing, associated_data

KEPT_FOR: Final = timedelta(minutes=30)
MOST_BYTES: Final = 100_000
_KEY: Final = "typed"
_NOT_KEPT: Final = frozenset({"csrfmiddlewaretoken", "password"})

View = Callable[..., Any]


def keeps_typed(page: str = "") -> Callable[[View], View]:
    """Mark a view whose form is kept; `page` names the address that shows the form again (default: the view's own)."""

    def mark(view: View) -> View:
        view.shows_typed_at = page  # type: ignore[attr-defined]
        return view

    return mark


def page_again(request: HttpRequest) -> str:
    """The path on which the form that was sent is shown again; '' when its view keeps nothing."""
    match = request.resolver_match
    page = getattr(match.func, "shows_typed_at", None) if match else None
    if match is None or page is None:
        return ""
    return reverse(page, kwargs=match.kwargs) if page else request.path


def keep(request: HttpRequest) -> str:
    """Keep what was sent for half an hour; returns the path that will show it, '' when nothing is kept."""
    path = page_again(request)
    if request.method != "POST" or not path:
        return ""
    values = {name: request.POST.getlist(name) for name in request.POST if name not in _NOT_KEPT}
    plain = json.dumps({"values": values, "files": bool(request.FILES)}).encode()
    if len(plain) > MOST_BYTES:
        return ""
    until = timezone.now() + KEPT_FOR
    sealed = b64encode(_ring().encrypt(plain, associated_data("session", _KEY, path))).decode()
    request.session[_KEY] = {"path": path, "until": until.isoformat(), "sealed": sealed}
    return path


def forget(request: HttpRequest) -> None:
    """Throw away what is kept: it belongs to another person's matter."""
    request.session.pop(_KEY, None)


def is_kept(request: HttpRequest, path: str) -> bool:
    """Whether something typed on `path` waits to be put back."""
    kept: dict[str, str] | None = request.session.get(_KEY)
    return (
        kept is not None and kept["path"] == path and timezone.now() < datetime.fromisoformat(kept["until"])
    )


def given_back(request: HttpRequest) -> QueryDict | None:
    """What was typed on this page before, with a strip that says so; None when there is nothing. A GET leaves it
    kept (a page may be loaded twice), sending the form forgets it."""
    if request.method != "GET":
        request.session.pop(_KEY, None)
        return None
    if not is_kept(request, request.path):
        return None
    try:
        sealed = b64decode(request.session[_KEY]["sealed"])
        kept = json.loads(_ring().decrypt(sealed, associated_data("session", _KEY, request.path)))
    except GmError:
        return None
    found = QueryDict(mutable=True)
    for name, values in kept["values"].items():
        found.setlist(name, values)
    words = "这一页隔得太久，没有存上。您刚才填的还在，请看一遍，再按一次。"
    messages.warning(request, words + ("文件请重新选一次。" if kept["files"] else ""))
    return found


def _ring() -> KeyRing:
    return KeyRing(FileKeyProvider(settings.FIELD_KEYS / "keys.json"))
