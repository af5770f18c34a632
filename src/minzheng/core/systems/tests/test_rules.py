"""What may be registered, asked and called, decided from values alone."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from minzheng.core.systems import rules
from minzheng.core.systems.rules import NewSystem, Refused
from minzheng.kernel.errors import Invalid

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
GOOD = NewSystem(
    client_id="library",
    name="社区图书馆",
    kind="web",
    organisation=UUID(int=1),
    purpose="办理借书证",
    redirect_uris=("https://partner.example/back",),
)
QUERY = {
    "client_id": "library",
    "redirect_uri": "https://partner.example/back",
    "response_type": "code",
    "scope": "openid profile",
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "code_challenge_method": "S256",
}


def changed(**fields: object) -> NewSystem:
    return NewSystem(**({name: getattr(GOOD, name) for name in NewSystem.__dataclass_fields__} | fields))


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"client_id": "A b"}, "client_id"),
        ({"name": ""}, "name"),
        ({"purpose": "查"}, "purpose"),
        ({"kind": "robot"}, "kind"),
        ({"scopes": ("openid", "everything")}, "scopes"),
        ({"scopes": ("profile",)}, "scopes"),
        ({"redirect_uris": ()}, "redirect_uris"),
        ({"redirect_uris": ("https://partner.example/#x",)}, "redirect_uris"),
        ({"redirect_uris": ("http://partner.example/",)}, "redirect_uris"),
        ({"logout_uris": ("https://*.example/",)}, "logout_uris"),
        ({"back_channel_uri": "http://169.254.169.254/latest"}, "back_channel_uri"),
        (
            {"kind": "service", "scopes": ("cases.read",), "redirect_uris": (), "services": ("gaoling",)},
            "level",
        ),
        (
            {
                "kind": "service",
                "scopes": ("openid",),
                "redirect_uris": (),
                "level": "nation",
                "services": ("gaoling",),
            },
            "scopes",
        ),
    ],
)
def test_a_registration_that_will_not_do_names_the_field(fields: dict[str, object], wrong: str):
    with pytest.raises(Invalid) as refused:
        rules.checked_system(changed(**fields), demo=False)
    assert [one.path for one in refused.value.fields] == [wrong]


@pytest.mark.parametrize(
    ("uri", "real", "demo"),
    [
        ("https://partner.example/back?x=1", True, True),
        ("http://127.0.0.1:9000/back", False, True),
        ("http://localhost/", False, True),
        ("http://partner.example/", False, False),
        ("https://user@partner.example/", False, False),
        ("https://partner.example\\@evil.example/", False, False),
        ("https://partner.example/ x", False, False),
        ("javascript:alert(1)", False, False),
        ("https://[::1", False, False),
        ("//partner.example/", False, False),
    ],
)
def test_an_address_is_https_and_plain_and_on_this_machine_only_in_a_demo(uri: str, real: bool, demo: bool):
    assert rules.uri_will_do(uri, demo=False) is real
    assert rules.uri_will_do(uri, demo=True) is demo


@pytest.mark.parametrize(
    ("address", "real"),
    [
        ("93.184.216.34", True),
        ("10.1.2.3", True),
        ("127.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("169.254.169.254", False),
        ("fe80::1", False),
        ("0.0.0.0", False),  # noqa: S104
        ("224.0.0.1", False),
        ("::", False),
    ],
)
def test_neither_this_machine_nor_its_link_is_called(address: str, real: bool):
    assert rules.address_will_do(address, demo=False) is real


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"scope": "openid id_number"}, "invalid_scope"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "dance"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"request": "eyJ"}, "request_not_supported"),
        ({"request_uri": "https://x"}, "request_uri_not_supported"),
    ],
)
def test_what_is_not_served_is_refused_in_the_words_of_the_standard(changes: dict[str, str], error: str):
    with pytest.raises(Refused) as refused:
        rules.read_asked(QUERY | changes, ("openid", "profile"))
    assert refused.value.error == error


def test_of_several_levels_the_lowest_will_do_and_only_unknown_ones_cannot_be_met():
    def least(values: str) -> int:
        return rules.read_asked({**QUERY, "acr_values": values}, ("openid", "profile")).least

    assert least("") == 0
    assert least("urn:minzheng:acr:a3 urn:minzheng:acr:a2") == 2
    assert least("urn:other urn:minzheng:acr:a3") == 3
    assert least("urn:other") == 4


def test_a_sign_in_is_fresh_enough_or_must_be_repeated():
    def again(query: dict[str, str], ago: int, seen: int | None = None) -> bool:
        asked = rules.read_asked(QUERY | query, ("openid", "profile"))
        since = None if seen is None else AT - timedelta(seconds=seen)
        return rules.must_sign_in_again(asked, AT - timedelta(seconds=ago), since, AT)

    assert not again({}, 9000)
    assert again({"prompt": "login"}, 1)
    assert again({"prompt": "login"}, 20, seen=10)
    assert not again({"prompt": "login"}, 5, seen=10)
    assert again({"max_age": "60"}, 61)
    assert not again({"max_age": "60"}, 60)
    assert again({"max_age": "0"}, 1)
    assert not again({"max_age": "0"}, 1, seen=2)


def test_the_challenge_is_that_of_rfc_7636():
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert rules.verifier_fits(verifier, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    assert not rules.verifier_fits(verifier + "x", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    assert not rules.verifier_fits("short", rules.challenge_of("short"))


def test_a_sign_out_is_told_five_times_at_most():
    waits = [rules.next_try(tries, AT) for tries in range(1, 6)]
    assert [wait - AT if wait else None for wait in waits] == [
        timedelta(seconds=10),
        timedelta(minutes=1),
        timedelta(minutes=10),
        timedelta(hours=1),
        None,
    ]


def test_a_consent_covers_what_it_names_and_no_more():
    text = rules.consent_text(["profile", "openid", "openid"])
    assert text == "openid profile"
    assert rules.agreed(text, ["openid"])
    assert not rules.agreed(text, ["openid", "phone"])
    assert not rules.agreed(None, [])
    assert len(rules.consent_text(rules.SCOPES)) <= 64
