"""The walk's own pieces: the table, and what happens when a stop fails. (The whole walk is a live test.)"""

import pytest

from minzheng.faces.cli.walk import main as walking
from minzheng.faces.cli.walk.stops import Diary, width
from minzheng.faces.cli.walk.visiting import Lost, Visitor, plain


def test_each_stop_has_its_time_and_its_statements():
    counts = iter([10, 14, 14, 21])
    diary = Diary(lambda: next(counts))
    with diary.stop("受理员", "受理") as here:
        here.paper = "受理通知书 1号"
    with diary.stop("审核人", "初审"):
        pass
    assert [stop.statements for stop in diary.stops] == [4, 7]
    lines = diary.table()
    assert "受理通知书 1号" in lines[1]
    assert lines[2].startswith("2  审核人")


def test_columns_stay_straight_with_chinese_in_them():
    diary = Diary(lambda: 0)
    for who in ("系统", "名单上的老人"):
        with diary.stop(who, "x"):
            pass
    first, second = diary.table()[1:]
    assert width(first[: first.index("x")]) == width(second[: second.index("x")])


def test_a_stop_that_fails_ends_the_walk_with_its_reason_and_exit_code_1():
    said: list[str] = []
    code = walking.walk(port=1, password="x", background=lambda: None, count=lambda: 0, say=said.append)
    assert code == 1
    assert said[-1].startswith("第 1 站没走通：")
    assert "没有回答" in said[-1]


def test_a_page_that_does_not_say_what_it_should_is_a_dead_end():
    visitor = Visitor(1)
    visitor.text = "<p>已经<b>提交</b></p><script>办好了</script>"
    visitor.says("已经 提交")
    with pytest.raises(Lost):
        visitor.says("办好了")
    with pytest.raises(Lost):
        visitor.find(r"(\d{23})")
    with pytest.raises(Lost):
        visitor.send("/x", {})


def test_a_page_without_its_markup():
    assert plain("<h1>a&amp;b</h1>\n <style>x</style> c") == "a&b c"
