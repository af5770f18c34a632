"""`step`: the verb `take_step`, with rights and guard, against one UPDATE and two INSERTs; `step_request`: the same step as
a whole request over the open interface."""

import itertools
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import connection

from minzheng.core.cases.actions import take_step
from minzheng.core.offices.actions import acting
from minzheng.faces.cli.bench import anchor
from minzheng.faces.cli.bench.actors import PASSWORD, TOWN, citizens, officer
from minzheng.faces.cli.bench.ground import Ground
from minzheng.faces.cli.bench.load import WORKERS, Client, together
from minzheng.faces.cli.bench.rounds import Side, compare, line
from minzheng.faces.cli.bench.submit import apply, offer
from minzheng.kernel.rights import Actor

ANCHOR = "psycopg: one transaction, one UPDATE and two INSERTs"
CHANGED = ("state", "tokens", "variables", "handled", "revision", "warn_at", "due_at", "clock")
ELEMENT, OUTCOME, FORM = "initial_review", "agree", {"opinion": "户籍、年龄已核，符合条件。"}

Cases = list[tuple[UUID, str]]
Review = Callable[[Cases], float]
"""Reviews these cases, eight at a time; gives wall seconds."""


def run(
    ground: Ground, at: datetime, *, rounds: int, operations: int, progress: Callable[[str], None]
) -> str:
    """The verb: eight threads of this process, as the anchor's eight; returns the line of JSON."""
    by = officer("reviewer", at)

    def review(cases: Cases) -> float:
        return together([partial(conclude, by, at, cases[n::WORKERS]) for n in range(WORKERS)])

    return _measure("step", ground, at, review, time.process_time, rounds, operations, progress)


def run_request(
    ground: Ground, at: datetime, *, rounds: int, operations: int, progress: Callable[[str], None]
) -> str:
    """The request: eight signed-in clients of the web server; returns the line of JSON."""
    first = Client(ground.port, f"{TOWN}_reviewer_01", ground.password)
    others = range(WORKERS - 1)
    clients = [first, *(Client(ground.port, "", "", session=first.headers) for _ in others)]

    def review(cases: Cases) -> float:
        return together([partial(post, client, cases[n::WORKERS]) for n, client in enumerate(clients)])

    return _measure("step_request", ground, at, review, ground.web_cpu, rounds, operations, progress)


def _measure(
    name: str,
    ground: Ground,
    at: datetime,
    review: Review,
    app_cpu: Callable[[], float],
    rounds: int,
    operations: int,
    progress: Callable[[str], None],
) -> str:
    needed = (rounds + 2) * operations + 20 * WORKERS
    waiting = iter(prepare(ground, at, 2 * needed))
    review(take(waiting, 8 * WORKERS))
    before = ground.statements()
    review(take(waiting, 10 * WORKERS))
    statements = (ground.statements() - before) / (10 * WORKERS)
    statements_of_anchor, own, case_id = pattern(ground)
    copiers = [anchor.Copier(ground, statements_of_anchor, own) for _ in range(WORKERS)]
    events = lambda: count(ground)  # noqa: E731
    ours = Side(lambda n: review(take(waiting, n)), app_cpu, events)
    limit = Side(lambda n: move(copiers, case_id, take(waiting, n)), time.process_time, events)
    figures = compare(ground, ours, limit, rounds=rounds, operations=operations, progress=progress)
    for copier in copiers:
        copier.close()
    return line(name, ANCHOR, figures, statements=statements, rounds=rounds, volume=operations)


def take(waiting: Iterator[tuple[UUID, str]], count: int) -> Cases:
    """The next `count` prepared cases."""
    return list(itertools.islice(waiting, count))


def prepare(ground: Ground, at: datetime, count: int) -> Cases:
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


def conclude(by: Actor, at: datetime, cases: Cases) -> None:
    """Review these cases by the verb, each in the frame of a job: a transaction that begins with who acts and how far."""
    try:
        for case_id, _ in cases:
            with acting(by, at):
                take_step(by=by, at=at, case_id=case_id, element=ELEMENT, outcome=OUTCOME, form=FORM)
    finally:
        connection.close()  # back to the pool


def post(client: Client, cases: Cases) -> None:
    """Review these cases over the open interface."""
    body = {"element": ELEMENT, "outcome": OUTCOME, "form": FORM}
    for _, case_no in cases:
        client.post(f"/api/v1/cases/{case_no}/steps", body, key=case_no, expect=200)


def move(copiers: list[anchor.Copier], pattern_id: UUID, cases: Cases) -> float:
    """Write the pattern's step for these cases over all connections; wall seconds."""

    def work(copier: anchor.Copier, part: Cases) -> None:
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
    (event,) = anchor.rows_of(ground, "audit_event", "element = %s ORDER BY id DESC LIMIT 1", [ELEMENT])
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
        row = connection.execute("SELECT count(*) FROM audit_event WHERE element = %s", [ELEMENT]).fetchone()
    return int(row[0]) if row else 0
