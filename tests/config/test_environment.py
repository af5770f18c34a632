"""Settings from the environment: defaults, bounds, and what a wrong one is told."""

import stat
from pathlib import Path

import pytest

from minzheng.config import database, environment, rooms, secret_files
from minzheng.config.embedded import SUPERUSER, Cluster
from minzheng.config.engine import DatabaseProblem
from minzheng.config.environment import SETTINGS, Setting, SettingProblem
from tests import databases


def test_every_setting_says_what_it_means_in_both_languages():
    for setting in SETTINGS:
        assert not setting.meaning.isascii(), setting.name
        assert setting.english.isascii(), setting.name
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)


def test_an_unset_or_empty_setting_has_its_default(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("MINZHENG_PORT", raising=False)
    assert environment.number("MINZHENG_PORT") == 8000
    monkeypatch.setenv("MINZHENG_PORT", "  ")
    assert environment.number("MINZHENG_PORT") == 8000


@pytest.mark.parametrize("value", ["0", "65536", "-1", "80a", "8 000"])
def test_a_port_outside_its_bounds_is_refused(monkeypatch: pytest.MonkeyPatch, value: str):
    monkeypatch.setenv("MINZHENG_PORT", value)
    with pytest.raises(SettingProblem, match="MINZHENG_PORT 要写 1 到 65535 之间的整数"):
        environment.number("MINZHENG_PORT")


@pytest.mark.parametrize(("value", "meant"), [("1", True), ("off", False), ("Yes", True), ("0", False)])
def test_a_switch_is_read(monkeypatch: pytest.MonkeyPatch, value: str, meant: bool):
    monkeypatch.setenv("MINZHENG_HTTPS", value)
    assert environment.switch("MINZHENG_HTTPS") is meant


def test_a_switch_that_is_neither_on_nor_off_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MINZHENG_HTTPS", "perhaps")
    with pytest.raises(SettingProblem, match="MINZHENG_HTTPS 要写 1 或 0"):
        environment.switch("MINZHENG_HTTPS")


@pytest.mark.parametrize(
    "setting", [one for one in SETTINGS if one.on_off or one.bounds], ids=lambda one: one.name
)
def test_a_wrong_value_is_told_before_anything_starts(monkeypatch: pytest.MonkeyPatch, setting: Setting):
    environment.refuse_wrong_values()
    monkeypatch.setenv(setting.name, "many")
    with pytest.raises(SettingProblem, match=f"设置 {setting.name} 要写"):
        environment.refuse_wrong_values()


def test_a_superuser_is_refused_as_run_time_role(cluster: Cluster, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", databases.url(cluster, SUPERUSER, "minzheng"))
    with pytest.raises(DatabaseProblem, match="超级用户"):
        database.refuse_unfit_server()


def test_a_fit_server_is_taken_and_one_that_is_away_is_explained(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DATABASE_URL", databases.url(cluster, "mz_app", "minzheng"))
    database.refuse_unfit_server()
    monkeypatch.setenv("DATABASE_URL", "postgresql://mz_app:x@127.0.0.1:1/minzheng")
    with pytest.raises(DatabaseProblem, match="连不上 DATABASE_URL"):
        database.refuse_unfit_server()


def test_a_relative_data_folder_counts_from_the_current_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MINZHENG_DATA", "here")
    assert environment.data_folder() == tmp_path / "here"
    monkeypatch.delenv("MINZHENG_KEYS", raising=False)
    assert environment.keys_folder() == tmp_path / "here" / "secrets" / "fields"


def test_only_this_module_reads_the_environment():
    readers = [
        path.relative_to(rooms.HOUSE).as_posix()
        for path in rooms.HOUSE.rglob("*.py")
        if "tests" not in path.parts and ("os.environ" in path.read_text() or "getenv" in path.read_text())
    ]
    assert readers == ["config/environment.py"]


def test_a_database_address_is_taken_apart():
    known = database.parsed("DATABASE_URL", "postgresql://mz_app:p%40ss@db.example:5433/minzheng")
    assert known == {
        "NAME": "minzheng",
        "USER": "mz_app",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
    }


def test_a_database_address_may_name_a_socket_folder():
    known = database.parsed("DATABASE_URL", "postgresql://mz_app:x@/minzheng?host=/run/postgresql")
    assert (known["HOST"], known["PORT"]) == ("/run/postgresql", "")


@pytest.mark.parametrize(
    "address", ["mysql://a:b@c/d", "postgresql://host-only", "postgresql:///db", "words"]
)
def test_another_kind_of_database_address_is_refused(address: str):
    with pytest.raises(SettingProblem, match="DATABASE_URL 看不懂"):
        database.parsed("DATABASE_URL", address)


def test_migrations_on_a_server_of_your_own_need_the_owners_address(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("DATABASE_URL", "postgresql://mz_app:x@db/minzheng")
    monkeypatch.setenv("MINZHENG_DATABASE_ROLE", "owner")
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    with pytest.raises(SettingProblem, match="请设置 DATABASE_OWNER_URL"):
        database.settings(tmp_path)


def test_a_secret_is_made_once_and_only_we_can_read_it(tmp_path: Path):
    path = tmp_path / "secrets" / "key"
    first = secret_files.secret_key(path)
    assert len(first) >= 50
    assert secret_files.secret_key(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [one.name for one in path.parent.iterdir()] == ["key"]


def test_of_two_makers_of_a_secret_both_get_the_first_ones(tmp_path: Path):
    path = tmp_path / "key"

    def late() -> str:
        path.write_text("the first one's")
        return "the late one's"

    assert secret_files.read_or_make(path, late) == "the first one's"
