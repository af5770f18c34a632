"""Which tests run in one process when there are several: those that share what is dear to make.

Told by their files, by a scheduler of our own: xdist's mark `xdist_group` is written into a field of the test that pytest
9.2 does not read any more, and then groups nothing.
"""

from typing import Final

from xdist.scheduler import LoadScopeScheduling

TOGETHER: Final = {
    "tests/config/test_up.py": "up",
    "tests/config/test_framed.py": "up",
    "tests/openid/": "openid",
    "tests/rights/": "matrix",
}
"""What the id of a test begins with -> its group: platforms of one's own, other systems with their ports,
the world of the authorisation matrix."""
BY_FILE: Final = "tests/browser/"
"""In a browser a file stays in one process, with the cases that its pages are about. Each process has a live platform of
its own: a second one costs less than all journeys in a row."""


def group_of(nodeid: str) -> str:
    """The group of a test, '' for one that may run anywhere."""
    if nodeid.startswith(BY_FILE):
        return nodeid.partition("::")[0]
    return next((group for start, group in TOGETHER.items() if nodeid.startswith(start)), "")


class Together(LoadScopeScheduling):
    """Hands a group to one process as a whole, the largest first, and the other tests one by one."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid) or nodeid
