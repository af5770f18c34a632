"""`identity`: signing in at a connected system, renewing tokens, claims about a person, each against an empty view in the same
run; and signing in with a password against the one hash that it needs."""

import http.client
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from urllib.parse import parse_qs, urlencode, urlsplit

from django.contrib.auth.hashers import check_password, make_password

from minzheng.core.offices.queries import organisation_by_uscc
from minzheng.core.systems.actions import register_system
from minzheng.core.systems.rules import NewSystem, challenge_of
from minzheng.faces.cli.bench.actors import PASSWORD, citizens
from minzheng.faces.cli.bench.ground import Ground
from minzheng.faces.cli.bench.load import WORKERS, Client, together
from minzheng.faces.cli.bench.rounds import line
from minzheng.kernel.rights import system

ANCHOR = "an empty view of the same server: all middleware, the transaction, and a text"
EMPTY = "/api/v1/problems/kit.not_found"
BACK = "https://bench.example/back"
VERIFIER = "v" * 64
PASSWORDS_EACH = 2
"""Sign-ins with a password of each visitor in a round: a name and an address have sixty in ten minutes."""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Visitor:
    """One persistent connection of a signed-in person and of the system at which they sign in."""

    port: int
    username: str
    address: str
    cookie: str
    secret: str
    access: str = ""
    renewal: str = ""
    link: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        source = (self.address, 0)  # of its own, as the doors count by address
        self.link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60, source_address=source)

    def ask(
        self, method: str, path: str, body: str | None, headers: dict[str, str], expect: int
    ) -> tuple[bytes, str]:
        """One request; RuntimeError for any other status than the one expected."""
        self.link.request(method, path, body, {"Host": f"localhost:{self.port}", **headers})
        answer = self.link.getresponse()
        content = answer.read()
        if answer.status != expect:
            raise RuntimeError(f"{path} answered {answer.status}: {content[:300]!r}")
        return content, answer.getheader("Location") or ""

    def empty(self) -> None:
        """The view that does nothing."""
        self.ask("GET", EMPTY, None, {}, 200)

    def sign_in(self) -> str:
        """Who is signed in here signs in there: the code."""
        query = {
            "client_id": "bench",
            "redirect_uri": BACK,
            "response_type": "code",
            "scope": "openid profile",
            "code_challenge": challenge_of(VERIFIER),
            "code_challenge_method": "S256",
        }
        path = f"/openid/authorize?{urlencode(query)}"
        _, location = self.ask("GET", path, None, {"Cookie": self.cookie}, 303)
        return parse_qs(urlsplit(location).query)["code"][0]

    def redeem(self) -> None:
        """The first tokens."""
        words = {"grant_type": "authorization_code", "code": self.sign_in(), "redirect_uri": BACK}
        self._token({**words, "code_verifier": VERIFIER})

    def renew(self) -> None:
        """Fresh tokens, the old refresh token is over."""
        self._token({"grant_type": "refresh_token", "refresh_token": self.renewal})

    def _token(self, words: dict[str, str]) -> None:
        own = {"client_id": "bench", "client_secret": self.secret}
        content, _ = self.ask("POST", "/openid/token", urlencode({**words, **own}), FORM, 200)
        issued = json.loads(content)
        self.access, self.renewal = issued["access_token"], issued["refresh_token"]

    def give_password(self) -> None:
        """User name and password, a fresh session on a fresh connection (the server ends one that was idle)."""
        self.link.close()
        sent = json.dumps({"username": self.username, "password": PASSWORD})
        self.ask("POST", "/api/v1/session", sent, {"Content-Type": "application/json"}, 200)

    def userinfo(self) -> None:
        """The claims."""
        self.ask("GET", "/openid/userinfo", None, {"Authorization": f"Bearer {self.access}"}, 200)


def run(
    ground: Ground, at: datetime, *, rounds: int, operations: int, progress: Callable[[str], None]
) -> str:
    """Measure; returns the line of JSON: how many times as long each takes as the empty view, and requests a second."""
    visitors = _visitors(ground, at)
    kinds: dict[str, Callable[[Visitor], object]] = {
        "sign_in": Visitor.sign_in,
        "token": Visitor.renew,
        "userinfo": Visitor.userinfo,
    }
    rates: dict[str, list[float]] = {name: [] for name in kinds}
    ratios: dict[str, list[float]] = {name: [] for name in kinds}
    for number in range(rounds + 1):
        for name, act in kinds.items():
            ours = operations / _spent(visitors, act, operations)
            empty = operations / _spent(visitors, Visitor.empty, operations)
            if number:  # the first round warms up
                rates[name].append(ours)
                ratios[name].append(ours / empty)
                progress(
                    f"round {number}: {name} {ours:.0f}/s, empty {empty:.0f}/s, ratio {ours / empty:.2f}"
                )
    figures = {f"{name}_ratio": round(median(found), 3) for name, found in ratios.items()}
    seconds = {f"{name}_per_s": round(median(found)) for name, found in rates.items()}
    figures |= _passwords(ground, visitors, min(rounds, 9), progress)
    return line("identity", ANCHOR, figures, rounds=rounds, volume=operations, **seconds)


def _passwords(
    ground: Ground, visitors: list[Visitor], rounds: int, progress: Callable[[str], None]
) -> dict[str, float]:
    """Signing in with a password as ratio to the bare hash (1: the platform costs nothing beside it), and its statements."""
    count, encoded, ratios = PASSWORDS_EACH * len(visitors), make_password(PASSWORD), []
    before = ground.statements()
    _spent(visitors, Visitor.give_password, count)  # the first round warms up
    statements = (ground.statements() - before) / count
    for number in range(1, rounds + 1):
        whole = _spent(visitors, Visitor.give_password, count)
        bare = _spent(visitors, lambda _visitor: check_password(PASSWORD, encoded), count)
        ratios.append(bare / whole)
        progress(f"round {number}: password {count / whole:.1f}/s, bare hash {count / bare:.1f}/s")
    return {"password_ratio": round(median(ratios), 3), "password_statements": round(statements, 1)}


def _visitors(ground: Ground, at: datetime) -> list[Visitor]:
    unit = organisation_by_uscc("11990101MB0000035Q")
    if unit is None:
        raise LookupError("the demo province is missing")
    new = NewSystem(
        client_id="bench",
        name="测速系统",
        kind="web",
        organisation=unit.id,
        purpose="测登录的快慢",
        redirect_uris=(BACK,),
        scopes=("openid", "profile"),
        first_party=True,
    )
    secret = register_system(by=system("bench"), at=at, new=new)
    names = citizens(ground, WORKERS, at)
    visitors = [
        Visitor(ground.port, name, f"127.0.0.{n}", Client(ground.port, name, PASSWORD).cookie, secret)
        for n, name in enumerate(names, start=2)
    ]
    for visitor in visitors:
        visitor.redeem()
    return visitors


def _spent(visitors: list[Visitor], act: Callable[[Visitor], object], count: int) -> float:
    """Wall seconds for `count` requests over all visitors."""

    def work(visitor: Visitor) -> None:
        for _ in range(count // len(visitors)):
            act(visitor)

    return together([lambda visitor=visitor: work(visitor) for visitor in visitors])  # type: ignore[misc]
