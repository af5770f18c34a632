"""The contract of an identity platform, as the simulator keeps it. (`tests/openid` holds a foreign implementation to it.)"""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from minzheng.core.people.connectors.national_platform import simulator
from minzheng.kernel.jose import s256
from minzheng.kernel.registry import connectors

SENT = {"redirect_uri": "https://minzheng.example/back", "state": "s", "nonce": "n"}
VERIFIER = "v" * 64


def finish(code: str, **changes: object) -> list[dict[str, object]]:
    asked = {"act": "finish", "query": {"code": code}, "verifier": VERIFIER, **SENT, **changes}
    found = connectors.get("national_platform").call(asked, purpose="sign_in", at=datetime.now(UTC))
    return [dict(line["value"]) for line in found["lines"]]


def a_code(number: str = "n1001") -> str:
    asked = {"act": "begin", "challenge": s256(VERIFIER), **SENT}
    found = connectors.get("national_platform").call(asked, purpose="sign_in", at=datetime.now(UTC))
    address = urlsplit(found["lines"][0]["value"]["address"])
    assert address.path == simulator.PAGE
    query = {name: values[0] for name, values in parse_qs(address.query).items()}
    return simulator.code_for(number, query, datetime.now(UTC).timestamp())


def test_whoever_comes_back_with_a_code_is_named_with_number_and_level():
    (identity,) = finish(a_code())
    assert identity == {
        "issuer": simulator.ISSUER,
        "subject": "n1001",
        "name": "林演兰",
        "id_number": "990101195208090126",
        "level": 3,
    }


def test_a_code_that_does_not_fit_names_nobody():
    assert finish("made-up") == []
    assert finish(a_code(), nonce="another") == []
    assert finish(a_code(), verifier="w" * 64) == []
    assert finish(a_code(), redirect_uri="https://evil.example/") == []
