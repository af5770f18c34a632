"""After closing (standards 4.5): corrected, issued again, revoked, cancelled, altered, made anew; the first case stays."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from minzheng.core.audit.queries import of_case
from minzheng.core.cases import queries
from minzheng.core.cases.actions import (
    LaterAct,
    Submitted,
    alter,
    amend,
    cancel,
    redo,
    reissue,
    revoke,
    take_step,
)
from minzheng.core.cases.models import Link
from minzheng.core.cases.tests.factories import AT, Town, a_case, a_town
from minzheng.core.documents.queries import LetterRow, letters_of
from minzheng.kernel.errors import Invalid, Problem

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LATER = AT + timedelta(days=40)
ACT = LaterAct(
    reason="核查发现户籍已经迁出本县。",
    effective_on=date(2026, 5, 1),
    article="《社会救助暂行办法》第六十八条",
)


@pytest.fixture
def town() -> Town:
    return a_town()


def decided(town: Town, outcome: str = "grant") -> Submitted:
    case = a_case(town)
    steps = (
        (town.acceptor, "accept", "accept"),
        (town.reviewer, "initial_review", "agree"),
        (town.approver, "confirm", outcome),
        (town.elder, "deliver", "served"),
    )
    for hour, (who, element, chosen) in enumerate(steps, 1):
        take_step(
            by=who,
            at=AT + hour * HOUR,
            case_id=case.case_id,
            element=element,
            outcome=chosen,
            form={"reason": "户籍不在本县，不符合条件。", "opinion": "户籍、年龄已核。"},
        )
    return case


def decision_of(case_id: UUID) -> LetterRow:
    return [one for one in letters_of(case_id) if one.kind == "decision"][-1]


def links_of(case_id: UUID) -> list[tuple[str, UUID | None]]:
    return list(Link.objects.filter(to_case=case_id).order_by("id").values_list("kind", "from_case"))


def test_a_slip_of_the_pen_is_corrected_in_a_new_paper_and_the_old_one_is_marked(town: Town):
    case = decided(town)
    old = decision_of(case.case_id)
    act = LaterAct(reason="姓名写错一个字。", effective_on=date(2026, 4, 11))
    new = amend(
        by=town.approver,
        at=LATER,
        case_id=case.case_id,
        letter_id=old.id,
        act=act,
        corrections={"applicant": "陈演嵩"},
    )
    before, after = letters_of(case.case_id)[-2:]
    found = {one.id: one for one in letters_of(case.case_id)}
    assert (found[old.id].status, found[new].status) == ("corrected", "issued")
    assert found[new].data["applicant"] == "陈演嵩"
    assert old.doc_no in found[new].note
    assert found[new].doc_no != old.doc_no
    assert found[old.id].data == old.data
    assert links_of(case.case_id) == [("amends", None)]
    assert before.id != after.id


def test_a_correction_may_not_change_the_decision_itself(town: Town):
    case = decided(town)
    act = LaterAct(reason="想把结论改掉。", effective_on=date(2026, 4, 11))
    for corrections in ({"granted": "否"}, {"remedy": "不能复议。"}, {}):
        with pytest.raises(Invalid):
            amend(
                by=town.approver,
                at=LATER,
                case_id=case.case_id,
                letter_id=decision_of(case.case_id).id,
                act=act,
                corrections=corrections,
            )
    assert links_of(case.case_id) == []


def test_a_lost_paper_is_issued_again_under_a_new_number_with_the_same_right(town: Town):
    case = decided(town)
    old = decision_of(case.case_id)
    act = LaterAct(reason="本人说通知书遗失了。", effective_on=date(2026, 4, 11))
    reissue(by=town.approver, at=LATER, case_id=case.case_id, letter_id=old.id, act=act)
    new = decision_of(case.case_id)
    assert (new.data, new.title) == (old.data, old.title)
    assert new.doc_no != old.doc_no
    with pytest.raises(Problem, match=r"cases\.letter_overtaken"):
        reissue(by=town.approver, at=LATER, case_id=case.case_id, letter_id=old.id, act=act)


def test_a_decision_is_revoked_with_article_day_and_remedy_and_the_case_itself_stays(town: Town):
    case = decided(town)
    row = queries.case(case.case_id)
    letter = revoke(by=town.approver, at=LATER, case_id=case.case_id, act=ACT)
    paper = {one.id: one for one in letters_of(case.case_id)}[letter]
    assert paper.data["effective_on"] == "2026年5月1日"
    assert "明川区" in paper.data["remedy"]
    assert decision_of(case.case_id).status == "revoked"
    assert queries.case(case.case_id) == row
    told = of_case(case.case_id, AT)[-1]
    assert (told["kind"], told["element"], told["from_state"], told["to_state"]) == (
        "cases.later",
        "revokes",
        "delivered",
        "delivered",
    )
    with pytest.raises(Problem, match=r"cases\.nothing_decided"):
        revoke(by=town.approver, at=LATER, case_id=case.case_id, act=ACT)


def test_without_an_article_nothing_is_revoked(town: Town):
    case = decided(town)
    with pytest.raises(Invalid) as caught:
        revoke(
            by=town.approver,
            at=LATER,
            case_id=case.case_id,
            act=LaterAct(reason=ACT.reason, effective_on=ACT.effective_on),
        )
    assert [problem.path for problem in caught.value.fields] == ["article"]


def test_what_was_refused_cannot_be_cancelled(town: Town):
    case = decided(town, "refuse")
    with pytest.raises(Problem, match=r"cases\.too_early_for_act"):
        cancel(by=town.approver, at=LATER, case_id=case.case_id, act=ACT)


def test_what_was_granted_is_cancelled_with_reason_and_day(town: Town):
    case = decided(town)
    cancel(by=town.approver, at=LATER, case_id=case.case_id, act=ACT)
    assert decision_of(case.case_id).status == "cancelled"
    assert links_of(case.case_id) == [("cancels", None)]


def test_a_change_of_circumstances_is_a_new_case_linked_to_the_first(town: Town):
    case = decided(town)
    new = alter(by=town.approver, at=LATER, case_id=case.case_id, act=ACT, key="alter-1")
    row = queries.case(new.case_id)
    assert (row["state"], row["caused_by"], row["applicant_id"]) == (
        "received",
        case.case_id,
        queries.case(case.case_id)["applicant_id"],
    )
    assert queries.answers(new.case_id) == queries.answers(case.case_id)
    assert links_of(case.case_id) == [("alters", new.case_id)]
    assert (
        alter(by=town.approver, at=LATER, case_id=case.case_id, act=ACT, key="alter-1").case_no == new.case_no
    )
    assert len(links_of(case.case_id)) == 1


def test_a_review_decision_orders_a_new_decision_and_names_its_day(town: Town):
    case = decided(town, "refuse")
    with pytest.raises(Invalid):
        redo(by=town.approver, at=LATER, case_id=case.case_id, act=ACT, key="redo-0")
    act = LaterAct(ACT.reason, ACT.effective_on, legal_doc="明政复决〔2026〕2号行政复议决定书")
    new = redo(
        by=town.approver,
        at=LATER,
        case_id=case.case_id,
        act=act,
        key="redo-1",
        ordered_by=date(2026, 5, 20),
    )
    take_step(by=town.acceptor, at=LATER, case_id=new.case_id, element="accept", outcome="accept")
    clock = queries.case(new.case_id)["clock"]
    assert clock["last_day"] == "2026-05-20"
    assert "明政复决〔2026〕2号" in clock["explanation"]
    assert links_of(case.case_id) == [("redo_of", new.case_id)]


def test_an_open_case_is_not_acted_upon_and_a_stranger_may_not(town: Town):
    open_case = a_case(town, key="open")
    with pytest.raises(Problem, match=r"cases\.too_early_for_act"):
        revoke(by=town.approver, at=LATER, case_id=open_case.case_id, act=ACT)
    for stranger in (town.acceptor, town.other_approver, town.elder):
        with pytest.raises(Problem, match=r"offices\.denied"):
            revoke(by=stranger, at=LATER, case_id=open_case.case_id, act=ACT)
