"""Rows that name persons: who is unknown is noted as claimed, nobody stands twice, nothing of the register is told."""

from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

import pytest

from minzheng.core.audit.queries import run
from minzheng.core.forms.actions import Saved, open_draft, save_page, seal, twice_named
from minzheng.core.forms.actions.filling import GONE, NAME_FIRST, UNKNOWN_PERSON
from minzheng.core.forms.rules import APPLICANT, id_number_fits
from minzheng.core.people.actions import note_death
from minzheng.core.people.queries import person
from minzheng.core.people.tests.factories import AT, BY, a_person, divisions
from minzheng.kernel.codes import make_id_number
from minzheng.kernel.formspec import Form, compile_form, standard_kinds
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, Hat

pytestmark = pytest.mark.django_db
BORN = date(1988, 4, 5)
KNOWN, FRESH, OTHER, OWN = (make_id_number("990101", BORN, order) for order in (801, 803, 805, 807))
PARTIES = ({"role": "member", "rows": "household"}, {"role": "obligor", "rows": "obligors"})


def _list(key: str, label: str, kind: str) -> dict[str, Any]:
    return {
        "type": "dynamiclist",
        "path": key,
        "label": label,
        "properties": {"kind": kind, "rows_label": "位", "min_rows": "0", "max_rows": "10"},
        "components": [
            {"type": "textfield", "key": "name", "label": "姓名", "properties": {"kind": "person_name"}},
            {"type": "textfield", "key": "id_number", "label": "号码", "properties": {"kind": "id_number"}},
        ],
    }


@cache
def form() -> Form:
    """Two lists of persons, each on its page."""
    pages = (
        ("p_home", "家里人", _list("household", "家庭成员", "household")),
        ("p_kin", "义务人", _list("obligors", "赡养义务人", "rows")),
    )
    schema = {
        "id": "two_lists",
        "components": [
            {"type": "group", "id": key, "label": title, "components": [inner]} for key, title, inner in pages
        ],
    }
    return compile_form(schema, standard_kinds(allow_demo=True))


@pytest.fixture
def applicant() -> Actor:
    """Somebody who applies, with 周演川 known to the register."""
    divisions()
    a_person("周演川", born=BORN, id_number=KNOWN)
    own = a_person("林演兰", born=BORN, id_number=OWN)
    return Actor(hat=Hat.SELF, account=uuid7(), person=own, name="林演兰")


def saved(by: Actor, page: str, *rows: tuple[str, str], draft: UUID | None = None) -> tuple[UUID, Saved]:
    """Save a page with these (name, number) rows."""
    draft = draft or open_draft(by=by, at=AT, service="two_lists", snapshot=uuid7())
    key = {"p_home": "household", "p_kin": "obligors"}[page]
    post = {f"{key}._row": [str(n) for n in range(len(rows))]}
    for n, (name, number) in enumerate(rows):
        post |= {f"{key}.{n}.name": [name], f"{key}.{n}.id_number": [number]}
    found = save_page(
        by=by, at=AT, draft_id=draft, form=form(), page=page, post=post, files={}, parties=PARTIES
    )
    return draft, found


def problems(found: Saved) -> dict[str, str]:
    return {one.path: one.message for one in found.page.problems}


def claimed() -> list[str]:
    return [row[0] for row in run("SELECT name FROM people_person WHERE claimed ORDER BY name", [])]


def test_a_member_whom_no_register_knows_is_noted_as_claimed_and_the_answers_keep_a_reference(
    applicant: Actor,
):
    _, found = saved(applicant, "p_home", ("周演川", KNOWN), ("周演禾", FRESH))
    assert problems(found) == {}
    rows = found.draft.answers["household"]
    assert FRESH not in str(rows)
    noted = person(UUID(rows[1]["id_number"]["ref"]))
    assert (noted.name, noted.claimed, noted.birth_date) == ("周演禾", True, BORN)
    assert not person(UUID(rows[0]["id_number"]["ref"])).claimed


