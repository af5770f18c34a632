"""Registering systems, ends of sessions and how systems are told of them, keys and assertions, the log of calls."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from minzheng.core.audit.queries import run_named
from minzheng.core.offices.queries import actor
from minzheng.core.offices.tests.factories import a_clerk, an_office
from minzheng.core.people.tests.factories import AT, BY, TODAY, a_person, an_account, divisions
from minzheng.core.systems import actions, queries
from minzheng.core.systems.actions import ends
from minzheng.core.systems.actions.codes import Presence
from minzheng.core.systems.actions.tokens import Issued, Shown
from minzheng.core.systems.connectors.back_channel.sender import BackChannel
from minzheng.core.systems.rules import LOGOUT_EVENT, NewSystem, Refused, read_asked
from minzheng.core.systems.tests.factories import BACK, CHALLENGE, VERIFIER, a_system
from minzheng.kernel import jose
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor

pytestmark = pytest.mark.django_db
TOLD = "https://partner.example/logout"


@pytest.fixture
def office() -> UUID:
    divisions()
    return an_office("990101")


@pytest.fixture
def elder(office: UUID) -> Actor:
    account = an_account(a_person("陈演松"), username="elder")
    found = actor(account, channel="web", on=TODAY)
    assert found is not None
    return found


def signed_in(
    elder: Actor, office: UUID, client_id: str = "library", key: str = "session-1", **given: Any
) -> Issued:
    """Tokens of a system at which the elder is signed in."""
    found = queries.system(client_id) or a_system(office, client_id, **given)[0]
    query = {
        "client_id": client_id,
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": "openid",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    presence = Presence(key, AT, ["pwd"], "https://id.example")
    asked = read_asked(query, found.scopes)
    code = actions.grant_code(by=elder, at=AT, system=found, asked=asked, presence=presence)
    return actions.redeem_code(
        by=found.actor, at=AT, system=found, code=code, redirect_uri=BACK, verifier=VERIFIER
    )


def events(kind: str) -> list[dict[str, Any]]:
    rows = run_named("SELECT facts FROM audit_event WHERE kind = %s ORDER BY id", [kind])
    return [json.loads(row["facts"]) for row in rows]


class Heard:
    """Stands where the connector stands: what was sent, and what is answered."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: int | str) -> None:
        self.sent: list[dict[str, Any]] = []
        self.answers = list(answers)
        monkeypatch.setattr(BackChannel, "call", self.call)

    def call(self, request: dict[str, Any], **_: Any) -> dict[str, Any]:
        self.sent.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, str):
            raise ConnectionError(answer)
        return {"status": answer}


def test_only_the_security_administrator_of_the_place_connects_a_system(office: UUID):
    new = NewSystem("library", "社区图书馆", "web", office, "办理借书证", redirect_uris=(BACK,))
    for role, may in (("acceptor", False), ("sys_admin", False), ("sec_admin", True)):
        account, _ = a_clerk(role, office, username=f"{role}_01")
        by = actor(account, channel="web", on=TODAY)
        assert by is not None
        if may:
            assert len(actions.register_system(by=by, at=AT, new=new)) == 43
        else:
            with pytest.raises(Problem, match="denied"):
                actions.register_system(by=by, at=AT, new=new)
    with pytest.raises(Problem, match="client_id_taken"):
        actions.register_system(by=BY, at=AT, new=new)
    assert events("systems.register")[0]["system"] == "library"


def test_the_secret_is_nowhere_in_the_database(office: UUID):
    _, secret = a_system(office)
    row = run_named("SELECT to_jsonb(s) AS whole FROM systems_system s", [])[0]
    assert secret not in str(row["whole"])


def test_nobody_below_the_operator_registers_a_system_that_does_not_ask_or_reaches_further(office: UUID):
    account, _ = a_clerk("sec_admin", office, username="sec_admin_01")
    by = actor(account, channel="web", on=TODAY)
    assert by is not None
    words = {"organisation": office, "purpose": "办理借书证", "name": "社区图书馆"}
    silent = NewSystem("silent", kind="web", redirect_uris=(BACK,), first_party=True, **words)
    service = {"kind": "service", "scopes": ("cases.read",), "services": ("gaoling",), **words}
    far = [
        NewSystem("far", level="nation", **service),
        NewSystem("far", level="city", division="990100", **service),
    ]
    for new in (silent, *far):
        with pytest.raises(Problem, match="denied"):
            actions.register_system(by=by, at=AT, new=new)
    own = NewSystem("own", level="county", division="990101", **service)
    assert len(actions.register_system(by=by, at=AT, new=own)) == 43


