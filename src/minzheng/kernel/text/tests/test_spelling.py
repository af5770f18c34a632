"""One spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.kernel.text import halfwidth, normalise_name


def test_full_width_digits_and_letters_become_ascii() -> None:
    assert halfwidth("９９０１０１Ｘ　（甲）") == "990101X (甲)"


@pytest.mark.parametrize("dot", "·•‧∙⋅・･")
def test_every_middle_dot_is_the_same_dot(dot: str) -> None:
    assert normalise_name(f"阿演{dot}买买提") == "阿演·买买提"


def test_spaces_in_a_chinese_name_are_typing_slips() -> None:
    assert normalise_name(" 陈 演　松 ") == "陈演松"
    assert normalise_name("阿演 · 买买提") == "阿演·买买提"


def test_spaces_between_latin_words_stay_single() -> None:
    assert normalise_name("  Maria   da Silva ") == "Maria da Silva"


def test_decomposed_letters_are_composed() -> None:
    assert normalise_name("Jose\u0301") == "Jos\u00e9"


def test_invisible_characters_go() -> None:
    assert normalise_name("\ufeff陈\u200b演松\u200f") == "陈演松"


@pytest.mark.parametrize(
    "rare", ["\U00020bb7", "\U0002a700", "\U0002b740", "\U0002b820", "\U00030000", "\ue001"]
)
def test_rare_characters_are_kept(rare: str) -> None:
    assert normalise_name(f"陈{rare}演") == f"陈{rare}演"


@given(st.text(max_size=20))
def test_a_second_pass_changes_nothing(text: str) -> None:
    once = normalise_name(text)
    assert normalise_name(once) == once
