"""`minzheng bpmn check FILE` and `minzheng bpmn run FILE --script FILE`."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from minzheng.faces.cli.engines.playing import Play
from minzheng.faces.cli.engines.reading import Refused, Words, bytes_of, parsed, told
from minzheng.faces.cli.engines.script import steps_of
from minzheng.kernel.bpmn import BpmnError, Process, check, compile_process

MAX_PROCESS = 2 * 1024 * 1024
_MOST_FILES = 200


def main(words: Sequence[str]) -> int:
    """Check a process, or play a script on it."""
    parser = Words(prog="minzheng bpmn", description="检查流程，或按脚本走一遍")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="check|run")
    checking = verbs.add_parser("check", help="检查流程能不能发布")
    checking.add_argument("file", metavar="FILE", help="流程（.bpmn）")
    running = verbs.add_parser("run", help="按脚本走，每步之后打印停在哪里")
    running.add_argument("file", metavar="FILE", help="流程（.bpmn）")
    running.add_argument(
        "--script",
        metavar="FILE",
        required=True,
        help="YAML 列表：complete: 环节、with: {值}、advance: P3D、message: 名称",
    )
    asked = parsed(parser, words)
    if asked.verb == "check":
        return told(lambda: _check(asked.file))
    return told(lambda: _run(asked.file, asked.script, datetime.now(UTC)))


def _check(path: str) -> int:
    findings = check(_process(path))
    for finding in findings:
        word = "错误" if finding.severity == "error" else "提醒"
        sys.stdout.write(f"{word} {finding}\n")
    if not findings:
        sys.stdout.write("没有发现问题。\n")
    return 1 if any(finding.severity == "error" for finding in findings) else 0


def _run(path: str, script: str, at: datetime) -> int:
    process = _process(path)
    steps = steps_of(script)
    play = Play(process, at)
    for number, step in enumerate(steps, 1):
        try:
            lines = play.take(step)
        except (BpmnError, Refused) as error:
            raise Refused(f"{script} 第 {number} 步（第 {step.line} 行）{step}：{error}") from error
        for line in lines:
            sys.stdout.write(f"{line}\n")
    return 0


def _process(path: str) -> Process:
    return _compiled(Path(path), None, _Beside(Path(path).parent, (), {}))


def _compiled(path: Path, process_id: str | None, callees: "_Beside") -> Process:
    try:
        return compile_process(bytes_of(str(path), MAX_PROCESS), process_id=process_id, callees=callees)
    except BpmnError as error:
        raise Refused(f"{path} 的流程不能用：\n{error}") from error


class _Beside(Mapping[str, Process]):
    """The processes in the folder of a file by id, compiled when they are called for; `above` are those that call."""

    def __init__(self, folder: Path, above: tuple[str, ...], known: dict[str, Process]) -> None:
        self._folder = folder
        self._above = above
        self._known = known

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def __bool__(self) -> bool:
        return True  # what is not known yet may still be found

    def __getitem__(self, name: str) -> Process:
        if name in self._above:
            raise Refused(f"流程绕了一圈又调用自己：{' → '.join((*self._above, name))}。")
        if name not in self._known:
            inner = _Beside(self._folder, (*self._above, name), self._known)
            self._known[name] = _compiled(self._file(name), name, inner)
        return self._known[name]

    def _file(self, name: str) -> Path:
        wanted = f'id="{name}"'.encode()
        for path in sorted(self._folder.glob("*.bpmn"))[:_MOST_FILES]:
            if path.stat().st_size <= MAX_PROCESS and wanted in bytes_of(str(path), MAX_PROCESS):
                return path
        raise KeyError(name)
