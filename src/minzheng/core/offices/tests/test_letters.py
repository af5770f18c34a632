"""Letters of entrustment (R9): who may write them, for whom, for how long; what they allow."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from minzheng.core.offices import actions, queries
from minzheng.core.offices.queries import powers
from minzheng.core.offices.rules import Entrusted, check_entrusted
from minzheng.core.offices.tests.factories import AT, BY, TODAY, a_clerk, an_office
from minzheng.core.people.tests.factories import divisions
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor

DAYS = (date(2026, 1, 1), date(2026, 7, 1))
LETTER = Entrusted("明民委〔2026〕1 号", Decimal(1890), *DAYS)


def code_of(verb: Any) -> str:
    with pytest.raises(Problem) as caught:
        verb()
    return str(caught.value.code)


@pytest.mark.parametrize(
    ("amount", "on", "code"),
    [
        (Decimal(1890), DAYS[0], ""),
        (None, DAYS[0], ""),
        (Decimal("1890.01"), DAYS[0], "offices.beyond_entrustment"),
        (Decimal(1), DAYS[1], "offices.not_entrusted"),
        (Decimal(1), date(2025, 12, 31), "offices.not_entrusted"),
    ],
)
def test_a_letter_reaches_up_to_its_amount_and_from_its_first_day_until_before_its_last(
    amount: Decimal | None, on: date, code: str
) -> None:
    if code:
        assert code_of(lambda: check_entrusted([LETTER], amount, on)) == code
    else:
        check_entrusted([LETTER], amount, on)
        assert LETTER.valid_from <= on < LETTER.valid_to


def test_a_letter_that_names_no_amount_allows_no_money() -> None:
    letter = Entrusted("文", None, *DAYS)
    assert code_of(lambda: check_entrusted([letter], Decimal(1), DAYS[0])) == "offices.beyond_entrustment"


@pytest.fixture
def units() -> dict[str, UUID]:
    divisions()
    return {code: an_office(code) for code in ("990101", "990102", "990101001")}


def clerk(role: str, office: UUID, username: str) -> Actor:
    found = queries.actor(a_clerk(role, office, username=username)[0], channel="web", on=TODAY)
    assert found is not None
    return found


def letter(units: dict[str, UUID], by: Actor = BY, **changes: Any) -> UUID:
    asked: dict[str, Any] = {
        "from_organisation": units["990101"],
        "to_organisation": units["990101001"],
        "service": "linshi",
        "amount_limit": Decimal(1890),
        "valid_from": DAYS[0],
        "valid_to": DAYS[1],
        "document_no": "明民委〔2026〕1 号",
    }
    return actions.entrust(by=by, at=AT, **(asked | changes))


@pytest.mark.django_db
def test_who_signs_for_the_county_entrusts_a_town_of_it_and_takes_it_back(units: dict[str, UUID]) -> None:
    approver = clerk("approver", units["990101"], "approver_01")
    key = letter(units, approver)
    assert powers.entrusted([units["990101001"]], units["990101"], "linshi") == [LETTER]
    assert [row.taker for row in powers.entrustments_of("county", "990101")] == ["明川区柳荫街道办事处"]
    actions.end_entrustment(by=approver, at=AT, entrustment_id=key, on=date(2026, 3, 1))
    (held,) = powers.entrusted([units["990101001"]], units["990101"], "linshi")
    assert held.valid_to == date(2026, 3, 1)


@pytest.mark.django_db
def test_a_letter_is_refused_that_nobody_may_write(units: dict[str, UUID]) -> None:
    street = clerk("approver", units["990101001"], "approver_02")
    for by in (
        street,
        clerk("approver", units["990102"], "approver_03"),
        clerk("monitor", units["990101"], "m_01"),
    ):
        assert code_of(lambda by=by: letter(units, by)) == "offices.denied"
    assert code_of(lambda: letter(units, from_organisation=units["990102"])) == "offices.entrusted_outside"
    assert code_of(lambda: letter(units, valid_to=DAYS[0])) == "offices.days"
    assert code_of(lambda: letter(units, valid_to=date(2027, 1, 3))) == "offices.too_long"
    assert code_of(lambda: letter(units, document_no=" ")) == "offices.document_no"
    assert code_of(lambda: letter(units, to_organisation=units["990101"])) == "offices.not_found"
