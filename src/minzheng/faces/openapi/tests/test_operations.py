"""Each operation does what it says."""

from uuid import UUID

import pytest

from minzheng.core.cases.queries import case, case_by_number
from minzheng.core.cases.tests.factories import Town
from minzheng.faces.openapi.tests.callers import ANSWERS, Caller
from minzheng.kernel.codes import parse_case_no

pytestmark = pytest.mark.django_db


@pytest.fixture
def elder(town: Town) -> Caller:
    return Caller("elder")


def test_signing_in_tells_who_it_is_and_gives_a_token(town: Town):
    answer = Caller().post("session", {"username": "elder", "password": "Qinghe-2026-river"})
    assert answer.json() | {"csrf_token": ""} == {
        "name": "陈演松",
        "hat": "self",
        "roles": [],
        "csrf_token": "",
    }
    assert len(answer.json()["csrf_token"]) == 64


def test_staff_without_a_second_factor_are_told_where_to_set_one_up(town: Town):
    answer = Caller().post("session", {"username": "acceptor_01", "password": "Qinghe-2026-river"})
    assert (answer.status_code, answer.json()["code"]) == (403, "people.factor_missing")
    assert Caller("acceptor_01").get("session").json()["roles"] == ["acceptor"]


def test_the_session_says_again_who_is_signed_in(elder: Caller):
    answer = elder.get("session")
    assert (answer.json()["name"], answer.json()["hat"]) == ("陈演松", "self")
    elder.token = answer.json()["csrf_token"]
    assert elder.apply().status_code == 201


def test_after_signing_out_nobody_is_signed_in(elder: Caller):
    assert elder.delete("session").status_code == 204
    assert elder.get("session").status_code == 401


def test_services_are_listed_and_found_by_what_people_call_them(town: Town):
    caller = Caller()
    assert [one["code"] for one in caller.get("services").json()] == ["gaoling"]
    assert [one["short"] for one in caller.get("services", q="老龄钱").json()] == ["高龄津贴"]
    assert caller.get("services", q="开飞机").json() == []


def test_a_service_comes_with_the_schema_of_its_answers(town: Town):
    found = Caller().get("services/gaoling", division="990101001001").json()
    assert found["promised_limit"] == "10 个工作日"
    assert set(ANSWERS) <= set(found["answers_schema"]["properties"])
    assert found["answers_schema"]["additionalProperties"] is False


def test_applying_gives_a_number_and_a_query_code(elder: Caller):
    receipt = elder.apply().json()
    assert parse_case_no(receipt["case_no"]).division == "990101"
    assert receipt["repeated"] is False
    row = case_by_number(receipt["case_no"])
    assert (row["channel"], row["applicant_name"], row["agent_id"]) == ("api", "陈演松", None)


def test_a_card_number_is_kept_as_a_reference(elder: Caller):
    from minzheng.core.cases.queries import answers

    receipt = elder.apply().json()
    kept, _ = answers(case_by_number(receipt["case_no"])["id"])
    assert UUID(kept["bank_card"]["ref"])
    assert ANSWERS["bank_card"] not in str(kept)


def test_a_case_says_where_it_stands(elder: Caller):
    number = elder.apply().json()["case_no"]
    found = elder.get(f"cases/{number}").json()
    assert (found["state"], found["state_text"], found["waiting_for"]) == ("received", "已收件", ["accept"])
    assert found["due_at"].endswith(("Z", "+00:00", "+08:00"))


def test_my_cases_come_page_by_page_newest_first(elder: Caller):
    numbers = [elder.apply().json()["case_no"] for _ in range(3)]
    first = elder.get("cases", limit=2).json()
    second = elder.get("cases", limit=2, cursor=first["next"]).json()
    assert [one["case_no"] for one in first["items"] + second["items"]] == numbers[::-1]
    assert second["next"] == ""


def test_an_officer_has_no_cases_of_his_own(elder: Caller):
    elder.apply()
    assert Caller("acceptor_01").get("cases").json() == {"items": [], "next": ""}


