"""Range functions (DMN 10.3.4.10): Allen's relations between points and ranges."""

from typing import Any

from ..errors import Null
from ..operators import compare, equal, in_range
from ..values import Range
from .signatures import builtin


def _ends(*ranges: Range) -> None:
    for bounds in ranges:
        if bounds.start is None or bounds.end is None:
            raise Null("区间的两头都要有值")


def _start_order(one: Range, two: Range) -> int:
    """Order where two ranges begin: negative when the first begins earlier."""
    return compare(one.start, two.start) or two.start_included - one.start_included


def _end_order(one: Range, two: Range) -> int:
    """Order where two ranges end: negative when the first ends earlier."""
    return compare(one.end, two.end) or one.end_included - two.end_included


def _touching(one: Range, two: Range) -> int:
    """Positive when `one` reaches over the beginning of `two`, by at least one point."""
    order = compare(one.end, two.start)
    return order or (1 if one.end_included and two.start_included else -1)


@builtin("before(point1: point, point2: point)")
def _point_before_point(one: Any, two: Any) -> bool:
    return compare(one, two) < 0


@builtin("before(point: point, range: range)")
def _point_before_range(point: Any, bounds: Range) -> bool:
    order = compare(point, bounds.start)
    return order < 0 or (order == 0 and not bounds.start_included)


@builtin("before(range: range, point: point)")
def _range_before_point(bounds: Range, point: Any) -> bool:
    order = compare(bounds.end, point)
    return order < 0 or (order == 0 and not bounds.end_included)


@builtin("before(range1: range, range2: range)")
def _range_before_range(one: Range, two: Range) -> bool:
    return _touching(one, two) < 0


@builtin("after(point1: point, point2: point)")
def _point_after_point(one: Any, two: Any) -> bool:
    return compare(one, two) > 0


@builtin("after(point: point, range: range)")
def _point_after_range(point: Any, bounds: Range) -> bool:
    return _range_before_point(bounds, point)


@builtin("after(range: range, point: point)")
def _range_after_point(bounds: Range, point: Any) -> bool:
    return _point_before_range(point, bounds)


@builtin("after(range1: range, range2: range)")
def _range_after_range(one: Range, two: Range) -> bool:
    return _touching(two, one) < 0


@builtin("meets(range1: range, range2: range)")
def _meets(one: Range, two: Range) -> bool:
    return one.end_included and two.start_included and compare(one.end, two.start) == 0


@builtin("met by(range1: range, range2: range)")
def _met_by(one: Range, two: Range) -> bool:
    return _meets(two, one)


@builtin("overlaps(range1: range, range2: range)")
def _overlaps(one: Range, two: Range) -> bool:
    _ends(one, two)
    return _touching(one, two) > 0 and _touching(two, one) > 0


@builtin("overlaps before(range1: range, range2: range)")
def _overlaps_before(one: Range, two: Range) -> bool:
    _ends(one, two)
    return _start_order(one, two) < 0 and _touching(one, two) > 0 and _end_order(one, two) <= 0


@builtin("overlaps after(range1: range, range2: range)")
def _overlaps_after(one: Range, two: Range) -> bool:
    _ends(one, two)
    return _start_order(two, one) < 0 and _touching(two, one) > 0 and _end_order(two, one) <= 0


@builtin("finishes(point: point, range: range)")
def _point_finishes(point: Any, bounds: Range) -> bool:
    return bounds.end_included and compare(bounds.end, point) == 0


@builtin("finishes(range1: range, range2: range)")
def _range_finishes(one: Range, two: Range) -> bool:
    _ends(one, two)
    return _end_order(one, two) == 0 and _start_order(one, two) >= 0


@builtin("finished by(range: range, point: point)")
def _finished_by_point(bounds: Range, point: Any) -> bool:
    return _point_finishes(point, bounds)


@builtin("finished by(range1: range, range2: range)")
def _finished_by_range(one: Range, two: Range) -> bool:
    return _range_finishes(two, one)


@builtin("includes(range: range, point: point)")
def _includes_point(bounds: Range, point: Any) -> bool | None:
    _ends(bounds)
    compare(point, bounds.start)
    return in_range(point, bounds)


@builtin("includes(range1: range, range2: range)")
def _includes_range(one: Range, two: Range) -> bool:
    _ends(one, two)
    return _start_order(one, two) <= 0 and _end_order(one, two) >= 0


@builtin("during(point: point, range: range)")
def _point_during(point: Any, bounds: Range) -> bool | None:
    return _includes_point(bounds, point)


@builtin("during(range1: range, range2: range)")
def _range_during(one: Range, two: Range) -> bool:
    return _includes_range(two, one)


@builtin("starts(point: point, range: range)")
def _point_starts(point: Any, bounds: Range) -> bool:
    return bounds.start_included and compare(bounds.start, point) == 0


@builtin("starts(range1: range, range2: range)")
def _range_starts(one: Range, two: Range) -> bool:
    _ends(one, two)
    return _start_order(one, two) == 0 and _end_order(one, two) <= 0


@builtin("started by(range: range, point: point)")
def _started_by_point(bounds: Range, point: Any) -> bool:
    return _point_starts(point, bounds)


@builtin("started by(range1: range, range2: range)")
def _started_by_range(one: Range, two: Range) -> bool:
    return _range_starts(two, one)


@builtin("coincides(point1: point, point2: point)")
def _points_coincide(one: Any, two: Any) -> bool:
    return compare(one, two) == 0


@builtin("coincides(range1: range, range2: range)")
def _ranges_coincide(one: Range, two: Range) -> bool | None:
    compare(one.start, two.start)
    return equal(one, two)
