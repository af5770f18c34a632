"""Unified social credit codes; every sample is invented (place 99)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.kernel.codes import CodeError, make_uscc, mod31, parse_uscc

SAMPLES = [
    ("11990000MB0000019F", "机关"),
    ("11990100MB0000027F", "机关"),
    ("11990200MB0000123X", "机关"),
    ("11990101MB0000035Q", "机关"),
    ("11990102MB00000432", "机关"),
    ("11990101MB0000051E", "机关"),
    ("11990102MB0000131G", "机关"),
    ("12990100MB00001070", "事业单位"),
    ("12990100MB000014X8", "事业单位"),
    ("12990100MB00001588", "事业单位"),
    ("12990101MB0000166H", "事业单位"),
    ("51990100MJ00000694", "社会团体"),
    ("52990101MJ0000077A", "民办非企业单位"),
    ("52990102MJ0000093E", "民办非企业单位"),
    ("53990000MJ0000085E", "基金会"),
    ("91990100MA00001117", "企业"),
    ("55990101MB0000094B", "居民委员会"),
]


def refusal(text: str, *, allow_demo: bool = True) -> CodeError:
    with pytest.raises(CodeError) as caught:
        parse_uscc(text, allow_demo=allow_demo)
    return caught.value


@pytest.mark.parametrize(("code", "label"), SAMPLES)
def test_every_demo_organisation_has_a_sound_code(code: str, label: str) -> None:
    found = parse_uscc(code, allow_demo=True)
    assert (found.code, found.label, found.demo) == (code, label, True)
    assert (found.division, found.organisation) == (code[2:8], code[8:17])


def test_a_code_is_read_as_people_type_it() -> None:
    assert parse_uscc(" 11990101-ｍb0000035q ", allow_demo=True).code == "11990101MB0000035Q"


def test_a_demo_code_is_refused_where_real_bodies_are_served() -> None:
    assert refusal("11990101MB0000035Q", allow_demo=False).code == "uscc.demo"


@pytest.mark.parametrize(
    ("text", "code", "at"),
    [
        ("", "uscc.empty", None),
        ("11990101MB0000035", "uscc.length", None),
        ("11990101MB00000I5Q", "uscc.character", 16),
        ("1199O101MB0000035Q", "uscc.character", 5),
        ("1199A101MB0000035Q", "uscc.place", 5),
        ("11990101MB0000036Q", "uscc.organisation", 17),
        ("11990101MB0000035R", "uscc.check_digit", 18),
        ("12990101MB0000035Q", "uscc.check_digit", 18),
    ],
)
def test_a_wrong_code_is_refused_with_its_place(text: str, code: str, at: int | None) -> None:
    error = refusal(text)
    assert (error.code, error.at) == (code, at)


def test_records_from_elsewhere_may_break_the_inner_check_but_not_the_outer() -> None:
    body = "11990101MB0000036"
    code = body + mod31(body)
    assert refusal(code).code == "uscc.organisation"
    assert parse_uscc(code, allow_demo=True, strict=False).code == code
    with pytest.raises(CodeError):
        parse_uscc(body + "0", allow_demo=True, strict=False)


def test_only_demo_codes_are_made() -> None:
    assert make_uscc("11", "990101", "MB000003") == "11990101MB0000035Q"
    with pytest.raises(CodeError):
        make_uscc("11", "110101", "MB000003")


@given(st.sampled_from(SAMPLES), st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_character_never_passes(sample: tuple[str, str], place: int, sign: str) -> None:
    code = sample[0]
    if code[place] != sign:
        refusal(code[:place] + sign + code[place + 1 :])
