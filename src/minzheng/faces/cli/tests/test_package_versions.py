"""`minzheng package diff|rebase`: versions against folders, and an edit on the newest version."""

import shutil
from pathlib import Path

import pytest

from minzheng.core.people.tests.factories import AT
from minzheng.faces.cli.package.main import parse, publish
from minzheng.faces.cli.package.versions import diff, needs_database, rebase_folder
from minzheng.faces.cli.tests.test_package import ELDERLY, change


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied(tmp_path / "one")


def copied(to: Path) -> Path:
    shutil.copytree(ELDERLY, to / "elderly", ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    return to / "elderly" / "services" / "gaoling"


def edit(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")


def test_two_folders_are_compared_without_a_database(folder: Path, tmp_path: Path):
    other = copied(tmp_path / "two")
    edit(other, "eligibility.dmn", "[80..90)", "[80..85)")
    said: list[str] = []
    assert not needs_database(str(folder), str(other))
    assert diff(str(folder), str(other), said.append) == 0
    assert said[0] == "eligibility.dmn「判断 tier 第 3 行（row_80） “周岁”」：由“[80..90)”改成“[80..85)”。"
    assert said[-1].endswith("改了 1 处。")
    assert diff(str(folder), str(folder), said.append) == 0
    assert said[-1].endswith("说的一样。")


@pytest.mark.django_db
def test_a_published_version_is_compared_with_a_folder_and_with_another(folder: Path):
    publish(folder, at=AT, say=lambda _: None)
    edit(folder, "service.yaml", "n: 15", "n: 12")
    said: list[str] = []
    assert needs_database("1", str(folder))
    assert diff("1", str(folder), said.append) == 0
    assert said[0] == "service.yaml「limits.statutory_limit.n」：由“15”改成“12”。"
    publish(folder, at=AT, say=lambda _: None)
    assert diff("gaoling@1", "gaoling@2", said.append) == 0
    assert said[-2] == said[0]
    assert diff("gaoling@1", "2", said.append) == 0
    assert diff("gaoling@9", str(folder), said.append) == 1
    assert said[-1] == "gaoling 没有第 9 版。已经发布的版本：1、2。"
    assert diff("1", "2", said.append) == 1
    assert "事项标识@1" in said[-1]
    assert diff("nowhere", str(folder), said.append) == 1


@pytest.mark.django_db
def test_an_edit_is_put_on_the_newest_version_when_nothing_collides(folder: Path, tmp_path: Path):
    publish(folder, at=AT, say=lambda _: None)
    mine = copied(tmp_path / "two")
    edit(folder, "service.yaml", "n: 15", "n: 12")
    publish(folder, at=AT, say=lambda _: None)
    edit(mine, "apply.form.json", '"label": "联系电话"', '"label": "电话"')
    before = (mine / "service.yaml").read_text("utf-8")
    said: list[str] = []
    assert rebase_folder(mine, parent=None, write=False, say=said.append) == 0
    assert "采用最新版　service.yaml「limits.statutory_limit.n」：由“15”改成“12”。" in said
    assert "--write" in said[-1]
    assert (mine / "service.yaml").read_text("utf-8") == before
    assert rebase_folder(mine, parent=1, write=True, say=said.append) == 0
    assert "n: 12" in (mine / "service.yaml").read_text("utf-8")
    assert '"label": "电话"' in (mine / "apply.form.json").read_text("utf-8")
    assert not (mine / "process.bpmn").exists()
    assert rebase_folder(mine, parent=2, write=True, say=said.append) == 0
    assert said[-1] == "已经在最新版上，不用合并。"


@pytest.mark.django_db
def test_a_collision_is_named_and_nothing_is_written(folder: Path, tmp_path: Path):
    publish(folder, at=AT, say=lambda _: None)
    mine = copied(tmp_path / "two")
    edit(folder, "service.yaml", "n: 15", "n: 12")
    publish(folder, at=AT, say=lambda _: None)
    edit(mine, "service.yaml", "n: 15", "n: 20")
    before = (mine / "service.yaml").read_text("utf-8")
    said: list[str] = []
    assert rebase_folder(mine, parent=1, write=True, say=said.append) == 1
    assert (
        "两边冲突　service.yaml「limits.statutory_limit.n」：两边都改了：最新版改成“12”，您改成“20”。" in said
    )
    assert (mine / "service.yaml").read_text("utf-8") == before


@pytest.mark.django_db
def test_a_rebase_needs_published_versions_and_a_known_parent(folder: Path):
    said: list[str] = []
    assert rebase_folder(folder, parent=None, write=False, say=said.append) == 1
    assert "还没有发布过" in said[-1]
    publish(folder, at=AT, say=lambda _: None)
    assert rebase_folder(folder, parent=7, write=False, say=said.append) == 1
    assert "没有第 7 版" in said[-1]
    change(folder, code="gaoling")
    asked = parse(["rebase", str(folder), "--parent", "1", "--write"])
    assert (asked.parent, asked.write) == (1, True)


def test_folders_that_are_no_packages_are_told_so(tmp_path: Path):
    said: list[str] = []
    (tmp_path / "service.yaml").write_text("- 1\n", "utf-8")
    assert diff(str(tmp_path), str(tmp_path), said.append) == 0
    (tmp_path / "service.yaml").write_text("a: &a [1]\nb: *a\n", "utf-8")
    assert diff(str(tmp_path), str(tmp_path), said.append) == 1
    assert said[-1].startswith("service.yaml「第 1 行」：不要用 YAML 的锚点和引用")
    (tmp_path / "service.yaml").unlink()
    with (tmp_path / "guide.md").open("wb") as file:
        file.truncate(100_000_000)
    assert diff(str(tmp_path), str(tmp_path), said.append) == 1
    assert said[-1] == "guide.md：文件超过 8 MB，请拆小。"
