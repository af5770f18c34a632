"""One breach of each kind is planted in a copy of the house, and exactly the check that is meant for it finds it."""

from typing import NamedTuple

import pytest

from tests.house import checks, promises
from tests.house.tree import Finding, House


class Breach(NamedTuple):
    """What is planted: the check that must find it, the file (below the package) and the lines added to it."""

    check: str
    file: str
    lines: str


BREACHES = (
    Breach("own_models", "core/cases/sql/heads.py", "from minzheng.core.people.models import NaturalPerson"),
    Breach("own_models", "core/cases/tests/test_planted.py", "from minzheng.core.people import models"),
    Breach(
        "own_tables",
        "core/cases/queries/heads.py",
        '_PLANTED = "SELECT name FROM people_person WHERE id = %s"',
    ),
    Breach("own_tables", "faces/kit/planted.py", 'TEXT = f"UPDATE cases_case SET state = {1}"'),
    Breach(
        "table_names",
        "core/messages_planted/models.py",
        'class T:\n    class Meta:\n        db_table = "letters"',
    ),
    Breach("keys_go_down", "core/people/models.py", '_P = models.ForeignKey("cases.Case", models.PROTECT)'),
    Breach("keys_go_down", "core/people/models.py", "_P = models.ForeignKey(cases.Case, models.PROTECT)"),
    Breach("rules_see_only_kernel", "core/cases/rules.py", "from minzheng.core.places.rules import LENGTHS"),
    Breach("domains_see_only_kit", "domains/elderly/domain.py", "from minzheng.faces.portal import frame"),
    Breach(
        "domains_see_only_kit", "domains/elderly/domain.py", "if 0:\n    import minzheng.faces.portal.frame"
    ),
    Breach(
        "face_rooms_apart",
        "faces/portal/start/pages.py",
        "from minzheng.faces.portal.account import pages as _other",
    ),
    Breach("loading_by_name", "core/cases/rules.py", "import importlib"),
    Breach("loading_by_name", "core/cases/rules.py", '_planted = __import__("minzheng.core.people.models")'),
    Breach("loading_by_name", "core/cases/rules.py", '_planted = apps.get_model("people", "Account")'),
    Breach("loading_by_name", "config/web.py", "from importlib import import_module"),
    Breach("orm_outside", "core/cases/steps/deciding.py", "_planted = Case.objects"),
    Breach("orm_outside", "core/cases/rules.py", "def _planted(row):\n    row.save()"),
    Breach("orm_outside", "faces/kit/pages.py", "def _planted(row):\n    row.delete()"),
    Breach(
        "clock_below_the_doors", "core/cases/rules.py", "from datetime import date as _d\n_P = date.today()"
    ),
    Breach("clock_below_the_doors", "core/cases/actions/submit.py", "_P = timezone.now()"),
    Breach("clock_below_the_doors", "core/cases/sql/heads.py", '_P = "SELECT 1 WHERE now() > %s"'),
    Breach("clock_below_the_doors", "kernel/money/write.py", "import time\n_P = time.time()"),
    Breach("clock_below_the_doors", "domains/elderly/domain.py", "_P = datetime.datetime.utcnow()"),
    Breach("signals", "core/cases/apps.py", "from django.db.models.signals import post_save"),
    Breach("signals", "config/apps.py", "from django.dispatch import receiver"),
    Breach("drawers", "core/cases/actions/utils.py", '"""Things."""'),
    Breach("drawers", "kernel/common/__init__.py", '"""Things."""'),
    Breach("environment", "core/files/queries.py", 'import os\n_P = os.environ["HOME"]'),
    Breach("environment", "config/web.py", "from os import getenv"),
    Breach("too_long", "kernel/money/planted.py", '"""Long."""\n' + "A = 1\n" * 500),
    Breach("unfinished", "kernel/money/write.py", "# " + "TO" + "DO later"),
    Breach("unfinished", "kernel/money/write.py", "def _p():\n    raise " + "NotImplementedError"),
    Breach("furniture", "core/cases/managers.py", '"""Managers."""'),
    Breach("furniture", "core/cases/domain.py", '"""Only a domain has one."""'),
    Breach("door_plates", "core/cases/__init__.py", "from minzheng.kernel import money"),
    Breach("verbs", "core/feedback/actions.py", "def planted(by, *, at):\n    return by, at"),
    Breach("verbs", "core/feedback/actions.py", "def planted(*, by):\n    return by"),
    Breach("tests_beside", "core/planted/rules.py", '"""Decides."""'),
    Breach("error_entries", "core/cases/errors.yaml", "people.locked: {title: 锁, status: 409}"),
    Breach("problems_without_entry", "core/cases/rules.py", '_P = Problem("cases.never_heard_of")'),
    Breach(
        "problems_without_entry", "core/cases/rules.py", '_CODE = "cases.never_heard_of"\n_P = Problem(_CODE)'
    ),
    Breach("problems_without_entry", "core/cases/rules.py", "def _p(code):\n    raise Problem(code)"),
    Breach(
        "problems_never_raised", "core/cases/errors.yaml", "cases.planted: {title: 没有人说, status: 409}"
    ),
    Breach("holes_without_value", "core/cases/rules.py", '_P = Problem("cases.pin_wrong")'),
    Breach(
        "rights_without_rule",
        "core/cases/rules.py",
        '_P = authorise(by=1, right="cases.planted", target=1, at=1)',
    ),
    Breach(
        "rights_never_asked", "core/cases/rights.yaml", "cases.planted:\n  - {role: citizen, relation: own}"
    ),
    Breach("rights_misnamed", "core/feedback/rights.yaml", "  - {role: nobody_at_all, relation: own}"),
    Breach("rights_misnamed", "core/feedback/rights.yaml", "  - {role: citizen, relation: somehow}"),
    Breach(
        "factories_in_product",
        "core/cases/steps/deciding.py",
        "from minzheng.core.cases.tests import factories",
    ),
)


@pytest.fixture(scope="module")
def house() -> House:
    return House.whole()


@pytest.fixture(scope="module")
def before(house: House) -> dict[str, set[tuple[str, str]]]:
    """What is found before anything is planted."""
    return found(house)


def found(house: House) -> dict[str, set[tuple[str, str]]]:
    return {name: {(one.file, one.what) for one in check(house)} for name, check in checks.ALL.items()}


@pytest.mark.parametrize("breach", BREACHES, ids=lambda breach: f"{breach.check} in {breach.file}")
def test_exactly_the_check_that_is_meant_for_it_finds_the_breach(breach: Breach, house: House, before):
    old = house.texts.get(breach.file, "")
    after = found(house.with_text(breach.file, f"{old}\n{breach.lines}\n"))
    assert {name for name in after if after[name] - before[name]} == {breach.check}


def test_every_check_has_a_breach():
    assert set(checks.ALL) - {breach.check for breach in BREACHES} == set()


def test_a_process_with_an_unknown_step_kind_or_role_is_found(house: House):
    file = "core/catalogue/processes/allowance.bpmn"
    text = (
        house.texts[file]
        .replace('mz:kind="review"', 'mz:kind="planted"')
        .replace('mz:role="window"', 'mz:role="nobody"')
    )
    words = [one.what for one in promises.elements_unknown(house.with_text(file, text), {"accept", "decide"})]
    assert any("the kind 'planted'" in one for one in words)
    assert any("the role 'nobody'" in one for one in words)


def test_a_finding_names_file_and_line():
    assert str(Finding("core/cases/rules.py", 7, "x")) == "core/cases/rules.py:7: x"
