"""Context functions (DMN 10.3.4.11)."""

from typing import Any

from ..budget import Run
from ..errors import Null
from .signatures import builtin


@builtin("get value(m: context, key: string)")
def _get_value(entries: dict[str, Any], key: str) -> Any:
    if key not in entries:
        raise Null(f"这里面没有“{key}”这一项")
    return entries[key]


@builtin("get value(context: context, keys: list)")
def _get_deep_value(entries: dict[str, Any], keys: list[Any]) -> Any:
    found: Any = entries
    for key in _keys(keys):
        if type(found) is not dict or key not in found:
            raise Null(f"这里面没有“{key}”这一项")
        found = found[key]
    return found


def _keys(keys: list[Any]) -> list[str]:
    if not keys or any(type(key) is not str for key in keys):
        raise Null("名称要是文字，至少一个")
    return keys


@builtin("get entries(m: context)", run=True)
def _get_entries(run: Run, entries: dict[str, Any]) -> list[dict[str, Any]]:
    run.spend(len(entries))
    return [{"key": key, "value": value} for key, value in entries.items()]


@builtin("context(entries: list)", run=True)
def _context(run: Run, entries: list[Any]) -> dict[str, Any]:
    run.spend(len(entries))
    made: dict[str, Any] = {}
    for entry in entries:
        if type(entry) is not dict or type(entry.get("key")) is not str or "value" not in entry:
            raise Null("每一项要有文字的 key 和 value")
        if entry["key"] in made:
            raise Null(f"“{entry['key']}”出现了两次")
        made[entry["key"]] = entry["value"]
    return made


@builtin("context put(context: context, key: string, value: any)", run=True)
def _context_put(run: Run, entries: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    run.spend(len(entries))
    return {**entries, key: value}


@builtin("context put(context: context, keys: list, value: any)", run=True)
def _context_put_deep(run: Run, entries: dict[str, Any], keys: list[Any], value: Any) -> dict[str, Any]:
    first, *rest = _keys(keys)
    if not rest:
        return _context_put(run, entries, first, value)
    inner = entries.get(first, {})
    if type(inner) is not dict:
        raise Null(f"“{first}”不是上下文")
    return _context_put(run, entries, first, _context_put_deep(run, inner, rest, value))


@builtin("context merge(contexts: list)", run=True)
def _context_merge(run: Run, contexts: list[Any]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for entries in contexts:
        if type(entries) is not dict:
            raise Null("列表里要都是上下文")
        run.spend(len(entries))
        merged.update(entries)
    return merged
