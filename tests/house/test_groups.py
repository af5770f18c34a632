"""Which tests run in one process: what shares the dear world of the matrix, and each journey in a browser."""

import pytest

from tests.groups import BY_FILE, ONE_BY_ONE, TOGETHER, group_of

SHARED = {"world": "matrix"}


def test_whatever_stands_on_something_shared_is_of_its_group(request: pytest.FixtureRequest) -> None:
    for item in request.session.items:
        shared = {SHARED[name] for name in getattr(item, "fixturenames", ()) if name in SHARED}
        if shared:
            assert {group_of(item.nodeid)} == shared, item.nodeid


def test_a_journey_in_a_browser_stays_in_one_process_and_pages_go_one_by_one() -> None:
    journey, page = "tests/browser/test_chief.py::test_a", f"{ONE_BY_ONE}::test_b[x/y]"
    assert (group_of(journey), group_of(page)) == ("tests/browser/test_chief.py", "")
    assert group_of("tests/rights/test_matrix.py::test_c") == "matrix"


def test_every_group_names_files_that_are_there(pytestconfig: pytest.Config) -> None:
    assert [
        start for start in (*TOGETHER, BY_FILE, ONE_BY_ONE) if not (pytestconfig.rootpath / start).exists()
    ] == []
