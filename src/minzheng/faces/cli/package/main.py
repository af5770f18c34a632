"""`minzheng package check PATH` and `minzheng package publish PATH`."""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from minzheng.core.catalogue.actions import publish as publish_package
from minzheng.core.catalogue.queries import check as findings_of
from minzheng.core.catalogue.queries import latest
from minzheng.core.catalogue.rules import read_folder
from minzheng.core.offices.actions import acting
from minzheng.kernel.rights import system

Say = Callable[[str], None]


def parse(words: Sequence[str]) -> argparse.Namespace:
    """The words of the command."""
    parser = argparse.ArgumentParser(prog="minzheng package", description="检查、发布服务包")
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name, meaning in (
        ("check", "检查，不用数据库；有要改的，退出码是 1"),
        ("publish", "检查后发布成新版本"),
    ):
        verb = verbs.add_parser(name, help=meaning)
        verb.add_argument("path", type=Path, help="服务包目录，例如 …/services/gaoling")
    return parser.parse_args(list(words))


def check(path: Path, say: Say) -> int:
    """Print every finding with file and place; 1 when there is any."""
    files = texts(path, say)
    if files is None:
        return 1
    found = findings_of(files, list(parameters(path)))
    for finding in found:
        say(str(finding))
    say(f"{path}：有 {len(found)} 处要改。" if found else f"{path}：没有发现问题，可以发布。")
    return 1 if found else 0


def publish(path: Path, *, at: datetime, say: Say) -> int:
    """Check and publish as the newest version; 1 when it is unsound. The domain is that of the folder
    (…/domains/<domain>/services/<code>). Raises Problem `catalogue.known_version` and the others of publishing."""
    if check(path, say):
        return 1
    files = read_folder(path)
    code = str(yaml.safe_load(files["service.yaml"])["code"])
    newest = latest(code)
    by = system("package publish")
    with acting(by, at):
        publish_package(
            by=by,
            at=at,
            files=files,
            domain=path.resolve().parent.parent.name,
            parent=newest["id"] if newest else None,
            origin="imported",
        )
    now = latest(code)
    if newest and now and newest["id"] == now["id"]:
        say(f"{code}：和第 {now['number']} 版一样，没有变化。")
    else:
        say(f"{code}：发布为第 {now['number'] if now else 1} 版。")
    return 0


def texts(path: Path, say: Say) -> Mapping[str, str] | None:
    """The files of a package folder; None (and a sentence) when it cannot be read."""
    if not path.is_dir():
        say(f"没有这个目录：{path}。请写服务包所在的目录。")
        return None
    try:
        return read_folder(path)
    except UnicodeDecodeError:
        say(f"{path} 里有文件不是 UTF-8 编码，请另存为 UTF-8。")
    except yaml.YAMLError as error:
        say(f"service.yaml：不是合法的 YAML：{error}")
    return None


def parameters(path: Path) -> Iterator[Mapping[str, Any]]:
    """Dated amounts that the package may use: its domain's and its own."""
    for file in [*sorted(path.resolve().parent.parent.glob("parameters/*.yaml")), path / "parameters.yaml"]:
        if file.is_file():
            yield from yaml.safe_load(file.read_text(encoding="utf-8")) or ()
