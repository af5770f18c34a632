"""Facts of a finding: FEEL over what is known, in whatever order it is written."""

import pytest

from minzheng.kernel.packages.conclusion import facts_of, parameters_of


def test_a_fact_may_use_another_one_whichever_is_written_first():
    words = {"facts": {"a": "b + 1", "b": "answers.x * 2"}}
    assert facts_of(words, {"answers": {"x": 3}}) == {"a": 7, "b": 6}


def test_a_fact_inside_a_filter_counts_as_used():
    words = {"facts": {"kept": "checks[list contains(people, person)]", "people": '["a"]'}}
    found = facts_of(words, {"checks": [{"person": "a"}, {"person": "b"}]})
    assert found["kept"] == [{"person": "a"}]


def test_facts_that_need_each_other_are_refused_by_name():
    with pytest.raises(ValueError, match="a, b"):
        facts_of({"facts": {"a": "b", "b": "a"}}, {})


def test_a_parameter_may_be_named_after_a_fact():
    words = {
        "parameters": {
            "standard": {"name": "dibao.standard.{area}", "axis": "benefit"},
            "rate": {"name": "r"},
        }
    }
    assert parameters_of(words, {"area": "urban"}) == {
        "standard": ("dibao.standard.urban", "benefit"),
        "rate": ("r", "eligibility"),
    }
