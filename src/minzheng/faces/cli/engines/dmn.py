"""`minzheng dmn FILE DECISION --batch FILE.jsonl`."""

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from minzheng.faces.cli.engines.reading import (
    MAX_FILE,
    Refused,
    Words,
    answers,
    bytes_of,
    context_of,
    parsed,
    told,
)
from minzheng.kernel.dmn import DmnError, Model, load
from minzheng.kernel.dmn.reader import read

_MOST_FILES = 200


def main(words: Sequence[str]) -> int:
    """Evaluate a decision, decision service or business knowledge model for every line of a file."""
    parser = Words(prog="minzheng dmn", description="按决策模型逐行作答，每行一个 JSON")
    parser.add_argument("file", metavar="FILE", help="决策模型（.dmn）")
    parser.add_argument("decision", metavar="DECISION", help="决策、决策服务或业务知识模型的名称")
    parser.add_argument("--batch", metavar="FILE", required=True, help="每行一个 {id, context}")
    asked = parsed(parser, words)
    return told(lambda: _batch(asked.file, asked.decision, asked.batch, datetime.now(UTC)))


def _batch(path: str, decision: str, lines: str, at: datetime) -> int:
    model = _model(path)
    model.inputs_of(decision)  # an unknown name is told once, not on every line
    for problem in model.problems:
        sys.stderr.write(f"{path} {problem}\n")
    return answers(
        lines,
        lambda asked: model.evaluate(decision, context_of(asked.get("context"), "context"), at=at).value,
    )


def _model(path: str) -> Model:
    """Load leniently: an expression that is wrong is null and told, the others answer."""
    try:
        return load(bytes_of(path), _beside(Path(path)), strict=False)
    except DmnError as error:
        raise Refused(f"{path} {error}") from error


def _beside(path: Path) -> Callable[[str, str], bytes | None]:
    """Find imported models in the folder of the file: by the name of their location, else by their namespace."""

    def find(namespace: str, location: str) -> bytes | None:
        named = path.parent / Path(location).name
        if location and named.is_file():
            return bytes_of(str(named))
        for other in sorted(path.parent.glob("*.dmn"))[:_MOST_FILES]:
            if other != path and other.stat().st_size <= MAX_FILE:
                try:
                    data = bytes_of(str(other))
                except Refused:
                    continue
                if _is_of(data, namespace):
                    return data
        return None

    return find


def _is_of(data: bytes, namespace: str) -> bool:
    """Whether a file is the model of a namespace; one that only imports it names it too."""
    try:
        return namespace.encode() in data and read(data).namespace == namespace
    except DmnError:
        return False
