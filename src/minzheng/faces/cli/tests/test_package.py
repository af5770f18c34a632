"""`minzheng package` says what is wrong, and publishes only what is sound."""

import shutil
from pathlib import Path

import pytest
import yaml

import minzheng
from minzheng.core.catalogue.actions import publish_found
from minzheng.core.catalogue.queries import latest
from minzheng.core.catalogue.rules import read_folder
from minzheng.core.people.tests.factories import AT, BY
from minzheng.faces.cli.package.main import check, parse, publish
from minzheng.kernel.errors import Problem

ELDERLY = Path(minzheng.__path__[0]) / "domains" / "elderly"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped package with the amounts of its domain beside it."""
    shutil.copytree(ELDERLY, tmp_path / "elderly", ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    return tmp_path / "elderly" / "services" / "gaoling"


def change(folder: Path, **words: object) -> None:
    path = folder / "service.yaml"
    path.write_text(
        yaml.safe_dump(yaml.safe_load(path.read_text("utf-8")) | words, allow_unicode=True), "utf-8"
    )


def test_every_shipped_package_is_sound():
    shipped = sorted((ELDERLY.parent).glob("*/services/*/service.yaml"))
    assert shipped
    for path in shipped:
        said: list[str] = []
        assert check(path.parent, said.append) == 0, said


def test_findings_name_file_and_element_and_make_the_exit_code_1(folder: Path):
    change(folder, steps={"accept": {"role": "wizard"}})
    said: list[str] = []
    assert check(folder, said.append) == 1
    assert said[0] == "process.bpmn「accept」：没有“wizard”这个角色。"
    assert said[-1].endswith("有 1 处要改。")


def test_the_samples_amounts_are_held_against_the_domains_parameters(folder: Path):
    amounts = folder.parent.parent / "parameters" / "gaoling.yaml"
    amounts.write_text(amounts.read_text("utf-8").replace("value: 5000", "value: 5500"), "utf-8")
    said: list[str] = []
    assert check(folder, said.append) == 1
    assert "金额应当是 5000 分，查到的是 5500 分" in said[0]


def test_a_folder_that_is_not_there_or_not_text_is_told_so(tmp_path: Path):
    said: list[str] = []
    assert check(tmp_path / "nothing", said.append) == 1
    assert said[0].startswith("没有这个目录：")
    (tmp_path / "service.yaml").write_bytes(b"\xff\xfe\x00")
    assert check(tmp_path, said.append) == 1
    assert "UTF-8" in said[1]


@pytest.mark.django_db
def test_a_sound_package_is_published_as_the_next_version_once(folder: Path):
    said: list[str] = []
    assert publish(folder, at=AT, say=said.append) == 0
    assert said[-1] == "gaoling：发布为第 1 版。"
    change(folder, summary="满 80 岁的老人，按月发给。")
    publish(folder, at=AT, say=said.append)
    assert said[-1] == "gaoling：发布为第 2 版。"
    publish(folder, at=AT, say=said.append)
    assert said[-1] == "gaoling：和第 2 版一样，没有变化。"


@pytest.mark.django_db
def test_an_unsound_package_is_not_published(folder: Path):
    change(folder, applicant="nobody")
    assert publish(folder, at=AT, say=lambda _: None) == 1
    with pytest.raises(Problem) as caught:
        publish_found(by=BY, at=AT, folders=[folder])
    assert caught.value.code == "catalogue.unsound"
    assert caught.value.params["count"] == 1
    assert "nobody" in caught.value.params["first"]
    assert latest("gaoling") is None


@pytest.mark.django_db
def test_a_package_that_misses_an_element_is_not_published(folder: Path):
    change(folder, contacts={})
    said: list[str] = []
    assert publish(folder, at=AT, say=said.append) == 1
    assert said[0] == "service.yaml「contacts」：缺“咨询方式”（contacts）。要素不全不能发布，请补上。"
    assert latest("gaoling") is None


def test_the_closure_of_a_package_holds_its_shared_process(folder: Path):
    assert "process.bpmn" in read_folder(folder)


def test_the_words_of_the_command_are_read():
    asked = parse(["check", "here"])
    assert (asked.verb, asked.path) == ("check", Path("here"))
    with pytest.raises(SystemExit):
        parse(["burn", "here"])
