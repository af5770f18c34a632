"""What goes out: each event tells once, also when a reader is cut off; receipts are numbered without gaps."""

from datetime import timedelta
from pathlib import Path
from string import Formatter
from uuid import UUID

import pytest
import yaml
from django.db import connection, transaction

from minzheng.core import cases as cases_room
from minzheng.core.audit.actions import sequence
from minzheng.core.audit.queries import of_case
from minzheng.core.cases import queries
from minzheng.core.cases.actions import (
    LaterAct,
    amend,
    ask_sources,
    assign,
    cancel,
    extend,
    fire_due,
    reissue,
    revoke,
    send_link,
    start_check,
    start_from_list,
    take_step,
    tell_contradiction,
    terminate,
    transfer,
    undo,
    withdraw,
)
from minzheng.core.cases.tests.factories import AT, Town, a_case, a_town, an_elder
from minzheng.core.cases.tests.family import a_family, a_family_case, asked
from minzheng.core.cases.tests.inquiry import a_field, an_accepted_case
from minzheng.core.cases.tests.road import RENT, WHY, Road, a_road, day
from minzheng.core.documents.queries import letters_of
from minzheng.core.messages.queries import inbox, sms_states
from minzheng.core.outbound import actions
from minzheng.core.outbound.actions import issue_receipts, send_held_messages, send_messages
from minzheng.core.outbound.queries import text_for, texts
from minzheng.core.people.tests.factories import BY

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TEXTS = yaml.safe_load(
    (Path(cases_room.__file__).parent / "messages" / "applicant.yaml").read_text(encoding="utf-8")
)


@pytest.fixture
def town() -> Town:
    town = a_town()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET phone = '19900001234' WHERE id = %s", [town.elder.person])
    return town


def told(town: Town) -> list[str]:
    """Titles in the elder's in-box, oldest first."""
    assert town.elder.person is not None
    return [row.title for row in inbox([town.elder.person])][::-1]


def out() -> int:
    sequence(at=AT)
    return send_messages(at=AT)


def test_an_event_tells_its_person_once_with_the_number_and_a_link(town: Town):
    case = a_case(town)
    assert out() >= 1
    assert out() == 0
    assert town.elder.person is not None
    (row,) = inbox([town.elder.person])
    assert row.title == "收到了您的高龄津贴申请"
    assert case.case_no in row.body
    assert "3 月 9 日" in row.body
    assert row.link == f"/cases/{case.case_no}"


def test_a_reader_that_is_cut_off_half_way_tells_nobody_twice_and_forgets_nobody(
    town: Town, monkeypatch: pytest.MonkeyPatch
):
    made = [a_case(town, key=f"n{n}") for n in range(3)]
    sequence(at=AT)
    real, seen = actions.deliver, []

    def falling(**words: object) -> bool:
        seen.append(words["event_id"])
        if len(seen) == 2:
            raise ConnectionError
        return real(**words)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(actions, "deliver", falling)
        with pytest.raises(ConnectionError), transaction.atomic():
            send_messages(at=AT)
    assert told(town) == []
    send_messages(at=AT)
    assert len(told(town)) == len(made)
    assert send_messages(at=AT) == 0


def test_a_short_message_leaves_only_where_the_text_says_so(town: Town):
    case = a_case(town)
    take_step(by=town.acceptor, at=AT + HOUR, case_id=case.case_id, element="accept", outcome="accept")
    take_step(by=town.reviewer, at=AT + HOUR, case_id=case.case_id, element="initial_review", outcome="agree")
    out()
    history = of_case(case.case_id, AT)
    assert [bool(sms_states(event["id"])) for event in history] == [True, True, False]
    assert told(town) == ["收到了您的高龄津贴申请", "您的申请已经受理", "初审做完了"]


def test_who_has_no_telephone_or_a_wrong_number_still_finds_the_message_and_holds_up_nobody(town: Town):
    case = a_case(town)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET phone = '12' WHERE id = %s", [town.elder.person])
    out()
    assert sms_states(of_case(case.case_id, AT)[0]["id"]) == {}
    assert len(told(town)) == 1


