"""The demo province is sound: counts, codes, parents, check digits, and nothing outside the divisions 99xxxx."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from minzheng.kernel.codes import parse_division, parse_phone, parse_uscc

DEMO = Path(__file__).parents[1]


def read(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load((DEMO / f"{name}.yaml").read_text(encoding="utf-8"))[name]
    return rows


DIVISIONS, ORGANISATIONS = read("divisions"), read("organisations")
IN_USE = {row["code"]: row for row in DIVISIONS if "valid_to" not in row}

GIVEN = {
    "青岚省民政厅": "11990000MB0000019F",
    "青禾市民政局": "11990100MB0000027F",
    "望川市民政局": "11990200MB0000123X",
    "明川区民政局": "11990101MB0000035Q",
    "云溪县民政局": "11990102MB00000432",
    "明川区柳荫街道办事处": "11990101MB0000051E",
    "云溪县石桥镇人民政府": "11990102MB0000131G",
    "青禾市殡仪馆": "12990100MB00001070",
    "青禾市救助管理站": "12990100MB000014X8",
    "青禾市 12349 便民为老服务中心": "12990100MB00001588",
    "明川区居民家庭经济状况核对中心": "12990101MB0000166H",
    "青禾市社会工作者协会": "51990100MJ00000694",
    "明川区晚晴社会工作服务中心": "52990101MJ0000077A",
    "云溪县暖阳养老院": "52990102MJ0000093E",
    "青岚省晨曦慈善基金会": "53990000MJ0000085E",
    "青禾市乐龄居家服务有限公司": "91990100MA00001117",
    "柳荫街道春和社区居民委员会": "55990101MB0000094B",
}


def test_the_province_has_its_cities_counties_towns_and_villages() -> None:
    counts = Counter(row["level"] for row in IN_USE.values())
    assert counts == {"province": 1, "city": 3, "county": 8, "town": 24, "village": 60}


def test_every_code_is_of_a_province_that_does_not_exist_and_of_the_level_that_it_claims() -> None:
    for row in DIVISIONS:
        assert row["code"].startswith("99")
        assert parse_division(row["code"]).level == row["level"]


def test_every_parent_is_the_one_that_the_code_tells() -> None:
    for row in DIVISIONS:
        parent = parse_division(row["code"]).parent
        assert row.get("parent", "") == (parent.code if parent else "")


def test_streets_towns_and_townships_have_codes_of_their_segments() -> None:
    segments = {"street": range(1, 100), "town": range(100, 200), "township": range(200, 400)}
    segments |= {"community": range(1, 200), "village": range(200, 400)}
    for row in DIVISIONS:
        if row["level"] in ("town", "village"):
            assert int(row["code"][-3:]) in segments[row["kind"]], row


def test_no_two_places_under_one_parent_have_one_name() -> None:
    names = Counter((row.get("parent", ""), row["name"]) for row in IN_USE.values())
    assert max(names.values()) == 1


def test_every_organisation_has_a_valid_code_of_its_own_and_a_place_in_use() -> None:
    assert len({row["uscc"] for row in ORGANISATIONS}) == len(ORGANISATIONS)
    for row in ORGANISATIONS:
        parse_uscc(row["uscc"], allow_demo=True)
        assert row["division"].startswith(row["uscc"][2:8].rstrip("0"))
        assert IN_USE[row["division"]]["level"] == row["level"]


def test_every_parent_stands_before_its_parts() -> None:
    seen: set[str] = set()
    for row in ORGANISATIONS:
        assert "parent" not in row or row["parent"] in seen, row["name"]
        seen.add(row["uscc"])


def test_the_organisations_of_the_requirements_are_there_with_their_codes() -> None:
    found = {row["name"]: row["uscc"] for row in ORGANISATIONS}
    assert GIVEN.items() <= found.items()


@pytest.mark.parametrize("level", ["province", "city", "county", "town", "village"])
def test_each_place_has_exactly_one_organ_for_civil_affairs(level: str) -> None:
    kinds = {"authority", "street_office", "town_government", "residents_committee", "villagers_committee"}
    organs = Counter(row["division"] for row in ORGANISATIONS if row["kind"] in kinds)
    places = {code for code, row in IN_USE.items() if row["level"] == level}
    assert {code: organs[code] for code in places} == dict.fromkeys(places, 1)


def test_organs_that_issue_papers_have_words_of_their_own_and_demo_telephones() -> None:
    issuing = [
        row for row in ORGANISATIONS if row["kind"] in ("authority", "street_office", "town_government")
    ]
    words = Counter(row["short_name"] for row in issuing)
    assert max(words.values()) == 1
    for row in issuing:
        assert parse_phone(row["phone"], allow_demo=True).demo
