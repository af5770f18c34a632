"""Addresses: each face has its fixed mount; the addresses below it stand in the face's own `urls.py`."""

from typing import Final

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
)

urlpatterns: list[URLPattern | URLResolver] = [
    *(
        path(mount, include(f"minzheng.faces.{face}.urls"))
        for face, mount in MOUNTS
        if rooms.has(f"faces.{face}", "urls.py")
    ),
    path("account/", include("allauth.urls")),
]

handler400 = "minzheng.faces.kit.pages.bad_request"
handler403 = "minzheng.faces.kit.pages.refused"
handler404 = "minzheng.faces.kit.pages.not_found"
handler500 = "minzheng.faces.kit.pages.failed"
