import doctest

from minzheng.kernel import formspec


def test_the_examples_of_the_room_run() -> None:
    result = doctest.testmod(formspec)
    assert result.attempted > 3
    assert result.failed == 0
