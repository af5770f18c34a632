"""List functions (DMN 10.3.4.4) and sort (10.3.4.9)."""

from decimal import Decimal
from typing import Any

from ..budget import Run
from ..errors import Null
from ..operators import add, compare, divide, equal, multiply, subtract
from ..temporal import DaysTime, YearsMonths
from ..values import NUMBERS, Function, size
from .conversion import truncated
from .signatures import builtin

_SUMMABLE = (Decimal, YearsMonths, DaysTime)


@builtin("list contains(list: list, element: any)", run=True)
def _list_contains(run: Run, items: list[Any], element: Any) -> bool:
    run.spend(size(items))
    return any(equal(item, element) for item in items)


@builtin("count(list: list)")
def count(items: list[Any]) -> Decimal:
    """Count the items."""
    return Decimal(len(items))


def _extreme(run: Run, items: list[Any], sign: int) -> Any:
    run.spend(len(items))
    if not items or None in items:
        return None
    if all(type(item) is Decimal for item in items):
        return max(items) if sign > 0 else min(items)
    best = items[0]
    for item in items:
        if compare(item, best) * sign > 0:
            best = item
    return best


@builtin("min(c...: any)", run=True)
@builtin("min(list: list)", run=True)
def minimum(run: Run, items: list[Any]) -> Any:
    """Give the smallest item; null for an empty list or where null is in it."""
    return _extreme(run, items, -1)


@builtin("max(c...: any)", run=True)
@builtin("max(list: list)", run=True)
def maximum(run: Run, items: list[Any]) -> Any:
    """Give the greatest item; null for an empty list or where null is in it."""
    return _extreme(run, items, 1)


def _numbers(run: Run, items: list[Any]) -> list[Decimal]:
    run.spend(len(items))
    if any(type(item) is not Decimal for item in items):
        raise Null("列表里要都是数字")
    return items


@builtin("sum(n...: any)", run=True)
@builtin("sum(list: list)", run=True)
def total(run: Run, items: list[Any]) -> Any:
    """Add numbers, or durations of one kind; null for an empty list."""
    run.spend(len(items))
    if not items:
        return None
    if any(type(item) not in _SUMMABLE for item in items):
        raise Null("求和的列表里要都是数字")
    result = items[0]
    for item in items[1:]:
        result = add(result, item)
    return result


@builtin("mean(n...: any)", run=True)
@builtin("mean(list: list)", run=True)
def _mean(run: Run, items: list[Any]) -> Any:
    return divide(total(run, items), Decimal(len(items))) if items else None


@builtin("product(n...: any)", run=True)
@builtin("product(list: list)", run=True)
def _product(run: Run, items: list[Any]) -> Any:
    numbers = _numbers(run, items)
    if not numbers:
        return None
    result = numbers[0]
    for number in numbers[1:]:
        result = multiply(result, number)
    return result


@builtin("median(n...: any)", run=True)
@builtin("median(list: list)", run=True)
def _median(run: Run, items: list[Any]) -> Any:
    numbers = sorted(_numbers(run, items))
    if not numbers:
        return None
    middle = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[middle]
    return divide(add(numbers[middle - 1], numbers[middle]), Decimal(2))


@builtin("stddev(n...: any)", run=True)
@builtin("stddev(list: list)", run=True)
def _standard_deviation(run: Run, items: list[Any]) -> Any:
    numbers = _numbers(run, items)
    if len(numbers) < 2:
        raise Null("标准差至少要 2 个数字")
    middle = _mean(run, items)
    squares = [multiply(subtract(n, middle), subtract(n, middle)) for n in numbers]
    return NUMBERS.sqrt(divide(total(run, squares), Decimal(len(numbers) - 1)))


@builtin("mode(n...: any)", run=True)
@builtin("mode(list: list)", run=True)
def _mode(run: Run, items: list[Any]) -> list[Decimal]:
    counts: dict[Decimal, int] = {}
    for number in _numbers(run, items):
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(number for number, times in counts.items() if times == most)


def _logic(run: Run, items: list[Any], *, decisive: bool) -> bool | None:
    run.spend(len(items))
    if any(item is decisive for item in items):
        return decisive
    return not decisive if all(isinstance(item, bool) for item in items) else None


@builtin("all(b...: any)", run=True)
@builtin("all(list: list)", run=True)
@builtin("and(list: list)", run=True)
def _every(run: Run, items: list[Any]) -> bool | None:
    return _logic(run, items, decisive=False)


