"""The numbered papers of the law, issued in the verb that they belong to: who signs, what they say, which number."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from minzheng.core.cases.rules import CHINA, complete_on, owner_of, remedy, review_level, signing_level, today
from minzheng.core.catalogue.queries import Package
from minzheng.core.documents.sql import NewLetter, issue
from minzheng.core.offices.queries import OrganisationRow, authority_for, organisation_by_uscc
from minzheng.core.places.queries import division
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import LEVELS, Actor
from minzheng.kernel.sql import Clause
from minzheng.kernel.text import letter_date


@dataclass(frozen=True, slots=True)
class Effect:
    """What a paper adds to a move: column changes and clauses."""

    case: Mapping[str, Any] = field(default_factory=dict)
    clauses: tuple[Clause, ...] = ()


def organ(case: Mapping[str, Any], level: str, at: datetime) -> OrganisationRow:
    """Who signs for the place of a case at a level; where no organ is registered there, the one above it.

    1 statement, one more for each level that has none. Raises Problem(`cases.no_organ`).
    """
    places = {name: case[name] for name in LEVELS}
    for one in reversed(LEVELS[: LEVELS.index(level) + 1]):
        found = authority_for(places, one, today(at))
        if found is not None:
            return found
    raise Problem("cases.no_organ", level=level)


def deciding_organ(case: Mapping[str, Any], found: Package, level: str, at: datetime) -> OrganisationRow:
    """In whose name a step at `level` decides (standards 4.6): letterhead, stamp and defendant follow from it.

    An entrusted town decides in the name of the entrusting organ; an authorised organisation (`authorised_body`, its
    credit code) in its own. 1 statement, one more for each level without an organ. Raises Problem(`cases.no_organ`).
    """
    mode = str(found.service["power_mode"])
    if mode == "authorised":
        body = organisation_by_uscc(str(found.service.get("authorised_body", "")))
        if body is None:
            raise Problem("cases.no_organ", level=level)
        return body
    implementing = str(found.service.get("implementing_level", "county"))
    return organ(case, signing_level(mode, level, implementing), at)


def remedy_of(case: Mapping[str, Any], found: Package, signer: OrganisationRow) -> str:
    """The remedy text, generated from who decided (standards 4.6). 1 statement."""
    place = division(case[review_level(signer.level)])
    government = f"{place.name if place else ''}人民政府"
    return remedy(str(found.service["power_mode"]), signer.name, government)


def paper(
    case: Mapping[str, Any],
    found: Package,
    moment: str,
    signer: OrganisationRow,
    *,
    at: datetime,
    data: Mapping[str, Any],
    title: str = "",
    internal: bool = False,
) -> tuple[Clause, ...]:
    """Clauses that issue the paper which the package names for `moment`, with its gap-free number; () where it names
    none. `data` fills the template beside what every paper carries; `title` replaces the template's. An `internal` paper
    (a visit, a letter to a bank) has no recipient and is shown to officers only."""
    template = found.service.get("documents", {}).get(moment)
    if template is None:
        return ()
    letter = NewLetter(
        kind=template,
        case_id=case["id"],
        recipient=None if internal else owner_of(case),
        organisation=signer.id,
        organisation_name=signer.name,
        organ_word=signer.short_name,
        service_word=str(found.service.get("document_word", "")),
        issued_at=at,
        title=title,
        places={name: case[name] for name in LEVELS},
        data={
            "service": found.service["name"],
            "case_no": case["case_no"],
            "applicant": case["applicant_name"],
            "received_on": letter_date(case["received_at"].astimezone(CHINA).date()),
            "organ": signer.name,
            "issued_on": letter_date(today(at)),
            "phone": str(found.service.get("contacts", {}).get("phone", "")),
            **data,
        },
    )
    return issue(letter)


def lapse_effect(case: Mapping[str, Any], found: Package, by: Actor, at: datetime) -> Effect:
    """Silence beyond the notice period is acceptance as of the day of receipt, or of the day on which what was asked for
    was complete (standards 4.4 row 6)."""
    complete = complete_on(case)
    signer = organ(case, found.receiving_level, at)
    supplemented = letter_date(complete) if case["variables"].get("supplemented") else ""
    data = {
        "accepted_on": letter_date(complete),
        "lapsed_on": letter_date(today(at)),
        "completed_on": supplemented,
    }
    return Effect(
        {"accepted_on": complete, "accept_mode": "lapse"},
        paper(case, found, "accept_by_lapse", signer, at=at, data=data),
    )


def withdrawal_effect(case: Mapping[str, Any], found: Package, by: Actor, at: datetime) -> Effect:
    """The confirmation that a withdrawal was received."""
    return Effect(
        clauses=paper(
            case, found, "withdraw", organ(case, found.receiving_level, at), at=at, data={"by": by.name}
        )
    )
