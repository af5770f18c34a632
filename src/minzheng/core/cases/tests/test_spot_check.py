"""The draw for the spot check, and when a silent source is asked again: decided without a database."""

from datetime import UTC, datetime, timedelta

from minzheng.core.cases.rules import CHINA, asked_again_at, drawn, local_moment, share_of, visit_time_fault
from minzheng.kernel.ids import uuid7

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def test_the_same_event_and_case_are_drawn_alike_every_time() -> None:
    event, case = uuid7(AT), uuid7(AT)
    assert len({drawn(event, case, 30) for _ in range(20)}) == 1


def test_about_the_share_of_cases_is_drawn() -> None:
    case = uuid7(AT)
    found = sum(drawn(uuid7(AT), case, 30) for _ in range(4000))
    assert 1050 <= found <= 1350


def test_a_share_of_nothing_draws_nobody_and_of_hundred_everybody() -> None:
    pairs = [(uuid7(AT), uuid7(AT)) for _ in range(300)]
    assert not any(drawn(event, case, 0) for event, case in pairs)
    assert all(drawn(event, case, 100) for event, case in pairs)


def test_a_larger_share_draws_whom_the_smaller_one_draws_too() -> None:
    pairs = [(uuid7(AT), uuid7(AT)) for _ in range(300)]
    assert all(drawn(event, case, 60) for event, case in pairs if drawn(event, case, 30))


def test_a_small_office_is_never_looked_at_less_than_others() -> None:
    assert share_of(None, None, small_office=False) == 30
    assert share_of(None, None, small_office=True) == 60
    assert share_of(50, 40, small_office=True) == 50
    assert share_of("35", None, small_office=False) == 35


def test_a_visit_lies_between_the_day_of_the_application_and_now() -> None:
    received = AT - timedelta(days=1)
    assert visit_time_fault(AT, received, AT) is None
    assert visit_time_fault(local_moment("2026-03-01T00:00"), received, AT) is None
    assert "没有到" in str(visit_time_fault(AT + timedelta(minutes=1), received, AT))
    assert "早于" in str(visit_time_fault(local_moment("2026-02-28T23:59"), received, AT))


def test_a_typed_moment_is_of_shanghai() -> None:
    assert local_moment("2026-03-02T14:30") == datetime(2026, 3, 2, 14, 30, tzinfo=CHINA)


def test_a_silent_source_is_asked_after_one_and_five_minutes_then_written_to() -> None:
    assert asked_again_at(1, AT) == AT + timedelta(minutes=1)
    assert asked_again_at(2, AT) == AT + timedelta(minutes=5)
    assert asked_again_at(3, AT) is None
