"""The bundled PostgreSQL: made, started, adopted, crashed and recovered, refused when it may lose data."""

import os
import shutil
import signal
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from minzheng.config import embedded, engine
from minzheng.config.embedded import APP, OWNER, SUPERUSER, Cluster
from minzheng.config.engine import DatabaseProblem


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="mz-embedded-"))
    path.chmod(0o755)
    yield path
    for data in path.iterdir():
        Cluster(data).destroy()
    shutil.rmtree(path)


@pytest.fixture
def own(folder: Path) -> Iterator[Cluster]:
    """One cluster for this file (making one takes seconds), running."""
    with Cluster(folder / "data").used() as cluster:
        yield cluster


def main_process(cluster: Cluster) -> int:
    return int((cluster.files / "postmaster.pid").read_text().split("\n", 1)[0])


def wait_until(condition, patience: float = 20.0) -> None:
    give_up = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < give_up, "it never happened"
        time.sleep(0.05)


def write_row(cluster: Cluster, value: int) -> None:
    with cluster.connect(OWNER) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (value int)")
        connection.execute("INSERT INTO kept VALUES (%s)", [value])


def rows(cluster: Cluster) -> list[int]:
    with cluster.connect(OWNER) as connection:
        return [row[0] for row in connection.execute("SELECT value FROM kept ORDER BY value")]


def test_only_its_own_user_may_enter_the_files_and_the_socket(own: Cluster):
    for path in (own.home, own.files, own.socket):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    passwords = own.data / "secrets" / "database.json"
    assert stat.S_IMODE(passwords.stat().st_mode) == 0o600
    user = engine.server_user()
    assert own.files.stat().st_uid == (user.uid if user else os.geteuid())
    assert own.files.stat().st_uid != 0


def test_it_listens_on_no_network_address(own: Cluster):
    with own.connect(SUPERUSER) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_everybody_needs_a_password(own: Cluster):
    for role in (SUPERUSER, OWNER, APP):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(**{**own.parameters(role), "password": "wrong"})


def test_the_locale_and_the_statement_counter_are_as_pinned(own: Cluster):
    with own.connect(SUPERUSER) as connection:
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        ctype = "SELECT datctype FROM pg_database WHERE datname = 'minzheng'"
        assert connection.execute(ctype).fetchone() == ("C.UTF-8",)
        assert connection.execute("SHOW shared_preload_libraries").fetchone() == ("pg_stat_statements",)
        connection.execute("CREATE EXTENSION pg_trgm")
        assert connection.execute("SELECT similarity('高龄津贴', '高龄津贴申请') > 0.3").fetchone() == (True,)
        connection.execute("DROP EXTENSION pg_trgm")


def test_the_roles_have_no_power_over_the_server(own: Cluster):
    with own.connect(SUPERUSER) as connection:
        powers = connection.execute(
            "SELECT bool_or(rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls OR rolreplication)"
            " FROM pg_roles WHERE rolname IN ('mz_app', 'mz_owner')"
        ).fetchone()
        assert powers == (False,)
        owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'minzheng'"
        assert connection.execute(owner).fetchone() == (OWNER,)


def test_a_running_server_is_adopted_and_stays_for_the_other_user(own: Cluster):
    before = main_process(own)
    second = Cluster(own.data)
    second.start()
    assert main_process(second) == before
    assert second.leave() is False
    assert own.alive()


def test_the_last_user_stops_it_and_the_data_stay(folder: Path):
    cluster = Cluster(folder / "data")
    cluster.start()
    write_row(cluster, 1)
    assert cluster.leave() is True
    assert not cluster.running()
    with Cluster(folder / "data").used() as again:
        assert 1 in rows(again)


def test_a_killed_server_recovers_what_was_committed(own: Cluster):
    write_row(own, 2)
    os.kill(main_process(own), signal.SIGKILL)
    wait_until(lambda: not own.alive())
    own.start()
    assert 2 in rows(own)


def test_a_server_killed_with_all_its_children_recovers(own: Cluster):
    write_row(own, 3)
    main = main_process(own)
    children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
    for process in (main, *map(int, children)):
        os.kill(process, signal.SIGKILL)
    wait_until(lambda: not own.alive())
    own.start()
    assert 3 in rows(own)


def test_a_lock_file_whose_number_belongs_to_another_program_is_no_hindrance(folder: Path):
    cluster = Cluster(folder / "data")
    cluster.start()
    lock = cluster.files / "postmaster.pid"
    stale = lock.read_text().split("\n")
    cluster.leave()
    lock.write_text("\n".join([str(os.getpid()), *stale[1:]]))
    with cluster.used():
        assert cluster.alive()
        assert main_process(cluster) != os.getpid()


@pytest.mark.parametrize("name", ["fsync", "full_page_writes"])
def test_a_server_that_may_lose_data_is_refused(own: Cluster, name: str):
    with own.connect(SUPERUSER) as connection:
        connection.execute(f"ALTER SYSTEM SET {name} = off")
        connection.execute("SELECT pg_reload_conf()")
        try:
            with pytest.raises(DatabaseProblem, match=f"{name} 是关着的"):
                wait_until(lambda: embedded.refuse_when_not_durable(connection) is not None, patience=5)
        finally:
            connection.execute("ALTER SYSTEM RESET ALL")
            connection.execute("SELECT pg_reload_conf()")


def test_a_lost_password_file_is_explained(own: Cluster):
    passwords = own.data / "secrets" / "database.json"
    hidden = passwords.with_name("hidden.json")
    passwords.rename(hidden)
    try:
        with pytest.raises(DatabaseProblem, match="口令文件不在"):
            own.passwords()
    finally:
        hidden.rename(passwords)


def test_files_of_another_version_are_explained(folder: Path):
    cluster = Cluster(folder / "data")
    with cluster.used():
        pass
    version = cluster.files / "PG_VERSION"
    ours = version.read_text()
    version.write_text("14\n")
    try:
        with pytest.raises(DatabaseProblem, match="PostgreSQL 14"):
            cluster.start()
    finally:
        version.write_text(ours)
        cluster.leave()


def test_a_half_made_database_is_made_anew(folder: Path):
    cluster = Cluster(folder / "half")
    cluster.home.mkdir(parents=True)
    (cluster.home / "data.new").mkdir()
    (cluster.home / "data.new" / "PG_VERSION").write_text("18\n")
    with cluster.used():
        assert cluster.alive()


def test_files_in_use_are_not_destroyed(own: Cluster):
    with pytest.raises(DatabaseProblem, match="正在使用"):
        Cluster(own.data).destroy()
    assert own.alive()


def test_a_long_path_gets_a_short_socket(folder: Path):
    cluster = Cluster(folder / ("long" * 30))
    assert len(str(cluster.socket / ".s.PGSQL.5432")) < 108
    with cluster.used():
        assert cluster.alive()


def test_in_a_private_folder_the_files_lie_where_the_servers_user_can_reach_them(folder: Path):
    private = folder / "private"
    private.mkdir(mode=0o700)
    cluster = Cluster(private / "data")
    own_folder = private / "data" / "postgres"
    assert (cluster.home == own_folder) is (engine.server_user() is None)
    assert cluster.home == own_folder or engine.SHARED_HOME in cluster.home.parents
    with cluster.used():
        assert cluster.alive()
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    cluster.destroy()
