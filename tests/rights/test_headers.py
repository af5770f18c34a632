"""Headers, cookies and tokens over every address: what a browser is told, and that no form goes without its token."""

import pytest
from django.test import Client

from minzheng.core.audit.queries import run
from tests.journeys import people as play
from tests.rights.expected import doors
from tests.rights.knock import OPERATIONS, SENT, address, routes
from tests.rights.world import World

DOORS = doors()
OPENED = sorted(
    (name, path)
    for name, path in routes()
    if name in DOORS and DOORS[name].ask not in ("ends", "untried") and name not in {**SENT, **OPERATIONS}
)
WHO = ("anonymous", "elder", "990301001_acceptor_01")
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
SHARED = frozenset({"identity:discovery", "identity:jwks", "openapi:openapi-v1:openapi-json"})
"""Documents for machines that hold nothing of a person and may be kept."""


@pytest.mark.parametrize("name", [name for name, _ in OPENED])
def test_every_answer_tells_the_browser_to_keep_and_load_nothing_that_it_should_not(
    name: str, world: World
) -> None:
    door, path = DOORS[name], dict(OPENED)[name]
    for who in (one for one in world.identities if one.name in WHO):
        answer = world.browser(who).get(address(path, world.things.get(door.thing)))
        said = answer.headers
        assert {key: said.get(key) for key in ALWAYS} == ALWAYS, who.name
        assert "camera=()" in said["Permissions-Policy"]
        policy = said.get("Content-Security-Policy", "")
        assert "unsafe-inline" not in policy
        assert "default-src" in policy or "sandbox" in policy
        if name not in SHARED:
            assert "no-store" in said["Cache-Control"], who.name
        for cookie in answer.cookies.values():
            assert cookie["httponly"], cookie.key
            assert cookie["samesite"] in ("Lax", "Strict"), cookie.key


@pytest.mark.parametrize("name", sorted({*SENT, *OPERATIONS}))
def test_nothing_is_done_without_the_token_of_the_page(name: str, world: World) -> None:
    door = DOORS[name]
    url = address(dict(routes())[door.route], world.things.get(door.thing))
    for who in (one for one in world.identities if one.name in ("elder", "990301001_acceptor_01")):
        client = Client(enforce_csrf_checks=True)
        play.sign_in(client, "caoyanshan" if who.name == "elder" else who.name)
        sent = {"content_type": "application/json"} if name in OPERATIONS else {}
        before = written()
        answer = client.post(url, "{}" if name in OPERATIONS else {}, **sent)
        assert answer.status_code in (302, 401, 403, 405, 422), (
            "a form goes back to its page, with what was typed"
        )
        assert written() == before


def written() -> int:
    """How many acts stand in the book, refusals left out."""
    return int(run("SELECT count(*) FROM audit_event WHERE kind <> 'offices.refused'", ())[0][0])
