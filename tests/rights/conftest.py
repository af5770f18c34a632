"""The matrix stands on the demo province, as the journeys do; its world is made once and undone at the end."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.conftest import Seeded, _entered, province, seeded

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

    from tests.rights.world import World

__all__ = ["province", "seeded"]


class Kept:
    """The settings, changed for as long as a patch holds."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        object.__setattr__(self, "_patch", patch)

    def __getattr__(self, name: str) -> Any:
        from django.conf import settings

        return getattr(settings, name)

    def __setattr__(self, name: str, value: Any) -> None:
        from django.conf import settings

        object.__getattribute__(self, "_patch").setattr(settings, name, value)


@pytest.fixture(scope="module")
def world(seeded: Seeded, django_db_blocker: "DjangoDbBlocker") -> "Iterator[World]":
    """Identities and things, in one transaction."""
    from django.db import transaction

    from tests.rights.world import World

    with (
        pytest.MonkeyPatch.context() as patch,
        _entered(seeded, Kept(patch), django_db_blocker),
        transaction.atomic(),
    ):
        yield World()
        transaction.set_rollback(True)
