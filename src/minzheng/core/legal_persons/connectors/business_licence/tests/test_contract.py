"""What every system of electronic licences has to do."""

from datetime import UTC, datetime

import pytest

from minzheng.core.exchange.rules import NOTHING, Answer, answer_of
from minzheng.kernel.registry import connectors

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
COMPANY = "91990301MA0000015N"


def ask(uscc: str, shown: str) -> Answer:
    partner = connectors.get("business_licence")
    request = {"reference": "r1", "fields": list(partner.fields), "uscc": uscc, "shown": shown}
    return answer_of(partner.call(request, purpose="test", at=AT))


def test_a_code_tells_the_enterprise_and_who_showed_it() -> None:
    value = ask(COMPANY, "135790").lines[0].value
    assert (value["name"], value["status"]) == ("霁南演荷商贸有限公司", "active")
    assert value["shown_by"] != value["representative_id_number"]


def test_a_wrong_code_and_an_unknown_enterprise_are_answers_without_lines() -> None:
    assert ask(COMPANY, "000000").result == NOTHING
    assert ask("91990101MA0000099X", "246810").result == NOTHING


def test_a_silent_system_is_a_connection_error() -> None:
    with pytest.raises(ConnectionError):
        ask("91990101MA00000312", "246810")
