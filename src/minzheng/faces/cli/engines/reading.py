"""Reading what the person at the terminal names, within bounds, and answering in lines."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from minzheng.kernel.dmn import DmnError
from minzheng.kernel.feel import FeelError, wire
from minzheng.kernel.feel.errors import FeelValueError

MAX_FILE = 8 * 1024 * 1024
"""Bytes of one file, and of one line of a batch."""

Answer = Callable[[Mapping[str, Any]], object]
"""Gives the value for one line of a batch; raises FeelError or DmnError."""


class Refused(Exception):
    """What was handed in cannot be used; `str()` is a Chinese sentence that says where."""


class Words(argparse.ArgumentParser):
    """A parser whose words are wrong in Chinese, exit code 2."""

    def error(self, message: str) -> NoReturn:
        """Say how the command is used."""
        sys.stderr.write(f"命令写得不对：{message}\n{self.format_usage()}")
        raise SystemExit(2)


def bytes_of(path: str, limit: int = MAX_FILE) -> bytes:
    """Read a file that is not larger than `limit`."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise Refused(f"读不了文件 {path}：{_reason(error)}") from error
    if len(data) > limit:
        raise Refused(f"文件 {path} 超过 {limit // 1024} KB，请拆小再用。")
    return data


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "没有这个文件，请检查路径。"
    if isinstance(error, IsADirectoryError):
        return "这是目录，不是文件。"
    return "没有权限，或者它不是普通文件。"


def text_of(data: bytes, place: str) -> str:
    """Turn bytes into text."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"{place}从第 {error.start + 1} 个字节起不是 UTF-8 文字，请另存为 UTF-8。") from error


def context_of(data: object, place: str) -> dict[str, Any]:
    """Turn JSON data into a context; Refused when it is no object."""
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise Refused(f"{place}要是 JSON 对象，例如 {{}}。")
    try:
        found: dict[str, Any] = {name: wire.from_json(value) for name, value in data.items()}
    except FeelError as error:
        raise Refused(f"{place}：{error}") from error
    return found


def json_of(text: str, place: str) -> Any:
    """Read a JSON text; Refused with its place."""
    try:
        return wire.loads(text)
    except FeelError as error:
        cause = error.__cause__
        if isinstance(cause, json.JSONDecodeError):
            where = (
                f"第 {cause.lineno} 行第 {cause.colno} 个字" if cause.lineno > 1 else f"第 {cause.colno} 个字"
            )
            raise Refused(f"{place}：这不是 JSON，从{where}起读不下去。") from error
        what = "套得太深" if isinstance(cause, RecursionError) else "里面有太长的数字，或者不是数的数字"
        raise Refused(f"{place}：这份 JSON {what}，请改小。") from error


def answers(path: str, answer: Answer) -> int:
    """Answer every line of a batch with a line; 1 when a line could not be read at all."""
    unread = 0
    for number, line in enumerate(_lines(path), 1):
        identity: object = None
        try:
            asked = _asked(line, f"{path} 第 {number} 行")
            identity = asked.get("id")
            said = {"id": identity, "value": wire.to_json(answer(asked))}
            text = wire.dumps(said)
        except Refused as error:
            unread += 1
            text = wire.dumps({"id": _plain(identity), "error": str(error)})
        except (FeelError, DmnError) as error:
            text = wire.dumps({"id": _plain(identity), "error": str(error)})
        except RecursionError:
            text = wire.dumps({"id": _plain(identity), "error": "一层套一层，太深了，请拆开"})
        sys.stdout.write(text + "\n")
    return 1 if unread else 0


def _plain(identity: object) -> object:
    return identity if isinstance(identity, str | int | None) else str(identity)[:100]


def _asked(line: bytes | None, place: str) -> dict[str, Any]:
    if line is None:
        raise Refused(f"{place}超过 {MAX_FILE // 1024} KB，请拆小再用。")
    found = json_of(text_of(line, place), place)
    if not isinstance(found, dict):
        raise Refused(f"{place}要是 JSON 对象。")
    return found


def _lines(path: str) -> Iterator[bytes | None]:
    """Give the lines that are not blank; None for one that is too long."""
    try:
        with Path(path).open("rb") as file:
            while line := file.readline(MAX_FILE + 1):
                if len(line) > MAX_FILE and not line.endswith(b"\n"):
                    _skip(file)
                    yield None
                elif line.strip():
                    yield line
    except OSError as error:
        raise Refused(f"读不了文件 {path}：{_reason(error)}") from error


def _skip(file: Any) -> None:
    while (rest := file.readline(MAX_FILE)) and not rest.endswith(b"\n"):
        pass


def text_field(asked: Mapping[str, Any], name: str) -> str:
    """Take a text out of a line."""
    found = asked.get(name)
    if not isinstance(found, str):
        raise FeelValueError(f"这一行缺少文字“{name}”")
    return found


def told(verb: Callable[[], int]) -> int:
    """Do it; what is refused is said on the error channel, exit code 1."""
    try:
        return verb()
    except (Refused, FeelError, DmnError) as error:
        sys.stderr.write(f"{error}\n")
    except RecursionError:
        sys.stderr.write("内容一层套一层，太深了，请拆开。\n")
    except BrokenPipeError:
        sys.stderr.close()
    return 1


def parsed(parser: argparse.ArgumentParser, words: Sequence[str]) -> argparse.Namespace:
    """Read the words."""
    return parser.parse_args(list(words))
