"""Those in benefit: posted when granted, struck off at once, printed village by village."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from pypdf import PdfReader

from minzheng.core.audit.actions import sequence
from minzheng.core.cases.actions import LaterAct, revoke, take_step
from minzheng.core.people.tests.factories import BY
from minzheng.core.publicity import queries
from minzheng.core.publicity.actions import (
    follow_book,
    hang_sheet,
    issue_sheet,
    list_beneficiary,
    strike_beneficiary,
)
from minzheng.core.publicity.tests import factories as play
from minzheng.core.publicity.tests.factories import CODE, Place
from minzheng.kernel.errors import Problem

pytestmark = pytest.mark.django_db
VILLAGE = "990101001001"
OVER = datetime(2026, 7, 13, 16, tzinfo=UTC)


@pytest.fixture
def place(tmp_path: Path, settings: Any) -> Place:
    settings.MEDIA_ROOT = tmp_path
    return play.a_place()


def granted(place: Place, *, key: str = "k1") -> UUID:
    """A household that was noticed and granted."""
    case = play.a_case(place, key=key)
    play.hanging(place, case)
    take_step(by=place.town.reviewer, at=OVER, case_id=case, element="close_notice", outcome="no_objection")
    take_step(by=place.town.approver, at=OVER, case_id=case, element="confirm", outcome="grant")
    return case


def follow(at: datetime = OVER) -> None:
    sequence(at=at)
    follow_book(at=at)


def test_who_is_granted_is_posted_with_the_confirmed_amount(place: Place) -> None:
    granted(place)
    assert queries.beneficiaries(VILLAGE, CODE) == []
    follow()
    (row,) = queries.beneficiaries(VILLAGE, CODE)
    assert (row.name, row.members, row.amount) == ("陈演松", 3, 5000)
    follow()
    assert len(queries.beneficiaries(VILLAGE, CODE)) == 1


def test_a_later_decision_takes_the_place_of_the_earlier_one(place: Place) -> None:
    granted(place)
    follow()
    second = granted(place, key="k2")
    follow()
    (row,) = queries.beneficiaries(VILLAGE, CODE)
    assert row.case_id == second


def test_who_is_no_longer_in_benefit_comes_off_at_once_with_a_reason_that_is_not_posted(place: Place) -> None:
    case = granted(place)
    follow()
    with pytest.raises(Problem, match="reason_needed"):
        strike_beneficiary(by=place.town.reviewer, at=OVER, case_id=case, reason=" ")
    with pytest.raises(Problem, match=r"offices\.denied"):
        strike_beneficiary(by=place.helper, at=OVER, case_id=case, reason="本人去世")
    assert strike_beneficiary(by=place.town.reviewer, at=OVER, case_id=case, reason="本人去世")
    assert queries.beneficiaries(VILLAGE, CODE) == []
    assert not strike_beneficiary(by=BY, at=OVER, case_id=case, reason="本人去世")


def test_a_decision_that_is_revoked_takes_the_household_off(place: Place) -> None:
    case = granted(place)
    follow()
    later = OVER + timedelta(days=1)
    act = LaterAct(
        reason="核对发现申报不实，撤销确认。", effective_on=later.date(), article="社会救助暂行办法第六十八条"
    )
    take_step(by=place.town.elder, at=OVER, case_id=case, element="deliver", outcome="served")
    revoke(by=place.town.approver, at=later, case_id=case, act=act)
    assert len(queries.beneficiaries(VILLAGE, CODE)) == 1
    follow(later)
    assert queries.beneficiaries(VILLAGE, CODE) == []


def test_only_who_was_granted_and_is_of_age_is_posted(place: Place) -> None:
    waiting = play.a_case(place, key="k9")
    with pytest.raises(Problem, match="not_granted"):
        list_beneficiary(by=BY, at=OVER, case_id=waiting)
    case = granted(place)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET birth_date = '2012-01-01' WHERE name = '陈演松'")
    with pytest.raises(Problem, match="minor"):
        list_beneficiary(by=BY, at=OVER, case_id=case)
    follow()
    assert queries.beneficiaries(VILLAGE, CODE) == []


def test_the_sheet_of_a_village_says_who_is_in_benefit_and_goes_out_of_date_with_every_change(
    place: Place,
) -> None:
    case = granted(place)
    follow()
    (standing,) = queries.postings("town", "990101001")
    assert (standing.households, standing.sheet, standing.out_of_date) == (1, None, True)
    sheet = issue_sheet(by=place.town.reviewer, at=OVER, village=VILLAGE, service=CODE)
    row = queries.posting_sheet(sheet)
    assert row.lines == [["陈演松", 3, 5000, ""]]
    text = "".join(
        "".join(page.extract_text().split())
        for page in PdfReader(io.BytesIO(queries.posting_pdf(row, "公示补贴"))).pages
    )
    for part in ("陈演松", "3人", "每月50元", "2026年7月", "共1户"):
        assert part in text
    later = OVER + timedelta(hours=1)
    hang_sheet(
        by=place.helper, at=later, sheet_id=sheet, file_id=play.a_photo(place.helper, at=later), looked=True
    )
    (standing,) = queries.postings("village", VILLAGE)
    assert (standing.hung_at, standing.out_of_date) == (later, False)
    strike_beneficiary(by=place.town.reviewer, at=later, case_id=case, reason="本人去世")
    (standing,) = queries.postings("village", VILLAGE)
    assert (standing.households, standing.out_of_date) == (0, True)


def test_a_new_sheet_replaces_the_one_before_which_cannot_be_hung_any_more(place: Place) -> None:
    granted(place)
    follow()
    first = issue_sheet(by=place.town.reviewer, at=OVER, village=VILLAGE, service=CODE)
    second = issue_sheet(by=place.town.reviewer, at=OVER, village=VILLAGE, service=CODE)
    assert queries.posting_sheet(first).replaced_at is not None
    assert queries.posting_sheet(second).doc_no.endswith("2号")
    photo = play.a_photo(place.helper)
    with pytest.raises(Problem, match=r"publicity\.gone"):
        hang_sheet(by=place.helper, at=OVER, sheet_id=first, file_id=photo, looked=True)


def test_a_helper_makes_no_sheet(place: Place) -> None:
    with pytest.raises(Problem, match=r"offices\.denied"):
        issue_sheet(by=place.helper, at=OVER, village=VILLAGE, service=CODE)