def test_every_text_finds_what_it_says_in_its_event(town: Town):
    month = AT.date().replace(month=4, day=1)
    an_elder("韩演溪", born=month.replace(year=1946, day=10))
    (listed,) = start_from_list(by=BY, at=AT, service="gaoling", county="990101", month=month)
    take_step(by=town.reviewer, at=AT, case_id=listed, element="ascertain", outcome="eligible")
    lapsed, withdrawn = a_case(town, key="lapsed").case_id, a_case(town, key="withdrawn").case_id
    withdraw(by=town.elder, at=AT, case_id=withdrawn)
    fire_due(at=queries.case(lapsed)["due_at"])
    roads = [listed, lapsed, withdrawn, *(_walked(town, *steps) for steps in WALKS)]
    roads += _acted_upon_later(town)
    roads += _side_roads(a_road(town))
    used = {title for case_id in roads for title in _held_against_events(case_id)}
    own = {words["title"] for kind, words in TEXTS.items() if kind not in TOLD_APART}
    assert own - used == set(), "every text was used"
    assert all(len(str(part)) < 200 for words in TEXTS.values() for part in words.values())


def test_who_shall_sign_and_who_shall_explain_find_what_is_said_in_their_events():
    signers = a_family()
    signed = a_family_case(signers).case_id
    asked_of = asked(signed)["袁演芷"]
    send_link(
        by=signers.applicant,
        at=AT,
        authorisation_id=asked_of.id,
        phone="19900003333",
        address="http://localhost:8000",
    )
    assert TEXTS["cases.send_link"]["title"] in _held_against_events(signed)


def test_a_family_that_was_told_of_a_contradiction_finds_it_in_its_event():
    field = a_field()
    case_id = an_accepted_case(field)
    start_check(by=field.checker, at=AT, case_id=case_id)
    ask_sources(at=AT)
    tell_contradiction(
        by=field.checker,
        at=AT,
        check_id=queries.check_of(case_id).id,
        note="存款比申报的多。",
        answer_by=AT.date() + timedelta(days=5),
    )
    assert TEXTS["cases.tell_contradiction"]["title"] in _held_against_events(case_id)


TOLD_APART = frozenset({"cases.send_link", "cases.tell_contradiction"})
"""Texts whose events need other people than the allowance has: held in tests of their own."""


def _held_against_events(case_id: UUID) -> set[str]:
    """The titles of the texts that a case's events use; each finds in its event what it says."""
    used = set()
    for event in of_case(case_id, AT):
        words = text_for(event["kind"], event["element"], str(event["facts"].get("outcome", "")))
        if words is not None:
            used.add(words["title"])
            holes = {name for part in words.values() for _, name, *_ in Formatter().parse(str(part)) if name}
            assert holes <= set(event["facts"]) | {"title"}
    return used


def _walked(town: Town, *steps: tuple[str, str, str], key: str = "") -> UUID:
    case_id = a_case(town, key=key or str(steps)).case_id
    for n, (who, element, outcome) in enumerate(steps, 1):
        take_step(
            by=getattr(town, who),
            at=AT + n * HOUR,
            case_id=case_id,
            element=element,
            outcome=outcome,
            form={"reason": "户籍不在本区，请到户籍所在地申请。"},
        )
    return case_id


def _side_roads(road: Road) -> list[UUID]:
    """Cases that left the straight road, each in another way."""
    acceptor, approver, reviewer = road.town.acceptor, road.town.approver, road.town.reviewer
    supplemented = road.begin(day("03-02")).case_id
    road.ask(day("03-03"))
    road.hand_in(day("03-04"))
    road.ask(day("03-05"), outcome="still_missing")
    road.hand_in(day("03-06"))
    road.step(acceptor, "accept_supplemented", "accept", day("03-09"))
    road.inquire(day("03-10")).review(day("03-10"), "ask_further", items=[RENT])
    road.hand_in(day("03-11"))
    road.review(day("03-11"), "propose_special", special="appraisal", planned_end="2026-03-20")
    road.step(approver, "approve_special", "approve", day("03-12"))
    road.step(road.examiner, "special_procedure", "finished", day("03-13"))
    extend(by=approver, at=day("03-16"), case_id=supplemented, reason=WHY)
    road.to_examine(day("03-17"))
    road.step(road.examiner, "examine", "ask_further", day("03-17"), items=[RENT])
    terminate(by=approver, at=day("03-18"), case_id=supplemented, ground="died", reason=WHY)
    conditional = road.begin(day("03-02")).case_id
    road.commit(day("03-03"))
    road.step(acceptor, "accept", "accept_conditionally", day("03-03"), no_restriction=True)
    road.hand_in(day("03-04"))
    way = {"way": "hand_over", "to": "云溪县民政局"}
    transfer(by=approver, at=day("03-05"), case_id=conditional, reason=WHY, **way)
    overdue = road.begin(day("03-02")).case_id
    road.ask(day("03-03"))
    fire_due(at=day("03-20"))
    road.step(acceptor, "supplement", "close_overdue", day("03-20"))
    refused = road.begin(day("03-02")).accept(day("03-03")).inquire(day("03-04")).case_id
    road.step(reviewer, "initial_review", "disagree", day("03-05"))
    return [supplemented, conditional, overdue, refused]


