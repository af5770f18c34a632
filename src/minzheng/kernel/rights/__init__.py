"""Who may do what: the Actor of a request, where its rights reach (Scope), and the one pure decision `may`.

Levels of fields say what is shown in clear; how the rest is masked stands in `kernel.text`. Not for finding out who is
there (core/offices does).
"""

from minzheng.kernel.rights.actor import LEVELS, SYSTEM, Actor, Grant, Hat, Scope, anonymous, system
from minzheng.kernel.rights.decide import Decision, Rule, Target, may, require
from minzheng.kernel.rights.levels import EVERY, FIELD_LEVELS, PLAIN, clear_up_to
from minzheng.kernel.rights.rules import load_rules

__all__ = [
    "EVERY",
    "FIELD_LEVELS",
    "LEVELS",
    "PLAIN",
    "SYSTEM",
    "Actor",
    "Decision",
    "Grant",
    "Hat",
    "Rule",
    "Scope",
    "Target",
    "anonymous",
    "clear_up_to",
    "load_rules",
    "may",
    "require",
    "system",
]
