"""Case numbers of this platform: place 6, type 2, day 8, sequence 6, check character 1."""

from dataclasses import dataclass
from datetime import date

from .checks import ALPHANUMERIC, DIGITS, mod37_36
from .errors import CodeError, cleaned, first_outside
from .items import SERVICE_TYPES

LAST_SEQUENCE = 999_999


@dataclass(frozen=True, slots=True)
class CaseNo:
    """What a checked number says; `day` is the day on which the application was received."""

    number: str
    division: str
    type_code: str
    day: date
    sequence: int


def make_case_no(division: str, type_code: str, day: date, sequence: int) -> str:
    """The 23 characters for the `sequence`-th case (1–999999) of a county-level place, a service type and a day.

    Raises CodeError `case_no.make` for parts that do not fit.
    """
    parts = len(division) == 6 and not first_outside(division, DIGITS) and type_code in SERVICE_TYPES
    if not parts or not 1 <= sequence <= LAST_SEQUENCE:
        raise CodeError("case_no.make", "办件编号由 6 位区划、事项类型、日期和 1 到 999999 的顺序号组成。")
    body = f"{division}{type_code}{day:%Y%m%d}{sequence:06d}"
    return body + mod37_36(body)


def parse_case_no(text: str) -> CaseNo:
    """Read and check a number as typed from a receipt (spaces and hyphens are forgiven).

    Raises CodeError `case_no.` `empty`, `length`, `character`, `check_digit` or `day`.
    """
    number = cleaned(text, "-")
    if not number:
        raise CodeError("case_no.empty", "请填办件编号，在收件凭证的上方。")
    if len(number) != 23:
        raise CodeError(
            "case_no.length", f"办件编号是 23 位，您填了 {len(number)} 位，请照着收件凭证再看一遍。"
        )
    at = first_outside(number[:22], DIGITS) or (first_outside(number[22], ALPHANUMERIC) and 23)
    if at:
        raise CodeError("case_no.character", f"第 {at} 位不对，请照着收件凭证再看一遍。", at)
    if number[22] != mod37_36(number[:22]):
        raise CodeError("case_no.check_digit", "编号对不上，有一位可能抄错了，请照着收件凭证再看一遍。")
    try:
        day = date(int(number[8:12]), int(number[12:14]), int(number[14:16]))
    except ValueError:
        raise CodeError("case_no.day", "第 9 到 16 位的日期不存在，请照着收件凭证再看一遍。", 9) from None
    return CaseNo(number, number[:6], number[6:8], day, int(number[16:22]))
