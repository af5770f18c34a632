"""`minzheng bpmn`: checking, playing a script, and what is refused."""

import time
from pathlib import Path

import pytest

from minzheng.faces.cli.engines.bpmn import main

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:mz="urn:minzheng:bpmn">'
)
TASK = 'mz:role="acceptor" mz:limit="p"'
PROCESS = f"""{HEAD}
  <message id="m" name="撤回"/>
  <process id="p" isExecutable="true">
    <startEvent id="start"/><sequenceFlow id="f1" sourceRef="start" targetRef="accept"/>
    <userTask id="accept" name="受理" {TASK}/>
    <boundaryEvent id="late" attachedToRef="accept">
      <timerEventDefinition><timeDuration>P5D</timeDuration></timerEventDefinition></boundaryEvent>
    <sequenceFlow id="f4" sourceRef="late" targetRef="decide"/>
    <boundaryEvent id="back" attachedToRef="accept"><messageEventDefinition messageRef="m"/></boundaryEvent>
    <sequenceFlow id="f5" sourceRef="back" targetRef="gone"/><endEvent id="gone"/>
    <sequenceFlow id="f2" sourceRef="accept" targetRef="well"/>
    <exclusiveGateway id="well" default="f6"/>
    <sequenceFlow id="f6" sourceRef="well" targetRef="decide"/>
    <sequenceFlow id="f7" sourceRef="well" targetRef="gone">
      <conditionExpression>amount &gt; 10</conditionExpression></sequenceFlow>
    <userTask id="decide" name="决定" {TASK}/>
    <sequenceFlow id="f3" sourceRef="decide" targetRef="end"/><endEvent id="end"/>
  </process></definitions>"""


def bpmn(folder: Path, verb: str, process: str | bytes, script: str | None = None) -> int:
    path = folder / "p.bpmn"
    path.write_bytes(process if isinstance(process, bytes) else process.encode())
    if script is None:
        return main([verb, str(path)])
    (folder / "script.yaml").write_text(script, encoding="utf-8")
    return main([verb, str(path), "--script", str(folder / "script.yaml")])


def test_a_sound_process_is_called_sound(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert bpmn(tmp_path, "check", PROCESS) == 0
    assert capsys.readouterr().out == "没有发现问题。\n"


def test_an_unsound_process_is_told_with_element_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    broken = PROCESS.replace('targetRef="end"', 'targetRef="decide"')
    assert bpmn(tmp_path, "check", broken) == 1
    shown = capsys.readouterr().out
    assert "错误 第" in shown
    assert "永远走不到" in shown


@pytest.mark.parametrize(
    ("script", "stations"),
    [
        ("- complete: accept\n- complete: decide\n", ["accept", "decide", "结束（end）"]),
        ("- complete: accept\n  with: {amount: 11}\n", ["accept", "结束（gone）"]),
        ("- message: 撤回\n", ["accept", "结束（gone）"]),
        ("- advance: P4D\n- advance: PT24H\n", ["accept", "accept", "decide"]),
        ("- advance: P1M\n- complete: decide", ["accept", "decide", "结束（end）"]),
        ("- timer: late\n- advance: P9D", ["accept", "decide", "decide"]),
        ("- start: start\n", ["accept"]),
    ],
)
def test_a_script_prints_where_the_tokens_are_after_each_step(
    script: str, stations: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert bpmn(tmp_path, "run", PROCESS, script) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.rpartition(" -> ")[2].partition("（")[0] for line in lines] == [
        station.partition("（")[0] for station in stations
    ]
    assert all(station in line for station, line in zip(stations, lines, strict=True))


def test_values_of_a_script_may_be_written_in_the_wire_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    process = PROCESS.replace("amount &gt; 10", 'day &gt; date("2026-03-01")')
    step = '- complete: accept\n  with: {day: {"@type": date, "@value": "2026-03-02"}}\n'
    assert bpmn(tmp_path, "run", process, step) == 0
    assert "结束（gone）" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("- complete: nowhere", "第 1 步（第 1 行）complete: nowhere"),
        ("- complete: accept\n\n- fly: x", "第 3 行（第 2 步）：不认识“fly”"),
        ("complete: accept", "要是一个列表"),
        ("- a: [", "不是 YAML"),
        ("- &x {complete: accept}\n- *x", "第 2 行不是 YAML：不能用 * 引用"),
        ("[" * 3000, "套得太深"),
        ("- advance: soon", "不是时长"),
        ("- advance: -P3D", "只能往前走"),
        ("- advance: P999999999999Y", "advance"),
        ("- message: 别的", "没有环节在等消息"),
        ("- complete: accept\n  with: 5", "要是 JSON 对象"),
        ("- complete: accept\n- start: start", "start 只能写在第一步"),
    ],
)
def test_a_script_that_is_wrong_is_told_with_its_step(
    script: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert bpmn(tmp_path, "run", PROCESS, script) == 1
    assert said in capsys.readouterr().err


def test_a_called_process_is_found_beside_the_file_and_a_circle_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    calling = f"""{HEAD}<process id="main" isExecutable="true"><startEvent id="s"/>
      <sequenceFlow id="a" sourceRef="s" targetRef="call"/><callActivity id="call" calledElement="sub"/>
      <sequenceFlow id="b" sourceRef="call" targetRef="e"/><endEvent id="e"/></process></definitions>"""
    sub = calling.replace('"main"', '"sub"').replace('<callActivity id="call" calledElement="sub"/>', "")
    (tmp_path / "sub.bpmn").write_text(
        sub.replace('targetRef="call"', 'targetRef="t"')
        .replace('sourceRef="call"', 'sourceRef="t"')
        .replace("<endEvent", f'<userTask id="t" {TASK}/><endEvent')
    )
    assert bpmn(tmp_path, "run", calling, "- complete: call/t") == 0
    assert "结束（e）" in capsys.readouterr().out
    (tmp_path / "sub.bpmn").write_text(calling.replace('"main"', '"sub"'))
    assert bpmn(tmp_path, "check", calling) == 1
    assert "又调用自己" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("process", "said"),
    [
        (PROCESS[:500], "第"),
        ("", "文件是空的"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "DOCTYPE"),
        ("<x>" * 5000, "套得太深"),
        (b"\xff" * 100, "第 1 行"),
        (b" " * (3 * 1024 * 1024), "超过"),
        (PROCESS.replace("userTask", "scriptTask"), "第 5 行"),
        (PROCESS.replace("amount &gt; 10", "(" * 5000), "第"),
    ],
)
def test_a_file_that_is_no_process_is_refused_in_bounded_time(
    process: str | bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    began = time.perf_counter()
    assert bpmn(tmp_path, "check", process) == 1
    assert time.perf_counter() - began < 3
    assert said in capsys.readouterr().err


def test_timers_that_never_cease_are_stopped(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    process = PROCESS.replace(
        '<boundaryEvent id="late" attachedToRef="accept">',
        '<boundaryEvent id="late" attachedToRef="accept" cancelActivity="false">',
    ).replace("<timeDuration>P5D</timeDuration>", "<timeCycle>R/PT1M</timeCycle>")
    began = time.perf_counter()
    assert bpmn(tmp_path, "run", process, "- advance: P100Y") == 1
    assert time.perf_counter() - began < 10
    assert "定时响了 1000 次" in capsys.readouterr().err
