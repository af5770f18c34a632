"""Two who register the same photograph at once: one is first, the other is told, and the book says it once."""

from datetime import UTC, datetime
from functools import partial

import pytest

from minzheng.core.audit.queries import run
from minzheng.core.audit.tests.at_once import at_once
from minzheng.core.publicity import queries
from minzheng.core.publicity.actions import take_down
from minzheng.core.publicity.tests import factories as play
from minzheng.core.publicity.tests.factories import AT
from minzheng.kernel.errors import Problem

pytestmark = pytest.mark.django_db(transaction=True)
OVER = datetime(2026, 7, 13, 16, tzinfo=UTC)
"""00:00 of 14 July in Shanghai: the first moment after the last day."""


def test_of_two_who_take_a_sheet_down_at_once_one_is_told_that_it_is_down() -> None:
    place = play.a_place()
    notice = play.hanging(place, play.a_case(place))
    photos = [play.a_photo(place.helper, at=AT) for _ in range(4)]
    answers = at_once(
        [
            partial(take_down, by=place.helper, at=OVER, notice_id=notice, file_id=photo, looked=True)
            for photo in photos
        ]
    )
    assert [one.code for one in answers if isinstance(one, Problem)] == ["publicity.down_already"] * 3
    assert queries.notice(notice).down_by == place.helper.name
    assert run("SELECT count(*) FROM audit_event WHERE kind = 'publicity.take_down'", [])[0][0] == 1
