"""The platform as provider, used by npm's `openid-client`: code that others wrote, with their idea of the standard."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from minzheng.config import assets
from minzheng.kernel import jose
from tests import databases
from tests.live import Platform, free_port

pytestmark = pytest.mark.live
HERE = Path(__file__).parent
_REGISTER = """
import json, sys
from datetime import UTC, datetime
from minzheng.config import provision
provision.prepare_django()
from minzheng.core.offices.actions import acting
from minzheng.core.offices.queries import organisation_by_uscc
from minzheng.core.systems.actions import register_system
from minzheng.core.systems.rules import NewSystem
from minzheng.kernel.rights import system
by, at, given = system("test"), datetime.now(UTC), json.loads(sys.argv[1])
unit = organisation_by_uscc("11990101MB0000035Q")
with acting(by, at):
    made = [
        register_system(by=by, at=at, new=NewSystem(organisation=unit.id, **{
            name: tuple(value) if isinstance(value, list) else value for name, value in one.items()
        }))
        for one in given
    ]
print(json.dumps(made))
"""


def inside(platform: Platform, program: str, *words: str) -> Any:
    """Run a few lines inside the platform; what they print, read as JSON."""
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        check=False,
        capture_output=True,
        text=True,
        env=databases.environment_for(platform.cluster, platform.database, platform.folder),
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def node(script: str, given: object) -> dict[str, Any]:
    """Run a script of this folder; the JSON that it prints last."""
    done = subprocess.run(
        [assets.node(), str(HERE / script), json.dumps(given)],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture(scope="module")
def found(live_platform: Platform) -> dict[str, Any]:
    """What came of each check of `relying_party.mjs`."""
    port, key = free_port(), jose.new_key("ES256")
    local = f"http://127.0.0.1:{port}"
    both = {
        "name": "社区图书馆",
        "purpose": "办理借书证",
        "scopes": ["openid", "profile"],
        "redirect_uris": [f"{local}/back"],
        "logout_uris": [f"{local}/bye"],
    }
    systems = [
        {"client_id": "js-web", "kind": "web", "back_channel_uri": f"{local}/logout", **both},
        {"client_id": "js-app", "kind": "native", **both},
        {
            "client_id": "js-robot",
            "kind": "service",
            "name": "热线",
            "purpose": "答复办件进度",
            "scopes": ["cases.read"],
            "level": "county",
            "division": "990101",
            "services": ["gaoling"],
            "keys": [key.as_dict()],
        },
    ]
    secrets = inside(live_platform, _REGISTER, json.dumps(systems))
    password = (live_platform.folder / "secrets" / "demo-password").read_text().strip()
    return node(
        "relying_party.mjs",
        {
            "base": live_platform.url,
            "username": "dongyankun",
            "password": password,
            "web": "js-web",
            "secret": secrets[0],
            "app": "js-app",
            "robot": "js-robot",
            "robotKey": key.as_pem(private=True).decode(),
            "back": f"{local}/back",
            "bye": f"{local}/bye",
            "port": port,
        },
    )


def test_the_whole_way_goes_well(found: dict[str, Any]):
    assert found["the whole way"] == {"acr": "urn:minzheng:acr:a2", "name": "董*坤", "sid": "string"}
    assert found["renewed"] is True
    assert found["silent"] == "string"
    assert found["an app without a secret"] == "string"
    assert found["service account with a key"] == "cases.read"


@pytest.mark.parametrize(
    ("what", "answer"),
    [
        ("renewed with a stolen token", "invalid_grant"),
        ("after the theft", "OAUTH_WWW_AUTHENTICATE_CHALLENGE"),
        ("wrong nonce", "OAUTH_JWT_CLAIM_COMPARISON_FAILED"),
        ("wrong state", "OAUTH_INVALID_RESPONSE"),
        ("wrong verifier", "invalid_grant"),
        ("mixed-up issuer", "OAUTH_INVALID_RESPONSE"),
        ("code twice", "invalid_grant"),
        ("step-up that cannot be met", "unmet_authentication_requirements"),
        ("not agreed", "access_denied"),
        ("silent as a stranger", "login_required"),
        ("open redirect", "led to 400 "),
        ("clock far ahead", "OAUTH_JWT_TIMESTAMP_CHECK_FAILED"),
        ("wrong secret", "OAUTH_WWW_AUTHENTICATE_CHALLENGE"),
        ("wrong audience", "ERR_JWT_CLAIM_VALIDATION_FAILED"),
        ("taken back", "OAUTH_WWW_AUTHENTICATE_CHALLENGE"),
    ],
)
def test_what_must_not_pass_does_not(found: dict[str, Any], what: str, answer: str):
    assert found[what] == f"refused: {answer}"


def test_a_clock_a_few_seconds_off_is_forgiven(found: dict[str, Any]):
    assert found["clock ahead within the leeway"] == "string"


def test_signing_out_leads_back_to_a_registered_address_alone_and_every_system_hears_of_it(
    found: dict[str, Any],
):
    said = found["signed out"]
    assert said["elsewhere"] == [400, ""]
    assert said["to"].endswith("/bye?state=x")
    assert said["told"] == 2  # the first time it answered 503
    assert said["sid"] is True
    assert said["event"] == ["http://schemas.openid.net/event/backchannel-logout"]
    assert said["silent"] == "login_required"
