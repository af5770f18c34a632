"""Loading divisions, calendars, parameters and code lists."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from django.db import IntegrityError, connection

from minzheng.core.places import actions, queries
from minzheng.core.places.actions.load_calendar import packaged_days
from minzheng.core.places.models import CalendarVersion, CodeItem, Division, Parameter
from minzheng.core.places.tests.factories import AT, DOMAINS, LOADER, demo_divisions, division
from minzheng.kernel.calendar import DayKind, SpecialDay
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, Hat

pytestmark = pytest.mark.django_db


def events(kind: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_event WHERE kind = %s", [kind])
        return int(cursor.fetchone()[0])


def load(*rows: dict[str, object]) -> int:
    return actions.load_divisions(by=LOADER, at=AT, rows=rows, source="test")


def test_the_demo_province_loads_once_and_a_second_time_changes_nothing() -> None:
    rows = demo_divisions()
    assert actions.load_divisions(by=LOADER, at=AT, rows=rows, source="demo") == len(rows)
    assert actions.load_divisions(by=LOADER, at=AT, rows=rows, source="demo") == 0
    assert events("places.load_divisions") == 1
    in_use = Division.objects.filter(valid_to=None)
    counts = {
        level: in_use.filter(level=level).count()
        for level in ("province", "city", "county", "town", "village")
    }
    assert counts == {"province": 1, "city": 3, "county": 8, "town": 24, "village": 60}


def test_a_new_name_of_the_same_code_closes_the_old_row() -> None:
    load(division("990000", "青岚省", "province"))
    old = division("990000", "青岚省", "province", valid_to=date(2026, 1, 1))
    assert load(old, division("990000", "青山省", "province", valid_from=date(2026, 1, 1))) == 2
    assert queries.division("990000", date(2025, 12, 31)).name == "青岚省"  # type: ignore[union-attr]
    assert queries.division("990000", date(2026, 1, 1)).name == "青山省"  # type: ignore[union-attr]


def test_two_rows_of_one_code_never_hold_on_one_day() -> None:
    load(division("990000", "青岚省", "province"))
    with pytest.raises(IntegrityError, match="places_division_one_row_a_day"):
        load(division("990000", "青山省", "province", valid_from=date(2026, 1, 1)))


def test_a_code_that_changes_its_parent_is_refused_and_nothing_is_written() -> None:
    load(
        division("990000", "青岚省", "province"),
        division("990100", "青禾市", "city", "990000"),
        division("990200", "望川市", "city", "990000"),
        division("990101", "明川区", "county", "990100"),
    )
    with pytest.raises(Problem, match="division_moved"):
        load(
            division("990300", "霁州市", "city", "990000"),
            division("990101", "明川区", "county", "990200", valid_from=date(2026, 1, 1)),
        )
    assert not Division.objects.filter(code="990300").exists()


def test_a_citizen_may_load_nothing() -> None:
    citizen = Actor(hat=Hat.SELF)
    with pytest.raises(Problem, match=r"offices\.denied"):
        actions.load_divisions(by=citizen, at=AT, rows=[], source="test")
    with pytest.raises(Problem, match=r"offices\.denied"):
        actions.load_calendar(by=citizen, at=AT)
    with pytest.raises(Problem, match=r"offices\.denied"):
        actions.load_parameters(by=citizen, at=AT, files=[])
    with pytest.raises(Problem, match=r"offices\.denied"):
        actions.load_code_lists(by=citizen, at=AT)


def test_the_packaged_notices_make_one_version_however_often_they_are_loaded() -> None:
    assert [actions.load_calendar(by=LOADER, at=AT) for _ in range(2)] == [1, 1]
    assert events("places.load_calendar") == 1
    version = CalendarVersion.objects.get()
    assert version.published_from == date(2004, 1, 1)
    assert version.published_through >= date(2026, 12, 31)


def test_a_new_notice_makes_a_new_version_and_the_old_one_stays() -> None:
    actions.load_calendar(by=LOADER, at=AT)
    days = [*packaged_days(), SpecialDay(date(2027, 1, 1), DayKind.HOLIDAY, "元旦", "演示通知")]
    assert actions.load_calendar(by=LOADER, at=AT, days=days, source="通知") == 2
    assert queries.calendar(1).published_through == date(2026, 12, 31)
    assert queries.calendar().published_through == date(2027, 12, 31)


def test_a_day_that_is_written_twice_or_lies_outside_is_refused() -> None:
    day = SpecialDay(date(2027, 1, 1), DayKind.HOLIDAY, "元旦", "演示通知")
    with pytest.raises(Problem, match="calendar_repeated"):
        actions.load_calendar(by=LOADER, at=AT, days=[day, day])
    with pytest.raises(Problem, match="calendar_range"):
        actions.load_calendar(by=LOADER, at=AT, days=[day], published_through=date(2026, 12, 31))
    with pytest.raises(Problem, match="calendar_empty"):
        actions.load_calendar(by=LOADER, at=AT, days=[])


PARAMETERS = """
- name: edge_factor
  title: 边缘线倍数
  unit: 倍
  values:
    - division: "990100"
      valid_from: 2026-01-01
      value: 1.50
      document: {title: 关于调整标准的通知, number: 青禾民发〔2026〕1号（演示）, issued_on: 2026-03-20, approver: 周演川}
