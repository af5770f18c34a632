"""Which tests run in one process when there are several: those that share what is dear to make.

Told by their files, by a scheduler of our own: xdist's mark `xdist_group` is written into a field of the test that pytest
9.2 does not read any more, and then groups nothing.
"""

from typing import Final

from xdist.scheduler import LoadScopeScheduling

TOGETHER: Final = {
    "tests/browser/": "live",
    "tests/openid/test_relying_party.py": "live",
    "tests/config/test_live_platform.py": "live",
    "tests/config/test_up.py": "up",
    "tests/config/test_framed.py": "up",
    "tests/rights/": "matrix",
}
"""What the id of a test begins with -> its group: the one live platform and browser, platforms of one's own, the world of
the authorisation matrix."""


def group_of(nodeid: str) -> str:
    """The group of a test, '' for one that may run anywhere."""
    return next((group for start, group in TOGETHER.items() if nodeid.startswith(start)), "")


class Together(LoadScopeScheduling):
    """Hands a group to one process as a whole, the largest first, and the other tests one by one."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid) or nodeid
