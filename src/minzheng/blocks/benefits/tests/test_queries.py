"""Entitlements by month, without a database. Those that are stored: see the tests of the domains that grant them."""

from datetime import date
from uuid import UUID

from minzheng.blocks.benefits.queries import EntitlementRow

ID = UUID("0193a000-0000-7000-8000-000000000001")


def row(starts: date, ends: date | None) -> EntitlementRow:
    return EntitlementRow(ID, ID, "dibao", ID, "林演兰", "dibao", 71500, 3, starts, ends, "")


def test_an_entitlement_pays_from_its_first_month_until_before_its_end():
    one = row(date(2026, 4, 1), date(2026, 7, 1))
    assert [one.pays_in(date(2026, month, 15)) for month in (3, 4, 6, 7)] == [False, True, True, False]


def test_without_an_end_it_goes_on():
    assert row(date(2026, 4, 1), None).pays_in(date(2030, 1, 1))
