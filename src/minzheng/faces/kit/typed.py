"""What a person typed is not lost when the sign-in has ended or the page stood open too long.

The values are kept on the server for half an hour, sealed (they may hold ID and card numbers) and bound to the account
whose session it was, and put back when the page is shown again: after signing in, or at once when only the page was too
old. Nobody else gets them, not even at the same screen. Files are not kept.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from minzheng.kernel.gm import FileKeyProvider, GmError, KeyRing, associated_data

KEPT_FOR: Final = timedelta(minutes=30)
MOST_BYTES: Final = 100_000
_KEY: Final = "typed"
_PREFIX: Final = "typed_of_"
_DESK: Final = "/desk/"
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


def keeps(path: str) -> bool:
    """Whether the page at `path` shows again what was typed on it."""
    try:
        match = resolve(path)
    except Resolver404:
        return False
    return getattr(match.func, "shows_typed_at", None) == ""


def keep(request: HttpRequest) -> str:
    """Keep what was sent for half an hour; returns the path that will show it, '' when nothing is kept."""
    path = page_again(request)
    if request.method != "POST" or not path:
        return ""
    values = {name: request.POST.getlist(name) for name in request.POST if name not in _NOT_KEPT}
    return path if keep_values(request, path, values, files=bool(request.FILES)) else ""


def keep_values(
    request: HttpRequest, path: str, values: Mapping[str, Sequence[str]], *, files: bool = False
) -> bool:
    """Keep these values for the page at `path`, for the account whose session it is (or just was); whether they are kept.

    Where nobody knows whose they are, they stay in this browser's session, and at a desk (a shared computer) nowhere.
    """
    owner = _owner(request)
    plain = json.dumps({"values": dict(values), "files": files}).encode()
    if len(plain) > MOST_BYTES or (not owner and path.startswith(_DESK)):
        return False
    until = timezone.now() + KEPT_FOR
    sealed = b64encode(_ring().encrypt(plain, _place(owner, path))).decode()
    entry = {"until": until.isoformat(), "sealed": sealed, "owner": owner}
    request.session[_KEY] = {**_still(request.session.get(_KEY, {})), path: entry}
    if owner:
        others = _still(cache.get(_PREFIX + owner, {}))
        cache.set(_PREFIX + owner, {**others, path: entry}, KEPT_FOR.total_seconds())
    return True


def collect(request: HttpRequest, owner: object) -> None:
    """After somebody has signed in: what they typed before, wherever they sat, waits in this session too; what somebody
    else typed is put out of it."""
    here = request.session.get(_KEY, {})
    mine = {path: kept for path, kept in here.items() if kept["owner"] in ("", str(owner))}
    mine |= cache.get(_PREFIX + str(owner), {})
    if mine or here:
        request.session[_KEY] = _still(mine)


def forget(request: HttpRequest) -> None:
    """Throw away what is kept: it belongs to another person's matter."""
    request.session.pop(_KEY, None)


def is_kept(request: HttpRequest, path: str) -> bool:
    """Whether something typed on `path` waits to be put back."""
    return path in _still(request.session.get(_KEY, {}))


def given_back(request: HttpRequest) -> QueryDict | None:
    """What was typed on this page before, with a strip that says so; None when there is nothing. A GET leaves it
    kept (a page may be loaded twice), sending the form forgets it. Only who typed it gets it back."""
    if request.method != "GET":
        _forget(request)
        return None
    if not is_kept(request, request.path):
        return None
    entry = request.session[_KEY][request.path]
    if entry["owner"] not in ("", _owner(request)):
        return None
    try:
        opened = _ring().decrypt(b64decode(entry["sealed"]), _place(entry["owner"], request.path))
    except GmError:
        return None
    kept = json.loads(opened)
    found = QueryDict(mutable=True)
    for name, values in kept["values"].items():
        found.setlist(name, values)
    words = "这一页隔得太久，没有存上。您刚才填的还在，请看一遍，再按一次。"
    messages.warning(request, words + ("文件请重新选一次。" if kept["files"] else ""))
    return found


def _forget(request: HttpRequest) -> None:
    """Sending a form forgets what was kept for its page; what waits for other pages stays."""
    here, path = request.session.get(_KEY, {}), page_again(request) or request.path
    entry = here.pop(path, None)
    if entry is None:
        return
    request.session[_KEY] = here
    if entry["owner"]:
        others = cache.get(_PREFIX + entry["owner"], {})
        others.pop(path, None)
        cache.set(_PREFIX + entry["owner"], others, KEPT_FOR.total_seconds())


def _still(kept: Mapping[str, Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
    """What of it is still kept: half an hour has not gone."""
    return {path: entry for path, entry in kept.items() if _holds(entry)}


def _owner(request: HttpRequest) -> str:
    """The account (as text) whose session it is, or was until it ended; '' when nobody knows."""
    return str(getattr(request.session, "owner", ""))


def _holds(kept: Mapping[str, str]) -> bool:
    return timezone.now() < datetime.fromisoformat(kept["until"])


def _place(owner: str, path: str) -> bytes:
    return associated_data("session", _KEY, f"{owner}:{path}")


def _ring() -> KeyRing:
    return KeyRing(FileKeyProvider(settings.FIELD_KEYS / "keys.json"))
