"""The texts of a package as plain values, within bounds: no aliases, no bombs, no endless nesting, no key twice; lines kept."""

import json
from typing import Any, Final

import yaml

MAX_CHARS: Final = 2_000_000
"""Characters of one file."""
MAX_FILES: Final = 300
MAX_DEPTH: Final = 40

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UnreadableError(ValueError):
    """A file that is refused: a Chinese sentence and the line from 1 (0: no line to name)."""

    def __init__(self, message: str, line: int = 0) -> None:
        self.message = message
        self.line = line
        super().__init__(f"第 {line} 行：{message}" if line else message)


def read_yaml(text: str) -> Any:
    """The value of a YAML text. Raises UnreadableError with the line.

    Anchors and aliases are refused: a few lines of them stand for more than memory holds. So is a key that stands twice
    in one mapping: of two the last would win in silence.
    """
    _fits(text)
    try:
        _watch(text)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - the safe loader, in C where there is one
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "读不懂"
        raise UnreadableError(f"不是合法的 YAML：{problem}。", mark.line + 1 if mark else 0) from error
    except RecursionError as error:
        raise _deep(0) from error
    except ValueError as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError(f"有一个值读不懂：{error}") from error


def read_json(text: str) -> Any:
    """The value of a JSON text. Raises UnreadableError with the line."""
    _fits(text)
    try:
        return json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise UnreadableError("不是合法的 JSON，请用表单编辑器打开保存一次。", error.lineno) from error
    except RecursionError as error:
        raise _deep(0) from error
    except ValueError as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError("有一个数字长得读不出来，请改短。") from error


def _fits(text: str) -> None:
    if len(text) > MAX_CHARS:
        raise UnreadableError(f"文件超过 {MAX_CHARS // 10_000} 万字，请拆小。")


def _watch(text: str) -> None:
    """Look at the events before anything is built."""
    open_: list[_Mapping | None] = []
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise UnreadableError("不要用 YAML 的锚点和引用（& 和 *），请把内容直接写出来。", line)
        if isinstance(event, yaml.NodeEvent) and open_ and open_[-1] is not None:
            open_[-1].meets(event.value if isinstance(event, yaml.ScalarEvent) else None, line)
        if isinstance(event, yaml.CollectionStartEvent):
            open_.append(_Mapping() if isinstance(event, yaml.MappingStartEvent) else None)
            if len(open_) > MAX_DEPTH:
                raise _deep(line)
        elif isinstance(event, yaml.CollectionEndEvent):
            open_.pop()


class _Mapping:
    """A mapping that is being read: its keys as they are written (so `1` and `"1"` are one) and where they stand."""

    def __init__(self) -> None:
        self.keys: dict[str, int] = {}
        self.key_next = True

    def meets(self, value: str | None, line: int) -> None:
        """The next node, key or value in turn; `value` is None for what is no scalar. Raises UnreadableError."""
        if self.key_next and value is not None:
            if value in self.keys:
                first = self.keys[value]
                raise UnreadableError(f"“{value}”写了两遍，第 {first} 行已经有了，请合成一处。", line)
            self.keys[value] = line
        self.key_next = not self.key_next


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of JSON pairs. Raises UnreadableError for a name that stands twice."""
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise UnreadableError(f"同一层里“{twice}”写了两遍，请合成一处。")
    return made


def _deep(line: int) -> UnreadableError:
    return UnreadableError(f"一层套一层，超过了 {MAX_DEPTH} 层，请拆开写。", line)
