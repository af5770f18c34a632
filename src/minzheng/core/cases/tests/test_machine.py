"""Whatever happens to a case, in whatever order and however late: what must hold of it holds after every step."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, ClassVar

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from minzheng.core.audit.queries import of_case
from minzheng.core.cases import queries
from minzheng.core.cases.actions import fire_due, reckon_again, submit, take_step, withdraw
from minzheng.core.cases.rules import handled_list, today
from minzheng.core.cases.tests.factories import AT, Town, a_submission, a_town
from minzheng.core.catalogue.queries import package
from minzheng.core.documents.queries import letters_of
from minzheng.core.offices.rules import STANDARD
from minzheng.core.people.tests.factories import BY
from minzheng.core.workflow.rules import waiting
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor

OUTCOMES = {
    "accept": ("accept", "propose_refusal"),
    "sign_refusal": ("sign", "send_back"),
    "initial_review": ("agree", "disagree"),
    "confirm": ("grant", "refuse"),
    "deliver": ("served",),
}
FORM = {
    "reason": "户籍不在本区，请到户籍所在地申请。",
    "opinion": "见材料",
    "mode": "in_person",
    "receiver": "陈演松",
}
REFUSALS = {
    "cases.step_not_allowed",
    "cases.already_done",
    "offices.denied",
    "offices.same_person",
    "cases.too_late_to_withdraw",
}


class ACase(RuleBasedStateMachine):
    """One case of the shipped allowance, in the hands of officers, its applicant and time."""

    town: ClassVar[Town]
    officers: ClassVar[tuple[Actor, ...]]

    def __init__(self) -> None:
        super().__init__()
        self.at = AT
        self.row: Mapping[str, Any] = {}
        self.revisions: list[int] = []
        self.accepted: tuple[Any, str] | None = None

    @initialize()
    def handed_in(self) -> None:
        self.at = AT
        self.case = submit(
            by=self.town.elder, at=self.at, what=a_submission(self.town.elder, key=str(uuid7()))
        )
        self._look()

    @rule(
        element=st.sampled_from(list(OUTCOMES)),
        officer=st.integers(0, 4),
        pick=st.integers(0, 1),
    )
    def an_officer_tries_a_step(self, element: str, officer: int, pick: int) -> None:
        outcome = OUTCOMES[element][pick % len(OUTCOMES[element])]
        self._try(
            lambda: take_step(
                by=self.officers[officer],
                at=self.at,
                case_id=self.case.case_id,
                element=element,
                outcome=outcome,
                form=FORM,
            )
        )

    @precondition(lambda self: self.row and not self.row["closed_at"])
    @rule(pick=st.integers(0, 1))
    def the_right_officer_goes_on(self, pick: int) -> None:
        (element,) = waiting(self.row["tokens"]).values()
        role = package(self.row["snapshot_id"]).machine.plates[element].role
        by = next(one for one in self.officers[:4] if role in one.roles)
        outcome = OUTCOMES[element][pick % len(OUTCOMES[element])]
        self._try(
            lambda: take_step(
                by=by, at=self.at, case_id=self.case.case_id, element=element, outcome=outcome, form=FORM
            )
        )

    @rule()
    def the_applicant_opens_the_letter(self) -> None:
        by = self.town.elder
        self._try(
            lambda: take_step(
                by=by, at=self.at, case_id=self.case.case_id, element="deliver", outcome="served"
            )
        )

    @rule()
    def the_applicant_withdraws(self) -> None:
        self._try(lambda: withdraw(by=self.town.elder, at=self.at, case_id=self.case.case_id))

    @rule(hours=st.sampled_from([1, 23, 24, 72, 240]))
    def time_passes(self, hours: int) -> None:
        self.at += timedelta(hours=hours)

    @rule()
    def the_worker_looks(self) -> None:
        fire_due(at=self.at)
        reckon_again(by=BY, at=self.at)
        assert fire_due(at=self.at) == 0
        self._look()

    def _try(self, verb: Callable[[], object]) -> None:
        before = len(of_case(self.case.case_id, AT))
        stood = self.row["revision"]
        try:
            verb()
        except Invalid:
            raise
        except Problem as problem:
            if problem.code not in REFUSALS:
                raise
        self._look()
        assert len(of_case(self.case.case_id, AT)) - before == self.row["revision"] - stood

    def _look(self) -> None:
        self.row = queries.case(self.case.case_id)
        self.revisions.append(self.row["revision"])

    @invariant()
    def the_state_is_that_of_the_tokens(self) -> None:
        if not self.row:
            return
        places = list(waiting(self.row["tokens"]).values())
        plates = package(self.row["snapshot_id"]).machine.plates
        if self.row["closed_at"] is None:
            assert [plates[place].state for place in places] == [self.row["state"]]
        else:
            assert places == []
            assert self.row["state"] in ("delivered", "withdrawn")
            assert self.row["result"]

    @invariant()
    def who_is_waited_for_has_exactly_one_task(self) -> None:
        if not self.row:
            return
        tasks = {task["token"]: task["element"] for task in queries.open_tasks(self.case.case_id)}
        assert tasks == waiting(self.row["tokens"])

    @invariant()
    def timers_run_only_for_what_waits_and_never_in_a_closed_case(self) -> None:
        if not self.row:
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT token, due_at FROM cases_timer WHERE case_id = %s", [self.case.case_id])
            timers = dict(cursor.fetchall())
        places = waiting(self.row["tokens"])
        assert set(timers) == {
            token for token, element in places.items() if element in ("accept", "sign_refusal")
        }
        assert all(due == self._notice_ends() for due in timers.values())

    def _notice_ends(self) -> datetime:
        first = next(task for task in self._all_tasks() if task["element"] == "accept")
        moment: datetime = first["due_at"]
        return moment

    def _all_tasks(self) -> list[dict[str, Any]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT element, due_at FROM cases_task WHERE case_id = %s ORDER BY id", [self.case.case_id]
            )
            return [{"element": row[0], "due_at": row[1]} for row in cursor.fetchall()]

    @invariant()
    def acceptance_is_never_late_and_never_undone(self) -> None:
        if not self.row:
            return
        accepted = (self.row["accepted_on"], self.row["accept_mode"])
        if self.accepted is not None:
            assert accepted == self.accepted
        if accepted[0] is not None:
            self.accepted = accepted
            assert accepted[0] <= today(self.at)
            assert self.row["result"] != "refused_acceptance"
            if accepted[1] == "lapse":
                assert accepted[0] == today(self.row["received_at"])

    @invariant()
    def nobody_acts_in_two_roles_that_are_kept_apart(self) -> None:
        if not self.row:
            return
        plates = package(self.row["snapshot_id"]).machine.plates
        roles: dict[str, set[str]] = {}
        for entry in handled_list(self.row["handled"]):
            if entry.person and plates[entry.element].role:
                roles.setdefault(entry.person, set()).add(plates[entry.element].role)
        for held in roles.values():
            assert not [pair for pair in STANDARD if pair <= held]

    @invariant()
    def every_change_has_exactly_one_event(self) -> None:
        if not self.row:
            return
        history = of_case(self.case.case_id, AT)
        assert len(history) == 1 + self.row["revision"]
        assert history[-1]["to_state"] == self.row["state"]
        for event, following in pairwise(history):
            assert following["from_state"] == event["to_state"]
            assert following["at"] >= event["at"]

    def teardown(self) -> None:
        if not self.row:
            return
        kinds = Counter(letter.kind for letter in letters_of(self.case.case_id))
        accepted = kinds["acceptance_notice"] + kinds["acceptance_by_lapse_notice"]
        assert accepted == (1 if self.row["accepted_on"] else 0)
        assert kinds["decision"] + kinds["refusal_of_acceptance"] == (1 if self.row["decided_at"] else 0)
        assert kinds["proof_of_service"] == (1 if self.row["state"] == "delivered" else 0)


@pytest.mark.django_db
def test_no_order_of_steps_breaks_a_case():
    town = a_town()
    everything = replace(
        town.window,
        grants=tuple(grant for by in (town.acceptor, town.reviewer, town.approver) for grant in by.grants),
    )
    ACase.town = town
    ACase.officers = (town.acceptor, town.reviewer, town.approver, town.window, everything)
    run_state_machine_as_test(
        ACase,
        settings=settings(
            max_examples=25,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
