"""`minzheng web`: the web server alone (granian, WSGI, a few processes with a few threads each)."""

import gc
import signal
from collections.abc import Callable, Sequence
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from minzheng.config import environment
from minzheng.config.children import end_with_parent


def main(_words: Sequence[str]) -> int:
    """Serve until SIGINT or SIGTERM."""
    load()  # once, before the processes part
    Granian(
        "minzheng.config.wsgi:application",
        address=environment.text("MINZHENG_BIND"),
        port=environment.number("MINZHENG_PORT"),
        interface=Interfaces.WSGI,
        workers=environment.number("MINZHENG_WORKERS"),
        blocking_threads=environment.number("MINZHENG_THREADS"),
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        websockets=False,
        log_level=LogLevels.warning,
        log_access=False,
    ).serve(target_loader=load_in_worker, wrap_loader=False)
    return 0


def load() -> Callable[..., Any]:
    """The application."""
    from minzheng.config.wsgi import application

    return application


def load_in_worker() -> Callable[..., Any]:
    """The application in a worker process, which shall not outlive the server's main process."""
    end_with_parent(signal.SIGKILL)
    application = load()
    gc.collect()
    gc.freeze()  # what is loaded now stays for good: later collections need not walk over it again and again
    gc.set_threshold(20_000, 20, 20)
    return application
