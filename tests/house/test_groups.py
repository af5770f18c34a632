"""Which tests run in one process: what shares the live platform must, or the platform is started twice."""

import pytest

from tests.groups import TOGETHER, group_of

SHARED = {"live_platform": "live", "chromium": "live", "world": "matrix"}


def test_whatever_stands_on_something_shared_is_of_its_group(request: pytest.FixtureRequest) -> None:
    for item in request.session.items:
        shared = {SHARED[name] for name in getattr(item, "fixturenames", ()) if name in SHARED}
        if item.get_closest_marker("live") and not shared:
            assert group_of(item.nodeid) in ("up", "live"), item.nodeid
        elif shared:
            assert {group_of(item.nodeid)} == shared, item.nodeid


def test_every_group_names_files_that_are_there(pytestconfig: pytest.Config) -> None:
    assert [start for start in TOGETHER if not (pytestconfig.rootpath / start).exists()] == []
