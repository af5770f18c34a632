"""Packages as folders on this computer: read within bounds, written file by file."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from minzheng.core.catalogue.rules import TEXT_FILES, read_folder
from minzheng.kernel.packages import MAX_CHARS, MAX_FILES, UnreadableError, read_yaml

Say = Callable[[str], None]
PROCESS = "process.bpmn"


def texts(path: Path, say: Say) -> Mapping[str, str] | None:
    """The files of a package folder; None (and a sentence) when it cannot be read."""
    if not path.is_dir():
        say(f"没有这个目录：{path}。请写服务包所在的目录。")
        return None
    large = _too_large(path)
    if large:
        say(large)
        return None
    try:
        return read_folder(path)
    except UnicodeDecodeError:
        say(f"{path} 里有文件不是 UTF-8 编码，请另存为 UTF-8。")
    except UnreadableError as error:
        where = f"「第 {error.line} 行」" if error.line else ""
        say(f"service.yaml{where}：{error.message}")
    except OSError as error:
        say(f"{path} 读不出来：{error.strerror}。")
    return None


def _too_large(path: Path) -> str:
    """Why a folder is not read at all; '' when it is of a usual size. Looks at sizes only."""
    found = 0
    for file in path.rglob("*"):
        if file.suffix not in TEXT_FILES or not file.is_file():
            continue
        found += 1
        if found > MAX_FILES:
            return f"{path} 里的文件超过 {MAX_FILES} 个，这不像一个服务包，请核对目录。"
        if file.stat().st_size > 4 * MAX_CHARS:
            return f"{file.relative_to(path)}：文件超过 {4 * MAX_CHARS // 1_000_000} MB，请拆小。"
    return ""


def parameters(path: Path) -> Iterator[Mapping[str, Any]]:
    """Dated amounts that the package may use: its domain's and its own. Raises UnreadableError with the file."""
    for file in [*sorted(path.resolve().parent.parent.glob("parameters/*.yaml")), path / "parameters.yaml"]:
        if file.is_file():
            try:
                yield from read_yaml(file.read_text(encoding="utf-8")) or ()
            except UnreadableError as error:
                raise UnreadableError(f"{file.name}：{error.message}", error.line) from error


def has_own_process(path: Path) -> bool:
    """Whether a folder brings its own process instead of standing on a shared one."""
    return (path / PROCESS).is_file()


def put(path: Path, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Bring a folder from `before` to `after`: write what differs, take away what is gone."""
    for name, text in after.items():
        if before.get(name) != text:
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_text(text, encoding="utf-8")
    for name in before.keys() - after.keys():
        (path / name).unlink(missing_ok=True)
