"""Idempotency-Key: a retry never does a thing twice."""

import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from minzheng.core.cases.tests.factories import Town
from minzheng.faces.openapi import api
from minzheng.faces.openapi.tests.callers import ANSWERS, Caller
from minzheng.faces.openapi.tests.test_bad_input import refused

PATIENCE_S = 20
SUBMITTING = sys.modules["minzheng.core.cases.actions.submit"]
"""The module; the package's name of it is the verb."""


@pytest.fixture
def elder(town: Town) -> Caller:
    return Caller("elder")


@pytest.fixture
def number(elder: Caller) -> str:
    return str(elder.apply().json()["case_no"])


class Aside(threading.Thread):
    """Something done in a thread with a connection of its own; `result()` waits for it."""

    def __init__(self, what: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self.what, self.answer = what, None
        self.start()

    def run(self) -> None:
        try:
            self.answer = self.what()
        finally:
            connections.close_all()

    def result(self) -> Any:
        self.join(PATIENCE_S)
        assert self.answer is not None, "the thread has not answered"
        return self.answer


@pytest.mark.django_db
@pytest.mark.parametrize("key", [None, " ", "钥匙", "a b", "x" * 256])
def test_a_write_without_a_usable_key_is_refused(elder: Caller, number: str, key: str | None):
    for path, body in (
        ("cases", {"service": "gaoling", "answers": ANSWERS}),
        (f"cases/{number}/steps", {"element": "accept", "outcome": "accept"}),
        (f"cases/{number}/withdrawal", None),
    ):
        refused(elder.post(path, body, key=key), 400, "openapi.key_missing")


@pytest.mark.django_db
def test_the_same_application_again_gets_the_same_receipt(elder: Caller):
    first, again = elder.apply(key="k").json(), elder.apply(key="k").json()
    assert again == first | {"repeated": True}
    assert len(elder.get("cases").json()["items"]) == 1


@pytest.mark.django_db
def test_another_application_under_the_same_key_is_refused(elder: Caller):
    elder.apply(key="k")
    refused(elder.apply(ANSWERS | {"living": "spouse"}, key="k"), 422, "cases.key_reused")


@pytest.mark.django_db
def test_a_key_is_ones_own(elder: Caller):
    elder.apply(key="k")
    assert Caller("neighbour").apply(key="k").json()["repeated"] is False


@pytest.mark.django_db
def test_after_a_refusal_the_same_key_serves_for_the_mended_application(elder: Caller):
    elder.apply(ANSWERS | {"phone": "12"}, key="k")
    assert elder.apply(key="k").status_code == 201


@pytest.mark.django_db
def test_the_same_step_again_gets_the_same_answer_and_is_not_taken_twice(number: str):
    officer = Caller("acceptor_01")
    first = officer.step(number, "accept", "accept", key="k")
    assert officer.step(number, "accept", "accept", key="k").json() == first.json()
    assert len(officer.get(f"cases/{number}/events").json()) == 2


@pytest.mark.django_db
def test_another_step_under_the_same_key_is_refused(elder: Caller, number: str):
    officer = Caller("acceptor_01")
    officer.step(number, "accept", "accept", key="k")
    refused(officer.step(number, "accept", "propose_refusal", key="k"), 422, "cases.key_reused")
    other = elder.apply().json()["case_no"]
    refused(officer.step(other, "accept", "accept", key="k"), 422, "cases.key_reused")


@pytest.mark.django_db
def test_a_key_of_an_application_does_not_serve_for_a_step(elder: Caller):
    number = elder.apply(key="k").json()["case_no"]
    refused(elder.post(f"cases/{number}/withdrawal", key="k"), 422, "cases.key_reused")


@pytest.mark.django_db
def test_a_step_that_was_refused_gives_its_key_back(number: str):
    officer = Caller("acceptor_01")
    refused(officer.step(number, "accept", "propose_refusal", key="k"), 422, "cases.reason_needed")
    assert officer.step(number, "accept", "accept", key="k").status_code == 200


@pytest.mark.django_db
def test_a_withdrawal_again_gets_the_same_answer(elder: Caller, number: str):
    first = elder.post(f"cases/{number}/withdrawal", key="k")
    assert elder.post(f"cases/{number}/withdrawal", key="k").json() == first.json()


@pytest.mark.django_db(transaction=True)
def test_of_two_applications_under_one_key_at_the_same_time_one_is_told_to_wait(
    elder: Caller, monkeypatch: pytest.MonkeyPatch
):
    both_have_looked, look = threading.Barrier(2, timeout=PATIENCE_S), SUBMITTING.before_submit

    def looked(*what: Any) -> Any:
        found = look(*what)
        both_have_looked.wait()
        return found

    with monkeypatch.context() as patch:
        patch.setattr(SUBMITTING, "before_submit", looked)
        answers = [Aside(lambda: elder_again().apply(key="k")) for _ in range(2)]
        answers = sorted((one.result() for one in answers), key=lambda one: one.status_code)
    assert answers[0].status_code == 201
    refused(answers[1], 409, "cases.in_flight")
    assert elder.apply(key="k").json() == answers[0].json() | {"repeated": True}
    assert len(elder.get("cases").json()["items"]) == 1


def elder_again() -> Caller:
    return Caller("elder")


@pytest.mark.django_db(transaction=True)
def test_a_step_that_is_being_taken_under_the_same_key_is_told_to_wait(
    number: str, monkeypatch: pytest.MonkeyPatch
):
    inside, go, take = threading.Event(), threading.Event(), api.take_step

    def slowly(**what: Any) -> Any:
        done = take(**what)
        inside.set()
        go.wait(PATIENCE_S)
        return done

    first, second = Caller("acceptor_01"), Caller("acceptor_01")
    with monkeypatch.context() as patch:
        patch.setattr(api, "take_step", slowly)
        slow = Aside(lambda: first.step(number, "accept", "accept", key="k"))
        assert inside.wait(PATIENCE_S)
        refused(second.step(number, "accept", "accept", key="k"), 409, "cases.in_flight")
        go.set()
        taken = slow.result()
    assert taken.json()["state"] == "in_review"
    assert second.step(number, "accept", "accept", key="k").json() == taken.json()
