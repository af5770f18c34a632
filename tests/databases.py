"""The databases that tests use: one bundled server in a temporary folder, one migrated template, one copy per process.

The template is named by a digest of everything that shapes it, so it is migrated once and copied in a fraction of a second.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import allauth
import django

from minzheng.config import rooms
from minzheng.config.embedded import APP, OWNER, Cluster

ROOT = Path(__file__).resolve().parent.parent
_TEMPLATES_KEPT = 3


def folder() -> Path:
    """The temporary folder of the test server: one per checkout and user, shared by all test processes."""
    mark = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    path = Path(tempfile.gettempdir()) / f"minzheng-tests-{os.geteuid()}-{mark}"
    path.mkdir(mode=0o755, exist_ok=True)
    if path.stat().st_uid != os.geteuid():
        raise RuntimeError(f"{path} belongs to somebody else: remove it")
    path.chmod(0o755)
    return path


def url(cluster: Cluster, role: str, name: str) -> str:
    """The address of a database of the test server, as `DATABASE_URL` takes it."""
    password = quote(cluster.passwords()[role], safe="")
    return f"postgresql://{role}:{password}@/{name}?host={quote(str(cluster.socket), safe='/')}"


def environment_for(cluster: Cluster, name: str, data: Path) -> dict[str, str]:
    """The environment of a `minzheng` process that works on one database of the test server."""
    ours = {key: value for key, value in os.environ.items() if not key.startswith(("MINZHENG_", "DJANGO_"))}
    return {
        **ours,
        "MINZHENG_DATA": str(data),
        "DATABASE_URL": url(cluster, APP, name),
        "DATABASE_OWNER_URL": url(cluster, OWNER, name),
    }


def digest() -> str:
    """A mark of everything that shapes the migrated tables."""
    mark = hashlib.sha256(f"{django.VERSION} {allauth.VERSION} {rooms.applications()}".encode())
    for path in sorted([*rooms.HOUSE.glob("*/*/migrations/*.py"), rooms.HOUSE / "config" / "provision.py"]):
        mark.update(f"{path.relative_to(rooms.HOUSE)}".encode())
        mark.update(path.read_bytes())
    return mark.hexdigest()[:12]


@contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Hold a lock between test processes for the length of a `with` block."""
    with (folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def template(cluster: Cluster) -> str:
    """The name of the migrated template database; made when it is missing."""
    name = f"template_migrated_{digest()}"
    with one_at_a_time("template"):
        if name not in cluster.databases():
            _make_template(cluster, name)
            drop_old_templates(cluster, "template_migrated_", name)
    return name


def _make_template(cluster: Cluster, name: str) -> None:
    making = f"{name}_making"
    cluster.drop_database(making)
    cluster.make_database(making)
    done = subprocess.run(
        [sys.executable, "-m", "minzheng", "migrate"],
        check=False,
        capture_output=True,
        text=True,
        env=environment_for(cluster, making, folder() / "data"),
    )
    if done.returncode:
        raise RuntimeError(f"the migrations fail:\n{done.stdout}{done.stderr}")
    cluster.rename_database(making, name)


def drop_old_templates(cluster: Cluster, kind: str, newest: str) -> None:
    """Keep a few templates of a kind (others may still copy them), remove the rest with their folders."""
    old = [name for name in cluster.databases() if name.startswith(kind) and name != newest]
    for name in old[_TEMPLATES_KEPT - 1 :]:
        cluster.drop_database(name)
        shutil.rmtree(folder() / name, ignore_errors=True)


def copy_name(worker: str) -> str:
    """The name of this test process's own copy."""
    return f"copy_{os.getpid()}_{worker}"


def fresh_copy(cluster: Cluster, source: str, name: str) -> None:
    """Make (or make anew) a copy of a template."""
    cluster.drop_database(name)
    with one_at_a_time("copy"):  # a template must not be used by two copies at once
        cluster.make_database(name, source)


def drop_forgotten_copies(cluster: Cluster) -> None:
    """Remove the copies of test processes that were killed."""
    for name in cluster.databases():
        kind, _, rest = name.partition("_")
        if kind == "copy" and not Path(f"/proc/{rest.partition('_')[0]}").exists():
            cluster.drop_database(name)
