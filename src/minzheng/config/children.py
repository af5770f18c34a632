"""Child processes of `minzheng up`: started in a group of their own, restarted when they die, stopped as a group."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from minzheng.config import environment

_LONGEST_PAUSE: Final = 30.0
_LIVED_WELL: Final = 60.0
_STOP_PATIENCE: Final = 15.0
_PR_SET_PDEATHSIG: Final = 1


class Child:
    """One child process and its restarts (pauses double from 1 to 30 s while it keeps dying young)."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name = name
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = 1.0
        self._due = 0.0

    def start(self) -> None:
        """Start it: its own process group, so that ctrl-C reaches only us; told to stop if we vanish."""
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.DEVNULL,
            env=environment.for_child(),
            start_new_session=True,
            preexec_fn=lambda: end_with_parent(signal.SIGTERM),  # safe: we have one thread
        )
        self._started = time.monotonic()
        self._due = 0.0

    def died(self) -> bool:
        """Whether it was started and has ended."""
        return self._process is not None and self._process.poll() is not None

    def restart_when_due(self) -> bool:
        """Start a dead child again once its pause is over; True when it was started."""
        now = time.monotonic()
        if not self._due:
            self._kill_group()
            self._pause = 1.0 if now - self._started > _LIVED_WELL else min(self._pause * 2, _LONGEST_PAUSE)
            self._due = now + self._pause
        if now < self._due:
            return False
        self.start()
        return True

    def ask_to_stop(self) -> None:
        """Send SIGTERM."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def wait_until_stopped(self) -> None:
        """Wait for its end; after 15 s it is killed. Nothing of its group stays behind."""
        if self._process is None:
            return
        try:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_STOP_PATIENCE)
        finally:
            self._kill_group()
            self._process.wait()

    def _kill_group(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)


def end_with_parent(how: signal.Signals) -> None:
    """Ask Linux to send this process a signal when its parent is gone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(how), 0, 0, 0)
