"""`minzheng dmn`: decisions, services and functions by name, and what is refused."""

import json
import time
from pathlib import Path

import pytest

from minzheng.faces.cli.engines.dmn import main

SPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
MODEL = f"""<definitions xmlns="{SPACE}" name="例" namespace="urn:example">
  <inputData id="n" name="人数"><variable name="人数" typeRef="number"/></inputData>
  <businessKnowledgeModel id="twice" name="翻倍"><encapsulatedLogic><formalParameter name="x" typeRef="number"/>
    <literalExpression><text>x * 2</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
  <decision id="d" name="金额"><informationRequirement><requiredInput href="#n"/></informationRequirement>
    <knowledgeRequirement><requiredKnowledge href="#twice"/></knowledgeRequirement>
    <literalExpression><text>翻倍(人数) + 0.5</text></literalExpression></decision>
  <decisionService id="s" name="服务"><outputDecision href="#d"/><inputData href="#n"/></decisionService>
</definitions>"""


def dmn(folder: Path, model: str | bytes, decision: str, *contexts: str) -> int:
    path, lines = folder / "model.dmn", folder / "lines.jsonl"
    path.write_bytes(model if isinstance(model, bytes) else model.encode())
    asked = [f'{{"id": {at}, "context": {context}}}' for at, context in enumerate(contexts)]
    lines.write_text("\n".join(asked), encoding="utf-8")
    return main([str(path), decision, "--batch", str(lines)])


@pytest.mark.parametrize(
    ("name", "context", "value"),
    [
        ("金额", '{"人数": 3}', 6.5),
        ("服务", '{"人数": 3}', 6.5),
        ("翻倍", '{"x": 4}', 8),
        ("翻倍", "{}", None),
    ],
)
def test_decisions_services_and_functions_answer_by_name(
    name: str, context: str, value: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert dmn(tmp_path, MODEL, name, context) == 0
    assert json.loads(capsys.readouterr().out) == {"id": 0, "value": value}


def test_an_imported_model_is_found_beside_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "other.dmn").write_text(MODEL, encoding="utf-8")
    importing = f"""<definitions xmlns="{SPACE}" name="主" namespace="urn:main">
      <import name="例" namespace="urn:example" importType="{SPACE}"/>
      <decision id="d" name="再"><knowledgeRequirement><requiredKnowledge href="urn:example#twice"/>
      </knowledgeRequirement><literalExpression><text>例.翻倍(5)</text></literalExpression></decision></definitions>"""
    assert dmn(tmp_path, importing, "再", "{}") == 0
    assert json.loads(capsys.readouterr().out) == {"id": 0, "value": 10}


def test_a_model_that_only_imports_another_is_not_taken_for_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    def importing(space: str, text: str) -> str:
        return f"""<definitions xmlns="{SPACE}" name="{space}" namespace="{space}">
          <import name="例" namespace="urn:example" importType="{SPACE}"/>
          <decision id="d" name="再"><knowledgeRequirement><requiredKnowledge href="urn:example#twice"/>
          </knowledgeRequirement><literalExpression><text>{text}</text></literalExpression></decision></definitions>"""

    (tmp_path / "a.dmn").write_text(importing("urn:a", "1"), encoding="utf-8")
    (tmp_path / "b.dmn").write_text("<definitions namespace='urn:example'>", encoding="utf-8")
    (tmp_path / "z.dmn").write_text(MODEL.replace('"urn:example"', "'urn:example'"), encoding="utf-8")
    assert dmn(tmp_path, importing("urn:main", "例.翻倍(6)"), "再", "{}") == 0
    assert json.loads(capsys.readouterr().out) == {"id": 0, "value": 12}


def test_an_unknown_decision_is_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert dmn(tmp_path, MODEL, "没有", "{}", "{}") == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "没有叫“没有”的决策" in shown.err


def test_an_expression_that_is_wrong_is_told_and_null(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert dmn(tmp_path, MODEL.replace("x * 2", "x *"), "金额", '{"人数": 1}') == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out)["value"] is None
    assert "model.dmn 第 4 行" in shown.err


def logic(text: str) -> str:
    literal = f"<literalExpression><text>{text}</text></literalExpression>"
    return f'<definitions xmlns="{SPACE}" namespace="u"><decision id="a" name="a">{literal}</decision></definitions>'


CYCLE = f"""<definitions xmlns="{SPACE}" namespace="u">
  <decision id="a" name="a"><informationRequirement><requiredDecision href="#b"/></informationRequirement></decision>
  <decision id="b" name="b"><informationRequirement><requiredDecision href="#a"/></informationRequirement></decision>
</definitions>"""
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><definitions>&b;</definitions>'
DEEP = f'<definitions xmlns="{SPACE}">' + "<decision>" * 5000


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (MODEL[:300], "第"),
        ("", "文件是空的"),
        (BOMB, "DOCTYPE"),
        (DEEP, "套得太深"),
        (CYCLE, "model.dmn 第 3 行：“b”的依赖绕了一圈"),
        ("<html/>", "这不是 DMN"),
        (b"\x00\xff" * 50, "读不出来"),
        (b" " * 9 * 1024 * 1024, "超过"),
    ],
)
def test_a_file_that_is_no_sound_model_is_refused_with_its_place(
    model: str | bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    began = time.perf_counter()
    assert dmn(tmp_path, model, "a", "{}") == 1
    assert time.perf_counter() - began < 3
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.out == ""


def test_recursion_without_end_is_an_error_of_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    endless = MODEL.replace("x * 2", "翻倍(x)")
    assert dmn(tmp_path, endless, "金额", '{"人数": 1}') == 0
    assert "自己调用自己" in json.loads(capsys.readouterr().out)["error"]


@pytest.mark.parametrize("text", ["(" * 9000, "1 " + "+ 1" * 50_000, "9" * 30_000])
def test_a_hostile_expression_in_a_model_ends_soon(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    began = time.perf_counter()
    dmn(tmp_path, logic(text), "a", "{}")
    assert time.perf_counter() - began < 5
    assert "Traceback" not in capsys.readouterr().err
