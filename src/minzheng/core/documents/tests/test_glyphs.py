"""What the fonts can draw, and text made fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.core.documents.glyphs import any_missing, drawable, fit, fit_text


@pytest.mark.parametrize("sign", [*"林演山〔〕—“”…、。（）○％", "é", "A", "9", "㛃", "䶮", "𫘨", "𬭎"])
def test_common_and_many_rare_characters_are_drawn(sign: str) -> None:
    assert drawable(sign)


@pytest.mark.parametrize("sign", ["\U0002e9f5", "😀", "\u1820", "\uffff", "\x00"])
def test_what_the_font_lacks_is_known(sign: str) -> None:
    assert not drawable(sign)


@given(st.text())
def test_fit_text_stays_as_it_is_and_can_be_drawn(text: str) -> None:
    made = fit_text(text)
    assert fit_text(made) == made
    assert all(sign == "\n" or drawable(sign) for sign in made)


def test_what_cannot_be_drawn_is_marked_and_what_hides_is_gone() -> None:
    assert fit_text("林\U0002e9f5\u202e演\x00\u200b\n二") == "林〓演\n二"
    value = fit({"a": ["林😀", {"b": "x"}], "c": 1})
    assert value == {"a": ["林〓", {"b": "x"}], "c": 1}
    assert any_missing(value)
    assert not any_missing({"a": ["林", {"b": "x"}]})
