"""The key ring: hiding, reading, finding, rotating."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.kernel.gm import (
    Envelope,
    GmError,
    KeyRing,
    KeyUse,
    SoftKeyProvider,
    associated_data,
    hmac_sm3,
)

COLUMN_KEY, INDEX_KEY = bytes(range(16)), bytes(range(32))
FIELD = "people_person.id_number"
HERE = associated_data("people_person", "id_number", uuid.UUID(int=1))


def ring() -> KeyRing:
    return KeyRing(SoftKeyProvider({KeyUse.COLUMN: {1: COLUMN_KEY}, KeyUse.INDEX: {1: INDEX_KEY}}))


@given(st.binary(max_size=100))
def test_what_is_hidden_is_read_again(plaintext: bytes) -> None:
    envelope = ring().encrypt(plaintext, HERE)
    assert len(envelope) == len(plaintext) + 31
    assert ring().decrypt(envelope, HERE) == plaintext


def test_the_same_value_never_looks_the_same() -> None:
    keys = ring()
    assert len({keys.encrypt(b"990101194302150012", HERE) for _ in range(50)}) == 50


def test_an_envelope_says_version_key_and_nonce() -> None:
    envelope = ring().encrypt(b"secret", HERE)
    assert envelope[:3] == b"\x01\x00\x01"
    parts = Envelope.from_bytes(envelope)
    assert (parts.key_id, len(parts.nonce), len(parts.sealed)) == (1, 12, 6 + 16)
    assert parts.to_bytes() == envelope


@pytest.mark.parametrize(
    "elsewhere",
    [
        associated_data("people_person", "id_number", uuid.UUID(int=2)),
        associated_data("people_person", "mobile", uuid.UUID(int=1)),
        associated_data("people_other", "id_number", uuid.UUID(int=1)),
    ],
)
def test_a_value_moved_to_another_place_cannot_be_read(elsewhere: bytes) -> None:
    keys = ring()
    with pytest.raises(GmError) as caught:
        keys.decrypt(keys.encrypt(b"secret", HERE), elsewhere)
    assert caught.value.code == "gm.tampered"


@given(st.data())
def test_any_changed_byte_is_noticed(data: st.DataObject) -> None:
    keys = ring()
    envelope = bytearray(keys.encrypt(b"secret", HERE))
    place = data.draw(st.integers(0, len(envelope) - 1))
    envelope[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(GmError):
        keys.decrypt(bytes(envelope), HERE)


@pytest.mark.parametrize("wrong", [b"", b"\x01", b"\x02" + bytes(40), bytes(40), b"\x01" + bytes(29)])
def test_what_is_no_envelope_is_refused(wrong: bytes) -> None:
    with pytest.raises(GmError) as caught:
        ring().decrypt(wrong, HERE)
    assert caught.value.code == "gm.envelope"


@pytest.mark.parametrize(
    ("table", "column", "row"), [("a.b", "c", 1), ("a", "b.c", 1), ("", "c", 1), ("a", "c", "")]
)
def test_a_place_that_could_mean_two_is_refused(table: str, column: str, row: object) -> None:
    with pytest.raises(GmError) as caught:
        associated_data(table, column, row)
    assert caught.value.code == "gm.place"


def test_a_rotated_ring_reads_old_values_and_writes_new_ones() -> None:
    keys = ring()
    old = keys.encrypt(b"secret", HERE)
    assert keys.is_current(old)
    assert keys.reencrypt(old, HERE) == old
    assert keys.rotate(KeyUse.COLUMN) == 2
    assert not keys.is_current(old)
    assert keys.decrypt(old, HERE) == b"secret"
    new = keys.reencrypt(old, HERE)
    assert keys.is_current(new)
    assert keys.decrypt(new, HERE) == b"secret"


def test_a_key_that_is_gone_is_named() -> None:
    keys = ring()
    keys.rotate(KeyUse.COLUMN)
    with pytest.raises(GmError, match="编号为 2") as caught:
        ring().decrypt(keys.encrypt(b"secret", HERE), HERE)
    assert caught.value.code == "gm.no_key"


def test_a_blind_index_is_key_id_and_truncated_mac() -> None:
    mac = hmac_sm3(INDEX_KEY, FIELD.encode() + b"\x00" + b"990101194302150012")
    assert ring().blind_index("990101194302150012", FIELD) == b"\x00\x01" + mac[:16]
    assert ring().blind_index("990101194302150012", FIELD, size=32) == b"\x00\x01" + mac


def test_equal_values_of_different_fields_have_different_indexes() -> None:
    assert ring().blind_index("1", "a.b") != ring().blind_index("1", "a.c")


def test_during_a_rotation_values_are_found_under_both_keys() -> None:
    keys = ring()
    old = keys.blind_index("1", FIELD)
    keys.rotate(KeyUse.INDEX)
    new = keys.blind_index("1", FIELD)
    assert old != new
    assert keys.blind_indexes("1", FIELD) == (new, old)


def test_other_index_sizes_are_refused() -> None:
    with pytest.raises(GmError) as caught:
        ring().blind_index("1", FIELD, size=8)
    assert caught.value.code == "gm.index_size"


def test_key_numbers_have_an_end() -> None:
    provider = SoftKeyProvider({KeyUse.COLUMN: {65535: COLUMN_KEY}, KeyUse.INDEX: {1: INDEX_KEY}})
    with pytest.raises(GmError) as caught:
        provider.add_key(KeyUse.COLUMN)
    assert caught.value.code == "gm.key_ids"