def test_another_secret_ends_the_old_one_and_its_tokens(office: UUID, elder: Actor):
    issued = signed_in(elder, office)
    old = queries.system("library")
    fresh = actions.renew_secret(by=BY, at=AT, client_id="library")
    now = queries.system("library")
    assert old is not None
    assert now is not None
    assert now.secret_digest != old.secret_digest
    shown = Shown("library", fresh)
    assert actions.authenticate_system(at=AT, shown=shown, audiences=()).client_id == "library"
    assert queries.access(issued.access, AT) is None


def test_a_closed_system_opens_nothing_any_more(office: UUID, elder: Actor):
    issued = signed_in(elder, office)
    actions.close_system(by=BY, at=AT, client_id="library")
    assert queries.system("library") is None
    assert queries.access(issued.access, AT) is None
    with pytest.raises(Problem, match="not_found"):
        actions.close_system(by=BY, at=AT, client_id="library")


# ── Ends ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_signs_out_here_is_signed_out_everywhere_and_each_system_is_told_once(
    office: UUID, elder: Actor, monkeypatch: pytest.MonkeyPatch
):
    one = signed_in(elder, office, back_channel_uri=TOLD)
    signed_in(elder, office, "bank")
    other = signed_in(elder, office, key="session-2")
    heard = Heard(monkeypatch, 200)
    assert actions.end_sessions(by=BY, at=AT, session_keys=["session-1"]) == 2
    assert queries.access(one.access, AT) is None
    assert queries.access(other.access, AT) is not None
    assert actions.deliver_logouts(at=AT) == 1
    assert actions.deliver_logouts(at=AT + timedelta(hours=2)) == 0
    (sent,) = heard.sent
    assert sent["uri"] == TOLD
    token = jose.read(sent["logout_token"], queries.own_keys(AT))
    said = jose.read(one.id_token, queries.own_keys(AT)).claims
    assert token.header["typ"] == "logout+jwt"
    assert token.claims["events"] == {LOGOUT_EVENT: {}}
    assert "nonce" not in token.claims
    names = ("iss", "aud", "sub", "sid")
    assert [token.claims[name] for name in names] == [said[name] for name in names]
    assert events("systems.tell_sign_out") == [{"system": "library", "heard": True, "tries": 1}]


def test_a_system_that_does_not_hear_is_told_again_and_given_up_after_five_tries(
    office: UUID, elder: Actor, monkeypatch: pytest.MonkeyPatch
):
    signed_in(elder, office, back_channel_uri=TOLD)
    heard = Heard(monkeypatch, 500, "unreachable", "address", 404, 503)
    actions.end_sessions(by=BY, at=AT, session_keys=["session-1"])
    at = AT
    for wait in (0, 10, 60, 600, 3600, 90_000):
        at += timedelta(seconds=wait)
        assert actions.deliver_logouts(at=at) == 0
    assert len(heard.sent) == 5
    assert events("systems.tell_sign_out") == [{"system": "library", "heard": False, "tries": 5}]


def test_a_session_that_is_gone_ends_what_hangs_on_it(office: UUID, elder: Actor):
    issued = signed_in(elder, office)
    assert elder.account is not None
    assert [one.client_id for one in queries.sessions_of(elder.account)] == ["library"]
    assert actions.end_orphans(at=AT) == 1  # no session of ours has this key
    assert actions.end_orphans(at=AT) == 0
    assert queries.access(issued.access, AT) is None
    assert queries.sessions_of(elder.account) == []


def test_each_round_looks_at_a_few_sessions_and_none_is_passed_over(
    office: UUID, elder: Actor, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
):
    monkeypatch.setattr(ends, "LOOKED_AT", 3)
    monkeypatch.setattr(ends, "AT_ONCE", 2)
    monkeypatch.setattr(ends._place, "after", "")
    keys = [f"{n:032x}" for n in range(10)]
    for key in keys:
        signed_in(elder, office, key=key)
    there = set(keys[2:])  # two in one round, so that the round ends before what it has looked at
    monkeypatch.setattr(ends, "live_sessions", lambda looked: there & set(looked))
    assert [actions.end_orphans(at=AT) for _ in range(4)] == [2, 0, 0, 0]
    there = set(keys[2:9])
    assert sum(actions.end_orphans(at=AT) for _ in range(4)) == 1
    assert {one.session_key for one in queries.sessions_of(elder.account)} == there  # type: ignore[arg-type]
    monkeypatch.undo()
    with django_assert_num_queries(13):  # the look 2, the end 5, its scope and the edges of transactions
        assert actions.end_orphans(at=AT) == 7