@builtin("any(b...: any)", run=True)
@builtin("any(list: list)", run=True)
@builtin("or(list: list)", run=True)
def _some(run: Run, items: list[Any]) -> bool | None:
    return _logic(run, items, decisive=True)


def _position(items: list[Any], position: Decimal, extra: int = 0) -> int:
    at = truncated(position)
    index = at - 1 if at > 0 else len(items) + at
    if at == 0 or not 0 <= index < len(items) + extra:
        raise Null(f"列表没有第 {at} 项")
    return index


@builtin("sublist(list: list, start position: number, length?: number)", run=True)
def _sublist(run: Run, items: list[Any], start: Decimal, length: Decimal | None) -> list[Any]:
    run.spend(len(items))
    index = _position(items, start)
    if length is None:
        return items[index:]
    size = truncated(length)
    if size < 1 or index + size > len(items):
        raise Null("列表没有这么多项")
    return items[index : index + size]


@builtin("append(list: list, item...: any)", run=True)
def _append(run: Run, items: list[Any], more: list[Any]) -> list[Any]:
    run.spend(len(items) + len(more))
    return items + more


@builtin("concatenate(list...: list)", run=True)
def _concatenate(run: Run, lists: list[list[Any]]) -> list[Any]:
    run.spend(sum(map(len, lists)))
    return [item for items in lists for item in items]


@builtin("insert before(list: list, position: number, newItem: any)", run=True)
def _insert_before(run: Run, items: list[Any], position: Decimal, item: Any) -> list[Any]:
    run.spend(len(items))
    index = _position(items, position)
    return [*items[:index], item, *items[index:]]


@builtin("remove(list: list, position: number)", run=True)
def _remove(run: Run, items: list[Any], position: Decimal) -> list[Any]:
    run.spend(len(items))
    index = _position(items, position)
    return items[:index] + items[index + 1 :]


@builtin("list replace(list: list, position: number, newItem: any)", run=True)
def _replace_at(run: Run, items: list[Any], position: Decimal, item: Any) -> list[Any]:
    run.spend(len(items))
    index = _position(items, position)
    return [*items[:index], item, *items[index + 1 :]]


@builtin("list replace(list: list, match: function, newItem: any)", run=True, pure=False)
def _replace_matching(run: Run, items: list[Any], match: Function, new: Any) -> list[Any]:
    run.spend(len(items))
    results = [match.call(run, (item, new)) for item in items]
    if any(not isinstance(result, bool) for result in results):
        raise Null("list replace 的函数要回答真或假")
    return [new if result else item for item, result in zip(items, results, strict=True)]


@builtin("reverse(list: list)", run=True)
def _reverse(run: Run, items: list[Any]) -> list[Any]:
    run.spend(len(items))
    return items[::-1]


@builtin("index of(list: list, match: any)", run=True)
def _index_of(run: Run, items: list[Any], match: Any) -> list[Decimal]:
    run.spend(size(items))
    return [Decimal(index) for index, item in enumerate(items, 1) if equal(item, match)]


@builtin("union(list...: list)", run=True)
def _union(run: Run, lists: list[list[Any]]) -> list[Any]:
    return _distinct(run, _concatenate(run, lists))


@builtin("distinct values(list: list)", run=True)
def _distinct(run: Run, items: list[Any]) -> list[Any]:
    found: list[Any] = []
    for item in items:
        run.spend((len(found) + 1) * size(item))
        if not any(equal(item, other) for other in found):
            found.append(item)
    return found


@builtin("flatten(list: list)", run=True)
def _flatten(run: Run, items: list[Any]) -> list[Any]:
    found: list[Any] = []
    rest = items[::-1]
    while rest:
        run.spend(1)
        item = rest.pop()
        if type(item) is list:
            rest.extend(reversed(item))
        else:
            found.append(item)
    return found


class _Order:
    __slots__ = ("function", "item", "run")

    def __init__(self, run: Run, function: Function, item: Any) -> None:
        self.run, self.function, self.item = run, function, item

    def __lt__(self, other: "_Order") -> bool:
        self.run.spend(1)
        return self.function.call(self.run, (self.item, other.item)) is True


@builtin("sort(list: list, precedes: function)", run=True, pure=False)
def _sort(run: Run, items: list[Any], precedes: Function) -> list[Any]:
    run.spend(len(items))
    if precedes.parameters is not None and len(precedes.parameters) != 2:
        raise Null("sort 的函数要正好有 2 个参数")
    return [entry.item for entry in sorted(_Order(run, precedes, item) for item in items)]
