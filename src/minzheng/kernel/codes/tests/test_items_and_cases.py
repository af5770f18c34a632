"""Codes of services, case numbers, licence identifiers and document numbers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.kernel.codes import (
    SERVICE_TYPES,
    CodeError,
    DocumentNumber,
    make_case_no,
    make_handle_item_code,
    make_licence_identifier,
    make_task_code,
    mod37_36,
    parse_case_no,
    parse_catalogue_code,
    parse_document_number,
    parse_handle_item_code,
    parse_licence_identifier,
    parse_task_code,
)

CATALOGUE = "000711019000"
TASK = "11990101MB0000035Q4000711019000"
CASE = "9901010520260302000001P"
LICENCE = "1.2.156.3005.2.99990000MB0000001X001.11990100MB0000027F.20260000000000000001.001.S"


def test_the_catalogue_sample_falls_into_its_parts() -> None:
    code = parse_catalogue_code(CATALOGUE)
    assert (code.division, code.type_code, code.department) == ("00", "07", "11")
    assert SERVICE_TYPES[code.type_code] == "行政确认"
    assert code.main == code


def test_a_sub_item_knows_its_main_item() -> None:
    assert parse_catalogue_code("000711019002").main.code == CATALOGUE


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("00071101900", "catalogue_code.length"),
        ("00071101900-", "catalogue_code.character"),
        ("0A0711019000", "catalogue_code.character"),
        ("001911019000", "catalogue_code.type"),
    ],
)
def test_a_wrong_catalogue_code_is_refused(text: str, code: str) -> None:
    with pytest.raises(CodeError) as caught:
        parse_catalogue_code(text)
    assert caught.value.code == code


def test_the_task_sample_falls_into_its_parts() -> None:
    task = parse_task_code(TASK, allow_demo=True)
    assert (task.uscc.code, task.level, task.catalogue.code) == ("11990101MB0000035Q", "4", CATALOGUE)
    assert make_task_code("11990101MB0000035Q", "4", CATALOGUE, allow_demo=True) == TASK


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (TASK[:-1], "task_code.length"),
        (TASK[:18] + "7" + TASK[19:], "task_code.level"),
        ("11990101MB0000035R" + TASK[18:], "uscc.check_digit"),
        (TASK[:21] + "19" + TASK[23:], "catalogue_code.type"),
    ],
)
def test_a_wrong_task_code_is_refused_by_its_part(text: str, code: str) -> None:
    with pytest.raises(CodeError) as caught:
        parse_task_code(text, allow_demo=True)
    assert caught.value.code == code


def test_a_variant_is_a_task_with_a_number() -> None:
    code = make_handle_item_code(TASK, 7, allow_demo=True)
    assert code == TASK + "07"
    assert parse_handle_item_code(code, allow_demo=True).number == 7
    for wrong in (TASK + "00", TASK + "0A"):
        with pytest.raises(CodeError, match="01 到 99"):
            parse_handle_item_code(wrong, allow_demo=True)
    with pytest.raises(CodeError, match="01 到 99"):
        make_handle_item_code(TASK, 100, allow_demo=True)


def test_the_case_sample_falls_into_its_parts() -> None:
    case = parse_case_no("990101-05-20260302-000001-p")
    assert case.number == CASE == make_case_no("990101", "05", date(2026, 3, 2), 1)
    assert (case.division, case.type_code, case.day, case.sequence) == ("990101", "05", date(2026, 3, 2), 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "case_no.empty"),
        (CASE[:-1], "case_no.length"),
        ("990101052026O302000001P", "case_no.character"),
        ("9901010520260302000001-", "case_no.length"),
        ("9901010520260302000002P", "case_no.check_digit"),
        ("9901010520260230000001" + mod37_36("9901010520260230000001"), "case_no.day"),
    ],
)
def test_a_case_number_with_a_typo_is_refused(text: str, code: str) -> None:
    with pytest.raises(CodeError) as caught:
        parse_case_no(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("division", "type_code", "sequence"),
    [
        ("9901", "05", 1),
        ("990101", "99", 1),
        ("990101", "05", 0),
        ("990101", "05", 1_000_000),
        ("99010X", "05", 1),
    ],
)
def test_a_case_number_is_not_made_of_parts_that_do_not_fit(
    division: str, type_code: str, sequence: int
) -> None:
    with pytest.raises(CodeError):
        make_case_no(division, type_code, date(2026, 3, 2), sequence)


@given(
    st.integers(1, 999_999),
    st.dates(date(2020, 1, 1), date(2099, 12, 31)),
    st.integers(0, 21),
    st.integers(1, 9),
)
def test_one_wrong_or_two_swapped_digits_never_pass(sequence: int, day: date, place: int, shift: int) -> None:
    number = make_case_no("990101", "05", day, sequence)
    assert parse_case_no(number).sequence == sequence
    signs = list(number)
    signs[place] = str((int(signs[place]) + shift) % 10)
    with pytest.raises(CodeError):
        parse_case_no("".join(signs))
    swapped = (
        number[: place - 1] + number[place] + number[place - 1] + number[place + 1 :] if place else number
    )
    if swapped != number:
        with pytest.raises(CodeError):
            parse_case_no(swapped)


def test_the_licence_sample_is_made_and_read() -> None:
    found = parse_licence_identifier(LICENCE)
    assert (found.issuer, found.serial, found.version) == (
        "11990100MB0000027F",
        "20260000000000000001",
        "001",
    )
    check = mod37_36(LICENCE[len("1.2.156.3005.2.") : -2].replace(".", ""))
    assert LICENCE.endswith(check)


def test_a_licence_identifier_is_issued_strictly() -> None:
    issuer, kind = "11990100MB0000027F", "11990000MB0000019F001"
    made = make_licence_identifier(kind, issuer, "20260000000000000001", 1, allow_demo=True)
    assert parse_licence_identifier(made.lower()).type_code == kind
    for wrong in [
        (kind[:-1], issuer, "1", 1),
        (kind, issuer, "1-2", 1),
        (kind, issuer, "1", 1000),
        (kind, issuer, "", 1),
    ]:
        with pytest.raises(CodeError):
            make_licence_identifier(*wrong, allow_demo=True)
    with pytest.raises(CodeError):
        make_licence_identifier(kind, "11990100MB0000027G", "1", 1, allow_demo=True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (LICENCE[:-1] + "T", "licence.check_digit"),
        (LICENCE.replace("0001.001", "0002.001"), "licence.check_digit"),
        (LICENCE[2:], "licence.root"),
        (LICENCE.replace(".001.S", ".S"), "licence.parts"),
        (LICENCE.replace("2026", "20_6"), "licence.character"),
    ],
)
def test_a_wrong_licence_identifier_is_refused(text: str, code: str) -> None:
    with pytest.raises(CodeError) as caught:
        parse_licence_identifier(text)
    assert caught.value.code == code


def test_a_document_number_is_written_with_hexagonal_brackets() -> None:
    assert str(DocumentNumber("明民低保受", 2026, 12)) == "明民低保受〔2026〕12号"


@pytest.mark.parametrize(
    "typed", ["明民低保受〔2026〕12号", "明民低保受[2026]第012号", "明民低保受（２０２６） 12 号"]
)
def test_a_document_number_is_read_as_people_type_it(typed: str) -> None:
    assert parse_document_number(typed) == DocumentNumber("明民低保受", 2026, 12)


@pytest.mark.parametrize(
    "typed", ["", "12号", "明民低保受2026年12号", "明民低保受〔26〕12号", "明民低保受〔2026〕0号"]
)
def test_what_is_not_a_document_number_is_refused(typed: str) -> None:
    with pytest.raises(CodeError, match="文号像"):
        parse_document_number(typed)
