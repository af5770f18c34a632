"""`reach`: what it costs that nobody sees everything, on many cases and persons.

`may` and the row scope of an officer's queue against the same list of the whole province, and looking somebody up by ID
number (sealed in the column, found by its keyed digest) against reading a row by its primary key.
"""

import itertools
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from statistics import median, quantiles
from typing import Any

from psycopg import Connection

from minzheng.core.cases.queries import Scoped, lights, queue, scopes_of
from minzheng.core.cases.queries.desk import LIST
from minzheng.core.cases.rules import today
from minzheng.core.offices.actions import acting
from minzheng.core.people.queries import person_by_id_number
from minzheng.core.people.queries.sealing import opened_id_number
from minzheng.faces.cli.bench.ground import Ground
from minzheng.faces.cli.bench.queue import officer
from minzheng.faces.cli.bench.rounds import line
from minzheng.kernel.rights import Actor

ANCHOR = "psycopg: the same list of the whole province; a person by primary key"
WALKED = 20_000
COPIES = {
    "people_person": (
        {"id": "md5(id::text || copy)::uuid", "id_number_bix": "sha256((id::text || copy)::bytea)"},
        "id_number_bix IS NOT NULL",
    ),
    "cases_case": (
        {
            "id": "md5(id::text || copy)::uuid",
            "case_no": "left(md5(case_no || copy), 23)",
            "applicant_id": "md5(applicant_id::text || copy)::uuid",
        },
        "true",
    ),
    "cases_task": (
        {"id": "md5(id::text || copy)::uuid", "case_id": "md5(case_id::text || copy)::uuid"},
        "done_at IS NULL",
    ),
}
"""How a row is copied, and which: the fields that must be the copy's own, as SQL over the row and the number `copy`."""
LIMIT, EVERY = 50, 10_000_000
ROLES = ("reviewer", "approver", "acceptor")
WHOLE = f"{LIST} WHERE t.done_at IS NULL AND t.province = %s AND t.role = ANY(%s) ORDER BY t.due_at, t.id LIMIT %s"


