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
EXAMPLES = 8
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
        changes = {
            name: choose(odd) for name in choose(some.lists(some.sampled_from(sorted(known)), max_size=3))
        }
        body |= {"service": "gaoling", "answers": {**ANSWERS, **changes}}
    if isinstance(body, dict) and "query_pin" in body and choose(some.booleans()):
        body["case_no"] = number


def play(operation: Any, mode: GenerationMode, caller: Caller, number: str) -> set[int]:
    """Play one operation and hold every answer against the document; the statuses that came."""
    came: set[int] = set()

    @OURS
    @given(case=operation.as_strategy(generation_mode=mode), data=some.data())
    def once(case: Any, data: Any) -> None:
        sometimes_real(case, number, data.draw)
        answer = send(case, caller)
        case.validate_response(answer, checks=CHECKS)
        came.add(answer.status_code)

    once()
    return came


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value
)
def test_every_operation_answers_as_the_document_says(who: str, mode: GenerationMode, town: Town):
    number = Caller("elder").apply().json()["case_no"]
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    operations = [found.ok() for found in schema.get_all_operations()]
    came = {one.label: play(one, mode, Caller(WHO[who]), number) for one in operations}
    assert len(came) == 15
    if mode is GenerationMode.POSITIVE and who == "applicant":
        assert came["POST /api/v1/cases"] >= {201, 422}
