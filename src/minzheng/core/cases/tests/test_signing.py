"""核对授权书: signed on the own account, by a guardian, at the desk by hand or by thumb-print; refused; once and by the right one."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from minzheng.core.audit.queries import run
from minzheng.core.cases.actions import (
    refuse_authorisation,
    sign_at_desk,
    sign_authorisation,
    sign_by_guardian,
    sign_by_thumb_print,
    sign_for_ward_at_desk,
    take_step,
    withdraw,
)
from minzheng.core.cases.queries import authorisation, missing_authorisations, to_sign
from minzheng.core.cases.tests.factories import AT
from minzheng.core.cases.tests.family import NUMBERS, Family, a_family, a_family_case, asked, signed_in
from minzheng.core.files.actions import store
from minzheng.core.files.tests.factories import picture
from minzheng.core.people.actions import note_death
from minzheng.core.people.queries import consents, representatives_of
from minzheng.core.people.tests.factories import BY, a_person
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.rights import Actor

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=3)
TWO = [("沈演秋", "neighbour"), ("宋演云", "village")]


@pytest.fixture
def family() -> Family:
    return a_family()


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


def sign(by: Actor, key: UUID, **more: Any) -> None:
    sign_authorisation(by=by, at=LATER, authorisation_id=key, **more)


def a_photo(by: Actor) -> UUID:
    return store(by=by, at=AT, stream=io.BytesIO(picture()), name="sheet.jpg")


def events(case_id: UUID, kind: str) -> list[dict[str, Any]]:
    rows = run(
        "SELECT subjects, facts FROM audit_event WHERE case_id = %s AND kind = %s ORDER BY id",
        [case_id, kind],
    )
    return [{"subjects": subjects, "facts": facts} for subjects, facts in rows]


def test_a_member_signs_with_the_own_account_and_text_consent_and_book_say_so(
    family: Family, django_assert_max_num_queries
):
    done = a_family_case(family)
    key = asked(done.case_id)["袁演岭"].id
    with django_assert_max_num_queries(4):
        sign(family.son, key)
    row = authorisation(key)
    assert (row.state, row.mode, row.assurance, row.values["signed_by"]) == (
        "signed",
        "own_phone",
        2,
        family.son.person,
    )
    assert row.values["text_version"] == "2026-1"
    assert family.son.person
    assert consents(family.son.person) == {f"means_check/{done.case_no}": "2026-1"}
    (event,) = events(done.case_id, "cases.sign")
    assert event["subjects"] == [family.son.person]
    assert key not in {party for party, _ in missing_authorisations(done.case_id)}
    sign(family.son, key)  # a double click
    assert len(events(done.case_id, "cases.sign")) == 1


def test_nobody_signs_for_another_and_nobody_learns_of_it(family: Family):
    key = asked(a_family_case(family).case_id)["袁演岭"].id
    for by in (family.applicant, family.town.acceptor, replace(family.son, person=None)):
        assert code_of(lambda by=by: sign(by, key)) == "cases.authorisation_missing"
        assert code_of(lambda by=by: sign_by_guardian(by=by, at=LATER, authorisation_id=key)) in (
            "cases.authorisation_missing",
            "cases.no_guardian",
        )
    assert authorisation(key).state == "waiting"


def test_a_minor_does_not_sign_and_the_guardian_does(family: Family, django_assert_max_num_queries):
    child = signed_in(family.child, "child")
    done = a_family_case(family, household=[], obligors=[_row(family.child, "袁演禾")])
    key = asked(done.case_id)["袁演禾"].id
    assert code_of(lambda: sign(child, key)) == "cases.minor_signs"
    with django_assert_max_num_queries(5):
        sign_by_guardian(by=family.son, at=LATER, authorisation_id=key)
    row = authorisation(key)
    assert (row.state, row.mode, row.values["signed_by"]) == ("signed", "guardian", family.son.person)
    assert list(consents(family.child)) == [f"means_check/{done.case_no}"]


def _row(who: UUID, name: str) -> dict[str, Any]:
    return {"name": name, "id_number": {"ref": str(who), "shown": "9***"}}


def test_a_guardian_whose_time_is_over_signs_no_more(family: Family):
    done = a_family_case(family, household=[], obligors=[_row(family.child, "袁演禾")])
    key = asked(done.case_id)["袁演禾"].id
    run_out = "UPDATE people_representative SET valid_to = %s WHERE principal_id = %s RETURNING 1"
    run(run_out, [(AT + timedelta(days=1)).date(), family.child])
    late = AT + timedelta(days=2)
    assert (
        code_of(lambda: sign_by_guardian(by=family.son, at=late, authorisation_id=key)) == "cases.no_guardian"
    )


def test_the_dead_are_not_asked_and_the_sentence_does_not_say_why(family: Family):
    key = asked(a_family_case(family).case_id)["袁演岭"].id
    assert family.son.person
    note_death(by=BY, at=AT, person_id=family.son.person, version=1, died_on=AT.date())
    assert code_of(lambda: sign(family.son, key)) == "cases.signer_gone"


def test_who_refuses_is_known_to_the_office_and_may_still_sign_until_the_decision(family: Family):
    done = a_family_case(family)
    key = asked(done.case_id)["袁演岭"].id
    refuse_authorisation(by=family.son, at=LATER, authorisation_id=key, reason="不想被查")
    assert authorisation(key).state == "refused"
    (event,) = events(done.case_id, "cases.refuse_authorisation")
    assert "不想被查" not in str(event)
    assert "袁演岭（家庭成员）不愿意签核对授权书" in {
        label for _, label in missing_authorisations(done.case_id)
    }
    assert family.son.person
    assert to_sign(family.son.person) == []
    sign(family.son, key)
    assert authorisation(key).state == "signed"
    again = lambda: refuse_authorisation(by=family.son, at=LATER, authorisation_id=key)  # noqa: E731
    assert code_of(again) == "cases.already_signed"


def test_an_officer_notes_a_refusal_and_a_stranger_cannot(family: Family):
    key = asked(a_family_case(family).case_id)["袁演芷"].id
    note = lambda by: refuse_authorisation(by=by, at=LATER, authorisation_id=key)  # noqa: E731
    assert code_of(lambda: note(family.town.other_approver)) == "offices.denied"
    assert code_of(lambda: note(family.applicant)) == "cases.authorisation_missing"
    note(family.town.window)
    assert authorisation(key).state == "refused"


def test_a_thumb_print_needs_two_witnesses_and_a_photo_and_an_officer(
    family: Family, django_assert_max_num_queries
):
    done, window = a_family_case(family), family.town.window
    key, file = asked(done.case_id)["林演兰"].id, a_photo(family.town.window)
    with django_assert_max_num_queries(4):
        sign_by_thumb_print(by=window, at=LATER, authorisation_id=key, file=file, witnesses=TWO)
    row = authorisation(key)
    assert (row.mode, row.assurance, row.file, row.witnesses) == ("thumb_print", 3, file, TWO)
    assert events(done.case_id, "cases.sign")[0]["subjects"] == [family.applicant.person]
    for by in (family.applicant, family.town.other_approver):
        put = lambda by=by: sign_by_thumb_print(  # noqa: E731
            by=by, at=LATER, authorisation_id=key, file=file, witnesses=TWO
        )
        assert code_of(put) == "offices.denied"


@pytest.mark.parametrize(
    ("witnesses", "path"),
    [
        ([("沈演秋", "neighbour"), ("", "village")], "witness_2"),
        ([("沈演秋", "neighbour"), ("沈演秋", "village")], "witness_2"),
        ([("林演兰", "neighbour"), ("宋演云", "village")], "witness_1"),
        ([("宋演月", "officer"), ("宋演云", "village")], "witness_1"),
        ([("沈演秋", ""), ("宋演云", "village")], "witness_kind_1"),
        ([("沈演秋", "neighbour")], "witness_1"),
    ],
    ids=["one missing", "the same twice", "the signer", "the officer", "no kind", "only one"],
)
def test_witnesses_that_are_none_are_told_at_their_field(
    family: Family, witnesses: list[tuple[str, str]], path: str
):
    key, file = asked(a_family_case(family).case_id)["林演兰"].id, a_photo(family.town.window)
    with pytest.raises(Invalid) as caught:
        sign_by_thumb_print(
            by=family.town.window, at=LATER, authorisation_id=key, file=file, witnesses=witnesses
        )
    assert [one.path for one in caught.value.fields] == [path]
    assert authorisation(key).state == "waiting"


def test_a_sheet_signed_by_hand_at_the_desk_needs_its_photo(family: Family):
    key, window = asked(a_family_case(family).case_id)["袁演芷"].id, family.town.window
    with pytest.raises(Invalid) as caught:
        sign_at_desk(by=window, at=LATER, authorisation_id=key, file=None)
    assert [one.path for one in caught.value.fields] == ["photo"]
    sign_at_desk(by=window, at=LATER, authorisation_id=key, file=a_photo(window))
    row = authorisation(key)
    assert (row.state, row.mode, row.assurance) == ("signed", "desk", 3)


def test_a_guardian_signs_on_paper_at_the_desk_and_is_entered_for_the_next_time(
    family: Family, django_assert_max_num_queries
):
    child = {"name": "袁演禾", "id_number": {"ref": str(family.child), "shown": "9***"}}
    key = asked(a_family_case(family, household=[], obligors=[child]).case_id)["袁演禾"].id
    window, other = family.town.window, ("沈演秋", NUMBERS["沈演秋"])
    file = a_photo(window)
    put = lambda guardian, file=file: sign_for_ward_at_desk(  # noqa: E731
        by=window, at=LATER, authorisation_id=key, guardian=guardian, file=file
    )
    for guardian, path in (
        (("", NUMBERS["沈演秋"]), "guardian_name"),
        (("沈演秋", "12"), "guardian_id_number"),
        (("沈演秋", NUMBERS["袁演岭"]), "guardian_id_number"),
        (("袁演禾", NUMBERS["袁演禾"]), "guardian_name"),
    ):
        with pytest.raises(Invalid) as caught:
            put(guardian)
        assert path in {one.path for one in caught.value.fields}
    with pytest.raises(Invalid):
        put(other, None)
    with django_assert_max_num_queries(18):  # a guardian whom nobody knows: noted, entered, signed
        put(other)
    row = authorisation(key)
    assert (row.state, row.mode, row.assurance, row.file) == ("signed", "guardian", 3, file)
    held = [one.agent for one in representatives_of(family.child, LATER.date()) if one.kind == "guardian"]
    assert row.values["signed_by"] in held


def test_a_known_guardian_signs_at_the_desk_in_at_most_twelve_statements(
    family: Family, django_assert_max_num_queries
):
    child = {"name": "袁演禾", "id_number": {"ref": str(family.child), "shown": "9***"}}
    key = asked(a_family_case(family, household=[], obligors=[child]).case_id)["袁演禾"].id
    window = family.town.window
    file = a_photo(window)
    known = ("袁演岭", NUMBERS["袁演岭"])
    with django_assert_max_num_queries(12):
        sign_for_ward_at_desk(by=window, at=LATER, authorisation_id=key, guardian=known, file=file)
    assert authorisation(key).values["signed_by"] == family.son.person


def test_what_was_signed_in_one_way_is_not_signed_again_in_another(family: Family):
    key, window = asked(a_family_case(family).case_id)["袁演岭"].id, family.town.window
    sign(family.son, key)
    again = lambda: sign_at_desk(by=window, at=LATER, authorisation_id=key, file=a_photo(window))  # noqa: E731
    assert code_of(again) == "cases.already_signed"


def test_after_a_withdrawal_or_the_decision_nothing_is_signed_any_more(family: Family):
    done = a_family_case(family)
    key = asked(done.case_id)["袁演岭"].id
    withdraw(by=family.applicant, at=LATER, case_id=done.case_id)
    assert code_of(lambda: sign(family.son, key)) == "cases.signing_over"
    assert family.son.person
    assert to_sign(family.son.person) == []


def test_an_unknown_authorisation_is_told_so_and_an_accepted_case_may_still_be_signed(family: Family):
    assert code_of(lambda: sign(family.son, BY_NOBODY)) == "cases.authorisation_missing"
    done = a_family_case(family)
    take_step(by=family.town.acceptor, at=LATER, case_id=done.case_id, element="accept", outcome="accept")
    key = asked(done.case_id)["袁演岭"].id
    sign(family.son, key)
    assert authorisation(key).state == "signed"


BY_NOBODY = UUID("0193a000-0000-7000-8000-000000000009")


def test_the_number_of_a_signer_stands_nowhere_in_the_row(family: Family):
    done = a_family_case(family)
    stranger = a_person("沈演秋", id_number=NUMBERS["沈演秋"])
    assert stranger not in {one.person for one in asked(done.case_id).values()}
    text = str(run("SELECT a::text FROM cases_authorisation a WHERE case_id = %s", [done.case_id]))
    assert not any(number in text for number in NUMBERS.values())
