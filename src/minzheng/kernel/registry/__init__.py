"""The four ways in which code joins the house: domains, step kinds, field kinds, connectors.

Each list is filled when a room's `apps.py` becomes ready and is read by name; nothing else is ever looked up.
"""

from minzheng.kernel.registry.kinds import Connector, Domain, FieldKind, StepKind
from minzheng.kernel.registry.lists import Registry, connectors, domains, field_kinds, step_kinds

__all__ = [
    "Connector",
    "Domain",
    "FieldKind",
    "Registry",
    "StepKind",
    "connectors",
    "domains",
    "field_kinds",
    "step_kinds",
]
