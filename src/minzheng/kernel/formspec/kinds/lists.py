"""Kinds of lists: rows that belong together, checked as a whole."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from minzheng.kernel.formspec.kinds.kind import WRONG_SHAPE, Kind


class RowList(Kind):
    """Rows of the same questions."""

    name = "rows"
    title = "列表"
    types = frozenset({"dynamiclist"})
    shapes = (list,)

    def check(self, value: object, field: Any, today: date) -> str | None:
        """A list of rows."""
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            return WRONG_SHAPE
        return None


class Household(RowList):
    """The people of a household, one a row; nobody twice."""

    name = "household"
    title = "家庭成员"
    level = "L3"

    def check(self, value: object, field: Any, today: date) -> str | None:
        """As rows; and no two rows with the same ID number."""
        wrong = super().check(value, field, today)
        if wrong is not None or not isinstance(value, list):
            return wrong
        seen: dict[str, int] = {}
        for number, row in enumerate(value, 1):
            who = _identity(row.get("id_number"))
            if who and who in seen:
                return f"第 {seen[who]} 位和第 {number} 位的身份证号一样，请改一个，或者移除重复的一位"
            seen[who] = number
        return None


def _identity(value: object) -> str:
    if isinstance(value, Mapping):
        return str(value.get("ref", ""))
    return value if isinstance(value, str) else ""
