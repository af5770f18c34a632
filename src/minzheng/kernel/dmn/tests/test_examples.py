"""The examples in the documentation of the package run."""

import doctest

from minzheng.kernel import dmn


def test_the_examples_of_the_package_are_true() -> None:
    found = doctest.testmod(dmn)
    assert found.attempted > 0
    assert found.failed == 0
