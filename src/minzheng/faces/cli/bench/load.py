"""Sending: eight workers at once, each on its own persistent connection, a fixed number of operations."""

import http.client
import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from minzheng.core.people.actions import demo_code
from minzheng.core.people.queries import account_by_username

WORKERS = 8


def together(work: Sequence[Callable[[], None]]) -> float:
    """Run the workers side by side; wall seconds from a common start to the last end. An error of one is raised."""
    barrier = threading.Barrier(len(work) + 1)
    failed: list[BaseException] = []

    def run(one: Callable[[], None]) -> None:
        barrier.wait()
        try:
            one()
        except BaseException as error:  # noqa: BLE001  (handed to the caller below)
            failed.append(error)

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    barrier.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - began
    if failed:
        raise failed[0]
    return spent


IDLE_S = 5
"""A server may end a connection that was idle for longer, as it is while thousands of cases are prepared."""


def _code(username: str) -> str:
    """The demonstration's code of an account; '' for who needs none. 2 statements in this process's database."""
    account = account_by_username(username)
    return "" if account is None else demo_code(account.id, datetime.now(UTC))


class Client:
    """One signed-in, persistent HTTP connection."""

    def __init__(
        self, port: int, username: str, password: str, *, session: Mapping[str, str] | None = None
    ) -> None:
        """`session` are the headers of a client that has signed in already: a code of the second factor holds once."""
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Content-Type": "application/json", "Host": f"localhost:{port}"}
        self._cookies: dict[str, str] = {}
        self._used = time.monotonic()
        if session:
            self.headers.update(session)
            return
        who = {"username": username, "password": password, "code": _code(username)}
        answer = self.post("/api/v1/session", who, expect=200)
        self.headers["X-CSRFToken"] = answer["csrf_token"]

    @property
    def cookie(self) -> str:
        """The header that shows who is signed in."""
        return self.headers.get("Cookie", "")

    def post(self, path: str, body: Any, *, key: str = "", expect: int = 201) -> Any:
        """POST JSON; raises RuntimeError for any other status than the one expected."""
        headers = {**self.headers, **({"Idempotency-Key": key} if key else {})}
        if time.monotonic() - self._used > IDLE_S:
            self._connection.close()  # the next request opens it anew
        self._connection.request("POST", path, json.dumps(body).encode(), headers)
        response = self._connection.getresponse()
        content = response.read()
        self._used = time.monotonic()
        if response.status != expect:
            raise RuntimeError(f"{path} answered {response.status}: {content[:300]!r}")
        self._keep(response)
        return json.loads(content)

    def _keep(self, response: http.client.HTTPResponse) -> None:
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, content = value.split(";")[0].partition("=")
                self._cookies[cookie] = content
                self.headers["Cookie"] = "; ".join(f"{one}={text}" for one, text in self._cookies.items())
