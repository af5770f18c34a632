"""A town decides in the name of the county only by its letter: inside its term, up to its amount (R9)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import yaml

from minzheng.core.cases import queries
from minzheng.core.cases.actions import Submission, submit, take_step
from minzheng.core.cases.tests.factories import AT, Town, a_town
from minzheng.core.catalogue.actions import publish
from minzheng.core.catalogue.queries import snapshot_for
from minzheng.core.catalogue.rules import SHARED_PROCESSES
from minzheng.core.catalogue.tests.factories import shipped
from minzheng.core.catalogue.tests.means_tested import sound
from minzheng.core.documents.queries import letters_of
from minzheng.core.offices.actions import end_entrustment, entrust
from minzheng.core.offices.queries import actor, organisation_by_uscc
from minzheng.core.offices.tests.factories import UNITS, a_clerk
from minzheng.core.people.queries import person
from minzheng.core.people.tests.factories import BY
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor

pytestmark = pytest.mark.django_db
CODE = "entrusted_aid"


def unit(division: str) -> UUID:
    found = organisation_by_uscc(UNITS[division][0])
    assert found is not None
    return found.id


def entrusted_package() -> dict[str, str]:
    """The shipped allowance, decided by the town in the name of the county."""
    files = {name: text for name, text in shipped().items() if not name.startswith("samples/")}
    service = yaml.safe_load(files["service.yaml"])
    for name in ("list_start", "to_check", "process"):
        service.pop(name, None)
    service |= {"code": CODE, "item": "AID98", "name": "委托办理的救助", "short": "委托救助", "aliases": []}
    service |= {"power_mode": "entrusted", "implementing_level": "county"}
    process = (SHARED_PROCESSES / "allowance.bpmn").read_text(encoding="utf-8")
    return {
        **files,
        "service.yaml": yaml.safe_dump(service, allow_unicode=True, sort_keys=False),
        "process.bpmn": process.replace(
            'mz:role="approver" mz:level="county"', 'mz:role="approver" mz:level="town"'
        ),
    }


@pytest.fixture
def case() -> tuple[Town, Actor, UUID]:
    """A case that waits for the decision of the town's approver."""
    town = a_town()
    publish(by=BY, at=AT, files=sound(entrusted_package()), domain="elderly", parent=None)
    account, _ = a_clerk("approver", unit("990101001"), username="approver_03", name="许演河")
    chief = actor(account, channel="web", on=AT.date())
    assert chief is not None
    who = person(town.elder.person)
    answers = {"for_whom": "self", "phone": "19900001234", "living": "alone"}
    key = submit(
        by=town.elder, at=AT, what=Submission(snapshot_for(CODE, who.places), who, answers, "k")
    ).case_id
    take_step(by=town.acceptor, at=AT, case_id=key, element="accept", outcome="accept")
    form = {"opinion": "符合条件。", "reason": "符合条件。"}
    take_step(by=town.reviewer, at=AT, case_id=key, element="initial_review", outcome="agree", form=form)
    return town, chief, key


def letter(limit: str = "100", until: date = date(2026, 6, 1)) -> UUID:
    return entrust(
        by=BY,
        at=AT,
        from_organisation=unit("990101"),
        to_organisation=unit("990101001"),
        service=CODE,
        amount_limit=Decimal(limit),
        valid_from=date(2026, 1, 1),
        valid_to=until,
        document_no="明民委〔2026〕1 号",
    )


def decide(chief: Actor, key: UUID, **more: Any) -> str:
    try:
        take_step(**{"by": chief, "at": AT, "case_id": key, "element": "confirm", "outcome": "grant"} | more)
    except Problem as problem:
        return problem.code
    return str(queries.case(key)["result"])


def test_without_a_letter_the_town_does_not_decide(case: tuple[Town, Actor, UUID]) -> None:
    _, chief, key = case
    assert decide(chief, key) == "offices.not_entrusted"
    refused = {"outcome": "refuse", "form": {"reason": "户籍不在本地，不符合条件。"}}
    assert decide(chief, key, **refused) == "offices.not_entrusted", "a refusal is a decision too"
    assert queries.case(key)["result"] in ("", None)


def test_with_a_letter_it_decides_in_the_name_of_the_county(case: tuple[Town, Actor, UUID]) -> None:
    _, chief, key = case
    letter()
    assert decide(chief, key) == "granted"
    signed = [one for one in letters_of(key) if one.doc_no.startswith("明民") and one.letterhead]
    assert signed, "the number is the county's"


@pytest.mark.parametrize(("limit", "code"), [("49.99", "offices.beyond_entrustment"), ("50", "granted")])
def test_the_amount_of_the_letter_is_the_most(case: tuple[Town, Actor, UUID], limit: str, code: str) -> None:
    _, chief, key = case
    letter(limit)
    assert decide(chief, key) == code


def test_after_its_end_or_when_it_was_taken_back_the_letter_is_over(case: tuple[Town, Actor, UUID]) -> None:
    _, chief, key = case
    today = AT.date()
    letter(until=today)
    assert decide(chief, key) == "offices.not_entrusted"
    second = letter(until=today + timedelta(days=9))
    end_entrustment(by=BY, at=AT, entrustment_id=second, on=today)
    assert decide(chief, key) == "offices.not_entrusted"
