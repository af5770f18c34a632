"""What a benchmark stands on: a running web server with its database, and the processes whose CPU counts."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

TICK_S = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Ground:
    """`database` and `owner` are psycopg's words for the application's role and the tables' owner; `web` and `postgres`
    are process ids."""

    port: int
    database: dict[str, str]
    owner: dict[str, str]
    web: int
    postgres: int
    password: str

    def connect(self) -> psycopg.Connection:
        """A connection as the application's role, on which the platform itself acts (else it sees no person's rows)."""
        options = f"{self.database.get('options', '')} -c mz.hat=system".strip()
        return psycopg.connect(**(self.database | {"options": options}))  # type: ignore[arg-type]

    def connect_as_owner(self) -> psycopg.Connection:
        """A connection that may fill tables inside the database and gather their statistics."""
        return psycopg.connect(**self.owner, autocommit=True)  # type: ignore[arg-type]

    def web_cpu(self) -> float:
        """CPU seconds that the web server's processes have used."""
        return cpu_of_tree(self.web)

    def postgres_cpu(self) -> float:
        """CPU seconds that PostgreSQL's processes have used."""
        return cpu_of_tree(self.postgres)

    def statements(self) -> int:
        """How many statements the application's role has run so far (pg_stat_statements, transaction words included)."""
        with self.connect() as connection:
            row = connection.execute(
                "SELECT sum(calls) FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid "
                "WHERE r.rolname = current_user AND s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) "
                "AND s.query NOT LIKE '%pg_stat_statements%'"
            ).fetchone()
        return int(row[0] or 0) if row else 0


def cpu_of_tree(root: int) -> float:
    """CPU seconds of a process and all below it, those that have ended and were waited for included."""
    return sum(_cpu(process) for process in tree(root)) * TICK_S


def tree(root: int) -> Iterator[int]:
    """A process and its living descendants."""
    children: dict[int, list[int]] = {}
    for process, parent in _parents():
        children.setdefault(parent, []).append(process)
    waiting = [root]
    while waiting:
        process = waiting.pop()
        yield process
        waiting += children.get(process, [])


def _parents() -> Iterable[tuple[int, int]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (fields := _stat(int(folder.name))):
            yield int(folder.name), int(fields[1])


def _stat(process: int) -> list[str]:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _cpu(process: int) -> int:
    fields = _stat(process)
    return sum(map(int, fields[11:15])) if fields else 0
