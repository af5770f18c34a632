"""The `minzheng` command: one table of subcommands, each loaded only when it is asked for."""

import importlib
import sys
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from minzheng.config import rooms
from minzheng.config.engine import DatabaseProblem
from minzheng.config.environment import SettingProblem


class Command(NamedTuple):
    """One subcommand: `module:function` taking the remaining words and returning an exit code, and what it does."""

    target: str
    meaning: str


COMMANDS: Final[dict[str, Command]] = {
    "up": Command("minzheng.config.up:main", "启动整个平台：数据库、网页、后台；Ctrl-C 停止"),
    "setup-assets": Command(
        "minzheng.config.assets:main", "取来网页用的前端文件（样式、htmx），放进静态目录"
    ),
    "migrate": Command("minzheng.config.provision:migrate_main", "建立或更新数据表（用所有者角色）"),
    "collect-static": Command(
        "minzheng.config.provision:collect_static_main", "把静态文件收到数据目录（有变化时）"
    ),
    "prepare": Command("minzheng.config.provision:prepare_main", "收静态文件、装入演示数据（up 会先做）"),
    "signins": Command("minzheng.config.provision:signins_main", "列出演示账号"),
    "code": Command("minzheng.config.provision:code_main", "演示账号现在的动态口令：minzheng code 用户名"),
    "seed": Command("minzheng.config.provision:seed_main", "空库时装入演示省份"),
    "reset": Command("minzheng.config.provision:reset_main", "清空数据目录里的数据库和文件，重新开始"),
    "web": Command("minzheng.config.web:main", "只运行网页服务"),
    "worker": Command("minzheng.config.work_loop:main", "只运行后台"),
    "bench": Command("minzheng.config.throwaway:bench_main", "测速：和裸 psycopg 比，给出比值"),
    "bench-one": Command("minzheng.config.throwaway:bench_one_main", "测速的一项（bench 自己会用）"),
    "house": Command("minzheng.config.house:main", "列出这座房子里有什么：领域、服务包、各层房间和大小"),
    "domain": Command("minzheng.config.new_domain:main", "新建一个业务领域：minzheng domain 英文名 [中文名]"),
    "docs": Command("minzheng.config.reference:main", "重写 docs/ 里由代码生成的页"),
    "shell": Command("minzheng.config.provision:shell_main", "打开连着数据库的 Python"),
    "manage": Command(
        "minzheng.config.provision:manage_main", "运行 Django 自己的管理命令，例如 makemigrations"
    ),
}


def commands() -> dict[str, Command]:
    """All subcommands: ours and those of the face `cli` (its table `commands`: name to (target, meaning))."""
    if not rooms.has("faces.cli", "commands.py"):
        return COMMANDS
    table = importlib.import_module("minzheng.faces.cli.commands").commands
    return COMMANDS | {name: _command(entry) for name, entry in table.items()}


def _command(entry: str | tuple[str, str]) -> Command:
    return Command(entry, "") if isinstance(entry, str) else Command(*entry)


def load(target: str) -> Callable[[Sequence[str]], int]:
    """The function behind `module:function`."""
    module, _, function = target.partition(":")
    found: Callable[[Sequence[str]], int] = getattr(importlib.import_module(module), function)
    return found


def main(words: Sequence[str] | None = None) -> int:
    """Run one subcommand; 0 when it went well, 2 when the words are not understood."""
    name, *rest = list(sys.argv[1:] if words is None else words) or ["help"]
    table = commands()
    if name in {"help", "-h", "--help"}:
        _print_help(table, sys.stdout.write)
        return 0
    if name not in table:
        sys.stderr.write(f"没有“{name}”这个命令。There is no command {name!r}.\n\n")
        _print_help(table, sys.stderr.write)
        return 2
    try:
        return load(table[name].target)(rest) or 0
    except (SettingProblem, DatabaseProblem) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def _print_help(table: dict[str, Command], write: Callable[[str], object]) -> None:
    write("minzheng <命令>\n\n")
    for name, command in table.items():
        write(f"  {name:<14}{command.meaning}\n")
