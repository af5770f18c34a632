"""The whole platform as processes, on a seeded copy of its own: what browser and live tests talk to."""

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from datetime import date
from typing import Self

from minzheng.config import rooms
from minzheng.config.embedded import Cluster
from tests import databases

_PATIENCE = 300


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Up:
    """One `minzheng up`: its output so far, its address, its end."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self._file = tempfile.TemporaryFile("w+")  # noqa: SIM115  (closed by stop)
        self._seen = 0
        self.process = subprocess.Popen(
            [sys.executable, "-m", "minzheng", "up"],
            env={**environment, "MINZHENG_PORT": str(self.port)},
            stdin=subprocess.DEVNULL,
            stdout=self._file,
            stderr=subprocess.STDOUT,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self.stop()

    def output(self) -> list[str]:
        """The lines that it wrote so far."""
        size = os.fstat(self._file.fileno()).st_size
        return os.pread(self._file.fileno(), size, 0).decode(errors="replace").splitlines()

    def wait_for(self, words: str, patience: float = _PATIENCE) -> str:
        """Wait until a line with these words comes out after the last one waited for; it is returned."""
        give_up = time.monotonic() + patience
        while time.monotonic() < give_up:
            ended = self.process.poll() is not None
            for number, line in enumerate(self.output()):
                if number >= self._seen and words in line:
                    self._seen = number + 1
                    return line
            if ended:
                break
            time.sleep(0.1)
        raise AssertionError(f"`minzheng up` never said {words!r}, but:\n" + "\n".join(self.output()))

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            return self.process.wait(60)
        finally:
            self._file.close()


def seeded_template(cluster: Cluster, migrated: str) -> str:
    """A template with the demo province in it; made once a day (the seed is relative to today) and per change."""
    if not rooms.has("config", "seeding.py"):
        return migrated
    mark = hashlib.sha256(f"{migrated} {date.today()}".encode())  # noqa: DTZ011  (a mark, not a legal day)
    for path in sorted(
        [
            *rooms.HOUSE.glob("*/*/demo/**/*"),
            *rooms.HOUSE.glob("config/**/*"),
            *rooms.HOUSE.glob("domains/*/services/**/*"),
        ]
    ):
        if path.is_file() and path.suffix in {
            ".py",
            ".yaml",
            ".json",
            ".csv",
            ".bpmn",
            ".dmn",
            ".typ",
            ".md",
        }:
            mark.update(str(path).encode() + path.read_bytes())
    name = f"template_seeded_{mark.hexdigest()[:12]}"
    with databases.one_at_a_time("seeded"):
        if name not in cluster.databases():
            making = f"{name}_making"
            databases.fresh_copy(cluster, migrated, making)
            done = subprocess.run(
                [sys.executable, "-m", "minzheng", "seed"],
                check=False,
                capture_output=True,
                text=True,
                env=databases.environment_for(cluster, making, databases.folder() / name),
            )
            if done.returncode:
                raise RuntimeError(f"the seed fails:\n{done.stdout}{done.stderr}")
            cluster.rename_database(making, name)
            databases.drop_old_templates(cluster, "template_seeded_", name)
    return name


class Platform(Up):
    """The platform on its own seeded copy: `url`, `port`, `database` (the copy's name)."""

    def __init__(self, cluster: Cluster, template: str) -> None:
        self.cluster = cluster
        self.database = f"{databases.copy_name(os.environ.get('PYTEST_XDIST_WORKER', 'main'))}_live"
        databases.fresh_copy(cluster, template, self.database)
        self.folder = databases.folder() / self.database
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        seeded = databases.folder() / template  # the keys with which the seed was sealed, and its files
        if seeded.exists():
            shutil.copytree(seeded, self.folder, dirs_exist_ok=True)
        super().__init__(
            {**databases.environment_for(cluster, self.database, self.folder), "MINZHENG_POOL": "4"}
        )
        self.wait_for("READY")

    def end(self) -> None:
        """Stop it and remove its copy."""
        self.stop()
        self.cluster.drop_database(self.database)
        shutil.rmtree(self.folder)
