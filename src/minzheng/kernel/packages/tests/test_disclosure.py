"""What a package may let the result board show."""

from typing import Any

import pytest

from minzheng.kernel.packages.disclosure import FIELDS, check_disclosure

SERVICE: dict[str, Any] = {
    "type_code": "01",
    "applicants": ["legal_person", "organisation"],
    "disclosure": {"fields": ["name", "uscc", "decision"]},
    "limits": {"publication_period": {"n": 7, "unit": "working_day"}},
}


def test_a_permit_of_organisations_may_be_published_with_listed_fields():
    assert list(check_disclosure(SERVICE)) == []
    assert list(check_disclosure({"type_code": "05"})) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"disclosure": {"fields": ["name", "id_number"]}}, "不能公开“id_number”"),
        ({"disclosure": {"fields": ["name", "legal_representative"]}}, "不能公开“legal_representative”"),
        ({"disclosure": {"fields": []}}, "至少有 name"),
        ({"disclosure": {}}, "至少有 name"),
        ({"applicants": ["natural_person"]}, "个人也能申请"),
        ({"applicants": ["legal_person", "natural_person"]}, "个人也能申请"),
        ({"applicants": []}, "个人也能申请"),
        ({"type_code": "05"}, "只有行政许可"),
        ({"type_code": "07"}, "只有行政许可"),
        ({"sensitivity": "child"}, "不得公开"),
        ({"publicity": "forbidden"}, "不得公开"),
        ({"limits": {}}, "几天内公开"),
    ],
)
def test_nothing_else_can_be_published(changes: dict[str, Any], words: str):
    said = [finding.message for finding in check_disclosure({**SERVICE, **changes})]
    assert any(words in sentence for sentence in said), said


def test_no_field_of_the_board_is_about_a_person():
    assert not set(FIELDS) & {"person", "legal_representative", "applicant", "phone", "id_number", "address"}
