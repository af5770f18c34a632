"""`minzheng up` from the outside: it starts, keeps what it knows, heals, and leaves nothing behind."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from minzheng.config.embedded import OWNER, Cluster
from tests.live import Up, free_port

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """A data folder of this file's own, made once."""
    path = Path(tempfile.mkdtemp(prefix="mz-up-"))
    path.chmod(0o755)
    yield path
    Cluster(path).destroy()
    shutil.rmtree(path)


@pytest.fixture
def environment(data: Path) -> dict[str, str]:
    ours = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("MINZHENG_", "DATABASE_", "DJANGO_"))
    }
    return {**ours, "MINZHENG_DATA": str(data), "ALLOW_DEMO_ID": "0"}


class Shared:
    """The platform that the tests of this file share; started when a test needs it and the last one ended it."""

    up: Up | None = None

    def running(self, environment: dict[str, str]) -> Up:
        """It, READY."""
        if self.up is None or self.up.process.poll() is not None:
            self.up = Up(environment)
            self.up.wait_for("READY")
        return self.up

    def stop(self) -> None:
        """Stop it, if it runs."""
        if self.up is not None and self.up.process.poll() is None:
            self.up.stop()
        self.up = None


@pytest.fixture(scope="module")
def shared(data: Path) -> Iterator[Shared]:
    one = Shared()
    yield one
    one.stop()


@pytest.fixture
def up(shared: Shared, environment: dict[str, str]) -> Up:
    return shared.running(environment)


@pytest.fixture
def stopped(shared: Shared) -> None:
    """Nothing runs on the data folder."""
    shared.stop()


def offspring(process: int) -> set[int]:
    """All processes below one, itself included."""
    found = {process}
    for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
        found |= offspring(int(child))
    return found


def child(up: Up, name: str) -> int:
    """The direct child of `minzheng up` that runs a subcommand."""
    children = Path(f"/proc/{up.process.pid}/task/{up.process.pid}/children").read_text().split()
    return next(
        int(one)
        for one in children
        if Path(f"/proc/{one}/cmdline").read_bytes().endswith(f"{name}\0".encode())
    )


def lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def command_of(process: int) -> str:
    return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")


def wait_until(
    condition: Callable[[], object], patience: float = 60.0, what: Callable[[], object] = lambda: ""
) -> None:
    give_up = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < give_up, f"it never happened {what()}"
        time.sleep(0.1)


def ready(platform: Up) -> bool:
    try:
        with urllib.request.urlopen(f"{platform.url}/readyz", timeout=5) as answer:
            return answer.read() == b"ready"
    except OSError:
        return False


def database_process(data: Path) -> int:
    return int((Cluster(data).files / "postmaster.pid").read_text().split("\n", 1)[0])


def test_it_says_ready_with_its_address_and_answers(up: Up):
    assert f"READY http://localhost:{up.port}" in up.output()
    assert ready(up)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_leaves_no_process(up: Up, data: Path, how: signal.Signals):
    processes = offspring(up.process.pid) | {database_process(data)}
    assert len(processes) >= 6, "up, web and its two workers, background, database"
    assert up.stop(how) == 0
    wait_until(lambda: not any(map(lives, processes)), patience=10)


@pytest.mark.usefixtures("stopped")
def test_stopped_while_it_starts_it_leaves_no_process(environment: dict[str, str], data: Path):
    with Up(environment) as platform:
        wait_until(lambda: Cluster(data).alive())
        processes = offspring(platform.process.pid) | {database_process(data)}
        assert platform.stop() == 0
    wait_until(lambda: not any(map(lives, processes)), patience=10)


def test_a_second_start_keeps_the_data(up: Up, shared: Shared, environment: dict[str, str], data: Path):
    with Cluster(data).connect(OWNER) as connection:
        connection.execute("CREATE TABLE kept (value int)")
    up.stop()
    shared.running(environment)
    with Cluster(data).connect(OWNER) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
        connection.execute("DROP TABLE kept")


def test_a_second_one_on_the_same_data_is_refused(up: Up, environment: dict[str, str]):
    with Up(environment) as second:
        second.wait_for("平台已经在用这个数据目录运行")
        assert second.process.wait(20) == 1
    assert ready(up)


def test_a_taken_port_is_explained(environment: dict[str, str], up: Up, tmp_path: Path):
    taken = {**environment, "MINZHENG_PORT": str(up.port), "MINZHENG_DATA": str(tmp_path / "other")}
    done = subprocess.run(
        [sys.executable, "-m", "minzheng", "up"], env=taken, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert f"端口 {up.port} 已被别的程序占用" in done.stderr
    Cluster(tmp_path / "other").destroy()


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_killed_child_is_started_again(up: Up, name: str):
    os.kill(child(up, name), signal.SIGKILL)
    up.wait_for(f"{name} 意外停止，已重新启动")
    wait_until(lambda: ready(up))


def test_a_killed_database_is_started_again_and_the_pages_come_back(up: Up, data: Path):
    os.kill(database_process(data), signal.SIGKILL)
    up.wait_for("数据库意外停止")
    wait_until(lambda: ready(up))


def test_after_everything_was_killed_the_next_start_works(
    up: Up, shared: Shared, environment: dict[str, str], data: Path
):
    processes = offspring(up.process.pid) | {database_process(data)}
    for process in processes:
        os.kill(process, signal.SIGKILL)
    wait_until(lambda: not any(map(lives, processes)))
    up.stop()
    assert ready(shared.running(environment))


def test_when_only_up_is_killed_the_rest_ends_by_itself(up: Up, data: Path):
    others = offspring(up.process.pid) | {database_process(data)}
    up.stop(signal.SIGKILL)
    wait_until(
        lambda: not any(map(lives, others)),
        patience=120,
        what=lambda: list(map(command_of, filter(lives, others))),
    )


def test_a_database_that_outlived_everything_else_is_adopted_and_stopped_in_the_end(
    up: Up, shared: Shared, environment: dict[str, str], data: Path
):
    database = database_process(data)
    for process in offspring(up.process.pid):
        os.kill(process, signal.SIGKILL)
    up.stop()
    assert lives(database)
    again = shared.running(environment)
    assert database_process(data) == database
    assert again.stop() == 0
    wait_until(lambda: not lives(database), patience=10)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"MINZHENG_PORT": "99999"}, "MINZHENG_PORT 要写 1 到 65535 之间的整数"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL 看不懂"),
        ({"DATABASE_URL": "postgresql://a:b@127.0.0.1:1/c"}, "连不上 DATABASE_URL"),
        ({"ALLOW_DEMO_ID": "maybe"}, "ALLOW_DEMO_ID 要写 1 或 0"),
    ],
)
def test_a_wrong_setting_is_explained_in_both_languages(
    environment: dict[str, str], tmp_path: Path, changes: dict[str, str], words: str
):
    wrong = {**environment, "MINZHENG_DATA": str(tmp_path), "MINZHENG_PORT": str(free_port()), **changes}
    done = subprocess.run(
        [sys.executable, "-m", "minzheng", "up"], env=wrong, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.isascii() is False
    assert next(iter(changes)) in done.stderr.splitlines()[-1]
