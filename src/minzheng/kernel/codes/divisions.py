"""Codes of administrative divisions (GB/T 2260, GB/T 10114): 6, 9 or 12 digits, from province down to village."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from .checks import DIGITS
from .errors import CodeError, cleaned, first_outside

_LENGTHS = (2, 4, 6, 9, 12)


class Level(StrEnum):
    """The levels at which services are exercised; the members are in order, top first."""

    NATION = "nation"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"


_LEVELS = tuple(Level)


@dataclass(frozen=True, slots=True)
class Division:
    """A code in its shortest form: 6 digits down to the county, 9 for a town, 12 for a village."""

    code: str

    @property
    def level(self) -> Level:
        """Told from the code alone; 000000 is the nation."""
        return _LEVELS[_LENGTHS.index(len(self.prefix)) + 1] if self.prefix else Level.NATION

    @property
    def prefix(self) -> str:
        """The digits that every code below begins with: 2, 4, 6, 9 or 12 of them; none for the nation."""
        prefix = self.code
        while len(prefix) <= 6 and prefix.endswith("00"):
            prefix = prefix[:-2]
        return prefix

    @property
    def parent(self) -> "Division | None":
        """The division one level up; None above a province."""
        line = self.line
        return line[-2] if len(line) > 1 else None

    @property
    def line(self) -> "tuple[Division, ...]":
        """From the province down to this division itself; empty for the nation.

        A level that the code leaves out (towns right below a city without counties) is left out here too.
        """
        ends = [end for start, end in pairwise((0, *_LENGTHS)) if self.prefix[start:end].strip("0")]
        return tuple(Division(self.prefix[:end].ljust(6, "0")) for end in ends)


def parse_division(text: str) -> Division:
    """Read a code; statistical codes padded with zeros to 9 or 12 digits come out in the shortest form.

    Whether such a division exists, and from when to when, is not known here.
    Raises CodeError `division.` `length`, `character` or `gap` (a level is left out in the middle).
    """
    code = cleaned(text)
    if len(code) not in (6, 9, 12):
        raise CodeError("division.length", f"区划代码是 6、9 或 12 位，您填了 {len(code)} 位，请再看一遍。")
    if at := first_outside(code, DIGITS):
        raise CodeError("division.character", f"第 {at} 位不是数字，请再看一遍。", at)
    while len(code) > 6 and code.endswith("000"):
        code = code[:-3]
    if _has_gap(code):
        raise CodeError("division.gap", f"区划代码 {code} 中间少了一级，请再看一遍。")
    return Division(code)


def covers(upper: str, lower: str) -> bool:
    """Does the division `upper` contain `lower` (or is it the same)? Both are codes as `parse_division` gives."""
    return lower.startswith(Division(upper).prefix)


def level_columns(code: str) -> dict[str, str]:
    """The codes for the level columns `province`, `city`, `county`, `town`, `village`; '' below the division."""
    line = {division.level.value: division.code for division in parse_division(code).line}
    return {level.value: line.get(level.value, "") for level in _LEVELS[1:]}


def _has_gap(code: str) -> bool:
    """A part that is not zero below a part that is; only the county may be left out above a town."""
    province, city, county, town = (code[start:end].strip("0") for start, end in pairwise((0, 2, 4, 6, 9)))
    return not ((province or not city) and (city or not (county or town)) and (town or len(code) == 6))
