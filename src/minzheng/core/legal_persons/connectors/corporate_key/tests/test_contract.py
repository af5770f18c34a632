"""What everybody who checks keys of legal persons has to do."""

from datetime import UTC, datetime

from minzheng.core.exchange.rules import NOTHING, Answer, answer_of
from minzheng.core.legal_persons.connectors.corporate_key.simulator import sign
from minzheng.kernel.registry import connectors

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
COMPANY, CENTRE = "91990301MA0000015N", "52990101MJ00000187"


def ask(reference: str = "r1", uscc: str = COMPANY, **words: str) -> Answer:
    request = {"reference": reference, "fields": [], "uscc": uscc, **words}
    return answer_of(connectors.get("corporate_key").call(request, purpose="test", at=AT))


def challenge(reference: str = "r1", uscc: str = COMPANY) -> str:
    return str(ask(reference, uscc, act="begin").lines[0].value["challenge"])


def test_the_key_of_the_body_signs_its_challenge() -> None:
    answer = ask(act="verify", signature=sign(COMPANY, challenge()))
    assert answer.lines[0].value["name"] == "霁南演荷商贸有限公司"


def test_a_signature_is_good_for_one_challenge_and_one_body() -> None:
    signed = sign(COMPANY, challenge())
    assert ask("r2", act="verify", signature=signed).result == NOTHING
    assert ask(uscc=CENTRE, act="verify", signature=signed).result == NOTHING
    assert ask(act="verify", signature=sign(CENTRE, challenge())).result == NOTHING
    assert ask(act="verify", signature="no hex at all").result == NOTHING


def test_whether_a_body_has_a_key_is_not_told_at_the_beginning() -> None:
    assert len(challenge(uscc="91990101MA0000099X")) == len(challenge())
