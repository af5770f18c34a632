"""What is decided from values alone: kinds, which proof fits, who becomes administrator."""

from datetime import date

import pytest

from minzheng.core.legal_persons.rules import (
    checked_uscc,
    kind_of,
    require_fit,
    require_standing,
    year_after,
)
from minzheng.kernel.errors import Invalid, Problem

COMPANY, CENTRE = "91990301MA0000015N", "52990101MJ00000187"


def problem(call) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "请填统一社会信用代码。"),
        ("91990301MA000001", "统一社会信用代码是 18 位，您填了 16 位，请照着证书再看一遍。"),
        ("91990301MA0000015M", "最后一位对不上，请照着证书再看一遍。"),
        ("91990301MA0000016N", "第 9 到 17 位对不上，请照着证书再看一遍。"),
        ("91990301MI0000015N", "第 10 位不会是“I”（没有字母 I、O、S、V、Z），请照着证书再看一遍。"),
    ],
)
def test_a_code_that_is_wrong_says_which_place(typed, said):
    with pytest.raises(Invalid) as caught:
        checked_uscc(typed, allow_demo=True)
    assert [(field.path, field.message) for field in caught.value.fields] == [("uscc", said)]


def test_codes_of_the_demonstration_are_refused_where_it_is_not_one():
    with pytest.raises(Invalid) as caught:
        checked_uscc(COMPANY, allow_demo=False)
    assert "演示" in caught.value.fields[0].message


def test_the_kind_stands_in_the_code():
    assert kind_of(checked_uscc(COMPANY, allow_demo=True)) == "enterprise"
    assert kind_of(checked_uscc(CENTRE, allow_demo=True)) == "social_service_org"


def test_each_proof_fits_the_bodies_that_have_it():
    company, centre = checked_uscc(COMPANY, allow_demo=True), checked_uscc(CENTRE, allow_demo=True)
    require_fit("licence", company)
    require_fit("certificate", centre)
    require_fit("key", centre)
    assert problem(lambda: require_fit("licence", centre)) == "legal_persons.method_unfit"
    assert problem(lambda: require_fit("certificate", company)) == "legal_persons.method_unfit"


def test_the_legal_representative_always_another_only_with_the_key_and_alone():
    require_standing("certificate", represents=True, others=["彭演荷"])
    require_standing("key", represents=False, others=[])
    refused = problem(lambda: require_standing("key", represents=False, others=["彭演荷"]))
    assert refused == "legal_persons.has_administrator"
    refused = problem(lambda: require_standing("certificate", represents=False, others=[]))
    assert refused == "legal_persons.representative_only"


def test_a_year_after_the_leap_day_is_the_last_of_february():
    assert year_after(date(2028, 2, 29)) == date(2029, 2, 28)
    assert year_after(date(2026, 11, 28)) == date(2027, 11, 28)
