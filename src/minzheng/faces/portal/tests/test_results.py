"""A line of the board of results."""

from datetime import UTC, date, datetime
from uuid import uuid4

from minzheng.core.disclosure.queries import ResultRow
from minzheng.faces.portal.results.pages import line


def test_what_was_published_before_breakfast_carries_the_day_that_it_was_in_china() -> None:
    night = datetime(2026, 3, 1, 20, 30, tzinfo=UTC)
    row = ResultRow(
        uuid4(), "社会团体成立登记", "某会", {"name": "某会", "decision": "准予"}, date(2026, 3, 2), night
    )
    assert line(row)["published"] == "2026 年 3 月 2 日"
