"""Results go onto the board by the allow-list and off it when the decision falls; nothing else ever does."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from minzheng.core.audit.actions import sequence
from minzheng.core.audit.queries import run
from minzheng.core.cases.actions import LaterAct, revoke, take_step
from minzheng.core.cases.tests.factories import AT, Town, a_case, a_town
from minzheng.core.catalogue.actions import publish
from minzheng.core.catalogue.queries import latest
from minzheng.core.catalogue.tests.factories import reworded, shipped
from minzheng.core.disclosure.actions import follow_decisions, publish_result, withdraw_result
from minzheng.core.disclosure.queries import result_of, results
from minzheng.core.people.tests.factories import BY
from minzheng.kernel.errors import Problem

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PERMIT: dict[str, Any] = {
    "type_code": "01",
    "applicants": ["legal_person", "organisation"],
    "applicant_title": "address",  # of a body that is still to be founded, so that its founder applies
    "disclosure": {"fields": ["name", "decision", "doc_no", "organ", "decided_on"]},
}


@pytest.fixture
def town() -> Town:
    return a_town()


def as_permit() -> None:
    """The shipped allowance, as if it were a permit of organisations whose results are published."""
    import yaml

    limits = yaml.safe_load(shipped()["service.yaml"])["limits"]
    limits = {**limits, "publication_period": {"n": 7, "unit": "working_day", "from": "decision"}}
    newest = latest("gaoling")
    assert newest is not None
    files = reworded(**PERMIT, limits=limits)
    publish(by=BY, at=AT, files=files, domain="elderly", parent=newest["id"])


def decided(town: Town, outcome: str = "grant", *, key: str = "k1") -> UUID:
    case = a_case(town, key=key).case_id
    take_step(by=town.acceptor, at=AT + HOUR, case_id=case, element="accept", outcome="accept")
    take_step(by=town.reviewer, at=AT + HOUR, case_id=case, element="initial_review", outcome="agree")
    form = {"reason": "不符合规定的条件。"}
    take_step(by=town.approver, at=AT + 2 * HOUR, case_id=case, element="confirm", outcome=outcome, form=form)
    return case


def follow() -> None:
    sequence(at=AT + 3 * HOUR)
    follow_decisions(at=AT + 3 * HOUR)


def test_a_granted_permit_stands_on_the_board_with_its_listed_fields_and_nothing_more(town: Town):
    as_permit()
    case = decided(town)
    follow()
    row = result_of(case)
    assert row is not None
    assert row.fields.keys() == {"name", "decision", "doc_no", "organ", "decided_on"}
    assert (row.fields["decision"], row.fields["organ"]) == ("准予", "明川区民政局")
    assert "〔2026〕1号" in row.fields["doc_no"]
    due = run("SELECT due_on FROM disclosure_result", [])[0][0]
    assert due.isoformat() == "2026-03-11"


def test_the_book_is_read_once_and_a_result_is_published_once(town: Town):
    as_permit()
    case = decided(town)
    follow()
    follow()
    publish_result(by=BY, at=AT + 4 * HOUR, case_id=case)
    assert len(results()) == 1
    assert run("SELECT count(*) FROM audit_event WHERE kind = 'disclosure.publish'", [])[0][0] == 1


def test_a_service_that_lists_no_fields_publishes_nothing(town: Town):
    case = decided(town)
    follow()
    assert results() == []
    assert publish_result(by=BY, at=AT, case_id=case) is None


def test_what_was_refused_is_not_published(town: Town):
    as_permit()
    decided(town, "refuse")
    follow()
    assert results() == []


def test_a_revoked_decision_comes_off_the_board(town: Town):
    as_permit()
    case = decided(town)
    follow()
    take_step(by=town.elder, at=AT + 4 * HOUR, case_id=case, element="deliver", outcome="served")
    act = LaterAct(reason="申请材料不实，予以撤销。", effective_on=AT.date(), article="行政许可法第六十九条")
    revoke(by=town.approver, at=AT + 5 * HOUR, case_id=case, act=act)
    follow()
    assert result_of(case) is None
    assert results() == []
    assert not withdraw_result(by=BY, at=AT, case_id=case, why="又一次")


def test_nobody_but_the_platform_publishes_or_withdraws(town: Town):
    as_permit()
    case = decided(town)
    with pytest.raises(Problem, match="denied"):
        publish_result(by=town.approver, at=AT, case_id=case)
    follow()
    with pytest.raises(Problem, match="denied"):
        withdraw_result(by=town.approver, at=AT, case_id=case, why="不想公开")


def test_results_are_found_by_a_part_of_the_name(town: Town):
    as_permit()
    decided(town)
    follow()
    assert [row.name for row in results("演松")] == ["陈演松"]
    assert results("%") == []
    assert results("茶叶") == []


def test_pages_go_on_and_back_without_counting_and_cost_one_statement(
    town: Town, django_assert_num_queries: Callable[..., Any]
):
    as_permit()
    for n in range(5):
        decided(town, key=f"k{n}")
    follow()
    with django_assert_num_queries(1, connection=connection):
        first = results(limit=2)
    assert len(first) == 3
    second = results(limit=2, after=(first[1].published_at, first[1].id))
    assert len(second) == 3
    back = results(limit=2, after=(second[0].published_at, second[0].id), backwards=True)
    assert {row.id for row in back} == {row.id for row in first[:2]}


def test_what_cannot_be_published_is_told_in_the_log_and_tried_again(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    from minzheng.core.disclosure import actions

    as_permit()
    case = decided(town)

    def missing(_number: object) -> None:
        raise Problem("places.calendar_missing")

    with monkeypatch.context() as patched:
        patched.setattr(actions, "calendar", missing)
        with pytest.raises(Problem, match="calendar_missing"):
            follow()
    (event,) = run("SELECT id FROM audit_event WHERE case_id = %s AND facts->>'result' = 'granted'", [case])
    assert f"{event[0]}" in caplog.text
    assert "places.calendar_missing" in caplog.text
    assert results() == []
    follow()
    assert result_of(case) is not None


def test_a_case_that_is_gone_holds_up_nothing(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    from minzheng.core.disclosure import actions

    as_permit()
    decided(town)

    def gone(_case: object) -> None:
        raise Problem("cases.not_found")

    monkeypatch.setattr(actions, "case", gone)
    follow()
    assert "cases.not_found" in caplog.text
    monkeypatch.undo()
    follow()
    assert results() == []
