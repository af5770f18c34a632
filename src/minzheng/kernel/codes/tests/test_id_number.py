"""Citizen identity numbers; every sample is invented (place 99) and has a right check character."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.kernel.codes import CodeError, Sex, make_id_number, mod11_2, parse_id_number

TODAY = date(2026, 11, 22)
GOOD = "990101194302150012"

SAMPLES: list[tuple[str, Sex]] = [
    ("990101194302150012", "male"),
    ("990101195208090126", "female"),
    ("990102198801011134", "male"),
    ("990102199003062281", "female"),
    ("990201201405013318", "male"),
    ("990201201709174428", "female"),
    ("990202196511235558", "male"),
    ("99020219781231668X", "female"),
    ("990103199910107718", "male"),
    ("990103200104048843", "female"),
    ("990301193505209973", "male"),
    ("990301200612010161", "female"),
    ("990301194607220238", "male"),
    ("990101197403180345", "female"),
    ("990101198210050418", "male"),
    ("990101201002200578", "male"),
]


def refusal(text: str, *, on: date = TODAY, allow_demo: bool = True, allow_old: bool = False) -> CodeError:
    with pytest.raises(CodeError) as caught:
        parse_id_number(text, on=on, allow_demo=allow_demo, allow_old=allow_old)
    return caught.value


@pytest.mark.parametrize(("number", "sex"), SAMPLES)
def test_every_demo_person_has_a_sound_number(number: str, sex: Sex) -> None:
    found = parse_id_number(number, on=TODAY, allow_demo=True)
    assert (found.number, found.sex, found.demo, found.old) == (number, sex, True, False)
    assert found.division == number[:6]
    assert f"{found.birth:%Y%m%d}" == number[6:14]


def test_a_number_is_read_as_people_type_it() -> None:
    assert (
        parse_id_number(" ９９０２０２ 1978-1231 668x ", on=TODAY, allow_demo=True).number
        == "99020219781231668X"
    )


def test_a_wrong_check_digit_is_refused_with_its_place() -> None:
    error = refusal("990101194302150013")
    assert (error.code, error.at) == ("id_number.check_digit", 18)
    assert str(error) == "最后一位对不上，请照着身份证再看一遍。"


def test_a_demo_number_is_refused_where_real_people_are_served() -> None:
    assert refusal(GOOD, allow_demo=False).code == "id_number.demo"


def test_a_province_that_does_not_exist_is_refused() -> None:
    assert refusal("000101194302150012").code == "id_number.place"


@pytest.mark.parametrize("birth", ["19430230", "19431301", "19430010", "20250229", "00000101"])
def test_a_birth_date_that_does_not_exist_is_refused(birth: str) -> None:
    error = refusal(f"990101{birth}0012")
    assert (error.code, error.at) == ("id_number.birth", 7)


def test_a_leap_day_exists() -> None:
    number = make_id_number("990101", date(2024, 2, 29), 2)
    assert parse_id_number(number, on=TODAY, allow_demo=True).birth == date(2024, 2, 29)


def test_a_birth_date_is_in_the_future_from_the_next_day_on() -> None:
    number = make_id_number("990101", TODAY, 1)
    assert parse_id_number(number, on=TODAY, allow_demo=True).birth == TODAY
    assert refusal(number, on=date(2026, 11, 21)).code == "id_number.future"


@pytest.mark.parametrize(
    ("text", "code", "at"),
    [
        ("", "id_number.empty", None),
        ("99010119430215001", "id_number.length", None),
        ("9901011943021500123", "id_number.length", None),
        ("99010119430215O012", "id_number.character", 15),
        ("99010119430215001Y", "id_number.character", 18),
        ("9901011943021500１Ⅱ", "id_number.character", 18),
    ],
)
def test_what_is_not_a_number_is_refused_with_its_place(text: str, code: str, at: int | None) -> None:
    error = refusal(text)
    assert (error.code, error.at) == (code, at)


def test_an_old_number_of_15_digits_is_only_read() -> None:
    assert refusal("990101430215001").code == "id_number.old"
    found = parse_id_number("990101430215001", on=TODAY, allow_demo=True, allow_old=True)
    assert (found.birth, found.sex, found.old) == (date(1943, 2, 15), "male", True)
    assert refusal("990101430230001", allow_old=True).code == "id_number.birth"


def test_the_residence_permit_of_hong_kong_macao_and_taiwan_follows_the_same_rule() -> None:
    body = "81000019900306228"
    assert parse_id_number(body + mod11_2(body), on=TODAY).division == "810000"


def test_only_demo_numbers_are_made() -> None:
    with pytest.raises(CodeError) as caught:
        make_id_number("110101", date(2000, 1, 1), 1)
    assert caught.value.code == "id_number.make"


@pytest.mark.parametrize(
    ("on", "age"), [(date(2026, 8, 8), 73), (date(2026, 8, 9), 74), (date(2027, 1, 1), 74)]
)
def test_a_year_of_age_is_full_on_the_birthday(on: date, age: int) -> None:
    assert parse_id_number("990101195208090126", on=TODAY, allow_demo=True).age(on) == age


@pytest.mark.parametrize(
    ("on", "age"), [(date(2025, 2, 28), 0), (date(2025, 3, 1), 1), (date(2028, 2, 29), 4)]
)
def test_a_person_born_on_a_leap_day_is_older_on_the_first_of_march(on: date, age: int) -> None:
    number = make_id_number("990101", date(2024, 2, 29), 2)
    assert parse_id_number(number, on=TODAY, allow_demo=True).age(on) == age


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_passes(birth: date, order: int, place: int, shift: int) -> None:
    number = make_id_number("990101", birth, order)
    assert parse_id_number(number, on=TODAY, allow_demo=True).birth == birth
    wrong = str((int(number[place]) + shift) % 10)
    refusal(number[:place] + wrong + number[place + 1 :])


@given(st.text(max_size=20))
def test_any_text_gives_a_number_or_a_sentence(text: str) -> None:
    try:
        found = parse_id_number(text, on=TODAY, allow_demo=True, allow_old=True)
    except CodeError as error:
        assert str(error).endswith("。")  # noqa: PT017 -- both ways out are right, each is checked
    else:
        assert len(found.number) in (15, 18)
