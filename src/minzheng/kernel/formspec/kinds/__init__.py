"""The field library: what kinds of answers a form can ask for, how they are read, checked and shown.

A room may add its own (`minzheng.kernel.registry.field_kinds`); a plain `FieldKind` gets the defaults of `Kind`.
"""

from collections.abc import Iterable
from typing import Protocol

from minzheng.kernel.formspec.kinds.amounts import Money, Number
from minzheng.kernel.formspec.kinds.choices import Choice, Choices, Commitment, Consent, Tick
from minzheng.kernel.formspec.kinds.dates import BirthDate, Clock, Day, Moment, Month
from minzheng.kernel.formspec.kinds.identity import BankCard, CreditCode, IdNumber
from minzheng.kernel.formspec.kinds.kind import Kind, adapt
from minzheng.kernel.formspec.kinds.lists import Household, RowList
from minzheng.kernel.formspec.kinds.papers import Attachment, LicenceReference
from minzheng.kernel.formspec.kinds.texts import Address, Email, LongText, PersonName, Phone, Text
from minzheng.kernel.registry import FieldKind

__all__ = ["Kind", "Kinds", "adapt", "standard_kinds"]


class Kinds(Protocol):
    """Where a form finds its field kinds by name; the registry's list and a plain dict both are."""

    def __contains__(self, name: str, /) -> bool: ...

    def get(self, name: str, /) -> FieldKind | None:
        """The kind called `name`."""


def standard_kinds(*, allow_demo: bool = False) -> dict[str, Kind]:
    """One instance of every standard kind by name. `allow_demo` lets the numbers of province 99 pass."""
    kinds: Iterable[Kind] = (
        Text(),
        LongText(),
        PersonName(),
        Phone(allow_demo=allow_demo),
        Email(),
        Address(),
        IdNumber(allow_demo=allow_demo),
        BankCard(allow_demo=allow_demo),
        CreditCode(allow_demo=allow_demo),
        Number(),
        Money(),
        Day(),
        BirthDate(),
        Month(),
        Clock(),
        Moment(),
        Choice(),
        Choices(),
        Tick(),
        Commitment(),
        Consent(),
        Attachment(),
        LicenceReference(),
        RowList(),
        Household(),
    )
    return {kind.name: kind for kind in kinds}
