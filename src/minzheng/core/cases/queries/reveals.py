"""What an officer sees of a case in clear just now, and what there is to be revealed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from minzheng.core.audit.queries import run
from minzheng.core.cases.rules import hidden_fields
from minzheng.core.catalogue.queries import Package
from minzheng.kernel.rights import clear_up_to

IN_FORCE = (
    "SELECT level, purpose, until FROM cases_reveal WHERE case_id = %s AND account = %s AND until > %s "
    "ORDER BY level DESC, until DESC LIMIT 1"
)
"""The highest reveal in force: parameters case, account, moment."""


@dataclass(frozen=True, slots=True)
class RevealRow:
    """Fields up to `level` are in clear for who asks, for `purpose`, before `until`."""

    level: str
    purpose: str
    until: datetime


def reveal_of(case_id: UUID, account: UUID | None, at: datetime) -> RevealRow | None:
    """What an account sees of a case in clear, None for nothing. 1 statement."""
    rows = run(IN_FORCE, [case_id, account, at])
    return RevealRow(*rows[0]) if rows else None


def clear_in(reveal: RevealRow | None) -> frozenset[str]:
    """The levels that are shown in clear. No statement."""
    return clear_up_to(reveal.level if reveal else "")


def hidden_in(found: Package) -> dict[str, list[str]]:
    """What stays masked in the cases of a package until it is revealed: level -> names of fields. No statement."""
    forms = (form for form in (found.form, *found.forms.values()) if form is not None)
    fields = [field for form in forms for _, field in form.fields()]
    papers = [(str(one["name"]), str(one.get("level", ""))) for one in found.service.get("materials", ())]
    kinds = {plate.kind for plate in found.machine.plates.values()}
    return hidden_fields(fields, papers, checked="means_check" in kinds)
