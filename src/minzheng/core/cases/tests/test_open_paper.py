"""Who opens which paper: by the level of the paper, in whichever case holds it."""

import io
from datetime import timedelta
from uuid import UUID

import pytest

from minzheng.core.audit.queries import run
from minzheng.core.cases.actions import add_scans, open_paper, submit
from minzheng.core.cases.actions.permission import opens_paper
from minzheng.core.cases.queries import case, case_by_number, cases_of_file
from minzheng.core.cases.rules import paper_level
from minzheng.core.cases.tests.factories import AT, a_case, revealed
from minzheng.core.cases.tests.inquiry import Field, a_field, an_accepted_case
from minzheng.core.files.actions import store
from minzheng.core.files.tests.factories import picture
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.rights import Actor

pytestmark = pytest.mark.django_db
WORDS = {
    "materials": [
        {"code": "sick", "name": "诊断证明", "level": "L3", "field": "household[].sick_proof"},
        {"code": "id_card", "name": "身份证"},
        {"code": "bank", "name": "流水", "level": "L4"},
    ]
}


@pytest.fixture
def field() -> Field:
    return a_field()


def a_scan(by: Actor) -> UUID:
    return store(by=by, at=AT, stream=io.BytesIO(picture()), name="扫描.jpg")


def kept(field: Field, case_id: UUID, code: str) -> UUID:
    file = a_scan(field.town.reviewer)
    add_scans(by=field.town.reviewer, at=AT, case_id=case_id, files=[(code, "一份", file)])
    return file


def may_open(by: Actor, file: UUID) -> bool:
    """Whether a file opens, once that was revealed which this person may reveal."""
    for number in cases_of_file(file):
        revealed(by, case_by_number(number)["id"])
    try:
        open_paper(by=by, at=AT, file_id=file).stream.close()
    except Problem as problem:
        if problem.code != "offices.denied":
            raise
        return False
    return True


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("id_card", "L2"),
        ("sick", "L3"),
        ("household.1.sick_proof", "L3"),
        ("bank", "L4"),
        ("evidence", "L4"),
        ("other", "L2"),
        ("", "L2"),
    ],
)
def test_the_level_of_a_paper_stands_at_the_material_or_its_question(code: str, level: str) -> None:
    assert paper_level(WORDS, code) == level


def test_proof_for_the_check_opens_for_who_sees_the_check_only(field: Field) -> None:
    case_id = an_accepted_case(field)
    file = kept(field, case_id, "evidence")
    town = field.town
    able = {by.name for by in (town.reviewer, town.approver, field.checker) if may_open(by, file)}
    assert able == {town.reviewer.name, town.approver.name, field.checker.name}
    for by in (town.window, town.acceptor, field.investigator):
        assert not may_open(by, file)
        assert not opens_paper(case(case_id), ["evidence"], by, AT)


def test_a_sensitive_paper_opens_for_who_accepts_but_not_at_the_window(field: Field) -> None:
    case_id = an_accepted_case(field)
    file = kept(field, case_id, "bank_card")
    assert may_open(field.town.acceptor, file)
    assert may_open(field.investigator, file)
    assert not may_open(field.town.window, file)
    refused = run("SELECT facts->>'right' FROM audit_event WHERE kind = 'offices.refused'", [])
    assert refused == [("cases.open_sensitive",)]


def test_a_sensitive_paper_waits_until_it_was_said_what_for_and_the_applicant_reads_that(
    field: Field,
) -> None:
    case_id = an_accepted_case(field)
    file, by = kept(field, case_id, "bank_card"), field.town.acceptor
    with pytest.raises(Problem) as refused:
        open_paper(by=by, at=AT, file_id=file)
    assert refused.value.code == "cases.not_revealed"
    revealed(by, case_id)
    open_paper(by=by, at=AT, file_id=file).stream.close()
    looks = run("SELECT kind, purpose FROM audit_event WHERE kind ~ 'reveal_' ORDER BY id", [])
    assert looks == [("cases.reveal_fields", "核对申请表和材料"), ("cases.reveal_paper", "核对申请表和材料")]
    with pytest.raises(Problem, match="not_revealed"):
        open_paper(by=by, at=AT + timedelta(minutes=31), file_id=file)


def test_a_plain_paper_opens_at_the_window(field: Field) -> None:
    assert may_open(field.town.window, kept(field, an_accepted_case(field), "id_card"))


def test_a_file_that_two_cases_hold_opens_in_whichever_may_be_opened(field: Field) -> None:
    first, second = a_case(field.town, key="k1").case_id, a_case(field.town, key="k2").case_id
    file = kept(field, first, "bank_card")
    add_scans(by=field.town.reviewer, at=AT, case_id=second, files=[("id_card", "身份证", file)])
    assert len(cases_of_file(file)) == 2
    assert may_open(field.town.window, file)


def test_within_one_case_the_strictest_use_of_a_file_counts(field: Field) -> None:
    case_id = an_accepted_case(field)
    file = kept(field, case_id, "bank_card")
    add_scans(by=field.town.reviewer, at=AT, case_id=case_id, files=[("id_card", "身份证", file)])
    assert not may_open(field.town.window, file)


def test_an_application_with_somebody_elses_file_is_refused(field: Field) -> None:
    from dataclasses import replace

    from minzheng.core.cases.tests.factories import a_submission

    what = a_submission(field.town.elder)
    foreign = a_scan(field.town.reviewer)
    with pytest.raises(Invalid) as refused:
        submit(
            by=field.town.elder,
            at=AT,
            what=replace(what, materials=[("bank_card", "银行卡照片", foreign, "")]),
        )
    assert refused.value.fields[0].message == "没有找到“银行卡照片”的文件，请重新上传"
    mine = replace(what, materials=[("bank_card", "银行卡照片", a_scan(field.town.elder), "")])
    assert submit(by=field.town.elder, at=AT, what=mine).case_no