def run(
    ground: Ground,
    at: datetime,
    *,
    rounds: int,
    operations: int,
    progress: Callable[[str], None],
    cases: int,
    fill: Callable[..., object],
) -> str:
    """Make the cases, each with its person (`fill` is the generator; past `WALKED` they are copied inside the database
    under new keys), then compare; returns the line of JSON."""
    fill(cases=min(cases, WALKED), seed=7, at=at, say=progress)
    with ground.connect_as_owner() as owner:
        _copied(owner, -(-cases // WALKED) - 1)
    with ground.connect() as connection:
        connection.autocommit = True
        by = officer(_busiest(connection), at)
        rows = _queues(connection, by, at, rounds, operations, progress)
        known, persons = _sample(connection, operations)
        numbers = _numbers(connection, by, at, known, rounds, progress)
    return line(
        "reach", ANCHOR, rows | numbers, cases=cases, persons=persons, rounds=rounds, volume=operations
    )


def _copied(owner: Connection[Any], times: int) -> None:
    """Every person, case and open task `times` more, each copy under keys of its own; then the tables' statistics."""
    for table, (fresh, which) in COPIES.items():
        names = [column.name for column in owner.execute(f"SELECT * FROM {table} LIMIT 0").description or ()]  # type: ignore[call-overload]
        columns = ", ".join(names)
        values = ", ".join(fresh.get(name, name) for name in names)
        owner.execute(
            f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table}, generate_series(1, %s) AS copy WHERE {which}",  # type: ignore[call-overload]
            [times],
        )
    owner.execute("VACUUM ANALYZE people_person, cases_case, cases_task")


def _busiest(connection: Connection[Any]) -> str:
    """The seeded officer whose own queue is longest."""
    division, role = _row(
        connection,
        "SELECT CASE level WHEN 'county' THEN county WHEN 'town' THEN town ELSE city END, role FROM cases_task "
        "WHERE done_at IS NULL AND role = ANY(%s) AND level IN ('city', 'county', 'town') GROUP BY 1, 2 "
        "ORDER BY count(*) DESC, 1, 2 LIMIT 1",
        [list(ROLES)],
    )
    return f"{division}_{role}_01"


def _queues(
    connection: Connection[Any],
    by: Actor,
    at: datetime,
    rounds: int,
    operations: int,
    progress: Callable[[str], None],
) -> dict[str, Any]:
    """`scope_ratio`: seconds of the officer's first page with rights and scope per second of the province's; `may_ratio`:
    those of the rights alone; `own_tasks` are in the officer's queue, of `open_tasks`."""
    day, province = today(at), str(_row(connection, "SELECT province FROM cases_task LIMIT 1", [])[0])
    scopes: list[Scoped] = scopes_of(by, day)
    if not scopes:
        raise LookupError("the officer has no queue")

    def asked() -> None:
        scopes_of(by, day)

    def listed() -> None:
        if len(queue(scopes_of(by, day), at, limit=LIMIT)) != LIMIT + 1:
            raise RuntimeError("the officer's queue is too short for a page")

    def whole() -> None:
        if len(connection.execute(WHOLE, [province, list(ROLES), LIMIT + 1]).fetchall()) != LIMIT + 1:
            raise RuntimeError("the province's queue is too short for a page")

    ratios = []
    for number in range(rounds + 1):
        with acting(by, at):
            right, ours = _each(asked, operations), _each(listed, operations)
        bare = _each(whole, operations)
        if number:  # the first round warms up
            ratios.append((ours / bare, right / bare))
            progress(
                f"round {number}: may {right * 1e6:.0f} µs, page {ours * 1e6:.0f}, province {bare * 1e6:.0f}"
            )
    with acting(by, at):
        held = sum(lights(scopes, at, cap=EVERY).values())
    (waiting,) = _row(connection, "SELECT count(*) FROM cases_task WHERE done_at IS NULL", [])
    return {
        "scope_ratio": round(median(ratio for ratio, _ in ratios), 3),
        "may_ratio": round(median(ratio for _, ratio in ratios), 4),
        "own_tasks": held,
        "open_tasks": waiting,
    }


def _sample(connection: Connection[Any], count: int) -> tuple[list[tuple[Any, str]], int]:
    """Some persons of the register with their numbers, and how many it holds."""
    rows = connection.execute(
        "SELECT id, id_number_enc FROM people_person WHERE id_number_enc IS NOT NULL ORDER BY id_number_bix LIMIT %s",
        [count],
    ).fetchall()
    (total,) = _row(connection, "SELECT count(*) FROM people_person", [])
    return [(key, opened_id_number(key, bytes(sealed))) for key, sealed in rows], int(total)


def _numbers(
    connection: Connection[Any],
    by: Actor,
    at: datetime,
    known: Sequence[tuple[Any, str]],
    rounds: int,
    progress: Callable[[str], None],
) -> dict[str, float]:
    """`lookup_p95_ms` of finding somebody by number, digest and all, and its ratio to the p95 of reading a primary key."""

    def found(key: Any, number: str) -> None:
        person = person_by_id_number("resident_id", number)
        if person is None or person.id != key:
            raise RuntimeError("a number led to somebody else")

    def read(key: Any, _number: str) -> None:
        connection.execute("SELECT * FROM people_person WHERE id = %s", [key]).fetchone()

    pairs = []
    for number in range(rounds + 1):
        with acting(by, at):
            ours = _p95([_each(lambda one=one: found(*one), 1) for one in known])  # type: ignore[misc]
        bare = _p95([_each(lambda one=one: read(*one), 1) for one in known])  # type: ignore[misc]
        if number:
            pairs.append((ours, ours / bare))
            progress(f"round {number}: by number p95 {ours * 1e3:.2f} ms, by key {bare * 1e3:.2f} ms")
    return {
        "lookup_p95_ms": round(median(spent for spent, _ in pairs) * 1e3, 2),
        "lookup_ratio": round(median(ratio for _, ratio in pairs), 2),
    }


def _each(work: Callable[[], object], count: int) -> float:
    """Seconds of one call, over `count` of them."""
    began = time.perf_counter()
    for _ in itertools.repeat(None, count):
        work()
    return (time.perf_counter() - began) / count


def _p95(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=20)[-1]


def _row(connection: Connection[Any], text: str, params: Sequence[Any]) -> tuple[Any, ...]:
    row = connection.execute(text, params).fetchone()  # type: ignore[call-overload]
    if row is None:
        raise LookupError("nothing was generated")
    return tuple(row)
