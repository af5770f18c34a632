"""Test set-up for the whole tree.

Tests of the kernel need none of it (`pytest -p no:django`). Tests with a database run as the unprivileged role on a
copy of a migrated template; a test that commits (`transaction=True`) gets its copy made anew afterwards.
"""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests import databases

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django import DjangoDbBlocker

    from minzheng.config.embedded import Cluster
    from tests.live import Platform

for _name in [name for name in os.environ if name.startswith(("MINZHENG_", "DATABASE_"))]:
    del os.environ[_name]
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # the processes that tests start come up twice as fast
os.environ["MINZHENG_DATA"] = str(databases.folder() / "data")
os.environ["MINZHENG_POOL"] = "0"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
    "1"  # Playwright keeps a loop in this thread; Django would refuse it
)
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"


def pytest_configure(config: pytest.Config) -> None:
    """Set Django up before tests are collected, unless it is not wanted."""
    if config.pluginmanager.has_plugin("django"):
        import django

        django.setup()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With several processes, tests that share something dear to make run in one of them."""
    from tests.groups import Together

    return Together(config, log) if config.getvalue("dist") == "loadgroup" else None


def _stand_inside(connection: Any = None, **_other: Any) -> None:
    """What a test itself asks of the database, between requests, it asks as the platform: the second wall lets it
    through. Not by Django's cursor, so that counted statements stay what the code under test needs."""
    from django.db import connection as default

    raw = (connection or default).connection
    if raw is not None and not raw.closed and raw.info.transaction_status.name != "INERROR":
        raw.execute("SELECT set_config('mz.hat', 'system', false)")


@pytest.fixture(autouse=True, scope="session")
def inside_the_wall() -> Iterator[None]:
    """Test processes stand inside the wall; a request through the door acts as whoever it is, and no longer."""
    from django.core.signals import request_finished
    from django.db.backends.signals import connection_created

    connection_created.connect(_stand_inside, dispatch_uid="inside_the_wall")
    request_finished.connect(_after_request, dispatch_uid="inside_the_wall")
    yield
    connection_created.disconnect(dispatch_uid="inside_the_wall")
    request_finished.disconnect(dispatch_uid="inside_the_wall")


def _after_request(**_other: Any) -> None:
    _stand_inside()


@pytest.fixture(scope="session")
def cluster() -> "Iterator[Cluster]":
    """The test server, running; the last test process that leaves stops it."""
    from minzheng.config.embedded import Cluster

    with Cluster(databases.folder() / "data").used() as running:
        yield running


@pytest.fixture(scope="session")
def database_template(cluster: "Cluster") -> str:
    """The name of the migrated template database."""
    databases.drop_forgotten_copies(cluster)
    return databases.template(cluster)


@pytest.fixture(scope="session")
def django_db_setup(
    cluster: "Cluster",
    database_template: str,
    django_test_environment: None,
    django_db_blocker: "DjangoDbBlocker",
) -> Iterator[None]:
    """This process's copy of the template, entered as the run-time role (replaces pytest-django's own set-up)."""
    from django.db import connections
    from django.test import TransactionTestCase

    name = databases.copy_name(os.environ.get("PYTEST_XDIST_WORKER", "main"))
    databases.fresh_copy(cluster, database_template, name)
    known = cluster.parameters("mz_app", name)
    connections["default"].settings_dict.update(
        NAME=name, USER=known["user"], PASSWORD=known["password"], HOST=known["host"]
    )

    def make_anew(_case: TransactionTestCase) -> None:
        connections.close_all()
        databases.fresh_copy(cluster, database_template, name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", make_anew)
        yield
    with django_db_blocker.unblock():
        connections.close_all()
    cluster.drop_database(name)


@pytest.fixture(scope="session")
def live_platform(cluster: "Cluster", database_template: str) -> "Iterator[Platform]":
    """The whole platform as processes on a seeded copy, shared by the session's live and browser tests."""
    from tests import live

    platform = live.Platform(cluster, live.seeded_template(cluster, database_template))
    yield platform
    platform.end()


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """A real Chromium with the fonts of the documents; make contexts and pages of it, and close them."""
    from playwright.sync_api import sync_playwright

    from tests import browser_setup

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_setup.executable(),
            args=browser_setup.arguments(),
            env=browser_setup.environment(),
        )
        yield browser
        browser.close()
