from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minzheng.kernel.formspec import Field, standard_kinds

from .sample import CONTEXT, KINDS, TODAY, choose, form_of, number, page, text


def field(component: dict[str, Any]) -> Field:
    return next(iter(dict(form_of(page("p", "第一页", component)).fields()).values()))


def read(component: dict[str, Any], *raws: str) -> object:
    asked = field(component)
    return asked.kind.read(raws, asked)


def wrong(component: dict[str, Any], value: object) -> str | None:
    asked = field(component)
    return asked.kind.check(value, asked, TODAY)


def shown(component: dict[str, Any], value: object) -> str:
    asked = field(component)
    return asked.kind.show(value, asked)


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("1500", 150000),
        ("1,500.5", 150050),
        ("１５００元", 150000),
        ("0", 0),
        ("3.5万", 3500000),
        ("一千二百元", 120000),
    ],
)
def test_money_is_kept_in_fen(typed: str, fen: int) -> None:
    assert read(number("a", "金额", "money"), typed) == fen


def test_money_that_cannot_be_read_says_how_to_write_it() -> None:
    with pytest.raises(ValueError, match=r"1234\.50"):
        read(number("a", "金额", "money"), "很多")
    assert wrong(number("a", "金额", "money"), -1) == "金额不能小于 0，请再看一遍"
    assert (
        wrong(number("a", "金额", "money", validate={"max": 100}), 10001)
        == "太大了，最大是 100 元，请再看一遍"
    )
    assert wrong(number("a", "金额", "money", validate={"min": -5}), -400) is None
    assert shown(number("a", "金额", "money"), 212000) == "2,120 元"


@settings(deadline=None)
@given(st.integers(-(10**13), 10**13))
def test_money_in_the_input_is_read_back_to_the_fen(fen: int) -> None:
    kind = KINDS["money"]
    assert kind.read(kind.edit(fen, None), MONEY) == fen


@settings(deadline=None)
@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_a_number_in_the_input_is_read_back_exactly(value: Decimal) -> None:
    kind = KINDS["number"]
    kept = kind.keep(value, NUMBER)
    assert kind.read(kind.edit(kept, NUMBER), NUMBER) == kept
    assert kind.fact(kept, NUMBER) == value


@settings(deadline=None)
@given(st.dates(date(1000, 1, 1)))
def test_a_day_is_read_in_every_usual_writing(day: date) -> None:
    kind = KINDS["date"]
    for written in (
        f"{day:%Y-%m-%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{day:%Y/%m/%d}",
    ):
        assert kind.read([written], DAY) == day.isoformat()
    assert kind.fact(day.isoformat(), DAY) == day


def test_days_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="没有这一天"):
        read(text("a", "日期", "date"), "2026-02-30")
    with pytest.raises(ValueError, match="年、月、日"):
        read(text("a", "日期", "date"), "昨天")
    assert (
        wrong(text("a", "出生日期", "birth_date"), "2026-03-03") == "出生日期还没有到，请照着身份证再看一遍"
    )
    assert wrong(text("a", "出生日期", "birth_date"), "2026-03-02") is None
    assert "太早" in str(wrong(text("a", "出生日期", "birth_date"), "1799-03-02"))
    past = {"type": "datetime", "subtype": "date", "key": "a", "label": "日期", "disallowPassedDates": True}
    assert "已经过了" in str(wrong(past, "2026-03-01"))
    assert wrong(past, "2026-03-02") is None


def test_times_and_months_are_kept_as_text_and_seen_as_times() -> None:
    assert read({"type": "datetime", "subtype": "time", "key": "a", "label": "时间"}, "9点05分") == "09:05"
    moment = {"type": "datetime", "subtype": "datetime", "key": "a", "label": "时间"}
    assert read(moment, "2026-03-02T14:30") == "2026-03-02T14:30"
    assert KINDS["date_time"].fact("2026-03-02T14:30", None) == datetime(2026, 3, 2, 14, 30)
    assert KINDS["time"].fact("09:05", None) == time(9, 5)
    assert shown(moment, "2026-03-02T14:30") == "2026 年 3 月 2 日 14:30"
    assert read(text("a", "月份", "month"), "2026年3月") == "2026-03"
    assert KINDS["month"].fact("2026-03", None) == date(2026, 3, 1)
    with pytest.raises(ValueError, match="例如 14:30"):
        read({"type": "datetime", "subtype": "time", "key": "a", "label": "时间"}, "25:00")


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        ("id_number", "990101195208150124", "最后一位对不上，请照着身份证再看一遍"),
        ("id_number", "99010119520815012", "身份证号码是 18 位，您填了 17 位，请照着身份证再看一遍"),
        ("id_number", "990101203008150120", "第 7 位起的出生日期还没有到，请照着身份证再看一遍"),
        ("phone", "1990000012", "手机号码是 11 位，您填了 10 位，请再看一遍"),
        ("bank_card", "9999990000000001268", "卡号对不上，有一位可能抄错了，请照着银行卡再看一遍"),
        ("email", "a@b", "邮箱像“name@example.org”这样，请再看一遍"),
        ("person_name", "林演兰2", "姓名里不会有数字和符号，请照着身份证再看一遍"),
        ("text", "甲" * 300, "太长了（300 个字），最多 200 个字，请写短一点"),
        ("text", "甲\u0007", "里面有看不见的字符，请删掉重新写"),
    ],
)
def test_a_wrong_value_is_refused_with_where_and_how(kind: str, value: str, message: str) -> None:
    assert wrong(text("a", "一项", kind), value) == message


