"""Cursors: signed, bound to their list; pages joined end to end give the whole list once."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.faces.kit.pagination import Cursor, Page, page_of, read_cursor, read_limit, write_cursor
from minzheng.kernel.errors import Problem

ORDER = "workbench.queue:due_at,id"
KEY = (datetime(2026, 3, 2, 9, 12, 30, 5, tzinfo=UTC), date(2026, 3, 2), UUID(int=7), "甲", 3, None)


def test_a_cursor_comes_back_as_it_was_written() -> None:
    cursor = Cursor(KEY, backwards=True)
    assert read_cursor(write_cursor(cursor, order=ORDER), order=ORDER) == cursor


def test_no_cursor_is_the_first_page() -> None:
    assert read_cursor("", order=ORDER) is None
    assert read_cursor(None, order=ORDER) is None


@pytest.mark.parametrize("text", ["x", "a:b:c", "WzBd", "."])
def test_a_made_up_cursor_is_refused(text: str) -> None:
    with pytest.raises(Problem, match="cursor_invalid"):
        read_cursor(text, order=ORDER)


def test_a_changed_cursor_is_refused() -> None:
    text = write_cursor(Cursor((1,)), order=ORDER)
    with pytest.raises(Problem, match="cursor_invalid"):
        read_cursor("A" + text[1:], order=ORDER)


def test_a_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(Problem, match="cursor_invalid"):
        read_cursor(write_cursor(Cursor((1,)), order="portal.my_cases:id"), order=ORDER)


def test_a_list_cannot_be_ordered_by_a_float() -> None:
    with pytest.raises(TypeError, match="float"):
        write_cursor(Cursor((1.5,)), order=ORDER)


@pytest.mark.parametrize(
    ("text", "limit"),
    [(None, 20), ("", 20), ("0", 1), ("7", 7), ("201", 200), ("-1", 20), ("x", 20), ("9" * 9, 20)],
)
def test_a_limit_is_kept_within_bounds(text: str | None, limit: int) -> None:
    assert read_limit(text) == limit


def _read(rows: list[int], cursor: Cursor | None, limit: int) -> list[int]:
    if cursor is None:
        return rows[: limit + 1]
    (edge,) = cursor.key
    if cursor.backwards:
        return [row for row in reversed(rows) if row < edge][: limit + 1]
    return [row for row in rows if row > edge][: limit + 1]


def _page(rows: list[int], text: str, limit: int) -> Page[int]:
    cursor = read_cursor(text, order=ORDER)
    return page_of(
        _read(rows, cursor, limit), limit=limit, cursor=cursor, key_of=lambda row: (row,), order=ORDER
    )


@given(st.sets(st.integers(0, 10_000), max_size=25), st.integers(1, 7))
def test_walking_forwards_and_back_meets_every_row_once(values: set[int], limit: int) -> None:
    rows = sorted(values)
    forwards = [_page(rows, "", limit)]
    while forwards[-1].next:
        forwards.append(_page(rows, forwards[-1].next, limit))
    assert [row for page in forwards for row in page.rows] == rows
    assert not forwards[0].prev
    backwards = [forwards[-1]]
    while backwards[-1].prev:
        backwards.append(_page(rows, backwards[-1].prev, limit))
    assert [row for page in reversed(backwards) for row in page.rows] == rows
