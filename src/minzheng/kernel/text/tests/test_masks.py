"""What lists show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.kernel.text import mask_address, mask_bank_card, mask_id_number, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张演", "张*"),
        ("陈演松", "陈*松"),
        ("欧阳演川", "欧**川"),
        ("演", "*"),
        ("", ""),
        ("阿演·买买提", "阿****提"),
        ("\U00020bb7演田", "\U00020bb7*田"),
        ("葛\U000e0100演", "葛\U000e0100*"),
    ],
)
def test_a_name_keeps_its_first_and_from_three_on_its_last_character(name: str, shown: str) -> None:
    assert mask_name(name) == shown


def test_an_id_number_keeps_its_first_and_last_character() -> None:
    assert mask_id_number("99020219781231668X") == "9" + "*" * 16 + "X"


def test_a_phone_keeps_three_and_four_digits() -> None:
    assert mask_phone("19900001234") == "199****1234"


def test_a_short_phone_number_shows_nothing() -> None:
    assert mask_phone("12349") == "*****"


def test_a_bank_card_keeps_its_last_four_digits() -> None:
    assert mask_bank_card("9999990000001234") == "*" * 12 + "1234"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("青岚省青禾市明川区柳荫街道春和社区12号楼3单元402室", "青岚省青禾市明川区柳荫街道春和社区***"),
        ("青岚省青禾市云溪县石桥镇石桥村7组18号", "青岚省青禾市云溪县石桥镇石桥村***"),
        ("云溪县石桥镇老街18号", "云溪县石桥镇***"),
        ("明川区和平路9号锦绣小区3号楼", "明川区***"),
        ("锦绣小区3号楼", "***"),
        ("18号楼402", "***"),
        ("", ""),
    ],
)
def test_an_address_is_shown_down_to_the_village(address: str, shown: str) -> None:
    assert mask_address(address) == shown


@given(st.text(alphabet="0123456789X", min_size=5, max_size=25))
def test_no_mask_gives_away_more_than_half(text: str) -> None:
    for mask in (mask_id_number, mask_phone, mask_bank_card):
        shown = mask(text)
        assert len(shown) == len(text)
        assert sum(sign != "*" for sign in shown) <= len(text) / 2 + 1.5


@given(st.text(max_size=30))
def test_an_address_mask_never_shows_the_end(text: str) -> None:
    shown = mask_address(text)
    assert shown == "" or (shown.endswith("***") and text.startswith(shown[:-3]))
