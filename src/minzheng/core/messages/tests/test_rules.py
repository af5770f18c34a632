"""Decisions about sending, without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from minzheng.core.messages.rules import LONGEST, day_of, inner_path, wait_after, worded


def test_a_day_is_a_day_in_shanghai() -> None:
    first, following = day_of(datetime(2026, 3, 1, 16, 30, tzinfo=UTC))
    assert first == datetime(2026, 3, 1, 16, 0, tzinfo=UTC)
    assert following - first == timedelta(days=1)


def test_waits_double_and_end() -> None:
    waits = [wait_after(n) for n in range(1, 7)]
    assert [wait and wait.total_seconds() / 60 for wait in waits] == [1, 2, 4, 8, 16, None]


def test_a_text_is_signed_on_one_line_and_cut_visibly() -> None:
    assert worded("您的申请\n 已经受理") == "【民政服务】您的申请 已经受理"
    long = worded("长" * 600)
    assert len(long) == LONGEST
    assert long.endswith("…")


@pytest.mark.parametrize(
    ("link", "stays"),
    [
        ("", True),
        ("/cases/9901010520260302000001P/", True),
        ("//evil.example/", False),
        ("/\\evil.example", False),
        ("https://evil.example", False),
        ("javascript:alert(1)", False),
        ("/a\nb", False),
    ],
)
def test_a_link_stays_on_this_site(link: str, stays: bool) -> None:
    assert inner_path(link) is stays
