"""`minzheng systems list | register FILE | renew ID | close ID | rotate-keys`."""

import argparse
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import yaml

from minzheng.core.offices.queries import organisation_by_uscc
from minzheng.core.systems.actions import close_system, register_system, renew_secret, rotate_keys
from minzheng.core.systems.queries import systems
from minzheng.core.systems.rules import NewSystem
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.rights import system

Say = Callable[[str], None]


def parse(words: Sequence[str]) -> argparse.Namespace:
    """The words of the command."""
    parser = argparse.ArgumentParser(prog="minzheng systems", description="管理接入系统")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("list", help="列出接入系统")
    verbs.add_parser("rotate-keys", help="换签名密钥，旧的再公布两天")
    verbs.add_parser("register", help="按文件登记一个系统，打印它的密钥（只这一次）").add_argument("file")
    verbs.add_parser("renew", help="换一个密钥，旧的和所有令牌立刻作废").add_argument("client_id")
    verbs.add_parser("close", help="停用一个系统").add_argument("client_id")
    return parser.parse_args(list(words))


def run(asked: argparse.Namespace, *, at: datetime, say: Say) -> int:
    """Do it; 1 when the file has something to mend, which is said line by line."""
    by = system("operator")
    if asked.verb == "list":
        for row in systems():
            say(f"{row.client_id}  {row.name}  {row.kind}  {' '.join(row.scopes)}")
    elif asked.verb == "rotate-keys":
        say(f"新密钥：{rotate_keys(by=by, at=at)}。旧的再公布两天，已经发出的令牌不受影响。")
    elif asked.verb == "renew":
        say(f"新的 client_secret（只显示这一次）：{renew_secret(by=by, at=at, client_id=asked.client_id)}")
    elif asked.verb == "close":
        close_system(by=by, at=at, client_id=asked.client_id)
        say(f"已停用 {asked.client_id}。")
    else:
        return _register(asked.file, at=at, say=say)
    return 0


def _register(file: str, *, at: datetime, say: Say) -> int:
    line = yaml.safe_load(Path(file).read_text(encoding="utf-8"))
    unit = organisation_by_uscc(str(line.pop("uscc", "")))
    if unit is None:
        raise Problem("systems.not_found")
    words = {name: tuple(value) if isinstance(value, list) else value for name, value in line.items()}
    try:
        secret = register_system(by=system("operator"), at=at, new=NewSystem(organisation=unit.id, **words))
    except Invalid as wrong:
        for field in wrong.fields:
            say(f"{field.path}：{field.message}")
        return 1
    say(f"client_id：{line['client_id']}")
    say(f"client_secret（只显示这一次）：{secret}" if secret else "没有 client_secret（应用或自带公钥）。")
    return 0
