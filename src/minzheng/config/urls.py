"""Addresses: each face has its fixed mount, the addresses below it stand in the face's own `urls.py`. A domain's pages
begin with its name, those for staff with `desk/` and its name."""

from typing import Final

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from minzheng.config import rooms

MOUNTS: Final = (
    ("kit", ""),
    ("portal", ""),
    ("workbench", "desk/"),
    ("cockpit", "cockpit/"),
    ("hall", "hall/"),
    ("openapi", "api/"),
    ("nodes", "nodes/"),
    ("identity", ""),
)

urlpatterns: list[URLPattern | URLResolver] = [
    *(
        path(mount, include(f"minzheng.faces.{face}.urls"))
        for face, mount in MOUNTS
        if rooms.has(f"faces.{face}", "urls.py")
    ),
    *(
        path("", include(f"minzheng.domains.{domain}.urls"))
        for domain in rooms.rooms("domains")
        if rooms.has(f"domains.{domain}", "urls.py") and domain not in settings.DOMAINS_OFF
    ),
    path("account/", include("minzheng.config.passkeys")),
]

handler400 = "minzheng.faces.kit.pages.bad_request"
handler403 = "minzheng.faces.kit.pages.refused"
handler404 = "minzheng.faces.kit.pages.not_found"
handler500 = "minzheng.faces.kit.pages.failed"
