"""This platform as relying party of npm's `oidc-provider`: code that others wrote plays the national platform."""

import http.client
import json
import secrets
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from minzheng.config import assets
from minzheng.core.people.connectors.national_platform.openid import NationalPlatform, Partner
from minzheng.kernel import jose

BACK = "https://minzheng.example/sign-in/with/national_platform/back"
PERSON = {"sub": "g-77", "name": "林演兰", "id_number": "990101195208090126", "acr": "urn:demo:level:3"}
GIVEN = {"clientId": "minzheng", "secret": "a-secret-of-the-test", "back": BACK, "person": PERSON}


@pytest.fixture(scope="module")
def partner() -> Iterator[Partner]:
    """The provider, running in Node."""
    words = [assets.node(), str(Path(__file__).with_name("provider.mjs")), json.dumps(GIVEN)]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        issuer = running.stdout.readline().decode().strip()
        assert issuer.startswith("http://"), running.stderr.read().decode() if running.stderr else ""
        yield Partner(issuer, "minzheng", "a-secret-of-the-test")
        running.stdin.close()
        running.wait(20)


def browse(address: str) -> dict[str, str]:
    """Follow redirects with cookies until they lead back to us; what is brought along."""
    cookies: dict[str, str] = {}
    base = urlsplit(address)
    for _ in range(12):
        if address.startswith(BACK):
            return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        parts = urlsplit(address)
        link = http.client.HTTPConnection(base.hostname or "", base.port, timeout=10)
        held = "; ".join(f"{name}={value}" for name, value in cookies.items())
        link.request("GET", f"{parts.path}?{parts.query}", headers={"Cookie": held})
        answer = link.getresponse()
        answer.read()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            cookies[name] = value
        address = answer.headers["Location"] or ""
        assert address, answer.status
        link.close()
    raise AssertionError("led in circles")


def went(partner: Partner) -> dict[str, Any]:
    """A person goes there and comes back: what is handed to `finish`."""
    verifier = secrets.token_urlsafe(48)
    sent = {"state": secrets.token_urlsafe(8), "nonce": secrets.token_urlsafe(8), "redirect_uri": BACK}
    asked = {"act": "begin", "challenge": jose.s256(verifier), **sent}
    (line,) = platform(partner).call(asked, purpose="sign_in", at=datetime.now(UTC))["lines"]
    query = browse(line["value"]["address"])
    assert query["state"] == sent["state"]
    return {"act": "finish", "query": query, "verifier": verifier, **sent}


def platform(partner: Partner) -> NationalPlatform:
    return NationalPlatform(lambda: partner)


def finish(
    partner: Partner, asked: Mapping[str, Any], *, late: timedelta = timedelta()
) -> list[dict[str, Any]]:
    found = platform(partner).call(asked, purpose="sign_in", at=datetime.now(UTC) + late)
    return [dict(line["value"]) for line in found["lines"]]


def test_who_signs_in_there_is_known_here_with_number_name_and_level(partner: Partner):
    (identity,) = finish(partner, went(partner))
    assert identity == {
        "issuer": partner.issuer,
        "subject": "g-77",
        "name": "林演兰",
        "id_number": "990101195208090126",
        "level": 3,
    }


def test_a_code_counts_once(partner: Partner):
    asked = went(partner)
    assert len(finish(partner, asked)) == 1
    assert finish(partner, asked) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": "another"},
        {"verifier": "v" * 64},
        {"redirect_uri": "https://minzheng.example/elsewhere"},
    ],
)
def test_what_does_not_fit_what_was_sent_is_refused(partner: Partner, changes: dict[str, str]):
    assert finish(partner, {**went(partner), **changes}) == []


def test_an_answer_of_another_provider_is_refused(partner: Partner):
    asked = went(partner)
    mixed = {**asked, "query": {**asked["query"], "iss": "https://evil.example"}}
    assert finish(partner, mixed) == []
    assert finish(partner, {**asked, "query": {"error": "access_denied"}}) == []


def test_a_token_that_is_over_is_refused_and_a_clock_a_minute_off_is_not(partner: Partner):
    assert finish(partner, went(partner), late=timedelta(days=2)) == []
    assert len(finish(partner, went(partner), late=timedelta(seconds=30))) == 1
    assert finish(partner, went(partner), late=-timedelta(minutes=5)) == []


def changed(partner: Partner, change: Callable[[str, dict[str, Any]], None]) -> Partner:
    """The same provider, seen through somebody who changes what it answers."""

    def fetch(address: str, form: Mapping[str, str] | None, bearer: str) -> Mapping[str, Any]:
        answer = dict(partner.fetch(address, form, bearer))
        change(urlsplit(address).path, answer)
        return answer

    return replace(partner, fetch=fetch)


def tampered(path: str, answer: dict[str, Any]) -> None:
    if path == "/token":
        head, body, signature = answer["id_token"].split(".")
        answer["id_token"] = f"{head}.{body[:-2]}AA.{signature}"


def other_access_token(path: str, answer: dict[str, Any]) -> None:
    if path == "/token":
        answer["access_token"] += "x"


def other_keys(path: str, answer: dict[str, Any]) -> None:
    if path == "/jwks":
        answer["keys"] = [jose.new_key().as_dict()]


def unsigned(path: str, answer: dict[str, Any]) -> None:
    if path == "/token":
        body = answer["id_token"].split(".")[1]
        answer["id_token"] = f"eyJhbGciOiJub25lIn0.{body}."


def other_person(path: str, answer: dict[str, Any]) -> None:
    if path == "/me":
        answer["sub"] = "g-78"


@pytest.mark.parametrize("change", [tampered, other_access_token, other_keys, unsigned, other_person])
def test_whoever_stands_between_and_changes_something_gains_nothing(
    partner: Partner, change: Callable[[str, dict[str, Any]], None]
):
    assert finish(changed(partner, change), went(partner)) == []


def test_a_token_for_another_system_and_a_discovery_of_another_provider_are_refused(partner: Partner):
    def for_another(path: str, answer: dict[str, Any]) -> None:
        if path == "/token":
            claims = dict(jose.peek(answer["id_token"]).claims) | {"aud": "other"}
            answer["id_token"] = jose.sign(claims, KEY)
        elif path == "/jwks":
            answer["keys"] = [KEY.as_dict()]

    def of_another(path: str, answer: dict[str, Any]) -> None:
        if "issuer" in answer:
            answer["issuer"] = "https://evil.example"

    assert finish(changed(partner, for_another), went(partner)) == []
    with pytest.raises(ConnectionError, match="issuer"):
        finish(changed(partner, of_another), {"act": "finish"})


def test_a_silent_provider_is_silent_and_no_plain_address_is_asked(partner: Partner, settings: Any):
    silent = replace(partner, issuer="http://127.0.0.1:9")
    with pytest.raises(ConnectionError, match="unreachable"):
        finish(silent, {"act": "finish"})
    settings.ALLOW_DEMO_ID = False
    with pytest.raises(ConnectionError, match="address"):
        finish(partner, {"act": "finish"})


KEY = jose.new_key()
