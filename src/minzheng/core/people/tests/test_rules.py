from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.core.people import rules
from minzheng.core.people.rules import (
    Agency,
    NewPerson,
    after_failure,
    age_on,
    births_turning,
    checked_person,
    checked_username,
    id_number_text,
    is_locked,
    may_act_for,
    name_key,
    password_fault,
)
from minzheng.kernel.errors import Invalid, Problem

TODAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def someone(**changes: object) -> NewPerson:
    given = {
        "name": "林演兰",
        "id_kind": "resident_id",
        "id_number": "990101195208090126",
        "registered_at": "990101001001",
        "phone": "19900000001",
    }
    return NewPerson(**(given | changes))  # type: ignore[arg-type]


def faults(new: NewPerson, *, allow_demo: bool = True) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        checked_person(new, TODAY, allow_demo=allow_demo)
    return {fault.path: fault.message for fault in caught.value.fields}


def test_names_sort_by_pinyin_and_family_names_are_read_as_families_say_them():
    names = ["周演川", "单演安", "曾演宁", "陈演松", "仇演月"]
    assert sorted(names, key=name_key) == ["陈演松", "仇演月", "单演安", "曾演宁", "周演川"]
    assert name_key("单演安") == "shan yan an"
    assert name_key("尉迟演山") == "yu chi yan shan"
    assert name_key("买买提·演吐尔") == name_key("买买提• 演吐尔")


def test_the_fifth_failure_locks_for_thirty_minutes_and_not_the_fourth():
    count, locked_until = 0, None
    for failure in range(1, 6):
        assert locked_until is None, failure
        count, locked_until = after_failure(count, AT)
    assert locked_until == AT + timedelta(minutes=30)
    assert is_locked(locked_until, AT + timedelta(minutes=29, seconds=59))
    assert not is_locked(locked_until, AT + timedelta(minutes=30))
    assert not is_locked(None, AT)


@pytest.mark.parametrize(
    ("password", "staff", "words"),
    [
        ("Qing-4821", True, "10 位"),
        ("qinghe-qinghe", True, "3 种"),
        ("Reviewer-01-Qing", True, None),
        ("Desk_01-2026-x", True, "用户名"),
        ("qinghe12", False, None),
        ("qinghehe", False, "2 种"),
        ("清禾一二三四五1", False, None),
    ],
)
def test_a_password_that_will_not_do_says_how_to_mend_it(password, staff, words):
    fault = password_fault(password, "desk_01", staff=staff)
    assert (fault is None) if words is None else (fault is not None and words in fault)


def test_who_turns_eighty_next_month_was_born_in_that_month_eighty_years_ago():
    assert births_turning(80, date(2026, 12, 9)) == (date(1946, 12, 1), date(1946, 12, 31))
    assert births_turning(90, date(2026, 2, 1)) == (date(1936, 2, 1), date(1936, 2, 29))


@given(st.dates(date(1900, 1, 1), date(2010, 12, 31)), st.integers(0, 110))
def test_everybody_turns_an_age_in_exactly_one_month(born, age):
    months = [
        date(year, month, 1)
        for year in range(born.year + age - 1, born.year + age + 2)
        for month in range(1, 13)
        if births_turning(age, date(year, month, 1))[0]
        <= born
        <= births_turning(age, date(year, month, 1))[1]
    ]
    assert months == [date(born.year + age, born.month, 1)]


def test_a_birthday_counts_from_its_own_day():
    assert age_on(date(1946, 12, 5), date(2026, 12, 4)) == 79
    assert age_on(date(1946, 12, 5), date(2026, 12, 5)) == 80


def test_an_agency_reaches_its_services_and_its_days_and_no_further():
    agent, principal = uuid4(), uuid4()
    agency = Agency(
        id=uuid4(),
        kind="representative",
        principal=principal,
        agent=agent,
        scope=frozenset({"dibao"}),
        valid_from=date(2026, 1, 1),
        valid_to=date(2026, 4, 1),
    )
    assert may_act_for([agency], agent, principal, "dibao", date(2026, 3, 31))
    assert not may_act_for([agency], agent, principal, "dibao", date(2026, 4, 1))
    assert not may_act_for([agency], agent, principal, "elder_allowance", date(2026, 2, 1))
    assert not may_act_for([agency], principal, agent, "dibao", date(2026, 2, 1))


