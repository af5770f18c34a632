"""Programs that call the interface: with a session, its token, and keys."""

from itertools import count
from typing import Any
from uuid import UUID

from django.test import Client

from minzheng.core.people.queries import account_by_username, person, user
from minzheng.core.people.tests.factories import PASSWORD, signed_in

ROOT = "/api/v1/"
_keys = count()


class Caller:
    """A program; with a user name it has signed in."""

    def __init__(self, username: str = "") -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.token = ""
        if username:
            account = account_by_username(username)
            if (
                account is not None and account.kind == "staff"
            ):  # both factors; how they are given has tests of its own
                signed_in(self.client, user(account))
                answer = self.get("session")
            else:
                answer = self.post("session", {"username": username, "password": PASSWORD})
            assert answer.status_code == 200, answer.content.decode()
            self.token = answer.json()["csrf_token"]

    def get(self, path: str, **query: object) -> Any:
        return self.client.get(ROOT + path, query)

    def post(self, path: str, body: object = None, *, key: str | None = "", **headers: str) -> Any:
        """Post JSON (text is sent as it is); `key=""` makes a fresh key, None sends none."""
        sent = {"X-CSRFToken": self.token, **headers}
        if key is not None:
            sent["Idempotency-Key"] = key or f"key-{next(_keys)}"
        sent_as = "application/json"
        return self.client.post(ROOT + path, "" if body is None else body, sent_as, headers=sent)

    def delete(self, path: str) -> Any:
        return self.client.delete(ROOT + path, headers={"X-CSRFToken": self.token})

    def apply(self, answers: dict[str, Any] | None = None, *, key: str = "") -> Any:
        return self.post("cases", {"service": "gaoling", "answers": answers or ANSWERS}, key=key)

    def step(self, case_no: str, element: str, outcome: str, *, key: str = "", **form: object) -> Any:
        return self.post(
            f"cases/{case_no}/steps", {"element": element, "outcome": outcome, "form": form}, key=key
        )


ANSWERS: dict[str, Any] = {
    "for_whom": "self",
    "phone": "19900001234",
    "address": "柳荫街道春和社区 3 号楼 2 单元 101",
    "living": "alone",
    "bank_name": "青岚农商银行",
    "bank_card": "9999990000123451",
}


def name_of(person_id: UUID) -> str:
    return person(person_id).name


def pointers(answer: Any) -> dict[str, str]:
    """The fields to mend of a problem answer."""
    return {one["pointer"]: one["detail"] for one in answer.json()["errors"]}
