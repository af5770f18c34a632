"""What makes a package what it is, what an overlay may change, and the words of a search."""

from pathlib import Path

import pytest
import yaml

from minzheng.core.catalogue.rules import (
    SHARED_PROCESSES,
    digest,
    effective,
    index_text,
    query_words,
    read_folder,
    words,
)
from minzheng.core.catalogue.tests.factories import FOLDER, shipped
from minzheng.kernel.errors import Problem

SERVICE = yaml.safe_load((FOLDER / "service.yaml").read_text(encoding="utf-8"))


def test_a_package_is_read_with_the_shared_process_that_it_stands_on():
    files = shipped()
    assert files["process.bpmn"] == (SHARED_PROCESSES / "allowance.bpmn").read_text(encoding="utf-8")
    assert {"service.yaml", "apply.form.json", "eligibility.dmn", "guide.md"} <= set(files)
    assert all(isinstance(text, str) for text in files.values())


def test_a_package_with_a_process_of_its_own_keeps_it(tmp_path: Path):
    (tmp_path / "service.yaml").write_text("process: allowance\n", encoding="utf-8")
    (tmp_path / "process.bpmn").write_text("<own/>", encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    assert read_folder(tmp_path) == {"process.bpmn": "<own/>", "service.yaml": "process: allowance\n"}


def test_the_digest_covers_every_file_also_the_shared_process_and_no_order_of_keys():
    files = shipped()
    for name in files:
        assert digest({**files, name: files[name] + " "}) != digest(files), name
    assert digest(dict(reversed(files.items()))) == digest(files)
    assert len(digest(files)) == 64


def test_an_overlay_changes_what_the_service_opens_and_leaves_the_service_alone():
    changed = effective(
        SERVICE, {"limits.promised_limit": {"n": 5}, "contacts": {"phone": "0999-1"}, "note": "周六也办"}
    )
    assert changed["limits"]["promised_limit"] == {"n": 5, "unit": "working_day", "from": "acceptance"}
    assert changed["contacts"]["phone"] == "0999-1"
    assert changed["contacts"]["hours"] == SERVICE["contacts"]["hours"]
    assert changed["note"] == "周六也办"
    assert SERVICE["limits"]["promised_limit"]["n"] == 10
    assert effective(SERVICE, {})["limits"] == SERVICE["limits"]


@pytest.mark.parametrize(
    "path", ["basis", "limits", "limits.statutory_limit", "name", "limits.promised_limit.n", ""]
)
def test_an_overlay_cannot_reach_what_the_service_keeps(path: str):
    with pytest.raises(Problem) as caught:
        effective(SERVICE, {path: {}})
    assert (caught.value.code, caught.value.params) == ("catalogue.locked", {"path": path})


def test_the_words_of_a_name_are_segments_pairs_and_pinyin():
    found = words("高龄津贴")
    assert {"高龄", "龄津", "津贴", "gaolingjintie"} <= set(found)
    assert len(found) == len(set(found))


@pytest.mark.parametrize("text", ["", "   ", "！？，", "'; DROP TABLE x; --", "a'b\\c:*&|!()"])
def test_the_words_of_a_search_are_letters_and_digits_only(text: str):
    assert all(word.isalnum() for word in query_words(text))


def test_pinyin_may_be_typed_with_spaces_and_a_long_text_is_cut():
    assert "gaolingjintie" in query_words("gao ling jin tie")
    assert len(query_words("高龄津贴" * 200)) < 100


def test_a_service_is_indexed_under_its_aliases_too():
    text = index_text(SERVICE).split()
    assert {"laolingqian", "老龄", "yanglaofuwu"} <= set(text)
