"""`step`: take_step with rights and guard over the open interface, against one UPDATE and two INSERTs."""

import itertools
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

from minzheng.core.cases.actions import take_step
from minzheng.faces.cli.bench import anchor
from minzheng.faces.cli.bench.actors import PASSWORD, TOWN, citizens, officer
from minzheng.faces.cli.bench.ground import Ground
from minzheng.faces.cli.bench.load import WORKERS, Client, together
from minzheng.faces.cli.bench.rounds import Side, compare, line
from minzheng.faces.cli.bench.submit import apply, offer

ANCHOR = "psycopg: one transaction, one UPDATE and two INSERTs"
CHANGED = ("state", "tokens", "variables", "handled", "revision", "warn_at", "due_at", "clock")


def run(
    ground: Ground, at: datetime, *, rounds: int, operations: int, progress: Callable[[str], None]
) -> str:
    """Measure; returns the line of JSON."""
    needed = (rounds + 2) * operations + 20 * WORKERS
    waiting = iter(prepare(ground, at, 2 * needed))
    reviewers = [Client(ground.port, f"{TOWN}_reviewer_01", ground.password) for _ in range(WORKERS)]
    review(reviewers, take(waiting, WORKERS))
    before = ground.statements()
    review(reviewers, take(waiting, 10 * WORKERS))
    statements = (ground.statements() - before) / (10 * WORKERS)
    statements_of_anchor, own, case_id = pattern(ground)
    copiers = [anchor.Copier(ground, statements_of_anchor, own) for _ in range(WORKERS)]
    events = lambda: count(ground)  # noqa: E731
    ours = Side(lambda n: review(reviewers, take(waiting, n)), ground.web_cpu, events)
    limit = Side(lambda n: move(copiers, case_id, take(waiting, n)), time.process_time, events)
    figures = compare(ground, ours, limit, rounds=rounds, operations=operations, progress=progress)
    for copier in copiers:
        copier.close()
    return line("step", ANCHOR, figures, statements=statements, rounds=rounds, volume=operations)


def take(waiting: Iterator[tuple[UUID, str]], count: int) -> list[tuple[UUID, str]]:
    """The next `count` prepared cases."""
    return list(itertools.islice(waiting, count))


def prepare(ground: Ground, at: datetime, count: int) -> list[tuple[UUID, str]]:
    """`count` cases that wait for their review: handed in over HTTP, accepted by the verb."""
    offer(at)
    clients = [Client(ground.port, name, PASSWORD) for name in citizens(ground, WORKERS, at)]
    apply(clients, -(-count // WORKERS) * WORKERS)
    acceptor = officer("acceptor", at)
    with ground.connect() as connection:
        found = connection.execute(
            "SELECT id, case_no FROM cases_case WHERE service = 'bench' ORDER BY id"
        ).fetchall()
    for case_id, _ in found:
        take_step(by=acceptor, at=at, case_id=case_id, element="accept", outcome="accept")
    return [(case_id, case_no) for case_id, case_no in found]


def review(clients: list[Client], cases: list[tuple[UUID, str]]) -> float:
    """Review these cases over all clients; wall seconds."""
    body = {
        "element": "initial_review",
        "outcome": "agree",
        "form": {"opinion": "户籍、年龄已核，符合条件。"},
    }

    def work(client: Client, part: list[tuple[UUID, str]]) -> None:
        for _, case_no in part:
            client.post(f"/api/v1/cases/{case_no}/steps", body, key=case_no, expect=200)

    return together(
        [
            lambda client=client, n=n: work(client, cases[n :: len(clients)])
            for n, client in enumerate(clients)
        ]  # type: ignore[misc]
    )


def move(copiers: list[anchor.Copier], pattern_id: UUID, cases: list[tuple[UUID, str]]) -> float:
    """Write the pattern's step for these cases over all connections; wall seconds."""

    def work(copier: anchor.Copier, part: list[tuple[UUID, str]]) -> None:
        for case_id, _ in part:
            copier.write({pattern_id: case_id})

    return together(
        [
            lambda copier=copier, n=n: work(copier, cases[n :: len(copiers)])
            for n, copier in enumerate(copiers)
        ]  # type: ignore[misc]
    )


def pattern(ground: Ground) -> tuple[list[anchor.Statement], list[UUID], UUID]:
    """The last review as one UPDATE and two INSERTs, its own ids, and its case."""
    (event,) = anchor.rows_of(
        ground, "audit_event", "element = %s ORDER BY id DESC LIMIT 1", ["initial_review"]
    )
    (case,) = anchor.rows_of(ground, "cases_case", "id = %s", [event["case_id"]])
    (task,) = anchor.rows_of(ground, "cases_task", "case_id = %s AND done_at IS NULL", [case["id"]])
    statements = [
        anchor.update("cases_case", case, CHANGED),
        anchor.insert({"cases_task": [task]}),
        anchor.insert({"audit_event": [event]}),
    ]
    return statements, [event["id"], task["id"]], case["id"]


def count(ground: Ground) -> int:
    """How many reviews stand in the book."""
    with ground.connect() as connection:
        row = connection.execute(
            "SELECT count(*) FROM audit_event WHERE element = 'initial_review'"
        ).fetchone()
    return int(row[0]) if row else 0
