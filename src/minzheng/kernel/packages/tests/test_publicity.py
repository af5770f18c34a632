"""Publicity of a package: what is noticed needs its steps and its days, and what must never be posted has neither."""

import itertools
from typing import Any

import pytest

from minzheng.kernel import bpmn
from minzheng.kernel.packages.publicity import check_publicity

LIMITS = {"notice_period": {"n": 7, "unit": "natural_day"}}


def process(*kinds: str) -> bpmn.Process:
    """A process of one task after another."""
    names = [f"t{at}" for at in range(len(kinds))]
    tasks = "".join(
        f'<bpmn:userTask id="{name}" name="{name}" mz:kind="{kind}" mz:outcomes="done"/>'
        for name, kind in zip(names, kinds, strict=True)
    )
    way = ["s", *names, "e"]
    flows = "".join(
        f'<bpmn:sequenceFlow id="f{at}" sourceRef="{one}" targetRef="{two}"/>'
        for at, (one, two) in enumerate(itertools.pairwise(way))
    )
    return bpmn.compile_process(
        f"""<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:mz="urn:minzheng:bpmn"
        id="d" targetNamespace="urn:t"><bpmn:process id="p" name="p" isExecutable="true"><bpmn:startEvent id="s"/>
        {tasks}{flows}<bpmn:endEvent id="e"/></bpmn:process></bpmn:definitions>""".encode()
    )


NOTICED = ("review", "post_notice", "close_notice")


def said(service: dict[str, Any], *kinds: str, files: dict[str, str] | None = None) -> list[str]:
    given = {"item": "AID01", "limits": LIMITS, **service}
    return [f"{one.where}：{one.message}" for one in check_publicity(given, process(*kinds), files or {})]


def test_a_noticed_service_has_its_steps_and_its_days() -> None:
    assert said({"publicity": "objection"}, *NOTICED) == []
    assert said({"publicity": "both"}, *NOTICED) == []
    assert "张贴公示" in said({"publicity": "objection"}, "review")[0]
    assert "公示几天" in said({"publicity": "both", "limits": {}}, *NOTICED)[0]


def test_a_service_without_publicity_has_no_such_step() -> None:
    assert said({"publicity": "none"}, "review") == []
    assert said({}, "review") == []
    assert len(said({"publicity": "posting"}, *NOTICED)) == 2


def test_an_unknown_word_is_refused() -> None:
    assert "只能是" in said({"publicity": "sometimes"}, "review")[0]


@pytest.mark.parametrize("item", ["CHD01", "CHD06", "MAR01"])
def test_children_adoption_and_marriage_are_never_posted(item: str) -> None:
    assert "一律不得公示" in said({"item": item, "publicity": "none"}, "review")[0]
    assert said({"item": item, "publicity": "forbidden"}, "review") == []


def test_a_secret_kind_is_never_posted() -> None:
    assert "一律不得公示" in said({"sensitivity": "child", "publicity": "both"}, *NOTICED)[0]


@pytest.mark.parametrize(
    ("service", "kinds", "files"),
    [
        ({}, NOTICED, {}),
        ({}, ("review",), {"documents/poster.typ": ""}),
        ({}, ("review",), {"documents/公示单.typ": ""}),
        ({"documents": {"notice": "objection_notice"}}, ("review",), {}),
        ({"documents": {"decide": "beneficiary_posting"}}, ("review",), {}),
        ({"steps": {"t0": {"kind": "post_notice"}}}, ("review",), {}),
    ],
    ids=["steps", "a poster", "a Chinese name", "a moment", "a shared template", "a step by its words"],
)
def test_a_forbidden_kind_brings_nothing_for_a_board(
    service: dict[str, Any], kinds: tuple[str, ...], files: dict[str, str]
) -> None:
    assert said({"publicity": "forbidden", **service}, *kinds, files=files)


def test_a_noticed_service_brings_no_template_of_its_own() -> None:
    found = said({"publicity": "objection"}, *NOTICED, files={"documents/objection_notice.typ": ""})
    assert "统一的模板" in found[0]
    letters = {"documents/acceptance_notice.typ": "", "documents/confirmation_notice.typ": ""}
    assert said({"publicity": "objection"}, *NOTICED, files=letters) == []
