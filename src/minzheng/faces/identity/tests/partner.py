"""A system of another agency, as seen from its own code: it sends a browser here and calls the token endpoint."""

import json
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.test import Client

from minzheng.core.people.queries import account_by_username, user
from minzheng.core.people.tests.factories import PASSWORD, signed_in
from minzheng.core.systems.queries import own_keys
from minzheng.core.systems.tests.factories import BACK, CHALLENGE, VERIFIER
from minzheng.faces.identity.frame import now
from minzheng.kernel import jose

FORM = "application/x-www-form-urlencoded"


class Browser:
    """A person's browser; with a user name they have signed in."""

    def __init__(self, username: str = "") -> None:
        self.client = Client(enforce_csrf_checks=False)
        account = account_by_username(username) if username else None
        if (
            account is not None and account.kind == "staff"
        ):  # with both factors, which have tests of their own
            signed_in(self.client, user(account))
        elif username:
            self.sign_in(username)

    def sign_in(self, username: str, to: str = "/") -> Any:
        answer = self.client.post("/sign-in", {"username": username, "password": PASSWORD, "next": to})
        assert answer.status_code == 302, answer.content.decode()
        return answer

    def ask(self, **query: str) -> Any:
        """Open the authorisation endpoint as a system has it opened."""
        words = {
            "client_id": "library",
            "redirect_uri": BACK,
            "response_type": "code",
            "scope": "openid",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            "state": "s1",
            "nonce": "n1",
            **query,
        }
        return self.client.get("/openid/authorize", words)

    def agree(self, shown: Any, answer: str = "agree") -> Any:
        """Press a button of the consent page."""
        sealed = shown.context["sealed"]
        return self.client.post("/openid/consent", {"sealed": sealed, "answer": answer})


def told(answer: Any) -> dict[str, str]:
    """What the browser brings back to the system."""
    assert answer.status_code == 303, (answer.status_code, answer.content.decode()[:500])
    assert answer["Location"].startswith(BACK), answer["Location"]
    return {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}


def call(path: str, secret: str, **form: str) -> Any:
    """Call an endpoint as the system `library`."""
    words = {"client_id": "library", **({"client_secret": secret} if secret else {}), **form}
    return Client().post(f"/openid/{path}", urlencode(words), FORM)


def redeem(code: str, secret: str, **form: str) -> Any:
    words = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": BACK,
        "code_verifier": VERIFIER,
        **form,
    }
    return call("token", secret, **words)


def userinfo(token: str) -> Any:
    return Client().get("/openid/userinfo", headers={"Authorization": f"Bearer {token}"})


def claims(token: str) -> dict[str, Any]:
    """The claims of a token that we signed."""
    return dict(jose.read(token, own_keys(now())).claims)


def body(answer: Any) -> dict[str, Any]:
    return dict(json.loads(answer.content))
