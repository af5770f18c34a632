"""The words of the side roads: what is missing or contradicts itself is named with its place."""

from typing import Any

import pytest

from minzheng.kernel.packages.side_roads import check_side_roads

SOUND: dict[str, Any] = {
    "limits": {
        "promised_limit": {"n": 22, "unit": "working_day"},
        "statutory_limit": {"n": 30, "unit": "working_day"},
    },
    "materials": [{"code": "income", "name": "收入证明", "necessity": "deferrable"}],
    "supplement": {"overdue": {"article": "审核确认办法第十三条"}},
    "special": [{"kind": "appraisal", "name": "资产鉴定", "stop_article": "第二十条"}],
    "extension": {"n": 15, "unit": "working_day", "article": "审核确认办法第二十二条"},
    "terminations": [{"code": "died", "name": "申请人死亡", "article": "第二十五条"}],
}


def places(**words: Any) -> set[str]:
    return {one.where for one in check_side_roads({**SOUND, **words})}


def test_sound_words_are_left_alone():
    assert places() == set()
    assert list(check_side_roads({})) == []


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ({"materials": [{"code": "a", "name": "甲", "necessity": "maybe"}]}, "materials.0.necessity"),
        ({"materials": [{"code": "a", "name": "甲", "level": "L9"}]}, "materials.0.level"),
        ({"supplement": {"overdue": {}}}, "supplement.overdue.article"),
        ({"special": [{"kind": "appraisal"}]}, "special.0.name"),
        ({"terminations": [{"code": "died", "name": "申请人死亡"}]}, "terminations.0.article"),
        ({"extension": {"n": 0, "unit": "working_day", "article": "条"}}, "extension.n"),
        ({"extension": {"n": 15, "unit": "natural_day", "article": "条"}}, "extension.unit"),
        ({"extension": {"n": 15, "unit": "working_day"}}, "extension.article"),
    ],
)
def test_what_is_wrong_is_named(words: dict[str, Any], where: str):
    assert where in places(**words)


def test_the_same_ground_cannot_be_listed_twice():
    lines = [{"code": "died", "name": "死亡", "article": "一"}] * 2
    assert places(terminations=lines) == {"terminations.1.code"}
