"""What templates declare and what data they need, without a database."""

import re

import pytest

from minzheng.core.documents.rules import (
    check_data,
    declared_data,
    number_prefix,
    read_template,
    series_word,
)
from minzheng.core.documents.tests.factories import COMMON, DATA
from minzheng.core.documents.typesetting import FOLDER, shared, shared_kinds
from minzheng.kernel.codes import parse_document_number
from minzheng.kernel.errors import Problem

TEMPLATE = """// ---
// title: 通知书
// word: 通
// fields:
//   name: {title: 姓名, required: true}
//   rows: {title: 清单, list: [item, state]}
// ---
#data.name
"""


def test_a_template_tells_its_title_word_and_fields() -> None:
    paper = read_template("notice", "// sheet", TEMPLATE)
    assert (paper.title, paper.word) == ("通知书", "通")
    assert [(field.name, field.required, field.columns) for field in paper.fields] == [
        ("name", True, ()),
        ("rows", False, ("item", "state")),
    ]
    assert paper.source.startswith("// sheet\n")


def test_a_changed_letter_of_template_or_sheet_changes_the_digest() -> None:
    digests = {
        read_template("notice", sheet, text).digest
        for sheet in ("// sheet", "// sheet2")
        for text in (TEMPLATE, TEMPLATE + "。")
    }
    assert len(digests) == 4


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "// ---\n",
            "",
        ),
        ("// title: 通知书\n", ""),
        ("// word: 通\n", ""),
        ("{title: 姓名, required: true}", "{title: 姓名, colour: red}"),
        ("{title: 姓名, required: true}", "{required: true}"),
        ("#data.name", '#import "@preview/cetz:0.3.0": canvas'),
        ("#data.name", '#plugin("evil.wasm")'),
    ],
)
def test_an_unsound_template_is_refused(old: str, new: str) -> None:
    assert old in TEMPLATE
    with pytest.raises(Problem, match=r"documents\.template"):
        read_template("notice", "", TEMPLATE.replace(old, new))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({}, "documents.field_missing"),
        ({"name": ""}, "documents.field_missing"),
        ({"name": 1}, "documents.field_shape"),
        ({"name": ["林"]}, "documents.field_shape"),
        ({"name": "林", "rows": [{"item": "户口簿", "price": "1"}]}, "documents.field_shape"),
        ({"name": "林", "rows": [{"item": 1}]}, "documents.field_shape"),
    ],
)
def test_data_that_a_template_cannot_be_filled_with_is_refused(data: dict[str, object], code: str) -> None:
    with pytest.raises(Problem) as refused:
        check_data(read_template("notice", "", TEMPLATE), data)
    assert refused.value.code == code
    assert refused.value.params["paper"] == "通知书"


def test_what_is_not_declared_is_allowed_and_not_kept() -> None:
    paper = read_template("notice", "", TEMPLATE)
    data = {"name": "林演兰", "rows": "户口簿", "extra": "x"}
    check_data(paper, data)
    assert declared_data(paper, data) == {"name": "林演兰", "rows": "户口簿"}


def test_a_number_is_written_as_it_is_read() -> None:
    number = number_prefix("明民", series_word("低保", "受"), 2026) + "12号"
    assert number == "明民低保受〔2026〕12号"
    assert str(parse_document_number(number)) == number


@pytest.mark.parametrize("kind", shared_kinds())
def test_every_shipped_template_declares_each_field_that_it_uses(kind: str) -> None:
    paper = shared(kind)
    text = (FOLDER / f"{kind}.typ").read_text(encoding="utf-8")
    used = set(re.findall(r"data\.(?!at\b)([a-z_]+)", text)) | set(
        re.findall(r'(?:say|has|data\.at)\("([a-z_]+)"', text)
    )
    assert used - {"documents"} <= {field.name for field in paper.fields} | {"documents"}
    required = set(re.findall(r"data\.(?!at\b)([a-z_]+)", text))
    optional = {field.name for field in paper.fields if not field.required}
    unguarded = {
        name
        for name in required & optional
        if f'has("{name}")' not in text and f'"{name}", default' not in text
    }
    assert unguarded == set()
    check_data(paper, {**COMMON, **DATA[kind]})


def test_the_shipped_words_tell_the_kinds_apart() -> None:
    words = [shared(kind).word for kind in shared_kinds()]
    assert words
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("kind", ["paper", "nothing", "../rules", "a.b"])
def test_a_kind_that_is_no_template_is_refused(kind: str) -> None:
    with pytest.raises(Problem, match="kind_unknown"):
        shared(kind)
