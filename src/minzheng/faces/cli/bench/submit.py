"""`submit`: the whole signed-in request of an application with forty fields, against psycopg writing the same rows."""

import time
from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid4

from minzheng.core.catalogue.actions import publish
from minzheng.core.catalogue.queries import files_of
from minzheng.faces.cli.bench import anchor, package
from minzheng.faces.cli.bench.actors import PASSWORD, citizens
from minzheng.faces.cli.bench.ground import Ground
from minzheng.faces.cli.bench.load import WORKERS, Client, together
from minzheng.faces.cli.bench.rounds import Side, compare, line
from minzheng.kernel.rights import system

ANCHOR = "psycopg: one transaction, three statements, the same rows"


def offer(at: datetime) -> None:
    """Publish the benchmark's service."""
    publish(
        by=system("bench"), at=at, files=package.files(files_of("gaoling")), domain="elderly", parent=None
    )


def run(
    ground: Ground, at: datetime, *, rounds: int, operations: int, progress: Callable[[str], None]
) -> str:
    """Measure; returns the line of JSON."""
    offer(at)
    clients = [Client(ground.port, name, PASSWORD) for name in citizens(ground, WORKERS, at)]
    apply(clients, WORKERS)
    before = ground.statements()
    apply(clients, 10 * WORKERS)
    statements = (ground.statements() - before) / (10 * WORKERS)
    statements_of_anchor, own, case_no, key = pattern(ground)
    copiers = [anchor.Copier(ground, statements_of_anchor, own) for _ in range(WORKERS)]
    ours = Side(lambda n: apply(clients, n), ground.web_cpu, lambda: count(ground))
    limit = Side(lambda n: copy(copiers, n, case_no, key), time.process_time, lambda: count(ground))
    figures = compare(ground, ours, limit, rounds=rounds, operations=operations, progress=progress)
    for copier in copiers:
        copier.close()
    return line("submit", ANCHOR, figures, statements=statements, rounds=rounds, volume=operations)


def apply(clients: list[Client], count: int) -> float:
    """Hand in `count` applications over all clients; wall seconds."""
    body = {"service": "bench", "answers": package.answers()}

    def work(client: Client) -> None:
        for _ in range(count // len(clients)):
            client.post("/api/v1/cases", body, key=str(uuid4()))

    return together([lambda client=client: work(client) for client in clients])  # type: ignore[misc]


def copy(copiers: list[anchor.Copier], count: int, case_no: str, key: str) -> float:
    """Write the pattern `count` times over all connections; wall seconds."""

    def work(copier: anchor.Copier) -> None:
        for _ in range(count // len(copiers)):
            copier.write({case_no: anchor.case_no_like(case_no), key: str(uuid4())})

    return together([lambda copier=copier: work(copier) for copier in copiers])  # type: ignore[misc]


def pattern(ground: Ground) -> tuple[list[anchor.Statement], list[UUID], str, str]:
    """The rows of the last application as three statements, their own ids, its number and its key."""
    (case,) = anchor.rows_of(ground, "cases_case", "service = %s ORDER BY id DESC LIMIT 1", ["bench"])
    parts = {
        name: anchor.rows_of(ground, name, "case_id = %s", [case["id"]])
        for name in ("cases_answers", "cases_party", "cases_request", "cases_task", "cases_timer")
    }
    events = anchor.rows_of(ground, "audit_event", "case_id = %s", [case["id"]])
    pending = [{"event_id": event["id"]} for event in events]
    statements = [
        anchor.insert({"cases_case": [case]}),
        anchor.insert(parts),
        anchor.insert({"audit_event": events, "audit_pending": pending}),
    ]
    own = [case["id"], *(event["id"] for event in events)]
    own += [row["id"] for rows in parts.values() for row in rows if "id" in row]
    return statements, own, case["case_no"], parts["cases_request"][0]["key"]


def count(ground: Ground) -> int:
    """How many applications there are."""
    with ground.connect() as connection:
        row = connection.execute("SELECT count(*) FROM cases_case WHERE service = 'bench'").fetchone()
    return int(row[0]) if row else 0
