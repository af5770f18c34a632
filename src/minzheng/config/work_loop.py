"""The background process: calls `minzheng.config.worker.tick(at)` once a second until told to stop."""

import logging
import signal
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from minzheng.config import provision, rooms

_EVERY: Final = 1.0
_PAUSE_AFTER_FAILURE: Final = 5.0
_log = logging.getLogger("minzheng.worker")


def main(_words: Sequence[str]) -> int:
    """Run until SIGINT or SIGTERM; the turn that has begun is finished first."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _signal, _frame: stop.set())
    with provision.server():
        provision.prepare_django()
        while not stop.is_set():
            stop.wait(_EVERY if turn() else _PAUSE_AFTER_FAILURE)
    return 0


def turn() -> bool:
    """One turn; False when it failed (logged by the kind of failure and its place, never with its data)."""
    from django.db import close_old_connections

    close_old_connections()
    try:
        if rooms.has("config", "worker.py"):
            from minzheng.config import worker

            worker.tick(at=datetime.now(UTC))
    except Exception as problem:  # noqa: BLE001  (the loop must outlive any failure of one turn)
        _log.error("turn failed: %s", failure(problem))
        return False
    finally:
        close_old_connections()
    return True


def failure(problem: BaseException) -> str:
    """The kind of a failure and the place where it arose, without its text, which may hold personal data."""
    trace = problem.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
    return f"{type(problem).__module__}.{type(problem).__qualname__} at {place}"
