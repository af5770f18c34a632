"""A compiled process: immutable elements and flows, all layers in one dictionary by element id."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from .conditions import Expression
from .profile import ACTIVITIES, AUTOMATIC, SCOPES

ROOT = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow; `condition` is None where it is always open."""

    id: str
    source: str
    target: str
    name: str
    line: int
    condition: Expression | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """What an event waits for or throws: `kind` none, message, signal, timer, error or terminate.

    `name` is the message's or signal's name or the error's code ('' catches every error). A timer has `form` duration,
    date or cycle and `text` (ISO 8601, or FEEL after `=`, compiled in `value`; '' where the limit is a property).
    """

    kind: str = "none"
    name: str = ""
    form: str = ""
    text: str = ""
    value: Expression | None = None


@dataclass(frozen=True, slots=True)
class Loop:
    """Multi-instance: either `cardinality` or `collection` (each instance sees its member as `item`)."""

    sequential: bool
    cardinality: Expression | None
    collection: Expression | None
    item: str
    completion: Expression | None


@dataclass(frozen=True, slots=True)
class Element:
    """A flow node. `type` is the BPMN name; `parent` the sub-process or call around it ('' at the top).

    `properties` holds what is written under `urn:minzheng:bpmn`; the engine never looks into it.
    `starts` and `event_subs` belong to sub-processes and calls, `upstream` to inclusive joins (per incoming flow: the
    elements from which a token may still come).
    """

    id: str
    type: str
    name: str
    line: int
    parent: str
    event: Event = Event()
    incoming: tuple[Flow, ...] = ()
    outgoing: tuple[Flow, ...] = ()
    default: str = ""
    attached_to: str = ""
    interrupting: bool = True
    boundaries: tuple[str, ...] = ()
    loop: Loop | None = None
    starts: tuple[str, ...] = ()
    event_subs: tuple[str, ...] = ()
    triggered: bool = False
    calls: str = ""
    lane: str = ""
    properties: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    upstream: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def label(self) -> str:
        """What people see of it: its name, else its id."""
        return self.name or self.id

    @property
    def is_activity(self) -> bool:
        """A task, sub-process or call."""
        return self.type in ACTIVITIES

    @property
    def is_scope(self) -> bool:
        """Something that opens a layer."""
        return self.type in SCOPES

    @property
    def is_automatic(self) -> bool:
        """A task that is handed to `auto`."""
        return self.type in AUTOMATIC


@dataclass(frozen=True, slots=True)
class Process:
    """A compiled process. `elements` holds every layer (called processes under `call/inner`).

    `starts` and `event_subs` are those of the top layer; `source` is the XML it came from.
    """

    id: str
    name: str
    elements: Mapping[str, Element]
    starts: tuple[str, ...]
    event_subs: tuple[str, ...]
    properties: Mapping[str, str]
    source: bytes = field(repr=False)

    def element(self, element_id: str) -> Element:
        """The element of that id; KeyError where there is none."""
        return self.elements[element_id]

    def starts_of(self, scope_element: str) -> tuple[str, ...]:
        """The start events of a layer ('' is the top)."""
        return self.elements[scope_element].starts if scope_element else self.starts

    def event_subs_of(self, scope_element: str) -> tuple[str, ...]:
        """The event sub-processes of a layer ('' is the top)."""
        return self.elements[scope_element].event_subs if scope_element else self.event_subs

    def with_properties(self, changes: Mapping[str, Mapping[str, str | None]]) -> "Process":
        """The same process with properties of elements laid over (None takes one away); KeyError names a strange id.

        A service package says who, how long and on which level for a shared process in this way.
        """
        elements = dict(self.elements)
        for element_id, given in changes.items():
            merged = {**elements[element_id].properties, **given}
            kept = {name: value for name, value in merged.items() if value is not None}
            elements[element_id] = replace(elements[element_id], properties=MappingProxyType(kept))
        return replace(self, elements=MappingProxyType(elements))
