"""The automatic finding: what the rules of a package find for a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from minzheng.core.cases.rules import age_at_month_end, first_month, reckoned_on, today
from minzheng.core.catalogue.queries import Package
from minzheng.core.people.queries import PersonRow, person
from minzheng.core.places.queries import parameter
from minzheng.kernel.errors import Problem


@dataclass(frozen=True, slots=True)
class Finding:
    """What the rules find for a person: tier, monthly amount in fen, first month, and why (article and sentence)."""

    eligible: bool
    tier: str
    amount: int
    starts: date
    reason: str
    article: str
    document: str
    inputs: Mapping[str, Any]


def finding_of(row: Mapping[str, Any], found: Package, at: datetime) -> Finding:
    """The finding for a case, from the register and the parameters as of its receipt. 2 statements."""
    return finding(
        person(row["applicant_id"]), found, received=today(row["received_at"]), on=reckoned_on(row, at)
    )


def finding(who: PersonRow, found: Package, *, received: date, on: date) -> Finding:
    """Evaluate the package's decision for a person. Age counts at the end of the month of `on` (the allowance starts
    with the month of the birthday). 1 statement."""
    words = found.service["finding"]
    inputs = {"age": age_at_month_end(who.birth_date, on), "alive": who.alive}
    if found.tables is None:
        raise Problem("cases.no_rules", service=found.short)
    result = found.tables.evaluate(words["decision"], inputs)
    tier = str(result.value or words["none"])
    notes = result.matched[0].annotations if result.matched else {}
    eligible = tier != words["none"]
    value = parameter(words["amount"].format(tier=tier), dict(who.places), on) if eligible else None
    return Finding(
        eligible=eligible,
        tier=tier,
        amount=int(value.value) if value else 0,
        starts=first_month(who.birth_date, int(tier) if eligible else 0, received),
        reason=str(notes.get("reason", "")),
        article=str(notes.get("article", "")),
        document=value.document.number if value else "",
        inputs=inputs,
    )
