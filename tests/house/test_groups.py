"""Which tests run in one process: what shares the dear world of the matrix, and each journey in a browser."""

import pytest

from tests.groups import BY_FILE, TOGETHER, group_of

SHARED = {"world": "matrix"}


def test_whatever_stands_on_something_shared_is_of_its_group(request: pytest.FixtureRequest) -> None:
    for item in request.session.items:
        shared = {SHARED[name] for name in getattr(item, "fixturenames", ()) if name in SHARED}
        if shared:
            assert {group_of(item.nodeid)} == shared, item.nodeid


def test_what_is_walked_in_a_browser_stays_with_its_file() -> None:
    assert group_of("tests/browser/test_chief.py::test_a[x/y]") == "tests/browser/test_chief.py"
    assert group_of("tests/rights/test_matrix.py::test_c") == "matrix"
    assert group_of("tests/journeys/test_road.py::test_d") == ""


def test_every_group_names_files_that_are_there(pytestconfig: pytest.Config) -> None:
    assert [start for start in (*TOGETHER, BY_FILE) if not (pytestconfig.rootpath / start).exists()] == []
