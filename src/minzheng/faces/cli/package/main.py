"""`minzheng package check|publish|diff|rebase`: what an office wrote about a service, and its versions."""

import argparse
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from minzheng.core.catalogue.actions import publish as publish_package
from minzheng.core.catalogue.queries import check as findings_of
from minzheng.core.catalogue.queries import latest
from minzheng.core.offices.actions import acting
from minzheng.faces.cli.package.folders import Say, parameters, texts
from minzheng.faces.cli.package.versions import code_of
from minzheng.kernel.packages import UnreadableError
from minzheng.kernel.rights import system


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
    verb = verbs.add_parser("diff", help="两个版本差在哪里，逐个文件、逐个元素地说")
    for name in ("first", "second"):
        verb.add_argument(name, help="目录，或已发布的版本：事项标识@版本号（另一边是目录时可以只写版本号）")
    verb = verbs.add_parser("rebase", help="把目录里的改动放到最新发布的版本上；两边都改了的，退出码是 1")
    verb.add_argument("path", type=Path, help="服务包目录")
    verb.add_argument("--parent", type=int, help="目录是从第几版改起的（默认取最接近的一版）")
    verb.add_argument("--write", action="store_true", help="没有冲突时，把合并好的文件写进目录")
    return parser.parse_args(list(words))


def check(path: Path, say: Say) -> int:
    """Print every finding with file and place; 1 when there is any."""
    files = texts(path, say)
    if files is None:
        return 1
    try:
        amounts = list(parameters(path))
    except UnreadableError as error:
        say(str(error))
        return 1
    found = findings_of(files, amounts)
    for finding in found:
        say(str(finding))
    say(f"{path}：有 {len(found)} 处要改。" if found else f"{path}：没有发现问题，可以发布。")
    return 1 if found else 0


def publish(path: Path, *, at: datetime, say: Say) -> int:
    """Check and publish as the newest version; 1 when it is unsound. The domain is that of the folder
    (…/domains/<domain>/services/<code>). Raises Problem `catalogue.known_version` and the others of publishing."""
    if check(path, say):
        return 1
    files = texts(path, say) or {}
    code = code_of(files)
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
            parameters=list(parameters(path)),
        )
    now = latest(code)
    if newest and now and newest["id"] == now["id"]:
        say(f"{code}：和第 {now['number']} 版一样，没有变化。")
    else:
        say(f"{code}：发布为第 {now['number'] if now else 1} 版。")
    return 0
