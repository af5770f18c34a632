"""Delivering, reading, queueing and sending."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from minzheng.core.messages import actions, queries
from minzheng.core.messages.models import Sms
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, Hat, system

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
TELLER = system("outbound")
PHONE = "19900001234"


def tell(person: UUID, event: UUID | None = None, **more: str) -> bool:
    words = {"title": "您的申请已经受理", "body": "编号 1。", "link": "/cases/1/"} | more
    return actions.deliver(by=TELLER, at=AT, person=person, event_id=event or uuid7(), **words)


def text(phone: str = PHONE, event: UUID | None = None, at: datetime = AT) -> str:
    return actions.send_sms(by=TELLER, at=at, phone=phone, text="您的申请已经受理", event_id=event or uuid7())


def reader(person: UUID) -> Actor:
    return Actor(hat=Hat.SELF, account=uuid7(), person=person)


def test_an_event_tells_a_person_once_and_another_person_too() -> None:
    first, second, event = uuid7(), uuid7(), uuid7()
    assert [tell(first, event), tell(first, event), tell(second, event)] == [True, False, True]
    assert [len(queries.inbox([person])) for person in (first, second)] == [1, 1]


def test_the_inbox_is_newest_first_and_turns_pages(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    person = uuid7()
    for n in range(5):
        tell(person, title=f"第 {n} 条")
    with django_assert_num_queries(1):
        page = queries.inbox([person], limit=3)
    assert [row.title for row in page] == ["第 4 条", "第 3 条", "第 2 条"]
    assert [row.title for row in queries.inbox([person], before=page[-1].id)] == ["第 1 条", "第 0 条"]


def test_the_first_reading_counts_and_only_the_own_messages_can_be_read() -> None:
    person = uuid7()
    tell(person)
    [row] = queries.inbox([person])
    with pytest.raises(Problem, match=r"messages\.missing"):
        actions.mark_read(by=reader(uuid7()), at=AT, message_id=row.id)
    with pytest.raises(Problem, match=r"messages\.missing"):
        actions.mark_read(by=reader(person), at=AT, message_id=uuid7())
    assert queries.unread([person]) == 1
    for later in (0, 1):
        actions.mark_read(by=reader(person), at=AT + timedelta(hours=later), message_id=row.id)
    assert queries.inbox([person])[0].read_at == AT
    assert queries.unread([person]) == 0


def test_a_link_that_leads_elsewhere_is_refused() -> None:
    with pytest.raises(Problem, match=r"messages\.link"):
        tell(uuid7(), link="//evil.example/")


def test_only_the_platform_sends() -> None:
    citizen = reader(uuid7())
    with pytest.raises(Problem, match=r"offices\.denied"):
        actions.deliver(by=citizen, at=AT, person=uuid7(), event_id=uuid7(), title="x", body="y")
    with pytest.raises(Problem, match=r"offices\.denied"):
        actions.send_sms(by=citizen, at=AT, phone=PHONE, text="x", event_id=uuid7())


def test_a_short_message_waits_then_leaves_once() -> None:
    event = uuid7()
    assert [text(event=event), text(event=event)] == ["waiting", "waiting"]
    assert queries.simulated(PHONE) == []
    assert [actions.send_waiting(at=AT), actions.send_waiting(at=AT)] == [1, 0]
    assert [row.text for row in queries.simulated(PHONE)] == ["【民政服务】您的申请已经受理"]
    assert queries.sms_states(event) == {PHONE: "sent"}


def test_a_telephone_gets_ten_a_day_and_more_the_next_day() -> None:
    states = [text() for _ in range(12)]
    assert states == ["waiting"] * 10 + ["held"] * 2
    assert text(phone="19900005678") == "waiting"
    assert text(at=AT + timedelta(days=1)) == "waiting"
    assert actions.send_waiting(at=AT + timedelta(days=1)) == 12


def test_the_same_number_written_otherwise_is_the_same_telephone() -> None:
    event = uuid7()
    text("+86 199-0000-1234", event)
    text(PHONE, event)
    assert list(queries.sms_states(event)) == [PHONE]


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(Problem, match=r"messages\.phone"):
        text("12")


def test_a_silent_gateway_is_tried_again_later_and_later_and_then_given_up() -> None:
    event = uuid7()
    text("19900000000", event)
    times, moment = [], AT
    for _ in range(60):
        row = Sms.objects.get(event_id=event)
        if row.status == Sms.Status.WAITING and row.next_at <= moment:
            actions.send_waiting(at=moment)
            times.append(int((moment - AT).total_seconds() // 60))
        moment += timedelta(minutes=1)
    assert times == [0, 1, 3, 7, 15, 31]
    assert queries.sms_states(event) == {"19900000000": "failed"}


def test_a_silent_telephone_holds_up_no_other() -> None:
    text("19900000000")
    text(PHONE)
    assert actions.send_waiting(at=AT) == 1


def test_a_number_that_does_not_exist_is_not_tried_again() -> None:
    event = uuid7()
    text("19900000001", event)
    assert actions.send_waiting(at=AT) == 0
    assert queries.sms_states(event) == {"19900000001": "refused"}


def posted(address: str) -> UUID:
    letter = uuid7()
    actions.send_post(by=TELLER, at=AT, letter_id=letter, name="林演兰", address=address)
    return letter


def state_of(letter: UUID) -> str:
    return queries.posts_of([letter])[letter].status


def test_a_paper_letter_is_handed_in_followed_and_delivered() -> None:
    letter = posted("青禾市明川区柳荫街道春和社区 3 号")
    assert state_of(letter) == "waiting"
    assert actions.work_post(at=AT) == 1
    assert state_of(letter) == "posted"
    assert queries.posts_of([letter])[letter].tracking_no
    assert actions.work_post(at=AT + timedelta(hours=1)) == 0, "it is asked after once a day"
    actions.work_post(at=AT + timedelta(days=1))
    found = queries.posts_of([letter])[letter]
    assert (found.status, found.note) == ("delivered", "本人签收")


def test_a_letter_that_comes_back_says_why_and_one_without_address_does_not_leave() -> None:
    letter = posted("春和社区 3 号（家中无人）")
    actions.work_post(at=AT)
    actions.work_post(at=AT + timedelta(days=1))
    assert (state_of(letter), queries.posts_of([letter])[letter].note) == ("returned", "家中无人，两次未投")
    with pytest.raises(Problem, match=r"messages\.address"):
        posted("  ")


def test_a_silent_post_is_asked_again_a_few_times_and_then_given_up() -> None:
    letter = posted("邮局不通的地方")
    moment = AT
    for _ in range(8):
        actions.work_post(at=moment)
        moment += timedelta(hours=1)
    assert state_of(letter) == "failed"
    assert state_of(posted("查无地址")) == "waiting"