def test_a_withdrawn_agency_covers_nothing():
    agent, principal = uuid4(), uuid4()
    agency = Agency(
        uuid4(), "guardian", principal, agent, frozenset(), date(2026, 1, 1), None, status="withdrawn"
    )
    assert not may_act_for([agency], agent, principal, "dibao", date(2026, 2, 1))


def test_birth_date_and_sex_of_a_resident_come_from_the_number():
    checked = checked_person(someone(sex="male", birth_date=date(2000, 1, 1)), TODAY, allow_demo=True)
    assert (checked.birth_date, checked.sex) == (date(1952, 8, 9), "female")


def test_a_wrong_check_digit_is_refused_at_the_field():
    assert "最后一位对不上" in faults(someone(id_number="990101195208090127"))["id_number"]


def test_a_birth_date_that_has_not_come_is_refused():
    new = someone(id_kind="passport", id_number="E1234567", birth_date=TODAY + timedelta(days=1))
    assert "还没有到" in faults(new)["birth_date"]


def test_demo_numbers_are_refused_outside_a_demonstration():
    assert "只用于演示" in faults(someone(phone=""), allow_demo=False)["id_number"]


def test_all_fields_to_mend_are_named_at_once():
    assert set(faults(someone(name=" ", id_number="", phone="1999000"))) == {"name", "id_number", "phone"}


def test_one_spelling_of_a_number_is_found_by_any_other():
    assert (
        id_number_text("resident_id", "９９０２０２１９７８１２３１６６８ｘ")
        == "resident_id:99020219781231668X"
    )
    assert id_number_text("passport", " e 123 4567") == "passport:E1234567"


def test_user_names_are_stored_in_one_spelling():
    assert checked_username(" Ｌin_01 ") == "lin_01"
    with pytest.raises(Invalid):
        checked_username("a b c")


# ── Codes, proofs, sessions ──────────────────────────────────────────────────────────────────────────────────────────

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
QUIET: dict[str, Any] = {
    "phone_today": 0,
    "last_sent": None,
    "source_window": 0,
    "sum_right": False,
    "at": NOON,
}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, ""),
        ({"last_sent": NOON - timedelta(seconds=59)}, "people.code_too_soon"),
        ({"last_sent": NOON - timedelta(seconds=60)}, ""),
        ({"phone_today": 5}, "people.phone_full_today"),
        ({"source_window": 3}, "people.sum_first"),
        ({"source_window": 19, "sum_right": True}, ""),
        ({"source_window": 20, "sum_right": True}, "people.source_full"),
    ],
)
def test_a_code_is_refused_by_pause_number_and_source(change: dict[str, Any], code: str) -> None:
    said = ""
    try:
        rules.require_quiet(**(QUIET | change))
    except Problem as problem:
        said = problem.code
    assert said == code


def test_a_face_holds_for_a_year_and_a_counter_for_good() -> None:
    assert rules.proof_ends("face", date(2026, 11, 20)) == date(2027, 11, 20)
    assert rules.proof_ends("counter", date(2026, 11, 20)) is None


def test_the_last_way_to_sign_in_is_known() -> None:
    assert rules.last_way(password=False, phone=True, passkeys=0)
    assert rules.last_way(password=False, phone=False, passkeys=1)
    assert not rules.last_way(password=True, phone=True, passkeys=0)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Safari/537.36", "谷歌浏览器，安卓手机"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17) MicroMessenger/8.0", "微信，苹果手机"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537.36 Edg/120", "Edge 浏览器，Windows 电脑"),
        ("curl/8", "没有认出的浏览器"),
    ],
)
def test_a_browser_is_told_in_plain_words(sent: str, words: str) -> None:
    assert rules.browser_words(sent) == words
