"""What every page knows without its view saying so: how it is to be shown, whose site it is, whether it is a demo."""

from typing import Any, Final, TypedDict
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from minzheng.kernel.registry import domains
from minzheng.kernel.rights import Actor

ELDER_COOKIE: Final = "mz_elder"
CONTRAST_COOKIE: Final = "mz_contrast"
ON: Final = "on"
SITE: Final = {
    "name": "青岚省民政服务",
    "tagline": "民政一体化政务服务平台",
    "owner": "青岚省民政厅",
    "hotline": "12349",
}


class Display(TypedDict):
    """The display choices, and the links that turn each round and come back to the same page."""

    elder: bool
    contrast: bool
    elder_url: str
    contrast_url: str


def display(request: HttpRequest) -> dict[str, Any]:
    """Template context processor: `display` from the two cookies; `menu` of domains for staff; `demo` and `site` from the settings
    `MINZHENG_DEMO` (bool) and `MINZHENG_SITE` (any of the keys of `SITE`).

    The way back is the page itself for GET; after a form was sent there is no page to come back to but its address.
    """
    elder = request.COOKIES.get(ELDER_COOKIE) == ON
    contrast = request.COOKIES.get(CONTRAST_COOKIE) == ON
    here = request.get_full_path() if request.method == "GET" else request.path
    return {
        "display": Display(
            elder=elder,
            contrast=contrast,
            elder_url=_switch("elder", here, on=not elder),
            contrast_url=_switch("contrast", here, on=not contrast),
        ),
        "menu": menu(request),
        "demo": bool(getattr(settings, "MINZHENG_DEMO", True)),
        "site": SITE | getattr(settings, "MINZHENG_SITE", {}),
    }


def menu(request: HttpRequest) -> list[dict[str, Any]]:
    """What domains add to the menu of the workbench for who asks: `{text, href, current}`."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or not actor.is_staff:
        return []
    rights = {right for grant in actor.grants for right in grant.rights}
    return [
        {"text": text, "href": path, "current": request.path.startswith(path)}
        for domain in sorted(domains, key=lambda one: one.order)
        if domain.name not in settings.DOMAINS_OFF
        for text, path, right in domain.menu
        if right in rights
    ]


def _switch(name: str, here: str, *, on: bool) -> str:
    return f"{reverse('kit:display')}?{urlencode({name: ON if on else 'off', 'next': here})}"
