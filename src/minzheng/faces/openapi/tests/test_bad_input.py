"""Whatever is wrong with a request is said as a problem, with its place, in a sentence that says how to mend it."""

import json
import re
from typing import Any

import pytest
from ninja.throttling import SimpleRateThrottle

from minzheng.core.audit.queries import after
from minzheng.core.cases.tests.factories import Town
from minzheng.core.people.queries import bank_accounts
from minzheng.core.people.tests.factories import PASSWORD, TODAY
from minzheng.faces.openapi.tests.callers import ANSWERS, ROOT, Caller, pointers

pytestmark = pytest.mark.django_db
SIGN_IN = {"username": "elder", "password": PASSWORD}


@pytest.fixture
def elder(town: Town) -> Caller:
    return Caller("elder")


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The answer is this problem, whole and in Chinese."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.content.decode()
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code)
    assert body["type"] == f"/api/v1/problems/{code}"
    assert re.search(r"[\u4e00-\u9fff]", body["title"])
    return body


# ── Before an operation sees it ──────────────────────────────────────────────────────────────────────────────────────


def test_an_unknown_address_is_a_problem():
    refused(Caller().get("nothing/here"), 404, "openapi.no_such_address")


def test_a_wrong_method_names_the_right_ones():
    answer = Caller().client.put(ROOT + "cases")
    assert "GET, POST" in refused(answer, 405, "openapi.method")["title"]
    assert answer.headers["Allow"] == "GET, POST"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""])
def test_only_json_is_read(kind: str):
    answer = Caller().client.post(ROOT + "session", json.dumps(SIGN_IN), content_type=kind)
    refused(answer, 415, "openapi.content_type")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "{",
            '{"username": NaN}',
            '{"a": Infinity}',
            '{"a": 1, "a": 2}',
            '{"a": ' + "9" * 5000 + "}",
        ),
        b'{"username": "\xff"}',
    ],
)
def test_what_is_no_json_is_told_so(text: str | bytes):
    refused(Caller().post("session", text), 400, "openapi.json")


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 50 + "1" + "}" * 50, "[" * 50 + "]" * 50])
def test_what_is_nested_too_deep_is_refused(text: str):
    refused(Caller().post("session", text), 400, "openapi.deep")


@pytest.mark.parametrize("text", ['"a\\u0000b"', '"\\ud800"', "9007199254740992", "-1e300"])
def test_what_no_database_keeps_is_refused_with_its_place(elder: Caller, text: str):
    body = '{"service": "gaoling", "answers": {"members": [{"name": ' + text + "}]}}"
    answer = elder.post("cases", body)
    refused(answer, 422, "openapi.shape")
    assert list(pointers(answer)) == ["/answers/members/0/name"]


def test_a_name_that_cannot_be_kept_is_refused(elder: Caller):
    answer = elder.post("cases", '{"service": "gaoling", "answers": {"a\\u0000": 1}}')
    assert list(pointers(answer)) == ["/answers"]


@pytest.mark.parametrize("path", ["services?q=%00", "services/%00", "cases/%00", "services?%00=1"])
def test_a_nul_in_the_address_is_refused(path: str):
    refused(Caller().get(path), 400, "openapi.address")


def test_a_body_that_is_too_large_is_refused_unread():
    refused(Caller().post("session", '{"username": "' + "a" * 2_600_000 + '"}'), 413, "openapi.too_large")


def test_an_address_that_asks_too_often_is_told_how_long_to_wait(monkeypatch: pytest.MonkeyPatch):
    caller = Caller()
    monkeypatch.setattr(SimpleRateThrottle, "allow_request", lambda *_: False)
    monkeypatch.setattr(SimpleRateThrottle, "wait", lambda *_: 11.2)
    answer = caller.post("session", SIGN_IN)
    refused(answer, 429, "openapi.too_many")
    assert answer.headers["Retry-After"] == "12"


# ── Session ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["session", "cases", "cases/9901010520260302000001X"])
def test_who_has_not_signed_in_is_asked_to(path: str):
    refused(Caller().get(path), 401, "openapi.sign_in")


def test_who_has_not_signed_in_cannot_write():
    caller = Caller()
    refused(caller.apply(), 401, "openapi.sign_in")
    refused(caller.post("cases/9901010520260302000001X/withdrawal"), 401, "openapi.sign_in")


@pytest.mark.parametrize("token", ["", "x" * 64, "x" * 5000])
def test_a_write_needs_its_token(elder: Caller, token: str):
    elder.token = token
    refused(elder.apply(), 403, "openapi.csrf")
    refused(elder.delete("session"), 403, "openapi.csrf")
    assert elder.get("cases").json()["items"] == []


