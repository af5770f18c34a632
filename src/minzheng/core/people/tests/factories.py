"""Made-up persons for tests; every ID number is of the demo province and has a right check digit."""

import hashlib
import secrets
import time
from datetime import UTC, date, datetime
from itertools import count
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from minzheng.core.people import actions
from minzheng.core.people.rules import METHODS, NewPerson
from minzheng.core.places import actions as places
from minzheng.kernel.codes import make_id_number
from minzheng.kernel.rights import system

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
BY = system("test")
PASSWORD = "Qinghe-2026-river"
_orders = count()

DIVISIONS = (
    ("990000", "青岚省", "province", ""),
    ("990100", "青禾市", "city", "990000"),
    ("990101", "明川区", "county", "990100"),
    ("990101001", "柳荫街道", "town", "990101"),
    ("990101001001", "春和社区", "village", "990101001"),
    ("990101002", "竹里街道", "town", "990101"),
    ("990101002001", "听泉社区", "village", "990101002"),
    ("990102", "云溪县", "county", "990100"),
    ("990102101", "石桥镇", "town", "990102"),
    ("990102101201", "石桥村", "village", "990102101"),
)


def divisions() -> None:
    """A province, a city, two counties with their towns and villages."""
    rows = [
        {"code": code, "name": name, "level": level, "parent": parent, "valid_from": date(2000, 1, 1)}
        for code, name, level, parent in DIVISIONS
    ]
    places.load_divisions(by=BY, at=AT, rows=rows, source="test")


def a_person(
    name: str = "陈演松", *, born: date = date(1980, 5, 6), at: str = "990101001001", **given: Any
) -> UUID:
    """A registered person with a fresh ID number."""
    number = make_id_number(at[:6], born, next(_orders) % 1000)
    new = NewPerson(name=name, id_kind="resident_id", id_number=number, registered_at=at)
    return actions.register_person(by=BY, at=AT, new=NewPerson(**(_fields(new) | given)))


def an_account(
    person: UUID | None = None, *, username: str, kind: str = "citizen", assurance: int = 2
) -> UUID:
    """An account with the password PASSWORD."""
    return actions.open_account(
        by=BY, at=AT, username=username, password=PASSWORD, kind=kind, person=person, assurance=assurance
    )


def _fields(new: NewPerson) -> dict[str, Any]:
    return {name: getattr(new, name) for name in NewPerson.__dataclass_fields__}


def signed_in(client: Any, account: Any, *, factor: bool = True) -> Any:
    """A browser in which an account has signed in, without the price of hashing; staff with their second factor, unless
    it is still asked (`factor` is False). Returns the browser."""
    client.force_login(account, backend="minzheng.config.sign_in.AccountBackend")
    if factor and account.kind == "staff":
        session = client.session
        actions.mark_passed(session, account.pk, "totp", AT)
        session.save()
        client.cookies["sessionid"] = session.session_key
    return client


def asked_again(client: Any) -> None:
    """As if who has signed in had just proven again who they are, which the sign-in library asks before it changes ways in."""
    session = client.session
    ways = session.get(METHODS, [])
    session[METHODS] = [*ways, {"method": "password", "reauthenticated": True, "at": time.time()}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()


def a_passkey(account_id: Any) -> int:
    """A passkey of an account, which nobody could sign with; its key."""
    name, host = secrets.token_bytes(16), hashlib.sha256(b"localhost").digest()
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    held = AttestedCredentialData.create(bytes(16), name, ES256.from_cryptography_key(public))
    made = AttestationObject.create("none", AuthenticatorData.create(host, 0x45, 0, bytes(held)), {})
    said = CollectedClientData.create("webauthn.create", bytes(32), "http://localhost")
    response = {"clientDataJSON": websafe_encode(said), "attestationObject": websafe_encode(bytes(made))}
    key = {"id": websafe_encode(name), "rawId": websafe_encode(name), "type": "public-key"}
    credential = {**key, "response": response, "clientExtensionResults": {}}
    data = {"name": "我的手机", "credential": credential}
    return int(Authenticator.objects.create(user_id=account_id, type="webauthn", data=data).pk)
