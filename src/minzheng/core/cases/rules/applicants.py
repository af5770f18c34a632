"""In whose name a case is applied for: a person, or a legal person for which one of its agents acts."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from minzheng.kernel.errors import Problem
from minzheng.kernel.text import mask_name

CORPORATE_AGENT = "corporate_agent"
"""The party's role of the agent by whom a legal person applied; the matter is not the agent's own."""


def owner_of(case: Mapping[str, Any]) -> UUID:
    """Whose own matter a case is: the legal person's in whose name it is applied for, else the applicant's."""
    owner: UUID = case["legal_person_id"] or case["applicant_id"]
    return owner


def subjects_of(case: Mapping[str, Any]) -> tuple[UUID, ...]:
    """Whom the events of a case concern: the applicant; of a legal person's case that legal person, and who filed it."""
    filed_by: UUID = case["applicant_id"]
    return (case["legal_person_id"], filed_by) if case["legal_person_id"] else (filed_by,)


def applicant_shown(case: Mapping[str, Any]) -> str:
    """The applicant's name for lists in public places: a person's masked, a legal person's whole (it is public)."""
    name = str(case["applicant_name"])
    return name if case["legal_person_id"] else mask_name(name)


def require_applicant(service: Mapping[str, Any], title: str, *, corporate: bool) -> None:
    """Who may apply by the package's `applicants`: a legal person only for what is open to legal persons. A person for
    what is open to persons, and for a body that is still to be founded (`applicant_title`), which has no hat yet.

    Raises Problem: `legal_persons.not_for_organisations`, `legal_persons.for_organisations`.
    """
    applicants = service.get("applicants") or ("natural_person",)
    founded_by_persons = bool(service.get("applicant_title"))
    if corporate and ("legal_person" not in applicants or founded_by_persons):
        raise Problem("legal_persons.not_for_organisations", service=title)
    if not corporate and "natural_person" not in applicants and not founded_by_persons:
        raise Problem("legal_persons.for_organisations", service=title)
