"""A platform that is thrown away: its own folder, database and web server, for benchmarks."""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from minzheng.config import environment, provision
from minzheng.config.embedded import APP, OWNER, Cluster
from minzheng.faces.cli.bench import main as bench
from minzheng.faces.cli.bench.ground import Ground

PATIENCE_S = 120


def bench_main(words: Sequence[str]) -> int:
    """`minzheng bench`: each benchmark on a fresh platform."""
    arguments = bench.parse(words)
    for name in bench.names(arguments):
        if subprocess.run(
            [sys.executable, "-m", "minzheng", "bench-one", name, *_options(arguments)], check=False
        ).returncode:
            return 1
    return 0


def _options(arguments: object) -> list[str]:
    words = [
        "--rounds",
        str(getattr(arguments, "rounds", 5)),
        "--volume",
        str(getattr(arguments, "volume", 400)),
        "--households",
        str(getattr(arguments, "households", 1_000_000)),
        "--cases",
        str(getattr(arguments, "cases", 100_000)),
    ]
    return [*words, "--json"] if getattr(arguments, "json", False) else words


def bench_one_main(words: Sequence[str]) -> int:
    """`minzheng bench-one NAME`: one benchmark, in a process of its own, since settings are read once."""
    arguments = bench.parse(words)
    if arguments.name in bench.ALONE:
        provision.prepare_django()
        sys.stdout.write(bench.run_alone(arguments, arguments.name, _say) + "\n")
        return 0
    with platform() as ground:
        from minzheng.faces.cli.generate.main import generate

        report = bench.run(arguments, arguments.name, ground, datetime.now(UTC), _say, generate)
    sys.stdout.write(report + "\n")
    return 0


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


@contextmanager
def platform() -> Iterator[Ground]:
    """A migrated, seeded platform with its web server running; Django is set up in this process for it."""
    folder = Path(tempfile.mkdtemp(prefix="minzheng-bench-"))
    port = _free_port()
    environment.use(
        {
            "MINZHENG_DATA": str(folder),
            "MINZHENG_PORT": str(port),
            "DATABASE_URL": "",
            "MINZHENG_LOG": "ERROR",
        }
    )
    cluster = Cluster(folder)
    try:
        with cluster.used():
            provision.in_own_process("migrate", "--quiet")
            provision.in_own_process("prepare")
            provision.prepare_django()
            web = subprocess.Popen([sys.executable, "-m", "minzheng", "web"], env=environment.for_child())
            try:
                _wait_for(port)
                roles = (cluster.parameters(APP), cluster.parameters(OWNER))
                yield Ground(port, *roles, web.pid, _postmaster(cluster), _demo_password())
            finally:
                web.terminate()
                web.wait(30)
                _close()
        cluster.destroy()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _close() -> None:
    from django.db import connections

    connections.close_all()


def _demo_password() -> str:
    from minzheng.config.seeding import demo_password

    return demo_password()


def _postmaster(cluster: Cluster) -> int:
    return int((cluster.files / "postmaster.pid").read_text().split("\n", 1)[0])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise TimeoutError("the web server did not answer")
