"""Makes an installation ready and opens it: migrate, collect static files, seed, reset, and the developers' doors."""

import code
import hashlib
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import django
from django.core.management import call_command, execute_from_command_line
from django.db import connection

from minzheng.config import database, environment, rooms
from minzheng.config.embedded import Cluster


def prepare_django(role: str = "app") -> None:
    """Set Django up in this process for a database role (`app` or `owner`)."""
    environment.use({"DJANGO_SETTINGS_MODULE": "minzheng.config.settings", "MINZHENG_DATABASE_ROLE": role})
    django.setup()


@contextmanager
def server() -> Iterator[None]:
    """The bundled server, running, for the length of a `with` block; nothing to do for a server of your own."""
    if database.own_server():
        yield
        return
    with Cluster(environment.data_folder()).used():
        yield


class ChildFailed(Exception):
    """A subcommand that ran in a process of its own failed; it has said why."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def migrate(verbosity: int = 1) -> None:
    """Bring the tables up to date as their owner, and let the run-time role use them. Django must be set up as owner."""
    _let_the_app_use_what_comes()
    call_command("migrate", interactive=False, verbosity=verbosity)
    call_command("createcachetable", verbosity=0)
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(app_role())
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {name}")


def app_role() -> str:
    """The name of the run-time role."""
    if database.own_server():
        return str(database.parsed("DATABASE_URL", environment.text("DATABASE_URL"))["USER"])
    return "mz_app"


def _let_the_app_use_what_comes() -> None:
    """Default privileges: tables that the owner makes from now on may be read and written by the run-time role."""
    name = connection.ops.quote_name(app_role())
    with connection.cursor() as cursor:
        cursor.execute(
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {name}"
        )
        cursor.execute(
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {name}"
        )
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")


def in_own_process(*words: str) -> str:
    """Run a subcommand in a process of its own (a process speaks to the database as one role only); what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "minzheng", *words],
        check=False,
        stdout=subprocess.PIPE,
        text=True,
        env=environment.for_child(),
        start_new_session=True,
    )
    if done.returncode:
        raise ChildFailed(done.returncode)
    return done.stdout


def migrate_main(words: Sequence[str]) -> int:
    """`minzheng migrate [--quiet]`."""
    with server():
        prepare_django("owner")
        migrate(verbosity=0 if "--quiet" in words else 1)
        connection.close()
    return 0


def prepare_main(words: Sequence[str]) -> int:
    """`minzheng prepare`: what `up` does before it serves, in one process: static files, demo data, sign-ins shown."""
    collect_static_main(words)
    seed_main(words)
    return signins_main(words) if environment.switch("ALLOW_DEMO_ID") else 0


def collect_static_main(_words: Sequence[str]) -> int:
    """`minzheng collect-static`: instant when no static file has changed."""
    mark = _static_mark()
    stamp = environment.data_folder() / "static" / ".collected"
    if stamp.exists() and stamp.read_text() == mark:
        return 0
    prepare_django()
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(mark)
    return 0


def _static_mark() -> str:
    """A digest of all static files' names, sizes and times."""
    digest = hashlib.sha256()
    for path in sorted(rooms.HOUSE.glob("**/static/**/*")):
        if path.is_file():
            known = path.stat()
            digest.update(f"{path} {known.st_size} {known.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def signins_main(_words: Sequence[str]) -> int:
    """`minzheng signins`: the demo accounts by role."""
    if rooms.has("config", "seeding.py"):
        prepare_django()
        from minzheng.config import seeding

        for line in _table(seeding.demo_signins()):
            sys.stdout.write(line + "\n")
        sys.stdout.write(
            "  工作人员登录还要动态口令：登录页会显示；或另开一个终端，运行 minzheng code 用户名\n"
        )
    return 0


def code_main(words: Sequence[str]) -> int:
    """`minzheng code USERNAME`: the one-time code of a demo account, now and next. Asks no database."""
    if len(words) != 1 or not environment.switch("ALLOW_DEMO_ID"):
        sys.stderr.write(
            "写成 minzheng code 用户名，只用于演示账户。Usage: minzheng code USERNAME (demo only).\n"
        )
        return 2
    prepare_django()
    from minzheng.config import seeding
    from minzheng.core.people.actions import code_at

    at, secret = datetime.now(UTC), seeding.demo_secret(words[0].strip().lower())
    left = 30 - int(at.timestamp()) % 30
    sys.stdout.write(f"{code_at(secret, at)}（还有 {left} 秒；下一个 {code_at(secret, at, 1)}）\n")
    return 0


def _table(rows: Iterable[Sequence[object]]) -> list[str]:
    """Rows as lines with straight columns; a Chinese character takes two places."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*texts, strict=True)]
    return [
        "  "
        + "  ".join(
            text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in texts
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def seed_main(_words: Sequence[str]) -> int:
    """`minzheng seed`: does nothing when the database holds data already."""
    if not rooms.has("config", "seeding.py"):
        return 0
    with server():
        prepare_django()
        from minzheng.config import seeding

        seeding.seed(at=datetime.now(UTC))
        connection.close()
    return 0


def reset_main(words: Sequence[str]) -> int:
    """`minzheng reset`: asks first, unless told `--yes`."""
    data = environment.data_folder()
    if database.own_server():
        sys.stderr.write(
            "自备的数据库不由 minzheng 清空，请您自己删除后重建。\n"
            "A server of your own is not emptied by minzheng: drop and recreate the database yourself.\n"
        )
        return 1
    if "--yes" not in words:
        sys.stdout.write(f"将删除 {data} 里的数据库、文件和密钥，不能恢复。确定请输入 yes：")
        sys.stdout.flush()
        if sys.stdin.readline().strip() != "yes":
            sys.stdout.write("没有删除。\n")
            return 1
    Cluster(data).destroy()
    for name in ("files", "secrets", "static"):
        shutil.rmtree(data / name, ignore_errors=True)
    sys.stdout.write("已清空。下次启动会重新装入演示数据。\n")
    return 0


def manage_main(words: Sequence[str]) -> int:
    """`minzheng manage …`: Django's own management commands, as the owner of the tables."""
    with server():
        prepare_django("owner")
        execute_from_command_line(["minzheng manage", *words])
    return 0


def shell_main(_words: Sequence[str]) -> int:
    """`minzheng shell`: a Python prompt with Django set up as the run-time role."""
    with server():
        prepare_django()
        code.interact(banner="minzheng shell（运行角色，时间用 Asia/Shanghai）", local={})
    return 0
