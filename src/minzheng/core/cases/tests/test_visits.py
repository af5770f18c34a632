"""Visits: two persons go, write down what they found, and neither of them decides the same case."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minzheng.core.audit.queries import of_case
from minzheng.core.cases import queries
from minzheng.core.cases.actions import save_visit_page, take_step
from minzheng.core.cases.rules import handled_list
from minzheng.core.cases.tests.factories import AT
from minzheng.core.cases.tests.inquiry import (
    STREET,
    Field,
    a_field,
    a_photo,
    an_accepted_case,
    check,
    spelled,
    visit,
    visit_answers,
)
from minzheng.core.documents.queries import letters_of, pdf
from minzheng.core.offices import actions as offices
from minzheng.core.offices.queries import organisation_by_uscc
from minzheng.core.offices.tests.factories import a_clerk
from minzheng.core.people.actions import reveal_id_number
from minzheng.core.people.queries import person
from minzheng.core.people.tests.factories import BY, a_person
from minzheng.kernel.errors import Invalid, Problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def field() -> Field:
    return a_field()


def faults(call: Any) -> dict[str, str]:
    """The sentences beside the fields that were wrong."""
    with pytest.raises(Invalid) as raised:
        call()
    return {one.path: one.message for one in raised.value.fields}


def outsider(**changes: Any) -> dict[str, Any]:
    """A village worker without an account came along."""
    return {
        "visit_second": "other",
        "visit_colleague": None,
        "visit_other_name": "严演溪",
        "visit_other_capacity": "village_worker",
        "visit_other_paper": "work_pass",
        **changes,
    }


def make_small(uscc: str = STREET) -> None:
    """The street has one or two persons for everything (roles-and-data 3.1)."""
    unit = organisation_by_uscc(uscc)
    assert unit is not None
    offices.set_small_office(by=BY, at=AT, organisation_id=unit.id, on=True, basis="演示批文 1 号")


def test_a_visit_by_two_is_kept_with_place_time_photos_and_what_was_found(field: Field) -> None:
    case_id = an_accepted_case(field)
    visit(field, case_id)
    (record,) = queries.records_of(case_id)
    assert record.answers == {
        "housing": "rented",
        "people_home": 1,
        "seen": "屋里有床和旧电视，没有大件家电。",
    }
    assert (record.by_name, record.second["name"], record.cooperated) == ("许演田", "何演川", True)
    assert record.place == {"address": "柳荫街道春和社区 3 号楼 101", "coordinates": "36.12345,103.54321"}
    assert [kind for _, kind, _ in record.files] == ["photo", "signed_sheet"]
    assert queries.latest_records(case_id) == {"visit": record.answers}
    assert queries.cases_of_file(record.files[0][0]) == {queries.case(case_id)["case_no"]: ["visit"]}


def test_the_numbered_sheet_is_for_the_office_not_for_the_parties(field: Field) -> None:
    case_id = an_accepted_case(field)
    visit(field, case_id)
    sheet = next(one for one in letters_of(case_id) if one.kind == "visit_record")
    assert sheet.recipient is None
    assert sheet.data["found"][0] == {"what": "住的是", "found": "租的房子"}
    assert pdf(sheet.id).startswith(b"%PDF")


def test_the_book_counts_the_visit_and_keeps_the_names_apart(field: Field) -> None:
    case_id = an_accepted_case(field)
    visit(field, case_id)
    event = of_case(case_id, AT.replace(year=2025))[-1]
    assert event["facts"]["cooperated"] is True
    assert "何演川" not in str(event["facts"])


def test_one_person_alone_is_refused_with_a_sentence(field: Field) -> None:
    case_id = an_accepted_case(field)
    told = faults(lambda: visit(field, case_id, visit_second=None, visit_colleague=None))
    assert "两个人到场" in told["visit_second"]
    told = faults(lambda: visit(field, case_id, visit_colleague=str(field.investigator.person)))
    assert "visit_colleague" in told
    assert queries.records_of(case_id) == []


def test_who_comes_along_without_an_account_is_for_the_small_office_only(field: Field) -> None:
    case_id = an_accepted_case(field)
    with pytest.raises(Problem, match=r"cases\.second_needs_account"):
        visit(field, case_id, **outsider())
    make_small()
    visit(field, case_id, **outsider())
    (record,) = queries.records_of(case_id)
    assert record.second == {"person": "", "name": "严演溪", "capacity": "村居人员", "paper": "工作证"}


def test_an_outsider_is_known_by_the_id_number_and_is_not_the_investigator_again(field: Field) -> None:
    make_small()
    case_id = an_accepted_case(field)
    assert field.investigator.person is not None
    own = number_of(field.investigator.person)
    papers = outsider(visit_other_name="许演田", visit_other_paper="resident_id", visit_other_id=own)
    with pytest.raises(Problem, match=r"cases\.visit_alone"):
        visit(field, case_id, **papers)
    helper = a_person("严演溪")
    papers |= {"visit_other_name": "严演溪", "visit_other_id": number_of(helper)}
    visit(field, case_id, **papers)
    (record,) = queries.records_of(case_id)
    assert record.second["person"] == str(helper)
    assert number_of(helper) not in str(record)


def number_of(person_id: UUID) -> str:
    return reveal_id_number(by=BY, at=AT, person_id=person_id, purpose="test of the visit")


def test_neither_investigator_nor_companion_decides_the_case(field: Field) -> None:
    case_id = an_accepted_case(field)
    visit(field, case_id)
    handled = handled_list(queries.case(case_id)["handled"])
    assert [(one.outcome, one.name) for one in handled[-2:]] == [
        ("together", "何演川"),
        ("visited", "许演田"),
    ]
    reviewer = replace(field.town.reviewer, person=field.colleague.person)
    check(field, case_id)
    with pytest.raises(Problem, match=r"offices\.same_person"):
        take_step(by=reviewer, at=AT, case_id=case_id, element="initial_review", outcome="agree")


def test_a_companion_who_lives_with_the_family_is_refused(field: Field) -> None:
    case_id = an_accepted_case(field)
    make_small()
    applicant = queries.case(case_id)["applicant_id"]
    papers = outsider(
        visit_other_name="陈演松", visit_other_paper="resident_id", visit_other_id=number_of(applicant)
    )
    with pytest.raises(Problem, match=r"cases\.second_conflicted"):
        visit(field, case_id, **papers)


def test_a_visit_lies_neither_ahead_nor_before_the_application(field: Field) -> None:
    case_id = an_accepted_case(field)
    assert "visit_time" in faults(lambda: visit(field, case_id, visit_time="2026-03-02T09:30"))
    assert "visit_time" in faults(lambda: visit(field, case_id, visit_time="2026-03-01T23:59"))


def test_coordinates_may_be_missing_but_not_made_of_words(field: Field) -> None:
    case_id = an_accepted_case(field)
    assert "visit_coordinates" in faults(lambda: visit(field, case_id, visit_coordinates="在村口"))
    visit(field, case_id, visit_coordinates="")
    assert queries.records_of(case_id)[0].place["coordinates"] == ""


def test_a_family_that_refuses_is_noted_and_asked_nothing_more(field: Field) -> None:
    case_id = an_accepted_case(field)
    refused = {"visit_cooperation": "refused", "housing": None, "people_home": None, "visit_photos": []}
    assert "visit_refusal" in faults(lambda: visit(field, case_id, **refused))
    visit(field, case_id, **refused, visit_refusal="两次上门都不开门，隔门说不让查。")
    (record,) = queries.records_of(case_id)
    assert (record.cooperated, record.refusal) == (False, "两次上门都不开门，隔门说不让查。")
    assert queries.case(case_id)["variables"]["uncooperative"] is True


def test_photos_and_the_signed_sheet_are_asked_for(field: Field) -> None:
    case_id = an_accepted_case(field)
    told = faults(lambda: visit(field, case_id, visit_photos=[], visit_sheet=[]))
    assert {"visit_photos", "visit_sheet"} <= set(told)


def test_pages_are_kept_one_by_one_and_handed_in_together(field: Field) -> None:
    case_id = an_accepted_case(field)
    row, by = queries.case(case_id), field.investigator
    known = queries.colleagues(by, AT.date())
    answers = visit_answers(field)
    page = {name: str(answers[name]) for name in ("visit_second", "visit_colleague", "visit_time")}
    page |= {name: answers[name] for name in ("visit_address", "visit_coordinates", "visit_cooperation")}

    def keep(name: str, post: dict[str, str]) -> Any:
        return save_visit_page(
            by=by, at=AT, row=row, element="visit", page=name, post=spelled(post), files={}, known=known
        )

    first = keep("p_visit", {**page, "visit_second": ""})
    assert not first.page.done
    assert (
        queries.record_draft(case_id, "visit", by.person).answers["visit_address"] == answers["visit_address"]
    )
    assert keep("p_visit", page).draft.pages_done == ("p_visit",)
    assert keep("p_home", {"housing": "own", "people_home": "2", "seen": ""}).page.done
    told = faults(lambda: take_step(by=by, at=AT, case_id=case_id, element="visit", outcome="visited"))
    assert set(told) == {"visit_photos", "visit_sheet"}
    draft = queries.record_draft(case_id, "visit", by.person)
    photos = {"visit_photos": [a_photo(by)], "visit_sheet": [a_photo(by)]}
    whole = {"answers": {**draft.answers, **photos}}
    take_step(by=by, at=AT, case_id=case_id, element="visit", outcome="visited", form=whole)
    assert queries.records_of(case_id)[0].answers["people_home"] == 2
    assert queries.record_draft(case_id, "visit", by.person).updated_at is None


def test_nothing_is_kept_where_no_visit_is_waited_for(field: Field) -> None:
    case_id = an_accepted_case(field)
    visit(field, case_id)
    with pytest.raises(Problem, match=r"cases\.visit_not_waiting"):
        save_visit_page(
            by=field.investigator,
            at=AT,
            row=queries.case(case_id),
            element="visit",
            page="p_visit",
            post={},
            files={},
            known=[],
        )


def test_an_empty_visit_is_not_handed_in(field: Field) -> None:
    case_id = an_accepted_case(field)
    with pytest.raises(Problem, match=r"cases\.visit_empty"):
        take_step(by=field.investigator, at=AT, case_id=case_id, element="visit", outcome="visited")


def test_a_clerk_who_is_no_investigator_hands_in_no_visit(field: Field) -> None:
    case_id = an_accepted_case(field)
    with pytest.raises(Problem, match=r"offices\.denied"):
        visit(field, case_id, by=field.town.reviewer)


def test_handing_in_the_same_visit_twice_keeps_one_record(field: Field) -> None:
    case_id = an_accepted_case(field)
    visit(field, case_id)
    visit(field, case_id)
    assert len(queries.records_of(case_id)) == 1


def test_a_visit_costs_a_fixed_number_of_statements(field: Field) -> None:
    case_id = an_accepted_case(field)
    answers = visit_answers(field)
    unit = organisation_by_uscc(STREET)
    assert unit is not None
    for n in range(12):
        a_clerk("window", unit.id, username=f"more_{n}", name="秦演竹")
    with CaptureQueriesContext(connection) as seen:
        take_step(
            by=field.investigator,
            at=AT,
            case_id=case_id,
            element="visit",
            outcome="visited",
            form={"answers": answers},
        )
    own = [one for one in seen if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(own) <= 12
    assert person(queries.case(case_id)["applicant_id"]).name == "陈演松"
