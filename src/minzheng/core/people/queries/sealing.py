"""Numbers as they are stored: sealed to their row, and found again by a keyed digest. No statement in this file."""

from functools import cache
from uuid import UUID

from django.conf import settings

from minzheng.core.people.rules import id_number_text
from minzheng.kernel.gm import FileKeyProvider, KeyRing, associated_data

ID_NUMBER = ("people_person", "id_number")
CARD = ("people_bank_account", "card")
CORRECTION = ("people_correction", "value")
KEY_FILE = "keys.json"
DIGEST_BYTES = 32


@cache
def keys() -> KeyRing:
    """The key ring of sealed columns and blind indexes, read once per process from the folder in the settings. No
    statement."""
    return KeyRing(FileKeyProvider(settings.FIELD_KEYS / KEY_FILE))


def sealed_id_number(person_id: UUID, id_number: str) -> bytes | None:
    """The number as the row of this person keeps it; None for no number. No statement."""
    return keys().encrypt(id_number.encode(), associated_data(*ID_NUMBER, person_id)) if id_number else None


def opened_id_number(person_id: UUID, sealed: bytes) -> str:
    """The number that a person's row keeps; whoever shows it notes why (`actions.reveal_id_number`). No statement."""
    return keys().decrypt(sealed, associated_data(*ID_NUMBER, person_id)).decode()


def id_number_digest(id_kind: str, id_number: str) -> bytes | None:
    """The keyed digest under which a number is stored; None for no number. No statement."""
    found = id_number_digests(id_kind, id_number)
    return found[0] if found else None


def id_number_digests(id_kind: str, id_number: str) -> tuple[bytes, ...]:
    """The keyed digests under which a number may have been stored, the current key first. No statement."""
    if not id_number:
        return ()
    return keys().blind_indexes(id_number_text(id_kind, id_number), ".".join(ID_NUMBER), size=DIGEST_BYTES)


def sealed_card(row_id: UUID, card: str) -> bytes:
    """A card number as its row keeps it. No statement."""
    return keys().encrypt(card.encode(), associated_data(*CARD, row_id))


def sealed_correction(row_id: UUID, value: str) -> bytes:
    """What is said to be right, as its row keeps it. No statement."""
    return keys().encrypt(value.encode(), associated_data(*CORRECTION, row_id))


def opened_correction(row_id: UUID, sealed: bytes) -> str:
    """What a row says is right. No statement."""
    return keys().decrypt(sealed, associated_data(*CORRECTION, row_id)).decode()
