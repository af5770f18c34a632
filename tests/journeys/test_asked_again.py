"""A question inside the rows of a list is asked again: chosen at the desk, answered on the portal, for that row alone."""

import pytest

from minzheng.core.cases.queries import answers_in_force, supplements
from tests.journeys import households
from tests.journeys import people as play

pytestmark = pytest.mark.usefixtures("province")
PATH = "household.0.wage"


def test_the_income_of_one_member_is_asked_again_and_the_other_rows_stay() -> None:
    family = play.browser("linyanlan")
    case_no = households.submit(family)
    row = play.row(case_no)
    acceptor, url = play.browser("990101001_acceptor_01"), f"/desk/cases/{case_no}"
    page = acceptor.get(url).content.decode()
    label = next(line for line in page.split('value="') if line.startswith(f"@{PATH}@")).split('"')[0]
    assert "第 1 位" in label
    assert households.SON["name"] in label
    assert f"@household.2.{PATH.split('.')[-1]}@" not in page
    form = {"step": "accept:supplement", "item": label, "why": "和工资条不一样，请核对。"}
    assert acceptor.post(f"{url}/step", form).status_code == 302
    (asked,) = supplements(row["id"])
    assert asked.items[0]["field"] == PATH
    before = answers_in_force(row["id"])
    page = family.get(f"/cases/{case_no}/supplement").content.decode()
    assert "原来填的：" in page
    assert f'name="{PATH}"' in page
    assert f'value="{households.SON["wage"]}"' in page
    answer = family.post(f"/cases/{case_no}/supplement", {PATH: "2345"})
    assert answer.status_code == 302, play.errors(answer)
    after = answers_in_force(row["id"])
    assert after["household"][0]["wage"] != before["household"][0]["wage"]
    assert {**after["household"][0], "wage": 0} == {**before["household"][0], "wage": 0}
    assert after["household"][1:] == before["household"][1:]
