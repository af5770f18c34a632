"""What every gateway for short messages has to do; a real one is put through the same tests."""

from datetime import UTC, datetime

import pytest

from minzheng.core.messages import queries
from minzheng.kernel.ids import uuid7
from minzheng.kernel.registry import connectors

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def send(phone: str, reference: object = None) -> dict[str, object]:
    request = {"reference": str(reference or uuid7()), "phone": phone, "text": "【民政服务】您好"}
    return dict(connectors.get("sms_gateway").call(request, purpose="test", at=AT))


def test_a_message_is_accepted_with_a_receipt_and_kept() -> None:
    answer = send("19900001234")
    assert answer["accepted"] is True
    assert answer["receipt"]
    assert [row.text for row in queries.simulated("19900001234")] == ["【民政服务】您好"]


def test_the_same_reference_is_sent_once() -> None:
    reference = uuid7()
    assert send("19900001234", reference) == send("19900001234", reference)
    assert len(queries.simulated("19900001234")) == 1


def test_a_silent_gateway_is_a_connection_error_and_keeps_nothing() -> None:
    with pytest.raises(ConnectionError):
        send("19900000000")
    assert queries.simulated("19900000000") == []


def test_an_unknown_number_is_refused_not_tried_again() -> None:
    assert send("19900000001") == {"accepted": False, "receipt": "空号"}
