"""Schemathesis plays every operation, with data as the document describes it and with data that breaks it, as a visitor,
an applicant and an officer: never a server error, always an answer that the document describes."""

from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.db.backends.base.base import BaseDatabaseWrapper
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from minzheng.core.cases.tests.factories import Town
from minzheng.faces.openapi.tests.callers import ANSWERS, Caller

pytestmark = pytest.mark.django_db
EXAMPLES = 12
WHO = {"visitor": "", "applicant": "elder", "officer": "acceptor_01"}
CHECKS = (
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
)
OURS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def _the_test_keeps_its_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server gives a connection that is in the middle of something back at the end of a request; here it is the test's."""
    monkeypatch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", lambda _: None)


def send(case: Any, caller: Caller) -> Any:
    """Send a case with the caller's session, whatever it carries itself."""
    cookies = {name: one.value for name, one in caller.client.cookies.items()}
    return case.call(headers={"X-CSRFToken": caller.token} if caller.token else {}, cookies=cookies)


def sometimes_real(case: Any, number: str, choose: Any) -> None:
    """Put things that exist where chance would never find them: a case number, an element, answers."""
    path, body = case.path_parameters, case.body
    if isinstance(path, dict) and "case_no" in path and choose(some.booleans()):
        path["case_no"] = number
    if isinstance(path, dict) and "code" in path and choose(some.booleans()):
        path["code"] = "gaoling"
    if isinstance(body, dict) and "element" in body and choose(some.booleans()):
        body |= {"element": "accept", "outcome": choose(some.sampled_from(["accept", "propose_refusal"]))}
    if isinstance(body, dict) and "answers" in body and choose(some.booleans()):
        known = {**ANSWERS, "elder_id": "", "elder_name": "", "card_photo": []}
        odd = some.recursive(
            some.none() | some.booleans() | some.integers() | some.text(), some.lists, max_leaves=4
        )
        changes = {name: choose(odd) for name in choose(some.lists(some.sampled_from(sorted(known)), max_size=3))}
        body |= {"service": "gaoling", "answers": {**ANSWERS, **changes}}
    if isinstance(body, dict) and "query_pin" in body and choose(some.booleans()):
        body["case_no"] = number


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value)
def test_every_operation_answers_as_the_document_says(who: str, mode: GenerationMode, town: Town):
    number = Caller("elder").apply().json()["case_no"]
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    answered: dict[str, set[int]] = {}
    for found in schema.get_all_operations():
        operation = found.ok()
        caller = Caller(WHO[who])

        @OURS
        @given(case=operation.as_strategy(generation_mode=mode), data=some.data())
        def play(case: Any, data: Any, caller: Caller = caller) -> None:
            sometimes_real(case, number, data.draw)
            answer = send(case, caller)
            case.validate_response(answer, checks=CHECKS)
            answered.setdefault(case.operation.label, set()).add(answer.status_code)

        play()
    assert len(answered) == 12
    if mode is GenerationMode.NEGATIVE:
        assert any(status >= 400 for statuses in answered.values() for status in statuses)
