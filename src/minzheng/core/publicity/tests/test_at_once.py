"""Two officers at once: a notice is prepared once and put up once."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from minzheng.core.audit.queries import of_case
from minzheng.core.audit.tests.at_once import at_once
from minzheng.core.cases.actions import take_step
from minzheng.core.publicity import queries
from minzheng.core.publicity.actions import add_photo
from minzheng.core.publicity.tests import factories as play
from minzheng.core.publicity.tests.factories import AT, Place
from minzheng.kernel.errors import Problem

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(tmp_path: Path, settings: Any) -> Place:
    settings.MEDIA_ROOT = tmp_path
    return play.a_place()


def test_of_sheets_that_are_prepared_twice_at_once_one_stands_and_the_other_is_void(place: Place) -> None:
    case = play.a_case(place)
    answers = at_once([partial(play.prepared, place, case)] * 2)
    assert [one for one in answers if isinstance(one, Problem)] == []
    states = [one.state for one in queries.notices_of(case)]
    assert (len(states), states.count("void")) == (2, 1)


def test_a_notice_that_is_put_up_twice_at_once_hangs_once(place: Place) -> None:
    case = play.a_case(place)
    notice = play.prepared(place, case)
    reviewer = place.town.reviewer
    add_photo(by=reviewer, at=AT, notice_id=notice, file_id=play.a_photo(reviewer, at=AT), looked=True)
    up = partial(
        take_step,
        by=reviewer,
        at=AT + timedelta(hours=1),
        case_id=case,
        element="post_notice",
        outcome="posted",
    )
    answers = at_once([up, up])
    assert {one.code for one in answers if isinstance(one, Problem)} <= {"cases.already_done"}
    assert [one["element"] for one in of_case(case, AT)].count("post_notice") == 1
    assert queries.notice(notice).last_day is not None
