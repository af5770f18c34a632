"""What a check finds, and what it is told about the house in which the package shall live."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from minzheng.kernel.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: the file, the place in it ('' for the whole file), a Chinese sentence."""

    file: str
    where: str
    message: str

    def __str__(self) -> str:
        return (
            f"{self.file}「{self.where}」：{self.message}" if self.where else f"{self.file}：{self.message}"
        )


class Values(Protocol):
    """Looks dated parameters up for a finding: input -> (parameter, axis) becomes input -> value."""

    def __call__(
        self,
        names: Mapping[str, tuple[str, str]],
        /,
        *,
        division: str,
        applied: date,
        decided: date,
        named: str,
    ) -> Mapping[str, Any]:
        """The values for a division and a case's days. Raises LookupError for one that is not set."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the house has: names of step kinds, roles and shared paper templates, the facts that the register gives to
    decision tables and their FEEL types, field kinds by name (None: the standard ones), the calendar on which samples
    reckon days, and the dated parameters (as in `parameters/*.yaml`), which samples need for amounts; `values` looks them
    up on their two axes."""

    step_kinds: frozenset[str]
    roles: frozenset[str]
    templates: frozenset[str]
    facts: frozenset[str]
    calendar: Calendar
    fact_types: Mapping[str, str] = field(default_factory=dict)
    field_kinds: Mapping[str, Any] | None = None
    parameters: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    values: Values | None = None
