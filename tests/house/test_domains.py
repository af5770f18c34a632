"""A domain is found because it is there; nothing else changes when one comes or goes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from minzheng.config import house as the_house
from minzheng.config import new_domain
from minzheng.config.rooms import HOUSE
from tests.house import checks
from tests.house.tree import House


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house with the file that says its order."""
    folder = tmp_path_factory.mktemp("copy")
    skipped = shutil.ignore_patterns("__pycache__", "vendor", "tests")
    shutil.copytree(HOUSE, folder / "src" / "minzheng", ignore=skipped)
    shutil.copy(HOUSE.parent.parent / "pyproject.toml", folder)
    return folder


def run(folder: Path, *words: str) -> str:
    """What a `minzheng` command prints when the copy is used."""
    known = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MINZHENG_", "DATABASE_", "DJANGO_"))
    }
    environment = {**known, "PYTHONPATH": str(folder / "src"), "MINZHENG_DATA": str(folder / "var")}
    done = subprocess.run(
        [sys.executable, "-m", "minzheng", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_new_domain_is_found_and_keeps_every_rule(copy: Path):
    before = House.read(copy / "src" / "minzheng")
    assert "已建好 minzheng/domains/rescue" in run(copy, "domain", "rescue", "救助管理")
    try:
        assert "rescue　救助管理" in run(copy, "house")
        after = House.read(copy / "src" / "minzheng")
        changed = {file for file in after.texts if after.texts[file] != before.texts.get(file)}
        assert changed == {f"domains/rescue/{name}.py" for name in ("__init__", "apps", "domain")}
        for name, check in checks.ALL.items():
            assert [one for one in check(after) if one.file.startswith("domains/rescue")] == [], name
    finally:
        shutil.rmtree(copy / "src" / "minzheng" / "domains" / "rescue")


def test_without_its_roof_the_house_stands(copy: Path):
    roof = copy / "src" / "minzheng" / "domains" / "elderly"
    away = copy / "elderly"
    roof.rename(away)
    try:
        assert "no issues" in run(copy, "manage", "check")
        assert "elderly" not in run(copy, "house")
    finally:
        away.rename(roof)


@pytest.mark.parametrize("name", ["", "Rescue", "rescue-2", "2", "class", "a__b", "救助"])
def test_a_name_that_will_not_do_is_refused_and_nothing_is_written(name: str, tmp_path: Path):
    with pytest.raises(new_domain.NameProblem, match="小写英文字母"):
        new_domain.lay(name, "x", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_another_room_has_is_refused(tmp_path: Path):
    (tmp_path / "core" / "cases").mkdir(parents=True)
    with pytest.raises(new_domain.NameProblem, match="core/cases 已经有了"):
        new_domain.lay("cases", "x", tmp_path)


def test_the_report_names_every_room_and_what_it_is_for():
    lines = list(the_house.report())
    for floor in ("core", "faces", "domains", "kernel"):
        for room in the_house.found_rooms(floor):
            assert any(line.split()[:1] == [room.name] and room.purpose in line for line in lines)
    assert any("elderly/gaoling" in line for line in lines)
    assert any("decide　审核确认" in line for line in lines)
