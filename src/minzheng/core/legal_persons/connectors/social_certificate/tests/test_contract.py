"""What every register of certificates has to do."""

from datetime import UTC, datetime

import pytest

from minzheng.core.exchange.rules import NOTHING, Answer, answer_of
from minzheng.kernel.registry import connectors

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
CENTRE = "52990101MJ00000187"


def ask(uscc: str, shown: str) -> Answer:
    partner = connectors.get("social_certificate")
    request = {"reference": "r1", "fields": list(partner.fields), "uscc": uscc, "shown": shown}
    return answer_of(partner.call(request, purpose="test", at=AT))


def test_code_and_number_of_the_certificate_belong_together_or_not() -> None:
    assert ask(CENTRE, "ym990101018").lines[0].value["name"] == "明川区演心社会服务中心"
    assert ask(CENTRE, "YM990301026").result == NOTHING
    assert ask("51990101MJ0000099X", "YM990101018").result == NOTHING


def test_a_silent_register_is_a_connection_error() -> None:
    with pytest.raises(ConnectionError):
        ask("52990101MJ0000042P", "YM990101042")
