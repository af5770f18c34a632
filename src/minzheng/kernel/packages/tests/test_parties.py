"""The words for who takes part and who signs: sound ones are read, each fault is found."""

from datetime import date
from typing import Any

import pytest

from minzheng.kernel.formspec import Form, compile_form, standard_kinds
from minzheng.kernel.packages import authorisation_of, parties_of
from minzheng.kernel.packages.parties import HOURS, check_parties

TODAY = date(2026, 3, 2)
TEXT = {"title": "核对授权书", "version": "2026-1", "paragraphs": ["我同意核对。"]}
MEMBERS = {"role": "member", "rows": "household", "signs": 'age >= 18 and state != "away"'}


def form() -> Form:
    fields = [("name", "person_name"), ("id_number", "id_number"), ("state", "text")]
    inner = [
        {"type": "textfield", "key": key, "label": key, "properties": {"kind": kind}} for key, kind in fields
    ]
    rows = {
        "type": "dynamiclist",
        "path": "household",
        "label": "家庭成员",
        "properties": {"kind": "household"},
        "components": inner,
    }
    page = {"type": "group", "id": "p_home", "label": "家里人", "components": [rows]}
    return compile_form({"id": "f", "components": [page]}, standard_kinds())


def found(**words: Any) -> list[str]:
    return [one.where for one in check_parties({"authorisation": TEXT, **words}, form())]


def test_sound_words_are_read_and_say_who_signs():
    (members,) = parties_of({"parties": [MEMBERS]})
    text = authorisation_of({"authorisation": TEXT})
    assert found(parties=[{"role": "applicant", "signs": "age >= 18"}, MEMBERS]) == []
    assert members.must_sign({"state": "home"}, 18, TODAY)
    assert not members.must_sign({"state": "home"}, 17, TODAY)
    assert not members.must_sign({"state": "away"}, 40, TODAY)
    assert (text.version, text.hours) == ("2026-1", HOURS)


def test_whose_age_nobody_knows_signs_and_what_cannot_be_worked_out_does_not():
    (members,) = parties_of({"parties": [MEMBERS]})
    assert members.must_sign({"state": "home"}, None, TODAY)
    (unknown,) = parties_of({"parties": [{**MEMBERS, "signs": "age > state"}]})
    assert not unknown.must_sign({"state": "home"}, 40, TODAY)
    assert not parties_of({"parties": [{"role": "member", "rows": "household"}]})[0].must_sign({}, 40, TODAY)


def test_a_service_without_these_words_has_neither():
    assert (parties_of({}), authorisation_of({})) == ((), None)
    assert [one.where for one in check_parties({}, form())] == []


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"role": "cousin"}, "parties.0.role"),
        ({"rows": "relatives"}, "parties.0.rows"),
        ({"rows": ""}, "parties.0.rows"),
        ({"signs": "age >="}, "parties.0.signs"),
        ({"signs": "income > 0"}, "parties.0.signs"),
        ({"colour": "red"}, "parties.0.colour"),
    ],
)
def test_a_fault_in_a_role_is_found(change: dict[str, str], where: str):
    assert where in found(parties=[{**MEMBERS, **change}])


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"version": ""}, "authorisation.version"),
        ({"paragraphs": "我同意"}, "authorisation.paragraphs"),
        ({"hours": 0}, "authorisation.hours"),
        ({"colour": "red"}, "authorisation.colour"),
    ],
)
def test_a_fault_in_the_text_is_found(change: dict[str, object], where: str):
    assert found(parties=[MEMBERS], authorisation={**TEXT, **change}) == [where]


def test_a_role_stands_once_and_who_signs_needs_a_text():
    assert found(parties=[MEMBERS, MEMBERS]) == ["parties.1.role"]
    assert found(parties=[MEMBERS], authorisation=None) == ["authorisation"]
    assert found(parties=["member"]) == ["parties.0"]
