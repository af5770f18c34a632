"""Division codes, telephone numbers, bank cards."""

import pytest

from minzheng.kernel.codes import (
    CodeError,
    Level,
    covers,
    level_columns,
    luhn,
    parse_bank_card,
    parse_division,
    parse_phone,
)


@pytest.mark.parametrize(
    ("typed", "code", "level", "prefix", "parent"),
    [
        ("000000", "000000", Level.NATION, "", None),
        ("990000", "990000", Level.PROVINCE, "99", None),
        ("990100", "990100", Level.CITY, "9901", "990000"),
        ("990101", "990101", Level.COUNTY, "990101", "990100"),
        ("990101001", "990101001", Level.TOWN, "990101001", "990101"),
        ("990102101", "990102101", Level.TOWN, "990102101", "990102"),
        ("990101001001", "990101001001", Level.VILLAGE, "990101001001", "990101001"),
        ("990102101201", "990102101201", Level.VILLAGE, "990102101201", "990102101"),
        ("990101000000", "990101", Level.COUNTY, "990101", "990100"),
        ("990101001000", "990101001", Level.TOWN, "990101001", "990101"),
        ("990100003", "990100003", Level.TOWN, "990100003", "990100"),
        ("991000", "991000", Level.CITY, "9910", "990000"),
    ],
)
def test_a_division_code_tells_level_prefix_and_parent(
    typed: str, code: str, level: Level, prefix: str, parent: str | None
) -> None:
    found = parse_division(typed)
    assert (found.code, found.level, found.prefix) == (code, level, prefix)
    assert (found.parent.code if found.parent else None) == parent


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("9901", "division.length"),
        ("99010a", "division.character"),
        ("990001", "division.gap"),
        ("000100", "division.gap"),
        ("990000001", "division.gap"),
        ("990101000001", "division.gap"),
    ],
)
def test_a_wrong_division_code_is_refused(typed: str, code: str) -> None:
    with pytest.raises(CodeError) as caught:
        parse_division(typed)
    assert caught.value.code == code


def test_level_columns_are_filled_down_to_the_division() -> None:
    assert level_columns("990101001") == {
        "province": "990000",
        "city": "990100",
        "county": "990101",
        "town": "990101001",
        "village": "",
    }


def test_a_town_right_below_a_city_has_no_county() -> None:
    assert level_columns("990100003")["county"] == ""
    assert level_columns("990100003")["town"] == "990100003"


def test_a_division_covers_itself_and_what_is_below() -> None:
    assert covers("990100", "990101001001")
    assert covers("990101", "990101")
    assert covers("000000", "990101")
    assert not covers("990101", "990100")
    assert not covers("990102", "990101001")


@pytest.mark.parametrize(
    ("typed", "number", "kind"),
    [
        ("138 1234 5678", "13812345678", "mobile"),
        ("+86-138-1234-5678", "13812345678", "mobile"),
        ("１３８１２３４５６７８", "13812345678", "mobile"),
        ("010-62345678", "010-62345678", "fixed"),
        ("（0990）2345678转8012", "0990-2345678-8012", "fixed"),
        ("12349", "12349", "short"),
        ("12345", "12345", "short"),
    ],
)
def test_a_phone_number_is_read_as_people_type_it(typed: str, number: str, kind: str) -> None:
    found = parse_phone(typed)
    assert (found.number, found.kind, found.demo) == (number, kind, False)


@pytest.mark.parametrize("typed", ["199-0000-1234", "10012345678", "0990-00001234"])
def test_a_demo_phone_number_is_for_demonstrations_only(typed: str) -> None:
    assert parse_phone(typed, allow_demo=True).demo
    with pytest.raises(CodeError) as caught:
        parse_phone(typed)
    assert caught.value.code == "phone.demo"


def test_a_short_mobile_number_is_refused_with_its_length() -> None:
    with pytest.raises(CodeError, match="您填了 10 位"):
        parse_phone("1381234567")


@pytest.mark.parametrize(
    ("typed", "code"), [("", "phone.empty"), ("62345678", "phone.form"), ("电话", "phone.form")]
)
def test_what_is_not_a_phone_number_is_refused(typed: str, code: str) -> None:
    with pytest.raises(CodeError) as caught:
        parse_phone(typed)
    assert caught.value.code == code


def demo_card(body: str = "999999000000123") -> str:
    return body + luhn(body)


def test_a_well_known_luhn_number_passes() -> None:
    assert luhn("7992739871") == "3"


def test_a_demo_card_is_for_demonstrations_only() -> None:
    card = demo_card()
    assert parse_bank_card(f"{card[:4]} {card[4:8]} {card[8:]}", allow_demo=True).number == card
    with pytest.raises(CodeError) as caught:
        parse_bank_card(card)
    assert caught.value.code == "bank_card.demo"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "bank_card.empty"),
        ("999999", "bank_card.length"),
        ("9" * 20, "bank_card.length"),
        ("99999900000O1234", "bank_card.character"),
        (demo_card()[:-1] + str((int(demo_card()[-1]) + 1) % 10), "bank_card.check_digit"),
    ],
)
def test_a_wrong_card_number_is_refused(typed: str, code: str) -> None:
    with pytest.raises(CodeError) as caught:
        parse_bank_card(typed, allow_demo=True)
    assert caught.value.code == code


@pytest.mark.parametrize("place", range(15))
def test_one_wrong_digit_in_a_card_number_never_passes(place: int) -> None:
    card = demo_card()
    wrong = card[:place] + str((int(card[place]) + 1) % 10) + card[place + 1 :]
    with pytest.raises(CodeError):
        parse_bank_card(wrong, allow_demo=True)
