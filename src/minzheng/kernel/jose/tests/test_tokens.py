"""Tokens: the worked examples of the standards, and everything that must not pass."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from joserfc import jws, jwt
from joserfc.jwk import ECKey

from minzheng.kernel import jose
from minzheng.kernel.jose import Expected, JoseError, KeyFolder


class Generous(jws.JWSRegistry):
    """Signs what is too long for the usual registry."""

    max_header_length = 16_000


AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
NOW = int(AT.timestamp())
KEY = jose.new_key()
EC_KEY = jose.new_key("ES256")
CLAIMS = {"iss": "https://id", "aud": "me", "sub": "甲", "iat": NOW, "exp": NOW + 300, "nonce": "n"}
P384 = ECKey.generate_key("P-384")
EXPECTED = Expected("https://id", "me", nonce="n")
RFC7515_A3 = (
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
)
RFC7515_A3_KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
RFC7638_KEY = {
    "kty": "RSA",
    "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMs"
    "tn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n9"
    "1CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
    "e": "AQAB",
}


def test_the_worked_example_of_rfc_7515_is_read_and_its_thumbprint_of_rfc_7638_is_right():
    assert jose.read(RFC7515_A3, [jose.public_key(RFC7515_A3_KEY)]).claims["iss"] == "joe"
    assert jose.public_key(RFC7638_KEY).kid == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


def test_the_half_hash_is_that_of_openid_connect():
    assert jose.half_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y") == "77QmUPtjPfzWtF2AnpK9RQ"


@pytest.mark.parametrize("key", [KEY, EC_KEY], ids=["rs256", "es256"])
def test_what_was_signed_is_read_back_with_the_public_half(key: jose.Key):
    shown = key.as_dict()
    assert not {"d", "p", "q", "dp", "dq", "qi"} & set(shown)
    token = jose.read(jose.sign(CLAIMS, key), [jose.public_key(shown)])
    assert token.claims == CLAIMS
    assert token.header["kid"] == key.thumbprint()


def raw(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def part(content: object) -> str:
    return raw(json.dumps(content))


TWICE = raw('{"sub":"a","sub":"b"}')


def tampered() -> dict[str, tuple[str, str]]:
    head, body, signature = jose.sign(CLAIMS, KEY).split(".")
    other = jose.sign(CLAIMS, jose.new_key()).split(".")
    return {
        "another body": (f"{head}.{part({**CLAIMS, 'sub': '乙'})}.{signature}", "signature"),
        "another signature": (f"{head}.{body}.{other[2]}", "signature"),
        "no algorithm": (f"{part({'alg': 'none', 'kid': KEY.kid})}.{body}.", "algorithm"),
        "a secret for a key": (f"{part({'alg': 'HS256', 'kid': KEY.kid})}.{body}.{signature}", "algorithm"),
        "the other algorithm": (f"{part({'alg': 'ES256', 'kid': KEY.kid})}.{body}.{signature}", "key"),
        "an unknown key": (".".join(other), "key"),
        "critical words": (
            f"{part({'alg': 'RS256', 'kid': KEY.kid, 'crit': ['x']})}.{body}.{signature}",
            "algorithm",
        ),
        "two parts": (f"{head}.{body}", "malformed"),
        "a list for claims": (f"{head}.{part([1])}.{signature}", "malformed"),
        "padding": (f"{head}.{body}.{signature}==", "signature"),
        "a member twice": (f"{head}.{TWICE}.{signature}", "malformed"),
        "an algorithm that is a list": (f"{part({'alg': ['RS256']})}.{body}.{signature}", "algorithm"),
        "a name that is a number": (f"{part({'alg': 'RS256', 'kid': 1})}.{body}.{signature}", "key"),
        "not encoded text": (f"{head}.{body}é.{signature}", "malformed"),
        "too long": ("a" * 20_000, "malformed"),
    }


@pytest.mark.parametrize("what", tampered())
def test_a_tampered_token_is_refused(what: str):
    token, code = tampered()[what]
    with pytest.raises(JoseError) as refused:
        jose.read(token, [KEY])
    assert refused.value.code == code


def test_a_token_without_the_name_of_its_key_is_read_only_with_one_key():
    token = jwt.encode({"alg": "RS256"}, dict(CLAIMS), KEY)
    assert jose.read(token, [KEY, EC_KEY]).claims["sub"] == "甲"
    with pytest.raises(JoseError, match="key"):
        jose.read(token, [KEY, jose.new_key()])


def test_what_a_partner_adds_to_the_header_is_left_alone():
    token = jwt.encode({"alg": "RS256", "x5c": ["A" * 2000]}, dict(CLAIMS), KEY, registry=Generous())
    assert jose.read(token, [KEY]).header["x5c"] == ["A" * 2000]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"iss": "https://other"}, "issuer"),
        ({"aud": "other"}, "audience"),
        ({"aud": ["me", "other"]}, "party"),
        ({"azp": "other"}, "party"),
        ({"nonce": "m"}, "nonce"),
        ({"exp": NOW - 60}, "expired"),
        ({"iat": NOW + 61}, "early"),
        ({"nbf": NOW + 61}, "early"),
        ({"exp": NOW + 90_000}, "malformed"),
        ({"exp": "soon"}, "malformed"),
        ({"exp": True}, "malformed"),
        ({"exp": float("nan")}, "malformed"),
        ({"aud": ["me"], "azp": ["me"]}, "party"),
    ],
)
def test_claims_that_do_not_hold_are_refused(changes: dict[str, object], code: str):
    with pytest.raises(JoseError) as refused:
        jose.check_claims({**CLAIMS, **changes}, EXPECTED, AT)
    assert refused.value.code == code


def test_a_clock_that_is_a_minute_off_is_forgiven_and_no_more():
    jose.check_claims({**CLAIMS, "exp": NOW - 59, "iat": NOW - 300}, EXPECTED, AT)
    jose.check_claims({**CLAIMS, "iat": NOW + 60}, EXPECTED, AT)
    with pytest.raises(JoseError, match="expired"):
        jose.check_claims({**CLAIMS, "exp": NOW - 59}, EXPECTED, AT + timedelta(seconds=1))


@pytest.mark.filterwarnings("ignore:Key size")
@pytest.mark.parametrize(
    "jwk",
    [
        {**RFC7515_A3_KEY, "x": RFC7515_A3_KEY["y"]},
        {**RFC7515_A3_KEY, "d": "AQAB"},
        {**RFC7515_A3_KEY, "use": "enc"},
        {**RFC7515_A3_KEY, "alg": "RS256"},
        {"kty": "RSA", "n": "0vx7", "e": "AQAB"},
        {"kty": "RSA", "n": base64.urlsafe_b64encode(b"\xff" * 128).rstrip(b"=").decode(), "e": "AQAB"},
        P384.as_dict(),
        {"kty": "oct", "k": "AQAB"},
        {"kty": ["RSA"]},
        {"kty": "RSA"},
        {},
    ],
)
def test_a_key_that_will_not_do_is_refused(jwk: dict[str, str]):
    with pytest.raises(JoseError):
        jose.public_key(jwk)


def test_of_a_published_set_the_keys_that_will_not_do_are_passed_over():
    published = [P384.as_dict(), {"kty": "OKP"}, {**RFC7515_A3_KEY, "use": "enc"}, KEY.as_dict()]
    assert [key.kid for key in jose.public_keys(published)] == [KEY.kid]


def test_keys_are_made_once_and_an_old_one_stays_published_until_its_tokens_are_over(tmp_path: Path):
    path = tmp_path / "secrets" / "signing.json"
    folder, elsewhere = KeyFolder(path), KeyFolder(path)
    first = folder.signing(AT)
    assert path.stat().st_mode & 0o077 == 0
    assert elsewhere.signing(AT).kid == first.kid
    second = folder.rotate(AT)
    assert elsewhere.signing(AT).kid == second.kid
    assert [key.kid for key in elsewhere.published(AT + timedelta(hours=47))] == [second.kid, first.kid]
    assert [key.kid for key in elsewhere.published(AT + timedelta(hours=48))] == [second.kid]
    folder.rotate(AT + timedelta(days=3))
    assert first.as_pem(private=True).decode() not in path.read_text()


def test_a_key_file_that_others_may_read_or_that_is_broken_is_refused(tmp_path: Path):
    path = tmp_path / "signing.json"
    KeyFolder(path).signing(AT)
    path.chmod(0o644)
    with pytest.raises(JoseError, match="0600"):
        KeyFolder(path).signing(AT)
    path.write_text('{"keys": []}')
    path.chmod(0o600)
    with pytest.raises(JoseError, match="备份"):
        KeyFolder(path).signing(AT)
