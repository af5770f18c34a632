"""The `minzheng` command: its table, its help, its exit codes; and what the repository must not hold."""

import io
import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from minzheng.config import entry, provision
from minzheng.config.environment import SettingProblem

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize("name", sorted(entry.commands()))
def test_every_subcommand_exists_and_says_what_it_does(name: str):
    command = entry.commands()[name]
    assert callable(entry.load(command.target))
    assert command.meaning


def test_help_lists_every_subcommand(capsys: pytest.CaptureFixture[str]):
    assert entry.main([]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in entry.commands())


def test_an_unknown_subcommand_is_refused(capsys: pytest.CaptureFixture[str]):
    assert entry.main(["fly"]) == 2
    assert "没有“fly”这个命令" in capsys.readouterr().err


def test_a_wrong_setting_ends_with_its_text_and_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def refuse(_words: object) -> int:
        raise SettingProblem("写错了")

    monkeypatch.setattr(provision, "migrate_main", refuse)
    assert entry.main(["migrate"]) == 1
    assert capsys.readouterr().err == "写错了\n"


def test_reset_asks_first_and_then_removes_everything(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("MINZHENG_DATA", str(tmp_path))
    kept = tmp_path / "files" / "photo"
    kept.parent.mkdir()
    kept.write_text("x")
    monkeypatch.setattr("sys.stdin", io.StringIO("no\n"))
    assert entry.main(["reset"]) == 1
    assert kept.exists()
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    assert entry.main(["reset"]) == 0
    assert not kept.exists()
    assert "已清空" in capsys.readouterr().out


def test_a_server_of_your_own_is_not_emptied(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("DATABASE_URL", "postgresql://mz_app:x@db/minzheng")
    assert entry.main(["reset", "--yes"]) == 1
    assert "不由 minzheng 清空" in capsys.readouterr().err


def test_every_verb_of_make_is_listed_with_what_it_does():
    shown = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for verb in ("setup", "up", "reset", "walk", "quick", "test", "bench", "house", "domain", "docs"):
        assert re.search(rf"make {verb} +\w", shown), verb


@pytest.mark.parametrize("name", ["requirements/run.lock", "requirements/dev.lock", "package-lock.json"])
def test_no_lock_file_names_a_registry(name: str):
    text = (ROOT / name).read_text()
    assert not re.search(r"https?://|resolved|index-url|find-links", text)


def test_every_requirement_is_pinned_with_hashes():
    for name in ("run", "dev"):
        text = (ROOT / "requirements" / f"{name}.lock").read_text()
        pins = re.findall(r"^[a-z0-9][^\n]*", text, re.MULTILINE)
        assert pins
        assert all("==" in pin and pin.endswith("\\") for pin in pins)


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "body"), [("/healthz", b"ok"), ("/readyz", b"ready")])
def test_probes_are_answered_whatever_host_name_they_use(path: str, body: bytes):
    answer = Client().get(path, headers={"host": "10.0.0.7:8000"})
    assert (answer.status_code, answer.content) == (200, body)


@pytest.mark.django_db
def test_every_page_carries_the_safety_headers():
    headers = Client().get("/sign-in").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert "no-store" in headers["Cache-Control"]


@pytest.mark.django_db
def test_cookies_are_out_of_reach_of_scripts_and_other_sites():
    answer = Client().get("/sign-in")
    assert answer.cookies
    for cookie in answer.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
