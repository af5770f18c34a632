"""The notice of the minimum allowance: the household of the worked example hangs, nobody objects, the county goes on."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minzheng.core.cases.actions import take_step
from minzheng.core.cases.queries import case
from minzheng.core.publicity import queries
from minzheng.core.publicity.actions import add_photo, prepare_notice, require_listable
from minzheng.core.publicity.tests.factories import a_photo
from minzheng.domains.assistance.tests import factories as make

pytestmark = pytest.mark.django_db
POSTED = datetime(2026, 3, 16, 2, 0, tzinfo=UTC)
OVER = datetime(2026, 3, 23, 16, 0, tzinfo=UTC)
"""00:00 of 24 March in Shanghai: the seventh day, the 23rd, is over."""


def waiting_for_notice() -> UUID:
    """The case of the worked example as it stands when the town has agreed: 715 yuan for three."""
    case_id = make.an_application(*make.three_of_lin()).case_id
    opinion = '{"amount": 71500, "category": "dibao", "people": 3, "notice": ""}'
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_timer WHERE case_id = %s", [case_id])
        cursor.execute("UPDATE cases_task SET element = 'post_notice' WHERE case_id = %s", [case_id])
        cursor.execute(
            "UPDATE cases_case SET state = 'objection_notice', accepted_on = '2026-03-03', variables = %s::jsonb, "
            "tokens = replace(tokens::text, '\"accept\"', '\"post_notice\"')::jsonb WHERE id = %s",
            [opinion, case_id],
        )
    return case_id


def test_the_notice_of_the_worked_example_hangs_closes_and_leads_to_the_county(
    tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    make.ground()
    town = make.officers()
    reviewer = town["reviewer"]
    case_id = waiting_for_notice()
    notice = prepare_notice(
        by=reviewer,
        at=POSTED,
        case_id=case_id,
        posted_on=date(2026, 3, 16),
        members=3,
        board="春和社区公示栏",
    )
    row = queries.notice(notice)
    assert (row.name, row.members, row.amount, row.category) == ("林演兰", 3, 71500, "")
    assert queries.money_words(row.amount) == "每月 715 元"
    assert row.last_day == date(2026, 3, 23)
    photo = a_photo(reviewer, at=POSTED)
    add_photo(by=reviewer, at=POSTED, notice_id=notice, file_id=photo, looked=True)
    take_step(by=reviewer, at=POSTED, case_id=case_id, element="post_notice", outcome="posted")
    assert case(case_id)["clock"]["last_day"] == "2026-03-26", (
        "three working days from the last day of the notice"
    )
    with CaptureQueriesContext(connection) as seen:
        take_step(by=reviewer, at=OVER, case_id=case_id, element="close_notice", outcome="no_objection")
    assert len([one for one in seen if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]) <= 12
    done = case(case_id)
    assert (done["state"], done["variables"]["notice"]) == ("deciding", "done")
    assert done["variables"]["drawn"] in (True, False), (
        "the county's spot check is drawn when the case comes to it"
    )


def test_who_is_confirmed_is_posted_by_the_applicant_and_never_by_the_child() -> None:
    make.ground()
    make.officers()
    case_id = waiting_for_notice()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_case SET result = 'granted', variables = variables || '{\"starts\": \"2026-04-01\"}' WHERE id = %s",
            [case_id],
        )
    listing = require_listable(case_id, OVER)
    assert (listing.name, listing.amount, listing.members, listing.category) == ("林演兰", 71500, 3, "")
    assert listing.since == date(2026, 4, 1)
