"""`minzheng feel EXPR [--context FILE]` and `minzheng feel --batch FILE.jsonl`."""

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from minzheng.faces.cli.engines.reading import (
    Refused,
    Words,
    answers,
    bytes_of,
    context_of,
    json_of,
    parsed,
    text_field,
    text_of,
    told,
)
from minzheng.kernel.feel import Result, compile_expression, names_of, wire


def main(words: Sequence[str]) -> int:
    """Evaluate one expression, or a file of them."""
    parser = Words(prog="minzheng feel", description="算 FEEL 表达式，结果是一行 JSON")
    parser.add_argument("expression", nargs="?", metavar="EXPR", help="表达式")
    parser.add_argument("--context", metavar="FILE", help="变量：一个 JSON 对象")
    parser.add_argument("--batch", metavar="FILE", help="每行一个 {id, expression, context}")
    asked = parsed(parser, words)
    if (asked.expression is None) == (asked.batch is None):
        parser.error("写一个表达式，或者写 --batch FILE，二者选一")
    at = datetime.now(UTC)
    if asked.batch is not None:
        return told(lambda: answers(asked.batch, lambda line: _line(line, at)))
    return told(lambda: _one(asked.expression, asked.context, at))


def _one(expression: str, path: str | None, at: datetime) -> int:
    context: dict[str, Any] = {}
    if path is not None:
        context = context_of(json_of(text_of(bytes_of(path), path), path), path)
    result = _evaluated(expression, context, at)
    for warning in result.warnings:
        sys.stderr.write(f"{warning}\n")
    sys.stdout.write(wire.dumps(wire.to_json(result.value)) + "\n")
    return 0


def _line(asked: Mapping[str, Any], at: datetime) -> object:
    return _evaluated(text_field(asked, "expression"), context_of(asked.get("context"), "context"), at).value


def _evaluated(expression: str, context: Mapping[str, Any], at: datetime) -> Result:
    if len(expression) > _MAX_TEXT:
        raise Refused(f"表达式超过 {_MAX_TEXT} 个字，请拆开。")
    return compile_expression(expression, names_of(context)).run(context, at=at)


_MAX_TEXT = 1_000_000