def _acted_upon_later(town: Town) -> list[UUID]:
    """Two decided cases: one corrected, issued again and revoked, one cancelled."""
    late = AT + timedelta(days=40)
    act = LaterAct("核查发现户籍已经迁出。", late.date(), "办法第九条")
    first, second = (
        _walked(town, *REVIEWED, ("approver", "confirm", "grant"), ("elder", "deliver", "served"), key=key)
        for key in ("first", "second")
    )
    by = town.approver
    letter = [one.id for one in letters_of(first) if one.kind == "decision"][-1]
    new = amend(by=by, at=late, case_id=first, letter_id=letter, act=act, corrections={"applicant": "陈演嵩"})
    reissue(by=by, at=late, case_id=first, letter_id=new, act=act)
    revoke(by=by, at=late, case_id=first, act=act)
    cancel(by=by, at=late, case_id=second, act=act)
    return [first, second]


REVIEWED = (("acceptor", "accept", "accept"), ("reviewer", "initial_review", "agree"))
WALKS = (
    (("acceptor", "accept", "propose_refusal"), ("approver", "sign_refusal", "sign")),
    (*REVIEWED, ("approver", "confirm", "refuse")),
    (*REVIEWED, ("approver", "confirm", "grant"), ("elder", "deliver", "served")),
)


def test_the_most_exact_text_wins_and_without_one_nobody_is_told():
    assert text_for("cases.step", "confirm", "grant") != text_for("cases.step", "confirm", "refuse")
    assert text_for("cases.step", "deliver", "served") == texts()["cases.step/deliver/served"]
    assert text_for("cases.step", "deliver", "failed") is None, "who was not reached is not asked to rate"
    assert text_for("cases.withdraw", "withdraw", "anything") == texts()["cases.withdraw"]
    assert text_for("cases.step", "accept", "propose_refusal") is None
    assert text_for("offices.refused", "", "") is None


def test_receipts_are_numbered_in_a_row_once_each_also_after_a_cut(
    town: Town, monkeypatch: pytest.MonkeyPatch
):
    made = [a_case(town, key=f"n{n}") for n in range(3)]
    sequence(at=AT)
    real, seen = actions.issue_receipt, []

    def falling(**words: object) -> None:
        seen.append(words["case_id"])
        if len(seen) == 3:
            raise ConnectionError
        real(**words)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(actions, "issue_receipt", falling)
        with pytest.raises(ConnectionError), transaction.atomic():
            issue_receipts(at=AT)
    issue_receipts(at=AT)
    sequence(at=AT)
    issue_receipts(at=AT)
    letters = [letter for case in made for letter in letters_of(case.case_id)]
    assert [letter.kind for letter in letters] == ["intake_receipt"] * 3
    assert sorted(letter.doc_no for letter in letters) == [
        letters[0].doc_no.replace("1号", f"{n}号") for n in (1, 2, 3)
    ]


def test_what_may_be_taken_back_is_told_after_ten_minutes_and_not_if_it_was(town: Town):
    kept, slip = a_case(town, key="kept").case_id, a_case(town, key="slip").case_id
    person = town.acceptor.person
    for case_id in (kept, slip):
        event = assign(by=town.acceptor, at=AT, case_id=case_id, element="accept", person=person)
    undo(by=town.acceptor, at=AT + timedelta(minutes=5), case_id=slip, event=event)
    sequence(at=AT)
    send_messages(at=AT + timedelta(minutes=9))
    send_held_messages(at=AT + timedelta(minutes=9))
    assert inbox([person]) == []
    send_held_messages(at=AT + timedelta(minutes=11))
    send_held_messages(at=AT + timedelta(minutes=12))
    (told,) = inbox([person])
    assert queries.case(kept)["case_no"] in told.body
    assert told.link.startswith("/desk/cases/")