def test_ten_new_members_cost_no_more_statements_than_one(
    applicant: Actor, django_assert_max_num_queries, django_assert_num_queries
):
    one = {"household": [{"name": "周演禾", "id_number": FRESH}]}
    ten = {
        "household": [
            {"name": "周演禾", "id_number": make_id_number("990101", BORN, n)} for n in range(820, 830)
        ]
    }
    with django_assert_max_num_queries(12) as first:
        seal(one, form(), by=applicant, at=AT)
    with django_assert_num_queries(len(first)):
        kept, wrong = seal(ten, form(), by=applicant, at=AT)
    assert wrong == ()
    assert len({row["id_number"]["ref"] for row in kept["household"]}) == 10


@pytest.mark.parametrize(("name", "number"), [("周演山", KNOWN), ("", KNOWN), ("", FRESH)])
def test_a_name_that_does_not_belong_to_a_number_tells_nothing_of_the_register(
    applicant: Actor, name: str, number: str
):
    _, found = saved(applicant, "p_home", (name, number))
    assert "周演川" not in str(problems(found))
    assert problems(found) == {"household.0.id_number": UNKNOWN_PERSON if name else NAME_FIRST}
    assert claimed() == []


def test_a_number_claimed_under_one_name_is_not_taken_under_another(applicant: Actor):
    saved(applicant, "p_home", ("周演禾", FRESH))
    _, found = saved(applicant, "p_kin", ("周演木", FRESH))
    assert problems(found) == {"obligors.0.id_number": UNKNOWN_PERSON}
    assert claimed() == ["周演禾"]


def test_a_number_that_cannot_be_is_told_by_the_form_and_nobody_is_noted(applicant: Actor):
    wrong = FRESH[:-1] + ("1" if FRESH[-1] != "1" else "2")
    _, found = saved(applicant, "p_home", ("周演禾", wrong))
    assert "household.0.id_number" in problems(found)
    assert claimed() == []
    assert not id_number_fits(wrong, AT.date())


def test_the_same_member_twice_is_told_where_also_when_one_row_was_saved_before(applicant: Actor):
    draft, first = saved(applicant, "p_home", ("周演禾", FRESH))
    shown = first.draft.answers["household"][0]["id_number"]["shown"]
    _, found = saved(applicant, "p_home", ("周演禾", shown), ("周演禾", FRESH), draft=draft)
    assert "第 1 位" in problems(found)["household.1.id_number"]


def test_nobody_is_member_and_obligor_at_once_and_the_applicant_is_no_obligor_of_himself(applicant: Actor):
    draft, _ = saved(applicant, "p_home", ("周演禾", FRESH))
    _, found = saved(applicant, "p_kin", ("周演禾", FRESH), ("林演兰", OWN), draft=draft)
    told = problems(found)
    assert "家庭成员" in told["obligors.0.id_number"]
    assert told["obligors.1.id_number"] == APPLICANT
    assert twice_named(found.draft.answers, form(), "", PARTIES)[0].path == "obligors.0.id_number"


def test_the_other_page_says_so_too_when_it_is_saved_last(applicant: Actor):
    draft, _ = saved(applicant, "p_kin", ("周演禾", FRESH))
    _, found = saved(applicant, "p_home", ("周演禾", FRESH), draft=draft)
    assert "赡养义务人" in problems(found)["household.0.id_number"]


def test_the_dead_are_not_taken_up_and_the_sentence_does_not_say_why(applicant: Actor):
    gone = a_person("周演木", born=BORN, id_number=OTHER)
    note_death(by=BY, at=AT, person_id=gone, version=1, died_on=date(2026, 1, 2))
    _, found = saved(applicant, "p_home", ("周演木", OTHER))
    assert problems(found) == {"household.0.id_number": GONE}
    assert "去世" not in GONE
