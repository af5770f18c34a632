"""Key files and the known answers."""

import hashlib
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from minzheng.kernel.gm import FileKeyProvider, GmError, KeyRing, KeyUse, hmac_sm3, self_test, sm3, sm3_start
from minzheng.kernel.gm import selftest as selftest_module

HERE = b"table.column.1"


def test_the_first_start_makes_a_file_that_only_its_owner_may_read(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "demo.json"
    FileKeyProvider(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [entry.name for entry in path.parent.iterdir()] == ["demo.json"]


def test_a_second_start_reads_what_the_first_wrote(tmp_path: Path) -> None:
    path = tmp_path / "demo.json"
    first, second = KeyRing(FileKeyProvider(path)), KeyRing(FileKeyProvider(path))
    assert second.decrypt(first.encrypt(b"secret", HERE), HERE) == b"secret"
    assert first.blind_index("1", "a.b") == second.blind_index("1", "a.b")


def test_two_installations_have_different_keys(tmp_path: Path) -> None:
    one, other = KeyRing(FileKeyProvider(tmp_path / "a.json")), KeyRing(FileKeyProvider(tmp_path / "b.json"))
    assert one.blind_index("1", "a.b") != other.blind_index("1", "a.b")
    with pytest.raises(GmError):
        other.decrypt(one.encrypt(b"secret", HERE), HERE)


def test_of_two_starts_at_once_the_first_file_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "demo.json"
    winner = KeyRing(FileKeyProvider(path))
    with monkeypatch.context() as late:
        late.setattr(Path, "exists", lambda _self: False)
        loser = KeyRing(FileKeyProvider(path))
    assert winner.blind_index("1", "a.b") == loser.blind_index("1", "a.b")
    assert len(list(tmp_path.iterdir())) == 1


def test_a_new_key_is_on_disk_and_seen_by_a_running_process(tmp_path: Path) -> None:
    path = tmp_path / "demo.json"
    running, rotating = KeyRing(FileKeyProvider(path)), KeyRing(FileKeyProvider(path))
    assert rotating.rotate(KeyUse.COLUMN) == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert running.decrypt(rotating.encrypt(b"secret", HERE), HERE) == b"secret"
    assert KeyRing(FileKeyProvider(path)).current(KeyUse.COLUMN) == 2
    assert running.rotate(KeyUse.COLUMN) == 3


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "demo.json"
    FileKeyProvider(path)
    path.chmod(0o640)
    with pytest.raises(GmError, match="0600") as caught:
        FileKeyProvider(path)
    assert caught.value.code == "gm.key_file_open"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        json.dumps({"keys": {"column": {}, "index": {}}}),
        json.dumps({"keys": {"column": {"1": "00"}, "index": {"1": "00" * 32}}}),
        json.dumps({"keys": {"column": {"1": "xx" * 16}, "index": {"1": "00" * 32}}}),
        json.dumps({"keys": {"column": {"1": "00" * 16}}}),
    ],
)
def test_a_broken_key_file_is_refused_and_left_as_it_is(tmp_path: Path, content: str) -> None:
    path = tmp_path / "demo.json"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(GmError) as caught:
        FileKeyProvider(path)
    assert caught.value.code == "gm.key_file_broken"
    assert path.read_text() == content


def test_no_key_is_shown_by_the_provider(tmp_path: Path) -> None:
    path = tmp_path / "demo.json"
    provider = FileKeyProvider(path)
    keys = json.loads(path.read_text())["keys"]
    assert not any(key in repr(provider) for use in keys.values() for key in use.values())


def test_the_self_test_passes_here() -> None:
    self_test()


@pytest.mark.parametrize(
    ("name", "false"),
    [
        ("sm3", lambda _data: bytes(32)),
        ("hmac_sm3", lambda _key, _data: bytes(32)),
        ("sm4_gcm_encrypt", lambda *_parts: bytes(80)),
        ("sm4_gcm_decrypt", lambda *_parts: selftest_module._GCM_PLAIN),
    ],
)
def test_the_self_test_notices_a_false_cipher(monkeypatch: pytest.MonkeyPatch, name: str, false: Any) -> None:
    monkeypatch.setattr(selftest_module, name, false)
    with pytest.raises(GmError) as caught:
        self_test()
    assert caught.value.code == "gm.self_test"


def test_without_sm3_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_sm3(_name: str, _data: bytes = b"") -> None:
        raise ValueError("unsupported hash type sm3")

    monkeypatch.setattr(hashlib, "new", no_sm3)
    with pytest.raises(GmError, match="SM3") as caught:
        sm3(b"abc")
    assert caught.value.code == "gm.no_sm3"


def test_a_running_digest_equals_the_whole() -> None:
    running = sm3_start(b"ab")
    running.update(b"c")
    assert running.digest() == sm3(b"abc") == hashlib.new("sm3", b"abc").digest()


@pytest.mark.parametrize("length", [0, 1, 63, 64, 65, 200])
def test_hmac_equals_its_definition(length: int) -> None:
    key = bytes(range(length))
    padded = (sm3(key) if length > 64 else key).ljust(64, b"\x00")
    inner = sm3(bytes(byte ^ 0x36 for byte in padded) + b"data")
    assert hmac_sm3(key, b"data") == sm3(bytes(byte ^ 0x5C for byte in padded) + inner)
