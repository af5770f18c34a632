"""Each test starts with an empty memory: what the room keeps for ever is only for ever in one database."""

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    from minzheng.core.places import queries

    def forget() -> None:
        queries._ancestry.cache_clear()
        queries._calendar.cache_clear()

    forget()
    yield
    forget()
