"""Base classes of what may be registered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from minzheng.kernel.rights import Actor
from minzheng.kernel.sql import Clause


@dataclass(frozen=True, slots=True)
class Domain:
    """The door plate of a business domain. `menu` are (label, path, right) for the workbench: a line is
    shown to staff who have the right somewhere."""

    name: str
    title: str
    order: int = 100
    menu: tuple[tuple[str, str, str], ...] = ()


class FieldKind:
    """How one kind of field is read, checked and shown. Stateless; one instance per name."""

    name: str = "text"
    input_type: str = "text"
    inputmode: str = ""
    autocomplete: str = "off"
    maxlength: int = 200

    def parse(self, raw: str, field: Any) -> object:
        """From what was typed to the value that is kept. Raises ValueError with a complete Chinese sentence."""
        return raw.strip()

    def check(self, value: object, field: Any, today: date) -> str | None:
        """A complete Chinese sentence when `value` cannot stand, else None. `today` is the applicant's local day."""
        return None

    def show(self, value: object, field: Any) -> str:
        """The value as people read it on check pages and letters (masked where the kind is sensitive)."""
        return "" if value is None else str(value)

    def place_of(self, value: object, field: Any, today: date) -> str:
        """The division to which a case with this answer belongs, '' when the answer says nothing of it (the usual)."""
        return ""


@dataclass(frozen=True, slots=True)
class StepContext:
    """What a step kind is given: the locked case as plain values, what the person sent, who and when."""

    case: Mapping[str, Any]
    element: Mapping[str, str]
    form: Mapping[str, Any]
    offering: Any
    by: Actor
    at: datetime
    event_id: Any


@dataclass(frozen=True, slots=True)
class StepEffect:
    """What a step kind answers: variables for the gateways, column changes of the case, clauses of lower rooms to be
    composed into the one write, countable facts for the book, and personal content that is kept apart from it."""

    variables: Mapping[str, Any]
    case: Mapping[str, Any]
    clauses: tuple[Clause, ...] = ()
    facts: Mapping[str, Any] | None = None
    content: Mapping[str, Any] | None = None


class StepKind:
    """What happens when an element of this kind is completed. Stateless; one instance per name.

    `asks` are further things that the desk asks beside the opinion, each (name in the form, label, hint).
    """

    name: str = ""
    title: str = ""
    asks: tuple[tuple[str, str, str], ...] = ()

    def complete(self, step: StepContext) -> StepEffect:
        """Check what was sent (raise Problem or Invalid) and answer with the effect; writes nothing itself."""
        raise TypeError(f"{type(self).__name__} answers nothing")


class Connector:
    """A door to another agency or device; everything of one partner stands in its folder, simulator included.

    `title` is what it is asked about (“银行存款”), `fields` what it may be asked for and no more, `words` how each field
    is called on pages, `line` the kind of what comes back (`deposit`).
    """

    name: str = ""
    partner: str = ""
    title: str = ""
    fields: tuple[str, ...] = ()
    words: Mapping[str, str] = {}
    line: str = ""

    def call(self, request: Mapping[str, Any], *, purpose: str, at: datetime) -> Mapping[str, Any]:
        """Ask the partner; raises ConnectionError when it is silent."""
        raise TypeError(f"{type(self).__name__} answers nothing")