def test_demo_numbers_pass_only_where_they_are_allowed() -> None:
    strict = standard_kinds()
    asked = field(text("a", "号码", "id_number"))
    assert "演示" in str(strict["id_number"].check("990101195208150125", asked, TODAY))
    assert KINDS["id_number"].check("990101195208150125", asked, TODAY) is None


def test_numbers_are_read_as_people_type_them() -> None:
    assert read(text("a", "号码", "id_number"), " 990101 19520815 012ｘ ") == "99010119520815012X"
    assert read(text("a", "电话", "phone"), "+86 199-0000-0126") == "19900000126"
    assert read(text("a", "姓名", "person_name"), " 阿依古丽 • 买买提 ") == "阿依古丽·买买提"
    assert read(number("a", "人数", decimalDigits=0), "３ ") == 3
    with pytest.raises(ValueError, match="例如 3"):
        read(number("a", "人数", decimalDigits=0), "三个")


def test_bounds_and_decimals_of_a_number() -> None:
    people = number("a", "人数", decimalDigits=0, validate={"min": 1, "max": 20})
    assert wrong(people, "1.5") == "请填整数"
    assert wrong(people, 0) == "太小了，最小是 1，请再看一遍"
    assert wrong(people, 21) == "太大了，最大是 20，请再看一遍"
    assert "太大" in str(wrong(number("a", "人数"), 10**30))
    assert wrong(people, 20) is None


def test_a_pattern_of_the_author_is_explained_in_his_words() -> None:
    plate = text("a", "车牌号", validate={"pattern": "^青"}, properties={"pattern_text": "车牌号以“青”开头"})
    assert wrong(plate, "京A00001") == "车牌号以“青”开头"
    assert wrong(plate, "青A00001") is None


def test_an_exploding_pattern_ends_in_time() -> None:
    bad = text("a", "一项", validate={"pattern": "^(a+)+$"}, properties={"pattern_text": "只写 a"})
    assert wrong(bad, "a" * 60 + "!") == "只写 a"


FILE = {"file": "f1", "name": "证明.jpg", "size": 10, "type": "image/jpeg"}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ([FILE], None),
        ([{**FILE, "name": "证明.pdf", "type": "application/pdf"}], None),
        ([{**FILE, "name": "程序.exe"}], "“程序.exe”放不进来，请选照片或者 PDF"),
        ([{**FILE, "type": "application/x-msdownload"}], "“证明.jpg”放不进来，请选照片或者 PDF"),
        ([{**FILE, "size": 0}], "“证明.jpg”是空的，请重新选一个"),
        ([FILE, FILE], "最多放 1 个，请删掉几个"),
        ([{"file": "f1"}], "这一项存的内容认不出来，请重新填一遍"),
    ],
)
def test_files_are_taken_by_number_and_type(files: list[Any], message: str | None) -> None:
    assert wrong({"type": "filepicker", "key": "a", "label": "证明"}, files) == message


def test_choices_keep_their_order_and_show_words() -> None:
    several = choose("checklist", "a", "有哪些", {"car": "车辆", "house": "房子"})
    assert read(several, "house", "car", "house") == ["house", "car"]
    assert shown(several, ["house", "car"]) == "房子、车辆"
    assert wrong(several, ["car", "car"]) == "同一项选了两次，请留一个"
    assert shown(choose("radio", "a", "选", {"x": "一"}), "x") == "一"


def test_offered_options_are_those_of_the_context() -> None:
    component = {"type": "select", "key": "a", "label": "证照", "valuesKey": "licences"}
    form = form_of(page("p", "第一页", component))
    assert form.check({"a": "lic-1"}, CONTEXT) == []
    assert form.check({"a": "lic-2"}, CONTEXT)[0].message == "请从列出来的选项里选"
    assert form.summary({"a": "lic-1"}, CONTEXT)[0].rows[0].text == "残疾人证（2 级）"


def test_an_address_needs_a_place_that_is_offered_and_a_door() -> None:
    form = form_of(page("p", "第一页", {**text("a", "住址", "address"), "validate": {"required": True}}))

    def first(value: Any) -> str:
        return form.check({"a": value}, CONTEXT)[0].message

    assert "门牌号" in first({"place": "990101001001"})
    assert first({"detail": "和顺路 8 号"}) == "请从列表里选地区"
    assert first({"place": "990102001001", "detail": "和顺路 8 号"}) == "请从列表里选地区"
    assert first({}) == "请填写住址"
    assert form.check({"a": {"place": "990101001001", "detail": "和顺路 8 号"}}, CONTEXT) == []
    assert form.check({"a": {"detail": "和顺路 8 号"}}, {"today": TODAY}) == []


def test_every_kind_has_a_chinese_title_and_refuses_a_foreign_shape() -> None:
    for name, kind in KINDS.items():
        assert kind.title, name
        assert not kind.fits(1.5), name
        assert isinstance(kind.show(None, ANY), str), name


NUMBER = field(number("a", "数字"))
MONEY = field(number("a", "金额", "money", validate={"min": -(10**12)}))
DAY = field(text("a", "日期", "date"))
ANY = field(text("a", "一项"))