@pytest.mark.parametrize(
    "uri",
    [
        "https://127.0.0.1/logout",
        "https://localhost/logout",
        "https://[::1]/logout",
        "https://169.254.169.254/latest",
        "http://partner.example/logout",
        "https://0.0.0.0/",
    ],
)
def test_nothing_is_sent_to_this_machine_or_without_https(uri: str, settings: Any):
    settings.ALLOW_DEMO_ID = False
    with pytest.raises(ConnectionError, match="address"):
        BackChannel().call({"uri": uri, "logout_token": "x"}, purpose="sign_out", at=AT)


def test_a_name_that_leads_into_this_machine_is_not_followed(settings: Any, monkeypatch: pytest.MonkeyPatch):
    settings.ALLOW_DEMO_ID = False
    inside = [(0, 0, 0, "", ("93.184.216.34", 443)), (0, 0, 0, "", ("127.0.0.1", 443))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: inside)
    with pytest.raises(ConnectionError, match="address"):
        BackChannel().call({"uri": TOLD, "logout_token": "x"}, purpose="sign_out", at=AT)


# ── Assertions ───────────────────────────────────────────────────────────────────────────────────────────────────────

KEY = jose.new_key("ES256")
TOKEN = "https://id.example/openid/token"


def assertion(**changes: Any) -> str:
    now = int(AT.timestamp())
    claims = {"iss": "robot", "sub": "robot", "aud": TOKEN, "jti": "1", "iat": now, "exp": now + 60}
    return jose.sign(claims | changes, KEY)


def a_robot(office: UUID) -> queries.SystemRow:
    words = {"kind": "service", "redirect_uris": (), "logout_uris": (), "scopes": ("cases.read",)}
    return a_system(
        office,
        "robot",
        keys=(KEY.as_dict(),),
        level="county",
        division="990101",
        services=("gaoling",),
        **words,
    )[0]


def test_a_signed_assertion_opens_once(office: UUID):
    robot = a_robot(office)
    shown = Shown(assertion=assertion())
    found = actions.authenticate_system(at=AT, shown=shown, audiences=(TOKEN,))
    issued = actions.service_token(by=robot.actor, at=AT, system=found, scopes=())
    assert (issued.scopes, issued.refresh, issued.id_token) == (("cases.read",), "", "")
    held = queries.access(issued.access, AT)
    assert held is not None
    assert (held.account, held.system.client_id) == (None, "robot")
    assert queries.access(issued.access, AT + timedelta(minutes=10)) is None
    with pytest.raises(Refused, match="invalid_client"):
        actions.authenticate_system(at=AT, shown=shown, audiences=(TOKEN,))


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "https://evil.example/token"},
        {"iss": "other"},
        {"sub": "nobody"},
        {"jti": ""},
        {"jti": 7},
        {"exp": int(AT.timestamp()) - 61},
        {"iat": int(AT.timestamp()) + 61},
        {"exp": int(AT.timestamp()) + 3600},
    ],
)
def test_an_assertion_for_others_or_of_another_time_opens_nothing(office: UUID, changes: dict[str, Any]):
    a_robot(office)
    with pytest.raises(Refused) as refused:
        actions.authenticate_system(at=AT, shown=Shown(assertion=assertion(**changes)), audiences=(TOKEN,))
    assert (refused.value.error, refused.value.status) == ("invalid_client", 401)


def test_a_service_account_gets_no_more_than_was_registered(office: UUID):
    robot = a_robot(office)
    with pytest.raises(Refused, match="invalid_scope"):
        actions.service_token(by=robot.actor, at=AT, system=robot, scopes=["cases.write"])


def test_what_is_over_is_thrown_away_a_day_later(office: UUID, elder: Actor):
    signed_in(elder, office)
    assert actions.clear_expired(at=AT + timedelta(hours=20)) == 0
    assert actions.clear_expired(at=AT + timedelta(hours=40)) == 3


def test_keys_rotate_and_the_tokens_of_the_old_one_are_still_read(office: UUID, elder: Actor):
    issued = signed_in(elder, office)
    before = queries.keys().signing(AT).kid
    after = actions.rotate_keys(by=BY, at=AT)
    assert after != before
    token = jose.read(issued.id_token, queries.own_keys(AT + timedelta(hours=1)))
    assert token.header["kid"] == before
    assert [key.kid for key in queries.own_keys(AT)][:2] == [after, before]
    assert events("systems.rotate_keys") == [{"kid": after}]
