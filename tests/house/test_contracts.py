"""The contracts of import-linter hold, and each finds the breach that is planted for it in a copy of the house."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from minzheng.config.rooms import HOUSE

PROJECT = HOUSE.parent.parent


class Breach(NamedTuple):
    """The contract that must break, the file and the import that is added to it."""

    contract: str
    file: str
    line: str


BREACHES = (
    Breach("tower", "kernel/money/write.py", "import minzheng.core.audit"),
    Breach("tower", "core/feedback/rules.py", "if TYPE_CHECKING:\n    import minzheng.domains.elderly"),
    Breach("tower", "planted/__init__.py", '"""A floor that the plan does not know."""'),
    Breach("core", "core/audit/rules.py", "import minzheng.core.cases"),
    Breach("core", "core/workflow/rules.py", "import minzheng.core.forms.rules"),
    Breach("core", "core/planted/__init__.py", '"""A room that stands in no order."""'),
    Breach("blocks", "blocks/planted/__init__.py", '"""A room that stands in no order."""'),
    Breach("faces", "faces/kit/context.py", "import minzheng.faces.portal.urls"),
    Breach("faces", "faces/portal/urls.py", "import minzheng.faces.workbench"),
    Breach("kit", "faces/kit/context.py", "import minzheng.core.places.queries"),
    Breach("furniture", "core/people/sql.py", "import minzheng.core.people.queries"),
    Breach("furniture", "core/places/queries.py", "import minzheng.core.places.actions"),
    Breach(
        "domains",
        "domains/planted/__init__.py",
        '"""Another domain."""\nimport minzheng.domains.elderly.domain',
    ),
    Breach("pure", "kernel/money/write.py", "import django.utils.timezone"),
    Breach("pure", "core/places/rules.py", "from django.db import connection"),
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project's sources with its contracts."""
    folder = tmp_path_factory.mktemp("copy")
    skipped = shutil.ignore_patterns("__pycache__", "static", "templates", "tests", "migrations")
    shutil.copytree(HOUSE, folder / "src" / "minzheng", ignore=skipped)
    shutil.copy(PROJECT / "pyproject.toml", folder)
    return folder


def broken(folder: Path) -> set[str]:
    """The ids of the contracts that do not hold in the sources of a folder."""
    program = (
        "from importlinter.application import use_cases\n"
        "from importlinter import configuration; configuration.configure()\n"
        "options = use_cases.read_user_options(config_filename='pyproject.toml')\n"
        "use_cases._register_contract_types(options)\n"
        "report = use_cases.create_report(options, cache_dir=None)\n"
        "names = {one['name']: one['id'] for one in options.contracts_options}\n"
        "print(*(names[contract.name] for contract, check in report.get_contracts_and_checks() if not check.kept))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.fixture(scope="module")
def before(copy: Path) -> set[str]:
    """What is broken in the copy before anything is planted."""
    return broken(copy)


def test_all_contracts_hold():
    assert broken(PROJECT) == set()


@pytest.mark.parametrize("breach", BREACHES, ids=lambda breach: f"{breach.contract} in {breach.file}")
def test_exactly_the_contract_that_is_meant_for_it_breaks(breach: Breach, copy: Path, before: set[str]):
    path = copy / "src" / "minzheng" / breach.file
    old = path.read_text("utf-8") if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{old or ''}\n{breach.line}\n", "utf-8")
    try:
        assert broken(copy) - before == {breach.contract} - before
    finally:
        path.unlink()
        if old is None:
            path.parent.rmdir()
        else:
            path.write_text(old, "utf-8")


def test_every_contract_has_a_breach():
    settings = (PROJECT / "pyproject.toml").read_text("utf-8")
    ids = {
        line.removeprefix("id = ").strip('"') for line in settings.splitlines() if line.startswith("id = ")
    }
    assert ids == {breach.contract for breach in BREACHES}
