"""Who may do what: the Actor of a request, where its rights reach (Scope), and the one pure decision `may`.

Not for finding out who is there (core/offices does) and not for single fields (masks are in `masks`).
"""

from minzheng.kernel.rights.actor import LEVELS, SYSTEM, Actor, Grant, Hat, Scope, anonymous, system
from minzheng.kernel.rights.decide import Decision, Rule, Target, may, require
from minzheng.kernel.rights.rules import load_rules

__all__ = [
    "LEVELS",
    "SYSTEM",
    "Actor",
    "Decision",
    "Grant",
    "Hat",
    "Rule",
    "Scope",
    "Target",
    "anonymous",
    "load_rules",
    "may",
    "require",
    "system",
]
