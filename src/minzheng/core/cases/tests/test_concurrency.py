"""Several at once: one wins, the other is told; numbers have no gaps and no doubles; a timer and a person never both."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from minzheng.core.audit.queries import of_case
from minzheng.core.audit.tests.at_once import at_once
from minzheng.core.cases import queries
from minzheng.core.cases.actions import (
    Submitted,
    check_pin,
    fire_due,
    start_from_list,
    submit,
    take_step,
    undo,
    withdraw,
)
from minzheng.core.cases.tests.factories import AT, Town, a_case, a_submission, a_town, an_elder
from minzheng.core.documents.queries import letters_of
from minzheng.core.offices.queries import actor
from minzheng.core.offices.tests.factories import a_clerk
from minzheng.core.people.tests.factories import BY
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


@pytest.fixture
def town() -> Town:
    return a_town()


def step(by: Actor, case: Submitted, element: str, outcome: str, **form: str) -> Callable[[], Any]:
    hours = {"accept": 1, "initial_review": 2, "confirm": 3, "deliver": 4}[element]
    return partial(
        take_step,
        by=by,
        at=AT + hours * HOUR,
        case_id=case.case_id,
        element=element,
        outcome=outcome,
        form=form,
    )


def reviewed(town: Town, key: str = "k1") -> Submitted:
    case = a_case(town, key=key)
    step(town.acceptor, case, "accept", "accept")()
    step(town.reviewer, case, "initial_review", "agree", opinion="户籍和年龄相符")()
    return case


def a_second_acceptor(town: Town) -> Actor:
    office = town.acceptor.grants[0].organisation
    assert office is not None
    account, _ = a_clerk("acceptor", office, username="acceptor_02", name="蒋演舒")
    found = actor(account, channel="web", on=AT.date())
    assert found is not None
    return found


def problems(answers: list[Any]) -> list[str]:
    return [answer.code for answer in answers if isinstance(answer, Problem)]


def test_of_two_officers_at_once_one_wins_and_the_other_is_told_who_and_when(town: Town):
    other = a_second_acceptor(town)
    case = a_case(town)
    answers = at_once([step(by, case, "accept", "accept") for by in (town.acceptor, other)])
    (lost,) = [answer for answer in answers if isinstance(answer, Problem)]
    assert lost.code == "cases.already_done"
    winner = (town.acceptor, other)[isinstance(answers[0], Problem)]
    assert lost.params["who"] == winner.name
    assert "10:00" in lost.params["when"]
    assert [event["element"] for event in of_case(case.case_id, AT)] == ["apply", "accept"]
    assert [letter.kind for letter in letters_of(case.case_id)].count("acceptance_notice") == 1


def test_of_two_approvers_who_confirm_at_once_one_decides_and_one_paper_goes_out(town: Town):
    office = town.approver.grants[0].organisation
    assert office is not None
    account, _ = a_clerk("approver", office, username="approver_03", name="曹演山")
    other = actor(account, channel="web", on=AT.date())
    assert other is not None
    case = reviewed(town)
    answers = at_once([step(by, case, "confirm", "grant") for by in (town.approver, other)])
    assert problems(answers) == ["cases.already_done"]
    winner = (town.approver, other)[isinstance(answers[0], Problem)]
    (lost,) = [answer for answer in answers if isinstance(answer, Problem)]
    assert lost.params["who"] == winner.name
    assert [letter.kind for letter in letters_of(case.case_id)].count("decision") == 1
    assert [event["element"] for event in of_case(case.case_id, AT)].count("confirm") == 1


def test_the_same_approver_who_confirms_twice_at_once_decides_once(town: Town):
    case = reviewed(town)
    answers = at_once([step(town.approver, case, "confirm", "grant")] * 2)
    assert problems(answers) == []
    assert [letter.kind for letter in letters_of(case.case_id)].count("decision") == 1
    assert [event["element"] for event in of_case(case.case_id, AT)].count("confirm") == 1


def test_taking_back_a_return_and_the_step_after_it_at_once_never_both_happen(town: Town):
    for n in range(3):
        case = a_case(town, key=f"undo-{n}")
        refusal = {"reason": "户籍不在本区，请到户籍所在地申请。"}
        act = partial(take_step, case_id=case.case_id, form=refusal)
        act(by=town.acceptor, at=AT + HOUR, element="accept", outcome="propose_refusal")
        at = AT + 2 * HOUR
        back = act(by=town.approver, at=at, element="sign_refusal", outcome="send_back")
        answers = at_once(
            [
                partial(undo, by=town.approver, at=at, case_id=case.case_id, event=back.event),
                partial(act, by=town.acceptor, at=at, element="accept", outcome="accept"),
            ]
        )
        row, kinds = queries.case(case.case_id), [one["kind"] for one in of_case(case.case_id, AT)]
        if isinstance(answers[0], Problem):
            assert answers[0].code == "cases.moved_on"
            assert (row["state"], kinds.count("cases.undo")) == ("in_review", 0)
        else:
            assert problems(answers) in (["cases.step_not_allowed"], ["cases.already_done"])
            assert (row["accepted_on"], kinds.count("cases.undo")) == (None, 1)
        assert len(queries.open_tasks(case.case_id)) == 1


def test_two_submits_with_one_key_make_one_case(town: Town):
    what = a_submission(town.elder, key="twice")
    answers = at_once([partial(submit, by=town.elder, at=AT, what=what)] * 2)
    made = [answer for answer in answers if isinstance(answer, Submitted)]
    assert set(problems(answers)) <= {"cases.in_flight"}
    assert len({one.case_id for one in made}) == 1
    assert town.elder.person is not None
    assert len(queries.cases_of(town.elder.person)) == 1
    assert submit(by=town.elder, at=AT, what=what).case_id == made[0].case_id


def test_eight_submits_at_once_have_eight_numbers(town: Town):
    works = [partial(a_case, town, key=f"many-{n}") for n in range(8)]
    answers = at_once(works)
    assert problems(answers) == []
    assert len({one.case_no for one in answers}) == 8


def test_withdrawing_and_deciding_at_once_never_both_happen(town: Town):
    for n in range(3):
        case = reviewed(town, key=f"race-{n}")
        answers = at_once(
            [
                step(town.approver, case, "confirm", "grant"),
                partial(withdraw, by=town.elder, at=AT + 3 * HOUR, case_id=case.case_id),
            ]
        )
        row = queries.case(case.case_id)
        kinds = Counter(letter.kind for letter in letters_of(case.case_id))
        if isinstance(answers[0], Problem):
            assert answers[0].code in ("cases.step_not_allowed", "cases.already_done")
            assert (row["state"], kinds["decision"], kinds["withdrawal"]) == ("withdrawn", 0, 1)
        else:
            assert problems(answers) == ["cases.too_late_to_withdraw"]
            assert (row["state"], kinds["decision"], kinds["withdrawal"]) == ("delivering", 1, 0)


def test_a_lapse_fires_once_however_many_workers_and_officers_come_at_its_moment(town: Town):
    case = a_case(town)
    due = queries.case(case.case_id)["due_at"]
    late = partial(
        take_step, by=town.acceptor, at=due + HOUR, case_id=case.case_id, element="accept", outcome="accept"
    )
    answers = at_once([partial(fire_due, at=due), late, partial(fire_due, at=due + HOUR), late])
    assert set(problems(answers)) <= {"cases.step_not_allowed"}
    assert problems(answers), "silence was acceptance already; nobody accepts once more"
    fire_due(at=due + HOUR)
    row = queries.case(case.case_id)
    assert (row["accept_mode"], row["state"]) == ("lapse", "in_review")
    assert [event["kind"] for event in of_case(case.case_id, AT)] == ["cases.submit", "cases.lapse"]
    assert len(queries.open_tasks(case.case_id)) == 1


def test_document_numbers_have_no_gaps_although_one_of_four_deciders_is_rolled_back(town: Town):
    cases = [reviewed(town, key=f"paper-{n}") for n in range(5)]

    def rolled_back() -> None:
        with transaction.atomic():
            step(town.approver, cases[4], "confirm", "grant")()
            transaction.set_rollback(True)

    works: list[Callable[[], Any]] = [step(town.approver, case, "confirm", "grant") for case in cases[:4]]
    assert problems(at_once([*works[:2], rolled_back, *works[2:]])) == []
    step(town.approver, cases[4], "confirm", "grant")()
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequence FROM documents_letter WHERE kind = 'decision' ORDER BY sequence")
        assert [row[0] for row in cursor.fetchall()] == [1, 2, 3, 4, 5]


def test_two_workers_that_draw_up_the_same_list_start_each_case_once(town: Town):
    born = AT.date().replace(year=1946, month=4, day=10)
    people = {an_elder("韩演溪", born=born), an_elder("董演坤", born=born)}
    draw = partial(
        start_from_list,
        by=BY,
        at=AT,
        service="gaoling",
        county="990101",
        month=AT.date().replace(month=4, day=1),
    )
    answers = at_once([draw, draw])
    assert problems(answers) == []
    started = [queries.case(case_id)["applicant_id"] for answer in answers for case_id in answer]
    assert Counter(started) == Counter(people)


def test_guessing_many_codes_at_once_gets_no_more_than_five_tries(town: Town):
    case = a_case(town)
    wrong = [f"{n:06d}" for n in range(9) if f"{n:06d}" != case.query_pin][:8]
    answers = at_once([partial(check_pin, at=AT, case_no=case.case_no, pin=pin) for pin in wrong])
    assert Counter(problems(answers)) == {"cases.pin_wrong": 4, "cases.pin_locked": 4}
    with pytest.raises(Problem, match="pin_locked"):
        check_pin(at=AT, case_no=case.case_no, pin=case.query_pin)