def test_a_wrong_password_is_counted_and_five_lock_the_account(town: Town):
    caller = Caller()
    for _ in range(4):
        refused(caller.post("session", SIGN_IN | {"password": "wrong"}), 401, "people.wrong_password")
    refused(caller.post("session", SIGN_IN | {"password": "wrong"}), 429, "people.locked")
    refused(caller.post("session", SIGN_IN), 429, "people.locked")


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ({}, {"/username", "/password"}),
        ({"username": 1, "password": "b"}, {"/username"}),
        ({"username": "a", "password": None}, {"/password"}),
        ({"username": "a" * 65, "password": "b"}, {"/username"}),
        ({"username": "a", "password": "b", "remember": True}, {"/remember"}),
        ([], {""}),
        ("null", {""}),
        ("3", {""}),
    ],
)
def test_each_wrong_field_is_named(body: object, places: set[str]):
    answer = Caller().post("session", body)
    refused(answer, 422, "openapi.shape")
    assert set(pointers(answer)) == places


# ── Services ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_service_that_is_not_there_is_told_so():
    refused(Caller().get("services/paradise"), 404, "catalogue.not_offered")


def test_a_division_that_is_not_there_is_told_so():
    refused(Caller().get("services/gaoling", division="110101"), 404, "places.division_unknown")


WRONG_PARAMETERS: list[tuple[str, dict[str, object], str]] = [
    ("services", {"q": "长" * 61}, "/q"),
    ("services/gaoling", {"division": "990"}, "/division"),
    ("services/" + "x" * 41, {}, "/code"),
    ("cases", {"limit": 0}, "/limit"),
    ("cases", {"limit": 201}, "/limit"),
    ("cases", {"limit": "ten"}, "/limit"),
    ("cases", {"limit": 10**30}, "/limit"),
    ("cases", {"cursor": "x" * 501}, "/cursor"),
]


def test_each_wrong_parameter_is_named(elder: Caller):
    for path, query, place in WRONG_PARAMETERS:
        answer = elder.get(path, **query)
        refused(answer, 422, "openapi.shape")
        assert list(pointers(answer)) == [place]


def test_a_cursor_that_was_not_given_out_is_refused(elder: Caller):
    refused(elder.get("cases", cursor="made-up"), 400, "kit.cursor_invalid")


# ── Applying ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_answers_that_are_no_object_are_refused(elder: Caller):
    for answers in ([], "text", 3, None, True):
        answer = elder.post("cases", {"service": "gaoling", "answers": answers})
        refused(answer, 422, "openapi.shape")
        assert list(pointers(answer)) == ["/answers"]


WRONG_ANSWERS: list[tuple[dict[str, object], set[str]]] = [
    ({"phone": "12"}, {"/answers/phone"}),
    ({"phone": 19900001234}, {"/answers/phone"}),
    ({"phone": None}, {"/answers/phone"}),
    ({"living": "castle"}, {"/answers/living"}),
    ({"living": ["alone"]}, {"/answers/living"}),
    ({"bank_card": "9999990000123452"}, {"/answers/bank_card"}),
    (
        {"bank_card": {"ref": "01900000-0000-7000-8000-000000000000", "shown": "x"}},
        {"/answers/bank_card"},
    ),
    ({"favourite_colour": "blue"}, {"/answers/favourite_colour"}),
    ({"a/b~c": 1}, {"/answers/a~1b~0c"}),
    ({"card_photo": [{"ref": "01900000-0000-7000-8000-000000000000"}]}, {"/answers/card_photo"}),
    (
        {
            "card_photo": [
                {
                    "file": "01900000-0000-7000-8000-000000000000",
                    "name": "a.jpg",
                    "size": 9,
                    "type": "image/jpeg",
                }
            ]
        },
        {"/answers/card_photo"},
    ),
    ({"address": 1.5}, {"/answers"}),
    ({"address": "很" * 5000}, {"/answers/address"}),
    ({"for_whom": "family"}, {"/answers/elder_name", "/answers/elder_id", "/answers/relation"}),
]


def test_each_answer_to_be_mended_is_named(elder: Caller):
    for changes, places in WRONG_ANSWERS:
        answer = elder.apply(ANSWERS | changes)
        refused(answer, 422, "openapi.answers")
        assert places <= set(pointers(answer)), changes


def test_an_id_number_with_a_wrong_check_digit_is_named(elder: Caller):
    family = {"for_whom": "family", "elder_name": "陈演松", "relation": "child"}
    answer = elder.apply(ANSWERS | family | {"elder_id": "990101194302150010"})
    assert "/answers/elder_id" in pointers(answer)


