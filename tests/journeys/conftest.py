"""Journeys run on a copy of the seeded demo province, as the run-time role; each test is undone afterwards."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests import databases, live

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

    from minzheng.config.embedded import Cluster


class Seeded:
    """This process's copy of the seeded province: database, and the folder with its keys and files."""

    def __init__(self, cluster: "Cluster", template: str, folder: Path) -> None:
        self.cluster, self.template, self.folder = cluster, template, folder
        self.name = f"{databases.copy_name(os.environ.get('PYTEST_XDIST_WORKER', 'main'))}_journeys"
        self.make_anew()

    def make_anew(self) -> None:
        """Make the copy as the seed left it."""
        databases.fresh_copy(self.cluster, self.template, self.name)


@pytest.fixture(scope="session")
def seeded(
    cluster: "Cluster", database_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Seeded]:
    template = live.seeded_template(cluster, database_template)
    folder = tmp_path_factory.mktemp("province")
    shutil.copytree(databases.folder() / template, folder, dirs_exist_ok=True)
    copy = Seeded(cluster, template, folder)
    yield copy
    cluster.drop_database(copy.name)


@pytest.fixture
def province(seeded: Seeded, settings: Any, django_db_blocker: "DjangoDbBlocker") -> Iterator[None]:
    """The demo province for one test, in one transaction that is undone."""
    from django.db import transaction

    with _entered(seeded, settings, django_db_blocker), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def open_province(seeded: Seeded, settings: Any, django_db_blocker: "DjangoDbBlocker") -> Iterator[None]:
    """The demo province for a test in which several act at once: what they do is committed, the copy made anew."""
    with _entered(seeded, settings, django_db_blocker):
        yield
    seeded.make_anew()


@contextmanager
def _entered(seeded: Seeded, settings: Any, blocker: "DjangoDbBlocker") -> Iterator[None]:
    from django.db import connections

    keys = settings.FIELD_KEYS.relative_to(settings.DATA)
    settings.DATA = seeded.folder
    settings.FIELD_KEYS = seeded.folder / keys
    settings.MEDIA_ROOT = seeded.folder / "files"
    settings.PASSWORD_HASHERS = [
        *settings.PASSWORD_HASHERS,
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
    known = seeded.cluster.parameters("mz_app", seeded.name)
    entry = connections["default"].settings_dict
    before = dict(entry)
    with blocker.unblock():
        connections.close_all()
        entry.update(NAME=seeded.name, USER=known["user"], PASSWORD=known["password"], HOST=known["host"])
        _forget()
        try:
            yield
        finally:
            connections.close_all()
            entry.update(before)
            _forget()


def _forget() -> None:
    """Empty what the process remembers of a database."""
    from minzheng.core.catalogue import queries as catalogue
    from minzheng.core.people.queries import sealing
    from minzheng.core.places import queries as places
    from minzheng.faces.portal import frame
    from minzheng.faces.workbench import frame as desk

    for kept in (catalogue.package, sealing.keys, places._ancestry, places._calendar):
        kept.cache_clear()
    for remembered in (frame.strangers_region, frame.county_name, desk.office_name, desk.place_name):
        remembered.cache_clear()
