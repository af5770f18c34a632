"""Five levels in the national wording; not rated is never satisfied."""

import pytest

from minzheng.core.feedback.rules import LEVELS, is_bad, satisfaction


def test_the_five_levels_are_worded_as_the_state_council_has_them():
    assert [LEVELS[n] for n in (5, 4, 3, 2, 1)] == ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]


@pytest.mark.parametrize(("level", "bad"), [(5, False), (4, False), (3, False), (2, True), (1, True)])
def test_the_two_lowest_levels_are_bad(level: int, bad: bool):
    assert is_bad(level) is bad


def test_satisfaction_counts_only_who_rated():
    assert satisfaction({}) is None
    assert satisfaction({5: 1, 3: 1, 2: 1, 1: 1}) == 0.5
    assert satisfaction({1: 2}) == 0
