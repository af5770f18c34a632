"""The examples in the documentation of the package run."""

import doctest

from minzheng.kernel import feel


def test_the_examples_of_the_package_are_true() -> None:
    found = doctest.testmod(feel)
    assert found.attempted > 0
    assert found.failed == 0


def test_names_are_collected_from_the_whole_context() -> None:
    context = {"户": {"成员-数": 3, "人": [{"岁": 1}]}}
    assert feel.names_of(context) == {"户", "成员-数", "人", "岁"}
    assert feel.compile_expression("户.成员-数 + 1", feel.names_of(context)).evaluate(context) == 4