def test_nothing_is_left_of_an_application_that_was_refused(elder: Caller, town: Town):
    elder.apply(ANSWERS | {"phone": "12"})
    assert bank_accounts(town.elder.person, TODAY) == []
    assert elder.get("cases").json()["items"] == []


def test_an_unknown_service_cannot_be_applied_for(elder: Caller):
    answer = elder.post("cases", {"service": "paradise", "answers": {}})
    refused(answer, 404, "catalogue.not_offered")


def test_an_officer_cannot_apply_as_an_applicant(town: Town):
    refused(Caller("reviewer_01").apply(), 403, "offices.denied")


# ── A case ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("number", ["1", "9901010520260302000001A", "９９０１０１", "x" * 40])
def test_a_number_with_a_slip_of_the_pen_is_told_so(elder: Caller, number: str):
    refused(elder.get(f"cases/{number}"), 422, "cases.number_wrong")


def test_somebody_elses_case_is_not_there(elder: Caller):
    number = elder.apply().json()["case_no"]
    other = Caller("neighbour")
    for answer in (
        other.get(f"cases/{number}"),
        other.get(f"cases/{number}/events"),
        other.step(number, "deliver", "served"),
        other.post(f"cases/{number}/withdrawal"),
    ):
        refused(answer, 404, "cases.not_found")


def test_an_officer_of_another_county_does_not_see_it(elder: Caller):
    number = elder.apply().json()["case_no"]
    refused(Caller("approver_02").get(f"cases/{number}"), 404, "cases.not_found")


@pytest.mark.parametrize(
    ("element", "outcome", "status", "code"),
    [
        ("accept", "grant", 422, "cases.outcome_unknown"),
        ("confirm", "grant", 409, "cases.step_not_allowed"),
        ("paradise", "grant", 409, "cases.step_not_allowed"),
        ("accept", "propose_refusal", 422, "cases.reason_needed"),
    ],
)
def test_a_step_that_cannot_be_taken_says_why(
    elder: Caller, element: str, outcome: str, status: int, code: str
):
    number = elder.apply().json()["case_no"]
    refused(Caller("acceptor_01").step(number, element, outcome), status, code)


def test_who_may_not_take_a_step_is_refused_and_the_book_knows(elder: Caller):
    number = elder.apply().json()["case_no"]
    refused(Caller("reviewer_01").step(number, "accept", "accept"), 403, "offices.denied")


def test_who_comes_second_is_told_who_was_first(elder: Caller, town: Town):
    number = elder.apply().json()["case_no"]
    Caller("acceptor_01").step(number, "accept", "accept")
    told = refused(Caller("window_01").step(number, "accept", "accept"), 409, "cases.already_done")
    assert "周演川" in told["title"]


def test_a_form_that_is_no_object_is_refused(elder: Caller):
    number = elder.apply().json()["case_no"]
    answer = Caller("acceptor_01").post(
        f"cases/{number}/steps", {"element": "accept", "outcome": "accept", "form": []}
    )
    assert list(pointers(answer)) == ["/form"]


def test_after_the_decision_it_is_too_late_to_withdraw(elder: Caller):
    number = elder.apply().json()["case_no"]
    Caller("acceptor_01").step(number, "accept", "accept")
    Caller("reviewer_01").step(number, "initial_review", "agree", opinion="户籍在本街道")
    Caller("approver_01").step(number, "confirm", "grant")
    refused(elder.post(f"cases/{number}/withdrawal"), 409, "cases.too_late_to_withdraw")


def test_five_wrong_query_codes_lock_a_number(elder: Caller):
    receipt = elder.apply().json()
    wrong = "000000" if receipt["query_pin"] != "000000" else "111111"
    caller = Caller()
    for _ in range(4):
        body = {"case_no": receipt["case_no"], "query_pin": wrong}
        refused(caller.post("queries", body), 403, "cases.pin_wrong")
    refused(caller.post("queries", body), 429, "cases.pin_locked")
    body = {"case_no": receipt["case_no"], "query_pin": receipt["query_pin"]}
    refused(caller.post("queries", body), 429, "cases.pin_locked")


def test_a_query_with_a_wrong_number_is_told_so():
    refused(Caller().post("queries", {"case_no": "123", "query_pin": "1"}), 422, "cases.number_wrong")


def test_a_refused_right_stands_in_the_book(elder: Caller):
    from minzheng.core.audit.actions import sequence
    from minzheng.core.cases.tests.factories import AT

    number = elder.apply().json()["case_no"]
    Caller("reviewer_01").step(number, "accept", "accept")
    sequence(at=AT)
    assert "offices.refused" in {event.kind for event in after(-1, 1000)}
