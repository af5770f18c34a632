"""Notes, assignments and scans beside the road, and taking a slip back within ten minutes."""

import io
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from minzheng.core.audit.queries import of_case
from minzheng.core.cases import queries
from minzheng.core.cases.actions import add_scans, assign, note, take_step, undo
from minzheng.core.cases.actions.request_key import RequestKey
from minzheng.core.cases.models import Note, Task
from minzheng.core.cases.tests.factories import AT, Town, a_case, a_town
from minzheng.core.files.actions import store
from minzheng.core.files.tests.factories import picture
from minzheng.core.people.tests.factories import BY
from minzheng.kernel.errors import Invalid, Problem

pytestmark = pytest.mark.django_db
SOON, LATE = AT + timedelta(minutes=9, seconds=59), AT + timedelta(minutes=10)


@pytest.fixture
def town() -> Town:
    return a_town()


def task_of(case_id: object) -> Task:
    return Task.objects.get(case=case_id, done_at=None)


def test_a_note_is_for_colleagues_and_may_be_taken_back_for_ten_minutes(town: Town):
    case = a_case(town).case_id
    event = note(by=town.reviewer, at=AT, case_id=case, text="  家里没人，傍晚再打电话。 ")
    assert Note.objects.get().text == "家里没人，傍晚再打电话。"
    undo(by=town.reviewer, at=SOON, case_id=case, event=event)
    assert not Note.objects.exists()
    assert [one["kind"] for one in of_case(case, AT)][-2:] == ["cases.note", "cases.undo"]
    with pytest.raises(Problem, match=r"cases\.undone_already"):
        undo(by=town.reviewer, at=SOON, case_id=case, event=event)


def test_after_ten_minutes_and_for_others_a_slip_stays(town: Town):
    case = a_case(town).case_id
    event = note(by=town.reviewer, at=AT, case_id=case, text="已经电话联系。")
    with pytest.raises(Problem, match=r"cases\.undo_too_late"):
        undo(by=town.reviewer, at=LATE, case_id=case, event=event)
    with pytest.raises(Problem, match=r"cases\.not_your_slip"):
        undo(by=town.acceptor, at=SOON, case_id=case, event=event)
    assert Note.objects.count() == 1


def test_an_empty_note_is_refused(town: Town):
    with pytest.raises(Invalid):
        note(by=town.reviewer, at=AT, case_id=a_case(town).case_id, text="   ")


def test_a_step_is_given_to_who_holds_its_role_there_and_to_nobody_else(town: Town):
    case = a_case(town).case_id
    event = assign(by=town.acceptor, at=AT, case_id=case, element="accept", person=town.acceptor.person)
    assert task_of(case).assignee == town.acceptor.person
    assert task_of(case).assignee_name == "周演川"
    for stranger in (town.reviewer.person, town.other_approver.person, town.elder.person):
        with pytest.raises(Problem, match=r"cases\.not_a_holder"):
            assign(by=town.acceptor, at=AT, case_id=case, element="accept", person=stranger)
    undo(by=town.acceptor, at=SOON, case_id=case, event=event)
    assert (task_of(case).assignee, task_of(case).assignee_name) == (None, "")


def test_a_step_that_does_not_wait_is_given_to_nobody(town: Town):
    case = a_case(town).case_id
    with pytest.raises(Problem, match=r"cases\.step_not_allowed"):
        assign(by=town.acceptor, at=AT, case_id=case, element="confirm", person=town.approver.person)


def test_a_scan_is_added_and_taken_back(town: Town):
    case = a_case(town).case_id
    before = len(queries.materials(case))
    scan = store(by=BY, at=AT, stream=io.BytesIO(picture()), name="户口簿.jpg")
    files = [("household_book", "户口簿", scan)]
    event = add_scans(by=town.window, at=AT, case_id=case, files=files)
    assert len(queries.materials(case)) == before + 1
    undo(by=town.window, at=SOON, case_id=case, event=event)
    assert len(queries.materials(case)) == before
    with pytest.raises(Invalid):
        add_scans(by=town.window, at=AT, case_id=case, files=[])


def test_a_drafted_refusal_that_was_sent_back_by_mistake_waits_for_its_signature_again(town: Town):
    case = a_case(town).case_id
    reason = {"reason": "户籍不在本区，请到户籍所在地申请。"}
    take_step(by=town.acceptor, at=AT, case_id=case, element="accept", outcome="propose_refusal", form=reason)
    row = queries.case(case)
    taken = take_step(
        by=town.approver, at=AT, case_id=case, element="sign_refusal", outcome="send_back", form=reason
    )
    assert task_of(case).element == "accept"
    undo(by=town.approver, at=SOON, case_id=case, event=taken.event)
    after = queries.case(case)
    same = ("tokens", "variables", "state", "handled", "due_at", "clock")
    assert {name: after[name] for name in same} == {name: row[name] for name in same}
    assert (task_of(case).element, after["revision"]) == ("sign_refusal", row["revision"] + 2)
    take_step(by=town.approver, at=SOON, case_id=case, element="sign_refusal", outcome="sign", form=reason)
    assert queries.case(case)["result"] == "refused_acceptance"


def test_a_return_upon_which_somebody_has_acted_cannot_be_taken_back(town: Town):
    case = a_case(town).case_id
    reason = {"reason": "户籍不在本区，请到户籍所在地申请。"}
    take_step(by=town.acceptor, at=AT, case_id=case, element="accept", outcome="propose_refusal", form=reason)
    taken = take_step(
        by=town.approver, at=AT, case_id=case, element="sign_refusal", outcome="send_back", form=reason
    )
    take_step(by=town.acceptor, at=AT, case_id=case, element="accept", outcome="accept")
    with pytest.raises(Problem, match=r"cases\.moved_on"):
        undo(by=town.approver, at=SOON, case_id=case, event=taken.event)
    assert queries.case(case)["state"] == "in_review"


def test_accepting_cannot_be_taken_back(town: Town):
    case = a_case(town).case_id
    taken = take_step(by=town.acceptor, at=AT, case_id=case, element="accept", outcome="accept")
    with pytest.raises(Problem, match=r"cases\.nothing_to_undo"):
        undo(by=town.acceptor, at=SOON, case_id=case, event=taken.event)


def test_scans_that_are_sent_twice_under_one_key_are_added_once(town: Town):
    case = a_case(town).case_id
    key = RequestKey(town.reviewer.account or UUID(int=0), "k", b"scans")
    file = store(by=town.reviewer, at=AT, stream=io.BytesIO(picture()), name="扫描.jpg")
    files = [("id_card", "居民身份证", file)]
    assert add_scans(by=town.reviewer, at=AT, case_id=case, files=files, key=key) is not None
    before = len(queries.materials(case))
    assert add_scans(by=town.reviewer, at=AT, case_id=case, files=files, key=key) is None
    assert len(queries.materials(case)) == before
    with pytest.raises(Problem, match="key_reused"):
        note(by=town.reviewer, at=AT, case_id=case, text="另一件事。", key=replace(key, digest=b"note"))
