"""The manual: every role has its topic, every topic its page, every picture its test."""

from pathlib import Path

import yaml

import minzheng
from minzheng.faces.kit import manual

HOUSE = Path(minzheng.__file__).parent
PICTURES = HOUSE.parent.parent / "docs" / "pictures"


def test_every_role_that_acts_on_cases_has_help():
    rights = yaml.safe_load((HOUSE / "core" / "cases" / "rights.yaml").read_text("utf-8"))
    acting = {line["role"] for right in ("cases.step", "cases.supervise") for line in rights[right]}
    told = {role for one in manual.topics() for role in one.roles}
    assert acting - told - {"partner_dept"} == set()


def test_help_for_my_roles_stands_first():
    first, *others = manual.for_roles({"checker"})
    assert first.name == "checker"
    assert "acceptor" in {one.name for one in others}
    assert all(one.roles for one in others)


def test_citizens_see_no_help_for_desks():
    assert manual.for_citizens()
    assert not any(one.roles for one in manual.for_citizens())


def test_every_topic_goes_into_a_guide_and_its_pictures_exist():
    for one in manual.topics():
        assert one.guide in manual.GUIDES, one.name
        assert one.sections, one.name
        for section in one.sections:
            assert section.text or section.steps, (one.name, section.title)
            if section.picture:
                assert (PICTURES / f"{section.picture}.png").exists(), section.picture


def test_a_guide_is_written_with_numbered_steps():
    lines = list(manual.guide_text("street"))
    assert "## 受理员\n" in lines
    assert any(line.startswith("1. ") for line in lines)


def test_an_unknown_topic_is_none():
    assert manual.topic("nothing") is None
