"""The pre-check of names: what passes, what stops and in which words, what is for a person to look at."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.domains.social_orgs.rules import (
    AGREED,
    FORMS,
    KEPT,
    LAPSED,
    USED,
    Known,
    Place,
    check_form_of_name,
    check_name,
    kept_until,
    members_enough,
    organisation_body,
    parts_of,
    plain_name,
    standing,
)

DISTRICT = Place("990101", "明川区", "青禾市")
COUNTY = Place("990102", "云溪县", "青禾市")
CITY = Place("990100", "青禾市")


def codes(text: str, place: Place = COUNTY, known: tuple[Known, ...] = ()) -> list[str]:
    return [finding.code for finding in check_name(text, place, known).findings]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("云溪县社区教育促进会", COUNTY),
        ("云溪县茶叶协会", COUNTY),
        ("青禾市云溪县茶叶协会", COUNTY),
        ("青禾市明川区社区教育促进会", DISTRICT),
        ("青禾市物业管理协会", CITY),
        ("青禾市第一中学校友会", CITY),
        ("青禾市女企业家联谊会", CITY),
        ("云溪县餐饮业同业公会", COUNTY),
        ("云溪县 社区教育 促进会", COUNTY),
        ("云溪县社区教育促进会（筹）", COUNTY),
    ],
)
def test_a_name_of_place_field_and_form_passes_without_a_word(name: str, place: Place):
    report = check_name(name, place)
    assert report.passes
    assert report.findings == ()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "empty"),
        ("　 ", "empty"),
        ("协会", "short"),
        ("云溪县茶会", "short"),
        ("云溪县" + "社区教育" * 10 + "促进会", "long"),
        ("云溪县ABC茶叶协会", "character"),
        ("云溪县茶叶协会！", "character"),
        ("云溪县<b>茶叶协会", "character"),
        ("社区教育促进会", "place"),
        ("石桥县社区教育促进会", "place"),
        ("云溪县社区教育", "form"),
        ("云溪县社区教育基金会", "other_form"),
        ("云溪县社区教育中心", "other_form"),
        ("云溪县社区教育研究院", "other_form"),
        ("云溪县同业公会", "middle"),
        ("云溪县茶研究会", "middle"),
        ("云溪县中国茶叶协会", "national"),
        ("云溪县全国茶叶协会", "national"),
        ("中华云溪县茶叶协会", "national"),
        ("云溪县第一茶叶协会", "superlative"),
        ("云溪县最高水平教育促进会", "superlative"),
        ("云溪县国家级教师协会", "superlative"),
        ("云溪县最佳茶叶协会", "superlative"),
        ("云溪县政府采购协会", "reserved"),
        ("云溪县人大代表联谊会", "reserved"),
    ],
)
def test_a_name_that_cannot_stand_is_stopped(name: str, code: str):
    report = check_name(name, COUNTY)
    assert not report.passes
    assert code in [finding.code for finding in report.findings if finding.stops]


def test_each_stop_is_one_sentence_that_says_what_to_do():
    said = {
        finding.message
        for name in (
            "",
            "协会",
            "云溪县ABC茶叶协会",
            "茶叶协会联合",
            "云溪县中国第一茶叶中心",
            "云溪县政府协会",
        )
        for finding in check_name(name, COUNTY).findings
    }
    assert len(said) >= 8
    for sentence in said:
        assert not sentence.endswith("。"), "it is set into other sentences"
        assert any(word in sentence for word in ("请", "要", "至少", "不能")), sentence


def test_a_district_is_told_to_write_its_city_too_but_not_stopped():
    report = check_name("明川区社区教育促进会", DISTRICT)
    assert report.passes
    assert [finding.code for finding in report.findings] == ["district"]
    assert "青禾市明川区" in report.findings[0].message


def test_a_doubtful_word_is_for_the_registering_body_to_look_at():
    assert codes("云溪县国际交流协会") == ["doubtful"]
    assert check_name("云溪县国际交流协会", COUNTY).passes


def test_a_number_is_no_boast():
    assert "superlative" not in codes("青禾市第一人民医院之友协会", CITY)
    assert "superlative" in codes("青禾市第一中学第一校友会", CITY)


@pytest.mark.parametrize(
    ("other", "kept", "code"),
    [
        ("云溪县社区教育促进会", False, "taken"),
        ("云溪县社区教育促进会", True, "taken"),
        ("青禾市云溪县社区教育促进会", False, "taken"),
        ("云溪县社区教育行业促进会", False, "taken"),
        ("云溪县社区教育协会", False, "alike"),
        ("云溪县社区教育培训促进会", False, "alike"),
    ],
)
def test_what_is_there_already_is_named(other: str, kept: bool, code: str):
    report = check_name("云溪县社区教育促进会", COUNTY, [Known(other, kept)])
    assert [finding.code for finding in report.findings] == [code]
    assert other in report.findings[0].message
    assert report.passes is (code == "alike")


@pytest.mark.parametrize("other", ["云溪县茶叶协会", "云溪县教师联谊会", "青禾市物业管理协会"])
def test_another_field_is_no_neighbour(other: str):
    assert codes("云溪县社区养老促进会", known=(Known(other),)) == []


def test_who_kept_it_and_who_registered_it_are_told_apart():
    said = [
        check_name("云溪县茶叶协会", COUNTY, [Known("云溪县茶叶协会", kept)]).findings[0].message
        for kept in (True, False)
    ]
    assert "正留着" in said[0]
    assert "登记过" in said[1]


def test_a_name_is_cut_into_its_three_parts():
    parts = parts_of("青禾市明川区社区教育促进会", DISTRICT)
    assert (parts.place, parts.middle, parts.form) == ("青禾市明川区", "社区教育", "促进会")


def test_the_form_of_a_name_is_checked_without_knowing_the_place():
    assert check_form_of_name("云溪县茶叶协会") is None
    assert check_form_of_name("") is None
    assert "中国" in str(check_form_of_name("中国茶叶协会"))
    assert "组织形式" in str(check_form_of_name("云溪县茶叶爱好者"))


@given(st.text(max_size=60))
def test_whatever_is_typed_gets_an_answer(text: str):
    report = check_name(text, DISTRICT, [Known("明川区茶叶协会")])
    assert report.name == plain_name(text)
    assert plain_name(report.name) == report.name
    assert all(finding.message for finding in report.findings)


@given(
    st.sampled_from(FORMS),
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=4, max_size=8),
)
def test_a_name_that_passes_stands_in_its_own_way_once_it_is_taken(form: str, middle: str):
    name = f"云溪县{middle}{form}"
    if check_name(name, COUNTY).passes:
        assert not check_name(name, COUNTY, [Known(name)]).passes


@pytest.mark.parametrize(
    ("kept", "until"),
    [
        (date(2026, 3, 2), date(2026, 9, 2)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 12, 1), date(2027, 6, 1)),
        (date(2026, 6, 30), date(2026, 12, 30)),
        (date(2026, 5, 31), date(2026, 11, 30)),
    ],
)
def test_a_name_is_kept_for_six_months(kept: date, until: date):
    assert kept_until(kept) == until


def test_after_its_last_day_a_name_has_lapsed_unless_it_was_used():
    until = date(2026, 9, 2)
    assert standing(KEPT, until, date(2026, 9, 2)) == KEPT
    assert standing(AGREED, until, date(2026, 9, 3)) == LAPSED
    assert standing(USED, until, date(2027, 1, 1)) == USED


@pytest.mark.parametrize(
    ("persons", "units", "enough"),
    [
        (50, 0, True),
        (49, 0, False),
        (0, 30, True),
        (0, 29, False),
        (30, 20, True),
        (30, 19, False),
        (0, 0, False),
    ],
)
def test_founding_members_are_fifty_persons_or_thirty_units_or_fifty_of_both(
    persons: int, units: int, enough: bool
):
    assert members_enough(persons, units) is enough


def test_an_organisation_code_is_made_of_the_range_and_a_number():
    assert organisation_body(100_001) == "MJ100001"
    with pytest.raises(ValueError, match="no organisation code"):
        organisation_body(1_000_000)
