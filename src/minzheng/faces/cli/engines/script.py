"""The script of a run: a YAML list of steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from minzheng.faces.cli.engines.reading import Refused, bytes_of, context_of, text_of

MAX_SCRIPT = 256 * 1024
VERBS = ("start", "complete", "advance", "message", "signal", "timer")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what is done, to which element, by how long or by which name, with which values; its line."""

    verb: str
    target: str | int
    values: Mapping[str, Any]
    line: int

    def __str__(self) -> str:
        return f"{self.verb}: {self.target}"


class _Loader(yaml.SafeLoader):
    """YAML without aliases, which could make a short text endless; remembers the line of each mapping."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Refuse an alias."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(
                None, None, "不能用 * 引用，请把内容写全", self.get_event().start_mark
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:  # noqa: FBT001, FBT002 - PyYAML's own signature
        """Keep the line."""
        return {**super().construct_mapping(node, deep=deep), _LINE: node.start_mark.line + 1}


_LINE = "\0line"


def steps_of(path: str) -> list[Step]:
    """Read a script; Refused with the line of what is wrong."""
    text = text_of(bytes_of(path, MAX_SCRIPT), path)
    try:
        found = yaml.load(text, Loader=_Loader)  # noqa: S506 - the loader is a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Refused(f"{path} 第 {line} 行不是 YAML：{error.problem}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Refused(f"{path} 不是 YAML，或者套得太深。") from error
    if not isinstance(found, list):
        raise Refused(f"{path} 要是一个列表，每步一项，例如 - complete: 环节。")
    return [_step(item, number, path) for number, item in enumerate(found, 1)]


def _step(item: object, number: int, path: str) -> Step:
    if not isinstance(item, dict):
        raise Refused(f"{path} 第 {number} 步要写成 {'、'.join(VERBS)} 之一加冒号。")
    line = item[_LINE]
    place = f"{path} 第 {line} 行（第 {number} 步）"
    verbs = [name for name in item if name in VERBS]
    strange = [name for name in item if name not in (*VERBS, "with", _LINE)]
    if len(verbs) != 1 or strange:
        wrong = f"不认识“{strange[0]}”，" if strange else ""
        raise Refused(f"{place}：{wrong}一步要有 {'、'.join(VERBS)} 中的一个，另外可以有 with。")
    target = item[verbs[0]]
    if isinstance(target, bool) or not isinstance(target, str | int):
        raise Refused(f"{place}：{verbs[0]} 后面要写名称。")
    return Step(verbs[0], target, context_of(_plain(item.get("with")), f"{place}的 with"), line)


def _plain(value: Any) -> Any:
    """Take the line numbers out again."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items() if name != _LINE}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
