"""`minzheng feel`: one expression, files of them, and what is refused."""

import json
import time
from pathlib import Path

import pytest

from minzheng.faces.cli.engines.feel import main


def feel(*words: str) -> int:
    return main([*words])


def batch(folder: Path, *lines: str) -> int:
    path = folder / "lines.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return feel("--batch", str(path))


def test_an_expression_is_answered_with_a_line_of_json(capsys: pytest.CaptureFixture[str]):
    assert feel('date("2026-01-31") + duration("P1M")') == 0
    assert capsys.readouterr().out == '{"@type": "date", "@value": "2026-02-28"}\n'


def test_variables_come_from_a_file_and_numbers_lose_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    context = tmp_path / "context.json"
    context.write_text(
        '{"月 收入": 12345678901234567890.12, "起": {"@type": "date", "@value": "2026-03-01"}}'
    )
    assert feel("[月 收入 + 0.01, 起.year]", "--context", str(context)) == 0
    assert capsys.readouterr().out == "[12345678901234567890.13, 2026]\n"


def test_what_feel_defines_as_null_is_null_with_its_reason_beside_it(capsys: pytest.CaptureFixture[str]):
    assert feel("1 / 0") == 0
    shown = capsys.readouterr()
    assert shown.out == "null\n"
    assert "第 1 行" in shown.err


def test_every_line_of_a_batch_has_its_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    lines = [
        '{"id": "a", "expression": "x * 2", "context": {"x": 0.1}}',
        '{"id": 2, "expression": "1 +", "context": {}}',
        '{"id": 3, "expression": "now() instance of date and time"}',
    ]
    assert batch(tmp_path, *lines) == 0
    first, second, third = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert first == {"id": "a", "value": 0.2}
    assert second["id"] == 2
    assert "第 1 行第 4 个字" in second["error"]
    assert third == {"id": 3, "value": True}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("not json", "第 1 行：这不是 JSON，从第 1 个字起"),
        ("[1]", "第 1 行要是 JSON 对象"),
        ('{"id": 1, "expression": "1", "context": 5}', "要是 JSON 对象"),
        ("[" * 100_000, "套得太深"),
        ('{"id": 1, "expression": "1", "context": {"x": ' + "9" * 10_000 + "}}", "太长的数字"),
        ('{"id": 1, "expression": "1", "context": {"x": {"@type": "date", "@value": "x"}}}', "不是 date"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_with_its_place(
    line: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    good = '{"id": "good", "expression": "1"}'
    assert batch(tmp_path, line, good) == 1
    wrong, right = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert said in wrong["error"]
    assert right == {"id": "good", "value": 1}


HOSTILE = [
    "(" * 50_000,
    "[" * 3_000 + "]" * 3_000,
    "-" * 20_000 + "1",
    'matches("' + "a" * 40 + '!", "(a+)+$")',
    "{f: function(n) f(n + 1), r: f(1)}.r",
    "count(for a in 1..100000, b in 1..100000 return a)",
    "9" * 40_000 + " * 2",
    "10 ** 999999999",
    'string join(for i in 1..400000 return "aaaaaaaaaa", "b")',
]


@pytest.mark.parametrize("expression", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_expressions_end_soon_with_an_answer_or_a_sentence(
    expression: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    began = time.perf_counter()
    batch(tmp_path, json.dumps({"id": 1, "expression": expression}))
    assert time.perf_counter() - began < 5
    answer = json.loads(capsys.readouterr().out)
    assert answer.keys() in ({"id", "value"}, {"id", "error"})
    assert "Traceback" not in str(answer)


def test_a_file_that_is_missing_or_too_large_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert feel("1", "--context", str(tmp_path / "none.json")) == 1
    assert "没有这个文件" in capsys.readouterr().err
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    began = time.perf_counter()
    assert feel("1", "--context", str(large)) == 1
    assert "超过" in capsys.readouterr().err
    assert feel("--batch", str(large)) == 1
    assert "第 1 行超过" in capsys.readouterr().out
    assert time.perf_counter() - began < 3


def test_words_that_make_no_sense_are_told(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as stop:
        feel()
    assert stop.value.code == 2
    assert "二者选一" in capsys.readouterr().err
