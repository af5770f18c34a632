"""Several verbs at the same time, each in a thread with a connection of its own."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from minzheng.kernel.errors import Problem


def at_once(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """Start all of `works` together; what each answered, or the Problem that it raised, in their order."""
    start = threading.Barrier(len(works))
    answers: list[Any] = [RuntimeError("did not end")] * len(works)

    def run(number: int, work: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            start.wait(20)
            answers[number] = work()
        except BaseException as error:  # noqa: BLE001 - told to the test, below
            answers[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    known: list[Any] = []
    for answer in answers:
        if isinstance(answer, BaseException) and not isinstance(answer, Problem):
            raise answer
        known.append(answer)
    return known
