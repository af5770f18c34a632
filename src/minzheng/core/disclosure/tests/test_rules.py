"""What the allow-list lets out, and how a name is searched."""

import pytest

from minzheng.core.disclosure.rules import pattern, shown

VALUES = {
    "name": "明川区茶叶协会",
    "uscc": "51990101MJ100001AA",
    "decision": "准予",
    "legal_representative": "蒋演云",
}


def test_only_listed_fields_are_let_out():
    assert shown(["name", "decision"], VALUES) == {"name": "明川区茶叶协会", "decision": "准予"}


def test_a_field_that_no_board_may_show_is_not_let_out_even_when_it_is_listed():
    assert shown(["name", "legal_representative", "phone"], VALUES) == {"name": "明川区茶叶协会"}


def test_what_is_empty_is_left_out():
    assert shown(["name", "doc_no"], {**VALUES, "doc_no": ""}) == {"name": "明川区茶叶协会"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("", "%"), ("  ", "%"), ("茶叶", "%茶叶%"), ("50%", "%50\\%%"), ("a_b\\", "%a\\_b\\\\%")],
)
def test_the_marks_of_a_search_are_taken_literally(text: str, wanted: str):
    assert pattern(text) == wanted
