"""One engine step against an empty transaction: what moving a case by the process costs beside BEGIN and COMMIT."""

import time
from collections.abc import Callable
from datetime import datetime
from statistics import median

from minzheng.core.catalogue.queries import files_of
from minzheng.faces.cli.bench.ground import Ground
from minzheng.faces.cli.bench.rounds import line
from minzheng.kernel import bpmn


def run(
    ground: Ground, at: datetime, *, rounds: int, operations: int, progress: Callable[[str], None]
) -> str:
    """Take a case of the shipped process from acceptance to review, again and again; returns the line of JSON."""
    process = bpmn.compile_process(files_of("gaoling")["process.bpmn"].encode())
    marking = bpmn.start(process, {}).marking
    pairs = []
    with ground.connect() as connection:
        connection.autocommit = True
        for number in range(rounds):
            began = time.perf_counter()
            for _ in range(operations):
                outcome = bpmn.complete(process, marking, "accept", {"outcome": "accept"})
            middle = time.perf_counter()
            for _ in range(operations):
                with connection.transaction():
                    connection.execute("")
            ended = time.perf_counter()
            if [wait.element_id for wait in outcome.marking.waiting()] != ["initial_review"]:
                raise RuntimeError("the step did not lead to the review")
            pairs.append(((middle - began) / operations, (ended - middle) / operations))
            progress(
                f"round {number + 1}: step {pairs[-1][0] * 1e6:.1f} µs, transaction {pairs[-1][1] * 1e6:.1f} µs"
            )
    ratio = median(empty / step for step, empty in pairs)
    us = round(median(step for step, _ in pairs) * 1e6, 1)
    return line(
        "engine", "psycopg: an empty transaction on one connection", {"ratio": round(ratio, 2)}, us=us
    )
