"""`minzheng up`: database, tables, demo data, web and background together, until ctrl-C or SIGTERM.

A child that dies is started again; a database that dies is started again and recovers; on the way out the children go
first, then the database.
"""

import fcntl
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from minzheng.config import database, environment, provision
from minzheng.config.children import Child
from minzheng.config.embedded import Cluster

_READY_PATIENCE: Final = 120.0
_LOOK_EVERY: Final = 0.5
_STOPPING: Final = (signal.SIGINT, signal.SIGTERM)


class Stop(BaseException):
    """Somebody asked us to stop."""


def main(_words: Sequence[str]) -> int:
    """Run everything until told to stop; 0 after a clean stop."""
    environment.refuse_wrong_values()
    data = environment.data_folder()
    data.mkdir(parents=True, exist_ok=True)
    port = environment.number("MINZHENG_PORT")
    _listen_for_stop()
    try:
        with suppress(Stop), _only_one(data):
            _refuse_taken_port(port)
            with _database(data) as cluster:
                provision.in_own_process("migrate", "--quiet")
                signins = provision.in_own_process("prepare")
                _serve(port, cluster, signins)
    except provision.ChildFailed as failed:
        return failed.code
    _say("已停止。Stopped.")
    return 0


def _listen_for_stop() -> None:
    def stop(_signal: int, _frame: object) -> None:
        for number in _STOPPING:
            signal.signal(number, signal.SIG_IGN)
        raise Stop

    for number in _STOPPING:
        signal.signal(number, stop)


@contextmanager
def _stopping_later() -> Iterator[None]:
    """Hold back the wish to stop while the database starts: a half-started one could not be found and stopped."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)


@contextmanager
def _only_one(data: Path) -> Iterator[None]:
    """Refuse a second `minzheng up` on the same data."""
    with (data / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise environment.SettingProblem(
                f"平台已经在用这个数据目录运行：{data}。先停下那一个，或换一个 MINZHENG_DATA。\n"
                f"The platform already runs on {data}. Stop that one, or choose another MINZHENG_DATA."
            ) from None
        yield


@contextmanager
def _database(data: Path) -> Iterator[Cluster | None]:
    if database.own_server():
        database.refuse_unfit_server()
        yield None
        return
    cluster = Cluster(data)
    try:
        with _stopping_later():
            cluster.start()
        yield cluster
    finally:
        cluster.leave()


def _refuse_taken_port(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((environment.text("MINZHENG_BIND"), port))
        except OSError:
            raise environment.SettingProblem(
                f"端口 {port} 已被别的程序占用。请用 MINZHENG_PORT 换一个，例如：MINZHENG_PORT=8080 make up\n"
                f"Port {port} is taken. Choose another one: MINZHENG_PORT=8080 make up"
            ) from None


def _serve(port: int, cluster: Cluster | None, signins: str) -> None:
    """Start web and worker, say READY when the web answers, then look after everything until told to stop."""
    children = [
        Child("web", [sys.executable, "-m", "minzheng", "web"]),
        Child("worker", [sys.executable, "-m", "minzheng", "worker"]),
    ]
    try:
        for child in children:
            child.start()
        _wait_until_ready(port, children)
        _say(f"READY http://localhost:{port}\n{signins}")
        while True:
            time.sleep(_LOOK_EVERY)
            _look_after(children, cluster)
    finally:
        for child in children:
            child.ask_to_stop()
        for child in children:
            child.wait_until_stopped()


def _look_after(children: Sequence[Child], cluster: Cluster | None) -> None:
    if cluster is not None and not cluster.alive():
        _say("数据库意外停止，正在重新启动并恢复。The database died; starting it again.")
        with _stopping_later():
            cluster.start()
    for child in children:
        if child.died() and child.restart_when_due():
            _say(f"{child.name} 意外停止，已重新启动。{child.name} died and was started again.")


def _wait_until_ready(port: int, children: Sequence[Child]) -> None:
    give_up = time.monotonic() + _READY_PATIENCE
    while time.monotonic() < give_up:
        if any(child.died() for child in children):
            break
        if answers(port):
            return
        time.sleep(0.1)
    raise environment.SettingProblem(
        "网页服务没能启动，原因见上面的输出。The web server did not start; the reason stands above."
    )


def answers(port: int) -> bool:
    """Whether the web server on this port answers its health address."""
    host = environment.text("MINZHENG_BIND")
    address = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104  (compared, not bound)
    try:
        with urllib.request.urlopen(f"http://{address}:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _say(text: str) -> None:
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has gone; keep serving
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
