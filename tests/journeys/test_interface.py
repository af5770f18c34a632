"""Rows over the interface: a family applies with its members as JSON, and each line to mend is named."""

from copy import deepcopy
from typing import Any

import pytest

from minzheng.core.cases.queries import answers as answers_of
from minzheng.core.forms.queries import drafts_of
from minzheng.faces.openapi.tests.callers import Caller, pointers
from tests.journeys import people as play
from tests.journeys.households import GRANDSON, SON, fill

pytestmark = pytest.mark.usefixtures("province")
APPLICANT = "linyanlan"


def program() -> Caller:
    """A program in which the applicant has signed in."""
    caller = Caller()
    caller.client = play.browser(APPLICANT)
    return caller


def family() -> dict[str, Any]:
    """The first worked example as a program sends it: the answers of the form, numbers in clear."""
    fill(play.browser(APPLICANT))
    given = deepcopy(dict(drafts_of(play.person_of(APPLICANT))[0].answers))
    for row, member in zip(given["household"], (SON, GRANDSON), strict=True):
        row["id_number"] = member["id_number"]
    given["bank_card"] = play.CARD
    return given


def test_a_family_applies_over_the_interface_with_its_members_as_rows() -> None:
    given = family()
    answer = program().post("cases", {"service": "dibao", "answers": given})
    assert answer.status_code == 201, answer.content.decode()
    kept = answers_of(play.row(answer.json()["case_no"])["id"])[0]
    assert [one["name"] for one in kept["household"]] == ["袁演岭", "袁演禾"]
    assert set(kept["household"][0]["id_number"]) >= {"ref"}, "a reference is kept, no number"
    assert SON["id_number"] not in str(kept)


def test_each_line_to_mend_is_named_by_its_row_and_nothing_is_left_of_it() -> None:
    given = family()
    given["household"][0]["id_number"] = "990101197803160213"
    given["household"][1]["relation"] = "neighbour"
    del given["household"][1]["name"]
    answer = program().post("cases", {"service": "dibao", "answers": given})
    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("application/problem+json")
    told = pointers(answer)
    assert any("household/0/id_number" in one for one in told), told
    assert any("household/1" in one for one in told), told
    assert all(one.startswith(("/answers", "#/answers")) for one in told), told
    assert program().get("cases").json()["items"] == []


@pytest.mark.parametrize("rows", ["两个人", {"0": {}}, [1, 2], [["袁演岭"]], [None]])
def test_rows_of_another_shape_are_a_problem_and_no_failure(rows: Any) -> None:
    answer = program().post("cases", {"service": "dibao", "answers": {**family(), "household": rows}})
    assert answer.status_code == 422, answer.content.decode()
    assert any("household" in one for one in pointers(answer)), pointers(answer)
