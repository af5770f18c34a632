"""What every post has to do; a real one is put through the same tests."""

from datetime import UTC, datetime

import pytest

from minzheng.kernel.ids import uuid7
from minzheng.kernel.registry import connectors

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def post(address: str, reference: object = None) -> dict[str, object]:
    request = {"reference": str(reference or uuid7()), "name": "林演兰", "address": address}
    return dict(connectors.get("letter_post").call(request, purpose="test", at=AT))


def asked(tracking_no: object) -> str:
    return str(
        connectors.get("letter_post").call({"tracking_no": tracking_no}, purpose="test", at=AT)["state"]
    )


def test_a_letter_is_taken_in_with_a_number_and_delivered() -> None:
    answer = post("春和社区 3 号")
    assert answer["accepted"] is True
    assert asked(answer["tracking_no"]) == "delivered"


def test_the_same_reference_is_one_letter() -> None:
    reference = uuid7()
    assert post("春和社区 3 号", reference) == post("春和社区 3 号", reference)


def test_a_letter_that_finds_nobody_comes_back() -> None:
    assert asked(post("春和社区 3 号（家中无人）")["tracking_no"]) == "returned"


def test_an_unknown_address_is_refused_and_a_silent_post_is_a_connection_error() -> None:
    assert post("查无地址")["accepted"] is False
    with pytest.raises(ConnectionError):
        post("邮局不通")
