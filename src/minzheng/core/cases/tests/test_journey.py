"""One application from receipt to delivery, and every way in which a step may not be taken."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from minzheng.core.audit.queries import of_case
from minzheng.core.cases import queries
from minzheng.core.cases.actions import check_pin, fire_due, start_from_list, submit, take_step, withdraw
from minzheng.core.cases.tests.factories import AT, Town, a_case, a_submission, a_town, an_elder
from minzheng.core.people.tests.factories import BY
from minzheng.kernel.codes import parse_case_no
from minzheng.kernel.errors import Invalid, Problem

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def town() -> Town:
    return a_town()


def accepted(town: Town):
    case = a_case(town)
    take_step(by=town.acceptor, at=AT + HOUR, case_id=case.case_id, element="accept", outcome="accept")
    return case


def reviewed(town: Town):
    case = accepted(town)
    take_step(
        by=town.reviewer,
        at=AT + 2 * HOUR,
        case_id=case.case_id,
        element="initial_review",
        outcome="agree",
        form={"opinion": "户籍在本街道，年龄相符。"},
    )
    return case


def test_an_allowance_is_received_accepted_reviewed_confirmed_and_delivered(town: Town):
    case = reviewed(town)
    take_step(by=town.approver, at=AT + 3 * HOUR, case_id=case.case_id, element="confirm", outcome="grant")
    row = queries.case(case.case_id)
    assert (row["state"], row["result"]) == ("delivering", "granted")
    assert row["variables"]["amount"] == 5000
    assert row["variables"]["starts"] == "2026-03-01"
    take_step(by=town.elder, at=AT + 4 * HOUR, case_id=case.case_id, element="deliver", outcome="served")
    row = queries.case(case.case_id)
    assert (row["state"], row["closed_at"]) == ("delivered", AT + 4 * HOUR)
    assert queries.open_tasks(case.case_id) == []
    history = of_case(case.case_id, AT)
    assert [(event["element"], event["to_state"]) for event in history] == [
        ("apply", "received"),
        ("accept", "in_review"),
        ("initial_review", "deciding"),
        ("confirm", "delivering"),
        ("deliver", "delivered"),
    ]
    assert {event["county"] for event in history} == {"990101"}


def test_a_receipt_has_a_checked_number_a_code_and_a_clock_that_explains_itself(town: Town):
    case = a_case(town)
    assert parse_case_no(case.case_no).division == "990101"
    assert len(case.query_pin) == 6
    clock = queries.case(case.case_id)["clock"]
    assert clock["last_day"] == "2026-03-09"
    assert "2026 年 3 月 2 日" in clock["explanation"]


def test_acceptance_starts_the_promised_limit_from_the_next_working_day(town: Town):
    row = queries.case(accepted(town).case_id)
    assert row["accepted_on"] == date(2026, 3, 2)
    assert row["clock"]["last_day"] == "2026-03-16"


def test_five_working_days_of_silence_are_acceptance_as_of_the_day_of_receipt(town: Town):
    case = a_case(town)
    due = queries.case(case.case_id)["due_at"]
    assert fire_due(at=due - timedelta(seconds=1)) == 0
    assert fire_due(at=due + timedelta(days=3)) == 1
    row = queries.case(case.case_id)
    assert (row["state"], row["accept_mode"], row["accepted_on"]) == ("in_review", "lapse", date(2026, 3, 2))
    assert row["clock"]["last_day"] == "2026-03-16"
    assert fire_due(at=due + timedelta(days=9)) == 0
    assert of_case(case.case_id, AT)[-1]["at"] == due


def test_a_due_timer_fires_before_a_late_acceptance_which_then_comes_too_late(town: Town):
    case = a_case(town)
    late = queries.case(case.case_id)["due_at"] + HOUR
    with pytest.raises(Problem) as caught:
        take_step(by=town.acceptor, at=late, case_id=case.case_id, element="accept", outcome="accept")
    assert caught.value.code in ("cases.step_not_allowed", "cases.already_done")


def test_the_second_officer_is_told_who_was_first_and_when(town: Town):
    case = accepted(town)
    with pytest.raises(Problem) as caught:
        take_step(by=town.window, at=AT + 2 * HOUR, case_id=case.case_id, element="accept", outcome="accept")
    assert caught.value.code == "cases.already_done"
    assert caught.value.params["who"] == "周演川"
    assert "10:00" in caught.value.params["when"]


def test_a_double_click_of_the_same_officer_changes_nothing(town: Town):
    case = accepted(town)
    again = take_step(
        by=town.acceptor, at=AT + HOUR, case_id=case.case_id, element="accept", outcome="accept"
    )
    assert again.state == "in_review"
    assert len(of_case(case.case_id, AT)) == 2


def test_an_officer_of_another_county_is_refused(town: Town):
    case = reviewed(town)
    with pytest.raises(Problem) as caught:
        take_step(
            by=town.other_approver, at=AT + 3 * HOUR, case_id=case.case_id, element="confirm", outcome="grant"
        )
    assert caught.value.code == "offices.denied"


def test_a_refusal_without_a_reason_is_not_a_decision(town: Town):
    case = reviewed(town)
    with pytest.raises(Problem) as caught:
        take_step(
            by=town.approver, at=AT + 3 * HOUR, case_id=case.case_id, element="confirm", outcome="refuse"
        )
    assert caught.value.code == "cases.reason_needed"


def test_who_is_too_young_cannot_be_confirmed_but_is_received(town: Town):
    from minzheng.core.people.queries import person

    young = an_elder("袁演芷", born=date(1974, 3, 18))
    what = replace(a_submission(town.elder), applicant=person(young), agent=town.elder.person)
    case = submit(by=town.elder, at=AT, what=what)
    take_step(by=town.acceptor, at=AT + HOUR, case_id=case.case_id, element="accept", outcome="accept")
    take_step(
        by=town.reviewer,
        at=AT + HOUR,
        case_id=case.case_id,
        element="initial_review",
        outcome="agree",
        form={"opinion": "见材料"},
    )
    with pytest.raises(Problem) as caught:
        take_step(
            by=town.approver, at=AT + 3 * HOUR, case_id=case.case_id, element="confirm", outcome="grant"
        )
    assert caught.value.code == "cases.not_eligible"
    assert "80 周岁" in caught.value.params["reason"]


def test_the_same_key_gives_the_same_case_and_another_content_is_refused(town: Town):
    first = a_case(town)
    again = a_case(town)
    assert (again.case_id, again.query_pin, again.again) == (first.case_id, first.query_pin, True)
    with pytest.raises(Problem) as caught:
        submit(
            by=town.elder,
            at=AT,
            what=a_submission(town.elder, answers={"for_whom": "self", "phone": "19900005678"}),
        )
    assert caught.value.code == "cases.key_reused"
    other = replace(a_submission(town.elder), materials=[("id_card", "居民身份证", None, "shared_data")])
    with pytest.raises(Problem, match="key_reused"):
        submit(by=town.elder, at=AT, what=other)


def test_withdrawing_ends_the_case_and_its_timers_and_can_be_repeated(town: Town):
    case = a_case(town)
    assert withdraw(by=town.elder, at=AT + HOUR, case_id=case.case_id).state == "withdrawn"
    assert withdraw(by=town.elder, at=AT + HOUR, case_id=case.case_id).state == "withdrawn"
    assert queries.open_tasks(case.case_id) == []
    assert fire_due(at=AT + timedelta(days=40)) == 0
    assert queries.case(case.case_id)["result"] == "withdrawn"


def test_after_the_decision_it_is_too_late_to_withdraw(town: Town):
    case = reviewed(town)
    take_step(by=town.approver, at=AT + 3 * HOUR, case_id=case.case_id, element="confirm", outcome="grant")
    with pytest.raises(Problem) as caught:
        withdraw(by=town.elder, at=AT + 4 * HOUR, case_id=case.case_id)
    assert caught.value.code == "cases.too_late_to_withdraw"


def test_nobody_else_may_withdraw_it(town: Town):
    case = a_case(town)
    with pytest.raises(Problem) as caught:
        withdraw(by=town.reviewer, at=AT + HOUR, case_id=case.case_id)
    assert caught.value.code == "offices.denied"


def test_not_accepting_needs_a_reason_and_another_persons_signature(town: Town):
    case = a_case(town)
    with pytest.raises(Problem):
        take_step(
            by=town.acceptor, at=AT + HOUR, case_id=case.case_id, element="accept", outcome="propose_refusal"
        )
    why = {"reason": "户籍不在本区，请到户籍所在地申请。"}
    take_step(
        by=town.acceptor,
        at=AT + HOUR,
        case_id=case.case_id,
        element="accept",
        outcome="propose_refusal",
        form=why,
    )
    take_step(
        by=town.approver,
        at=AT + 2 * HOUR,
        case_id=case.case_id,
        element="sign_refusal",
        outcome="sign",
        form=why,
    )
    row = queries.case(case.case_id)
    assert (row["state"], row["result"]) == ("delivering", "refused_acceptance")


def test_delivery_by_an_officer_needs_a_way_and_a_receiver(town: Town):
    case = reviewed(town)
    take_step(by=town.approver, at=AT + 3 * HOUR, case_id=case.case_id, element="confirm", outcome="grant")
    with pytest.raises(Invalid) as caught:
        take_step(by=town.window, at=AT + 4 * HOUR, case_id=case.case_id, element="deliver", outcome="served")
    assert caught.value.fields[0].path == "mode"
    form = {"mode": "in_person", "receiver": "陈演松"}
    done = take_step(
        by=town.window, at=AT + 4 * HOUR, case_id=case.case_id, element="deliver", outcome="served", form=form
    )
    assert done.state == "delivered"


def test_an_allowance_that_could_not_be_delivered_stays_in_delivery_until_it_is(town: Town):
    case = reviewed(town)
    take_step(by=town.approver, at=AT + 3 * HOUR, case_id=case.case_id, element="confirm", outcome="grant")
    due = queries.case(case.case_id)["due_at"]
    try_ = partial(take_step, by=town.window, case_id=case.case_id, element="deliver")
    sent_back = {"mode": "post", "fail_reason": "returned"}
    done = try_(at=AT + 4 * HOUR, outcome="failed", form=sent_back)
    assert (done.state, queries.case(case.case_id)["due_at"]) == ("delivering", due)
    done = try_(at=AT + 5 * HOUR, outcome="served", form={"mode": "in_person", "receiver": "陈演松"})
    assert done.state == "delivered"
    assert [one.outcome for one in queries.deliveries(case.case_id)] == ["failed", "served"]


def test_five_wrong_codes_lock_a_number_whether_it_exists_or_not(town: Town):
    case = a_case(town)
    wrong = "000000" if case.query_pin != "000000" else "111111"
    for number in (case.case_no, "9901010520260302999999X"):
        codes = []
        for _ in range(6):
            with pytest.raises(Problem) as caught:
                check_pin(at=AT, case_no=number, pin=wrong)
            codes.append(caught.value.code)
        assert codes == ["cases.pin_wrong"] * 4 + ["cases.pin_locked"] * 2
    with pytest.raises(Problem):
        check_pin(at=AT, case_no=case.case_no, pin=case.query_pin)
    assert check_pin(at=AT + timedelta(minutes=31), case_no=case.case_no, pin=case.query_pin) == case.case_id


def test_the_platform_lists_who_turns_eighty_next_month_and_they_may_agree_or_decline(town: Town):
    agrees = an_elder("韩演溪", born=date(1946, 4, 10))
    declines = an_elder("董演坤", born=date(1936, 4, 30))
    an_elder("曹演山", born=date(1946, 5, 1))
    found = start_from_list(by=BY, at=AT, service="gaoling", county="990101", month=date(2026, 4, 1))
    people = {queries.case(case_id)["applicant_id"]: case_id for case_id in found}
    assert set(people) == {agrees, declines}
    assert start_from_list(by=BY, at=AT, service="gaoling", county="990101", month=date(2026, 4, 1)) == []
    for case_id in found:
        assert queries.case(case_id)["state"] == "draft"
        take_step(by=town.reviewer, at=AT + HOUR, case_id=case_id, element="ascertain", outcome="eligible")


def test_the_queue_shows_a_unit_its_own_tasks_soonest_first_in_one_statement(
    town: Town, django_assert_num_queries
):
    first, second = a_case(town, key="a"), a_case(town, key="b", at=AT + timedelta(days=3))
    scopes = queries.scopes_of(town.acceptor, AT.date())
    with django_assert_num_queries(1):
        rows = queries.queue(scopes, AT)
    assert [row.case_id for row in rows] == [first.case_id, second.case_id]
    after = (rows[0].due_at, rows[0].task)
    assert [row.case_id for row in queries.queue(scopes, AT, after=after)] == [second.case_id]
    assert queries.queue(queries.scopes_of(town.approver, AT.date()), AT) == []
    with django_assert_num_queries(1):
        assert queries.lights(scopes, AT) == {"red": 0, "yellow": 0, "green": 2}


def test_submit_and_step_keep_to_their_number_of_statements(town: Town, django_assert_max_num_queries):
    a_case(town, key="warm")
    what = a_submission(town.elder, key="counted")
    with django_assert_max_num_queries(7):
        case = submit(by=town.elder, at=AT, what=what)
    with django_assert_max_num_queries(9):
        take_step(by=town.acceptor, at=AT + HOUR, case_id=case.case_id, element="accept", outcome="accept")
    with django_assert_max_num_queries(7):
        take_step(
            by=town.reviewer,
            at=AT + HOUR,
            case_id=case.case_id,
            element="initial_review",
            outcome="agree",
            form={"opinion": "好"},
        )
