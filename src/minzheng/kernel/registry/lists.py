"""A registry is a named list with one entry per name; adding a second one of the same name is an error."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

from minzheng.kernel.registry.kinds import Connector, Domain, FieldKind, StepKind


class Named(Protocol):
    """What every entry has."""

    @property
    def name(self) -> str:
        """Its name."""
        ...


T = TypeVar("T", bound=Named)


class Registry(Generic[T]):
    """Entries by name, in the order in which they were added."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._entries: dict[str, T] = {}

    def add(self, entry: T) -> T:
        """Add `entry`; the same object twice is harmless, another one of the same name raises ValueError."""
        known = self._entries.setdefault(entry.name, entry)
        if known is not entry and type(known) is not type(entry):
            raise ValueError(f"{self.what} {entry.name!r} is registered twice")
        return entry

    def get(self, name: str) -> T:
        """The entry called `name`; KeyError names what is known."""
        try:
            return self._entries[name]
        except KeyError:
            raise KeyError(f"no {self.what} {name!r}; known: {', '.join(sorted(self._entries))}") from None

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[T]:
        return iter(self._entries.values())


domains: Registry[Domain] = Registry("domain")
step_kinds: Registry[StepKind] = Registry("step kind")
field_kinds: Registry[FieldKind] = Registry("field kind")
connectors: Registry[Connector] = Registry("connector")
