"""The commands of the face `cli` in their frames, as processes."""

import subprocess
import sys

import pytest

from minzheng.config.entry import commands, load
from minzheng.config.framed import told
from minzheng.faces.cli.commands import commands as of_the_face
from minzheng.kernel.errors import Problem


def test_each_command_of_the_face_is_in_the_table_and_leads_somewhere():
    table = commands()
    assert {"walk", "generate", "package"} <= set(of_the_face) <= set(table)
    assert all(callable(load(table[name].target)) for name in of_the_face)
    assert all(table[name].meaning for name in of_the_face)


def test_a_problem_is_said_in_its_own_sentence_and_makes_the_exit_code_1(capsys: pytest.CaptureFixture[str]):
    def fail() -> None:
        raise Problem("cli.no_places")

    assert told(fail) == 1
    assert "没有演示省份" in capsys.readouterr().err
    assert told(lambda: None) == 0
    assert told(lambda: 3) == 3


def test_a_package_is_checked_without_a_database():
    done = run("package", "check", "src/minzheng/domains/elderly/services/gaoling")
    assert (done.returncode, done.stderr) == (0, "")
    assert "没有发现问题" in done.stdout
    assert run("package", "check", "src/minzheng").returncode == 1


@pytest.mark.live
def test_the_walk_goes_through_every_stop():
    done = run("walk")
    assert done.returncode == 0, done.stdout + done.stderr
    for word in (
        "收件凭证",
        "受理通知书",
        "高龄津贴确认通知书",
        "送达回证",
        "5 分",
        "名单上的老人",
        "都走通了",
    ):
        assert word in done.stdout


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "minzheng", *words], check=False, capture_output=True, text=True, timeout=300
    )