- name: allowance
  unit: fen_per_month
  values:
    - {valid_from: 2025-01-01, value: 4000, document: {title: 高龄津贴标准（演示）}}
    - {valid_from: 2026-01-01, value: 5000, document: {title: 高龄津贴标准（演示）}, to_check: true}
"""


def test_parameters_are_loaded_with_their_document_and_no_digit_lost(tmp_path: Path) -> None:
    file = tmp_path / "standards.yaml"
    file.write_text(PARAMETERS, encoding="utf-8")
    assert actions.load_parameters(by=LOADER, at=AT, files=[file]) == 3
    assert actions.load_parameters(by=LOADER, at=AT, files=[file]) == 0
    kept = Parameter.objects.get(name="edge_factor")
    assert (str(kept.value), type(kept.value)) == ("1.50", Decimal)
    assert (kept.issued_on, kept.approver) == (date(2026, 3, 20), "周演川")
    file.write_text(PARAMETERS.replace("1.50", "1.60"), encoding="utf-8")
    assert actions.load_parameters(by=LOADER, at=AT, files=[file]) == 1
    assert events("places.load_parameters") == 2


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("value: 5000, ", "", "缺少 value"),
        ("to_check: true", "colour: red", "不认识 colour"),
        (
            "document: {title: 高龄津贴标准（演示）}, to",
            "document: {number: 1号}, to",
            "没有写明依据文件的标题",
        ),
        ("2026-01-01, value: 5000", "明年, value: 5000", "日期请写成 2026-01-01 的样子"),
        ("2026-01-01, value: 5000", "2026-01-01, valid_to: 2025-01-01, value: 5000", "失效日不晚于生效日"),
    ],
)
def test_a_faulty_parameter_is_named_with_its_file_and_entry(
    tmp_path: Path, old: str, new: str, what: str
) -> None:
    file = tmp_path / "standards.yaml"
    assert old in PARAMETERS
    file.write_text(PARAMETERS.replace(old, new), encoding="utf-8")
    with pytest.raises(Problem) as refused:
        actions.load_parameters(by=LOADER, at=AT, files=[file])
    assert refused.value.params == {"file": "standards.yaml", "name": "allowance", "line": 2, "what": what}
    assert not Parameter.objects.exists()


def test_the_code_lists_of_the_room_load_and_load_again_unchanged() -> None:
    assert actions.load_code_lists(by=LOADER, at=AT) == 5
    assert actions.load_code_lists(by=LOADER, at=AT) == 0
    assert len(queries.codes("ethnic_group")) == 56
    assert queries.codes("sex")[1].label == "男性"


def test_a_code_that_is_gone_is_retired_and_keeps_its_label(tmp_path: Path) -> None:
    file = tmp_path / "colour.yaml"
    content = {"title": "颜色", "source": "演示", "codes": {"1": "青", "2": "朱"}}
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    actions.load_code_lists(by=LOADER, at=AT, folder=tmp_path)
    del content["codes"]["2"]  # type: ignore[attr-defined]
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    assert actions.load_code_lists(by=LOADER, at=AT, folder=tmp_path) == 1
    assert [code.label for code in queries.codes("colour")] == ["青", "朱"]
    assert [code.label for code in queries.codes("colour", date(2026, 3, 2))] == ["青"]
    assert CodeItem.objects.get(code="2").retired_on == date(2026, 3, 2)


def test_the_parameters_that_ship_with_the_domains_load() -> None:
    files = sorted(DOMAINS.glob("*/parameters/*.yaml"))
    assert actions.load_parameters(by=LOADER, at=AT, files=files) >= len(files) > 0


def test_a_code_written_twice_is_refused(tmp_path: Path) -> None:
    text = "title: 颜色\nsource: 演示\ncodes:\n  '1': 青\n  '1': 朱\n"
    (tmp_path / "colour.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Problem) as refused:
        actions.load_code_lists(by=LOADER, at=AT, folder=tmp_path)
    assert refused.value.params["code"] == "1"
