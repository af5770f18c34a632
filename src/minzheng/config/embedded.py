"""The bundled PostgreSQL: made once, started, adopted when it already runs, stopped when its last user leaves.

It listens on a Unix socket in a folder of its own and asks everybody for a password. It is never started, nor kept,
with `fsync` or `full_page_writes` off: what a person was told is saved must survive a crash.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from minzheng.config import engine
from minzheng.config.engine import DatabaseProblem
from minzheng.config.secret_files import read_or_make_json

OWNER: Final = "mz_owner"
APP: Final = "mz_app"
SUPERUSER: Final = "postgres"
DATABASE: Final = "minzheng"
_LONGEST_SOCKET_PATH: Final = 90
_START_PATIENCE: Final = 60.0
_RECOVERY_PATIENCE: Final = 900.0

_CONFIGURATION: Final = """\
# Written by minzheng at each start: changes made here are lost. Use a server of your own to tune it.
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
password_encryption = 'scram-sha-256'
shared_preload_libraries = 'pg_stat_statements'
fsync = on
full_page_writes = on
synchronous_commit = on
max_connections = 100
shared_buffers = '256MB'
jit = off
timezone = 'Asia/Shanghai'
log_timezone = 'Asia/Shanghai'
log_error_verbosity = terse
log_min_error_statement = panic
log_parameter_max_length_on_error = 0
"""
_ACCESS: Final = """\
# Written by minzheng at each start. Unix socket only, password for everybody.
local all all scram-sha-256
"""


class Cluster:
    """One bundled server for one data folder.

    `data` is the data folder (MINZHENG_DATA). Started by root in a folder that the server's unprivileged user cannot
    enter, the database files go to /var/lib/minzheng instead; the passwords always stay in the data folder.
    """

    def __init__(self, data: Path) -> None:
        self.data = data.absolute()
        self.home = self._home()
        self.files = self.home / "data"
        self.log = self.home / "server.log"
        self.socket = self._socket()
        self._users: int | None = None

    def _mark(self) -> str:
        return hashlib.sha256(str(self.data).encode()).hexdigest()[:12]

    def _home(self) -> Path:
        self.data.mkdir(parents=True, exist_ok=True)
        if engine.server_user() is None or engine.reachable_by_others(self.data):
            return self.data / "postgres"
        return engine.SHARED_HOME / f"data-{self._mark()}"

    def _socket(self) -> Path:
        socket = self.home / "socket"
        if len(str(socket)) <= _LONGEST_SOCKET_PATH:
            return socket
        return Path("/tmp") / f"minzheng-{os.geteuid()}-{self._mark()}"  # noqa: S108  (0700, owner checked below)

    # ── what others ask ──────────────────────────────────────────────────────────────────────────────────────────

    def exists(self) -> bool:
        """Whether the database files have been made."""
        return (self.files / "PG_VERSION").exists()

    def passwords(self) -> Mapping[str, str]:
        """Role name to password; made at first use, kept in a file that only we can read."""
        path = self.data / "secrets" / "database.json"
        if self.exists() and not path.exists():
            raise DatabaseProblem(
                f"数据库在，口令文件不在：{path}。请从备份里恢复这个文件；演示数据不要了就运行 make reset。\n"
                f"The database is there but its password file {path} is not. Restore it from the backup; "
                "run `make reset` if the data may go."
            )
        return read_or_make_json(
            path, lambda: {role: secrets.token_urlsafe(24) for role in (SUPERUSER, OWNER, APP)}
        )

    def parameters(self, role: str, database: str = DATABASE) -> dict[str, str]:
        """How to connect as a role: host, user, password, dbname, as psycopg takes them."""
        return {
            "host": str(self.socket),
            "user": role,
            "password": self.passwords()[role],
            "dbname": database,
        }

    def connect(self, role: str, database: str = DATABASE) -> psycopg.Connection:
        """A connection of our own, each statement its own transaction."""
        return psycopg.connect(
            make_conninfo(**self.parameters(role, database)), autocommit=True, connect_timeout=10
        )

    def running(self) -> bool:
        """Whether a server process holds these files (it may still be recovering)."""
        return (
            self.exists()
            and engine.run("pg_ctl", "status", "-D", self.files, within=self.home).returncode == 0
        )

    def alive(self) -> bool:
        """Whether the server's main process is there: as `running`, but cheap enough for every half second."""
        try:
            process = int((self.files / "postmaster.pid").read_text().split("\n", 1)[0])
            os.kill(process, 0)
        except (FileNotFoundError, ProcessLookupError, ValueError):
            return False
        except PermissionError:
            return True
        return not _is_zombie(process)

    # ── life ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def start(self) -> None:
        """Start the server, or adopt the one that runs; wait until it answers. Safe to repeat."""
        engine.give_to_server_user(self.home, 0o700)
        if self._users is None:
            self._users = self._open_lock("users.lock")
            fcntl.flock(self._users, fcntl.LOCK_SH)
        with self._alone():
            self._make_files()
            self._write_configuration()
            self._forget_stale_pid()
            if not self.running():
                self._launch()
            self._wait_until_it_answers()
            self._prepare_roles()
        self._refuse_when_not_durable()

    def leave(self) -> bool:
        """Stop the server unless somebody else still uses it; True when it was stopped."""
        if self._users is None:
            return False
        with self._alone():
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            else:
                self._stop()
                return True
            finally:
                os.close(self._users)
                self._users = None

    def destroy(self) -> None:
        """Stop the server and remove its files; refused while somebody else uses it."""
        if self.home.exists():
            users = self._open_lock("users.lock")
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise DatabaseProblem(
                    "数据库正在使用，先停下 minzheng up 再清空。\n"
                    "The database is in use: stop `minzheng up` first."
                ) from None
            finally:
                os.close(users)
            self._stop()
            shutil.rmtree(self.home)
        shutil.rmtree(self.socket, ignore_errors=True)
        (self.data / "secrets" / "database.json").unlink(missing_ok=True)

    @contextmanager
    def used(self) -> Iterator["Cluster"]:
        """The server, running, for the length of a `with` block."""
        try:
            self.start()
            yield self
        finally:
            self.leave()

    # ── steps of the above ───────────────────────────────────────────────────────────────────────────────────────

    def _open_lock(self, name: str) -> int:
        return os.open(self.home / name, os.O_RDWR | os.O_CREAT, 0o600)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        lock = self._open_lock("start.lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _make_files(self) -> None:
        if self.exists():
            self._refuse_other_version()
            return
        for leftover in (self.files, self.home / "data.new"):
            shutil.rmtree(leftover, ignore_errors=True)
        making = self.home / "data.new"
        engine.give_to_server_user(making, 0o700)
        password = self.home / "password.new"
        password.touch(mode=0o600)
        if user := engine.server_user():
            os.chown(password, user.uid, user.gid)
        password.write_text(self.passwords()[SUPERUSER])
        try:
            made = engine.run(
                "initdb",
                *("-D", making, "--username", SUPERUSER, "--pwfile", password),
                *("--auth", "scram-sha-256", "--locale", "C.UTF-8", "--encoding", "UTF8"),
                within=self.home,
            )
        finally:
            password.unlink()
        if made.returncode:
            raise DatabaseProblem(f"建立数据库失败。initdb failed.\n{made.stdout}")
        with (making / "postgresql.conf").open("a") as configuration:
            configuration.write("\ninclude = 'minzheng.conf'\n")
        making.rename(self.files)

    def _refuse_other_version(self) -> None:
        ours = engine.run("postgres", "--version", within=self.home).stdout.split()[-1].split(".")[0]
        theirs = (self.files / "PG_VERSION").read_text().strip()
        if ours != theirs:
            raise DatabaseProblem(
                f"数据库文件是 PostgreSQL {theirs} 的，自带的程序是 {ours} 的。请用旧版本导出，再导入新版本。\n"
                f"The files are of PostgreSQL {theirs}, the bundled programs of {ours}: dump with the old version, "
                "load with the new one."
            )

    def _write_configuration(self) -> None:
        engine.give_to_server_user(self.socket, 0o700)
        if self.socket.is_symlink():
            raise DatabaseProblem(
                f"{self.socket} 不应当是链接，请删除后重试。It must not be a link: remove it."
            )
        socket = str(self.socket).replace("'", "''")
        (self.files / "minzheng.conf").write_text(_CONFIGURATION.format(socket=socket))
        (self.files / "pg_hba.conf").write_text(_ACCESS)

    def _forget_stale_pid(self) -> None:
        """Remove a lock file whose process number now belongs to some other program (after a restart of the machine)."""
        lock = self.files / "postmaster.pid"
        try:
            first = lock.read_text().split("\n", 1)[0]
            command = Path("/proc") / str(int(first)) / "cmdline"
        except (FileNotFoundError, ValueError):
            return
        if Path("/proc/self").exists() and (
            not command.exists() or b"postgres" not in command.read_bytes().split(b"\0")[0]
        ):
            lock.unlink()

    def _launch(self) -> None:
        """Start the server; try again while children of a killed one still hold the shared memory."""
        give_up = time.monotonic() + _START_PATIENCE
        while True:
            started = engine.run(
                "pg_ctl",
                *("start", "-D", self.files, "-l", self.log, "-w", "-t", "60"),
                within=self.home,
            )
            if started.returncode == 0 or self.running():
                return
            if time.monotonic() > give_up:
                raise DatabaseProblem(
                    f"数据库没能启动，原因见 {self.log} 的最后几行：\n"
                    f"The database did not start; the last lines of {self.log}:\n{self._end_of_log()}"
                )
            time.sleep(0.3)

    def _end_of_log(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-8:]) if self.log.exists() else ""

    def _wait_until_it_answers(self) -> None:
        give_up = time.monotonic() + _RECOVERY_PATIENCE
        while time.monotonic() < give_up:
            try:
                self.connect(SUPERUSER, "postgres").close()
            except psycopg.OperationalError as problem:
                if "password authentication failed" in str(problem):
                    raise DatabaseProblem(
                        "口令文件和数据库对不上，请从同一份备份里恢复 secrets/database.json。\n"
                        "The password file does not belong to this database: restore secrets/database.json from the "
                        "same backup."
                    ) from None
                if not self.running():
                    raise DatabaseProblem(
                        f"数据库启动后又停了，见 {self.log}。The server stopped again:\n{self._end_of_log()}"
                    ) from None
                time.sleep(0.2)
            else:
                return
        raise DatabaseProblem(
            f"数据库恢复超过 15 分钟，见 {self.log}。Recovery took more than 15 minutes, see the log."
        )

    def _prepare_roles(self) -> None:
        """Make both roles and the database when they are missing; the roles have no power over the server."""
        with self.connect(SUPERUSER, "postgres") as connection:
            for role in (OWNER, APP):
                known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
                verb = sql.SQL("ALTER" if known else "CREATE")
                connection.execute(
                    sql.SQL(
                        "{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD {}"
                    ).format(verb, sql.Identifier(role), sql.Literal(self.passwords()[role]))
                )
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                self.make_database(DATABASE)

    def make_database(self, name: str, template: str = "template0") -> None:
        """Make a database that `mz_owner` owns and that `mz_app` may enter; a template's contents are copied."""
        with self.connect(SUPERUSER, "postgres") as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
                )
            )
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
            connection.execute(
                sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(
                    sql.Identifier(name), sql.Identifier(APP)
                )
            )
        with self.connect(SUPERUSER, name) as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")

    def drop_database(self, name: str) -> None:
        """Remove a database, throwing out whoever is connected to it."""
        with self.connect(SUPERUSER, "postgres") as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def rename_database(self, old: str, new: str) -> None:
        """Give a database another name; nobody may be connected to it."""
        with self.connect(SUPERUSER, "postgres") as connection:
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new))
            )

    def databases(self) -> tuple[str, ...]:
        """The names of all databases."""
        with self.connect(SUPERUSER, "postgres") as connection:
            return tuple(
                row[0] for row in connection.execute("SELECT datname FROM pg_database ORDER BY datname")
            )

    def _refuse_when_not_durable(self) -> None:
        with self.connect(APP) as connection:
            refuse_when_not_durable(connection)

    def _stop(self) -> None:
        if not self.running():
            return
        for mode in ("fast", "immediate"):
            if (
                engine.run(
                    "pg_ctl", "stop", "-D", self.files, "-m", mode, "-w", "-t", "60", within=self.home
                ).returncode
                == 0
            ):
                return
        raise DatabaseProblem(f"数据库停不下来，见 {self.log}。The database does not stop, see the log.")


def _is_zombie(process: int) -> bool:
    """Whether a process has ended and only waits to be collected (in a container nobody may do so)."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return False


def refuse_when_not_durable(connection: psycopg.Connection) -> None:
    """Refuse a server that may lose what it acknowledged."""
    for name in ("fsync", "full_page_writes"):
        row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
        if row is None or row[0] != "on":
            raise DatabaseProblem(
                f"数据库的 {name} 是关着的：断电会丢数据。请把它打开再启动。\n"
                f"{name} is off on this server: a crash would lose data. Switch it on, then start again."
            )