def test_three_officers_take_a_case_to_its_decision(elder: Caller):
    number = elder.apply().json()["case_no"]
    assert Caller("acceptor_01").step(number, "accept", "accept").json()["state"] == "in_review"
    reviewed = Caller("reviewer_01").step(
        number, "initial_review", "agree", opinion="户籍在本街道，年龄相符。"
    )
    assert reviewed.json()["waiting_for"] == ["confirm"]
    assert Caller("approver_01").step(number, "confirm", "grant").json()["result"] == "granted"
    assert elder.step(number, "deliver", "served").json()["state"] == "delivered"


def test_the_history_of_a_case_has_its_facts_and_nothing_personal(elder: Caller):
    number = elder.apply().json()["case_no"]
    Caller("acceptor_01").step(number, "accept", "accept")
    answer = elder.get(f"cases/{number}/events")
    assert [(one["kind"], one["element"]) for one in answer.json()] == [
        ("cases.submit", "apply"),
        ("cases.step", "accept"),
    ]
    assert "陈演松" not in answer.content.decode()


def test_withdrawing_ends_a_case(elder: Caller):
    number = elder.apply().json()["case_no"]
    found = elder.post(f"cases/{number}/withdrawal").json()
    assert (found["state"], found["waiting_for"]) == ("withdrawn", [])


def test_anybody_may_look_a_case_up_with_its_query_code(elder: Caller):
    receipt = elder.apply().json()
    answer = Caller().post("queries", {name: receipt[name] for name in ("case_no", "query_pin")})
    assert answer.json()["state_text"] == "已收件"


def test_a_family_member_applies_for_the_elder(town: Town):
    from minzheng.core.people.actions import reveal_id_number
    from minzheng.core.people.tests.factories import AT, BY

    number = reveal_id_number(by=BY, at=AT, person_id=town.elder.person, purpose="测试里要用")
    answers = ANSWERS | {
        "for_whom": "family",
        "elder_name": "陈演松",
        "elder_id": number,
        "relation": "child",
    }
    receipt = Caller("neighbour").apply(answers)
    row = case(case_by_number(receipt.json()["case_no"])["id"])
    assert (row["applicant_id"], row["applicant_name"]) == (town.elder.person, "陈演松")
    assert row["agent_id"] is not None


def test_each_problem_type_leads_to_its_meaning(town: Town):
    problem = Caller().get("cases").json()
    page = Caller().client.get(problem["type"])
    assert page.content.decode().splitlines()[:2] == ["openapi.sign_in", "401"]
    assert Caller().client.get("/api/v1/problems/no.such").status_code == 404


def test_the_document_is_openapi_3_1_with_problem_answers_everywhere(town: Town):
    document = Caller().get("openapi.json").json()
    assert document["openapi"].startswith("3.1")
    operations = [one for path in document["paths"].values() for one in path.values()]
    assert {one["operationId"] for one in operations} == {
        *("sign_in", "session", "sign_out", "services", "service", "submit", "my_cases"),
        *("case", "events", "step", "withdraw", "query", "asked", "hand_in", "sign_commitment"),
    }
    refusals = [
        answer for one in operations for status, answer in one["responses"].items() if status >= "400"
    ]
    assert all(list(answer["content"]) == ["application/problem+json"] for answer in refusals)
    keyed = [
        one["operationId"]
        for one in operations
        if any(
            parameter["name"] == "Idempotency-Key" and parameter["required"]
            for parameter in one["parameters"]
        )
    ]
    assert sorted(keyed) == ["hand_in", "step", "submit", "withdraw"]


def test_filing_and_stepping_keep_to_their_number_of_statements(elder: Caller, django_assert_max_num_queries):
    number = elder.apply().json()["case_no"]
    officer = Caller("acceptor_01")
    officer.get(f"cases/{number}")
    with django_assert_max_num_queries(14):  # the savepoints of the request and of the card are counted
        assert elder.apply().status_code == 201
    with django_assert_max_num_queries(9):  # the request's own two and its savepoint, then the step's
        assert officer.step(number, "accept", "accept").status_code == 200


def test_a_step_answers_as_the_case_does_when_it_is_asked_for_afterwards(elder: Caller):
    number = elder.apply().json()["case_no"]
    officer = Caller("acceptor_01")
    answer = officer.step(number, "accept", "accept").json()
    assert answer == officer.get(f"cases/{number}").json()
    assert answer["waiting_for"] == ["initial_review"]
