"""The house as it stands: every check finds nothing."""

import pytest

from minzheng.config import registration
from minzheng.config.rooms import HOUSE
from minzheng.kernel.registry import step_kinds
from tests.house import bans, checks, furnishing, promises, walls
from tests.house.tree import House, report


@pytest.fixture(scope="module")
def house() -> House:
    return House.whole()


@pytest.mark.parametrize("name", checks.ALL)
def test_the_house_is_in_order(name: str, house: House):
    findings = checks.ALL[name](house)
    assert not findings, f"{checks.ALL[name].__doc__}{report(findings)}"


def test_processes_name_known_steps_and_roles(house: House):
    registration.load()
    findings = promises.elements_unknown(house, {kind.name for kind in step_kinds})
    assert not findings, report(findings)


@pytest.mark.parametrize("exceptions", [walls.BARE, bans.BY_NAME, bans.CLOCK_READERS, furnishing.OF_ONE_ROOM])
def test_an_exception_that_nobody_needs_is_thrown_out(exceptions: dict[str, str]):
    assert [file for file in exceptions if not (HOUSE / file).exists()] == []


def test_no_contract_has_an_exception():
    settings = (HOUSE.parent.parent / "pyproject.toml").read_text("utf-8")
    assert "ignore_imports =" not in settings
