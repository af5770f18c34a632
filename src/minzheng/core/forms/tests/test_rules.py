"""Small decisions about drafts, without a database."""

from datetime import UTC, date, datetime

import pytest

from minzheng.core.forms.rules import context_of, done_with, referred, sibling, today
from minzheng.kernel.formspec import compile_form, standard_kinds

PERSON = {"type": "textfield", "label": "姓名"}
NUMBER = {"type": "textfield", "label": "号码", "properties": {"kind": "id_number"}}


@pytest.mark.parametrize(
    ("path", "word", "key"),
    [
        ("elder_id", "name", "elder_name"),
        ("id_number", "name", "name"),
        ("members.2.id_number", "name", "name"),
        ("members.2.child_id", "name", "child_name"),
        ("bank_card", "bank_name", "bank_bank_name"),
        ("number", "name", "name"),
    ],
)
def test_the_field_beside_a_number_is_named_after_it(path: str, word: str, key: str):
    assert sibling(path, word) == key


def test_the_day_that_conditions_see_is_that_of_shanghai():
    at = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)
    assert today(at) == date(2026, 3, 3)
    assert context_of(at, {"register": 1}) == {"today": date(2026, 3, 3), "at": at, "shared": {"register": 1}}


def test_a_page_is_finished_once():
    assert done_with(["a"], "b") == ["a", "b"]
    assert done_with(["a", "b"], "a") == ["a", "b"]


def test_references_are_found_on_their_page_alone_also_inside_lists():
    def group(key: str, *components: object) -> dict[str, object]:
        return {"type": "group", "id": key, "key": key, "label": key, "components": list(components)}

    def named(key: str, words: dict[str, object]) -> dict[str, object]:
        return {**words, "id": key, "key": key}

    rows = {
        "type": "dynamiclist",
        "id": "members",
        "path": "members",
        "label": "成员",
        "components": [named("name", PERSON), {**named("id_number", NUMBER), "id": "m_number"}],
    }
    form = compile_form(
        {
            "type": "default",
            "id": "test",
            "schemaVersion": 19,
            "components": [
                group("one", named("elder_name", PERSON), named("elder_id", NUMBER)),
                group("two", rows),
            ],
        },
        standard_kinds(allow_demo=True),
    )
    reference = {"ref": "r", "shown": "9***1"}
    answers = {
        "elder_name": "陈演松",
        "elder_id": reference,
        "members": [{"name": "袁演芷", "id_number": reference}, {"name": "周演川"}, {"id_number": reference}],
    }
    assert list(referred(answers, form, "one", "id_number")) == [("elder_id", reference, "陈演松")]
    assert list(referred(answers, form, "two", "id_number")) == [
        ("members.0.id_number", reference, "袁演芷"),
        ("members.2.id_number", reference, ""),
    ]
    assert list(referred(answers, form, "one", "bank_card")) == []
