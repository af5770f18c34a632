"""What the domain puts into the field library: the name of an association, checked as one types it."""

from datetime import date
from typing import Any

from minzheng.domains.social_orgs.queries import kept_as
from minzheng.domains.social_orgs.rules import check_form_of_name, plain_name
from minzheng.kernel.formspec.kinds.texts import Text
from minzheng.kernel.registry import field_kinds


class AssociationName(Text):
    """The name of an association: written as the law wants it, passed in the pre-check and kept until today."""

    name = "association_name"
    title = "社会团体名称"
    types = frozenset({"textfield"})
    level = "L1"

    def parse(self, raw: str, field: Any) -> object:
        """The name without blanks and without “（筹）”."""
        return plain_name(raw)

    def check(self, value: object, field: Any, today: date) -> str | None:
        """Its writing, then whether it is kept for somebody. 1 statement."""
        wrong = super().check(value, field, today) or check_form_of_name(str(value))
        if wrong is None and kept_as(str(value), today) is None:
            wrong = f"“{value}”还没有预查，或者已经过期，请先到“名称自查”查一次，把名称留下来"
        return wrong

    def place_of(self, value: object, field: Any, today: date) -> str:
        """Where the name was checked and kept: the county, or the city, whose organ registers it. 1 or 2 statements."""
        row = kept_as(str(value), today)
        return row.division if row else ""


field_kinds.add(AssociationName())
