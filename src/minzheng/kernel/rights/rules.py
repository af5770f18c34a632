"""Reading the rooms' `rights.yaml` into rules, by right."""

from collections.abc import Iterable, Mapping
from typing import Any

from minzheng.kernel.rights.decide import Rule

EFFECTS = frozenset({"allow", "mask", "deny"})
RELATIONS = frozenset({"own", "scope", "any"})


def load_rules(documents: Iterable[Mapping[str, Any]]) -> dict[str, tuple[Rule, ...]]:
    """Join parsed `rights.yaml` documents: `{right: [{role, relation, effect?, sensitivity?}, …]}`.

    Raises ValueError for an unknown relation or effect, naming the right.
    """
    joined: dict[str, tuple[Rule, ...]] = {}
    for document in documents:
        for right, lines in document.items():
            joined[right] = joined.get(right, ()) + tuple(_rule(right, line) for line in lines)
    return joined


def _rule(right: str, line: Mapping[str, Any]) -> Rule:
    relation, effect = line["relation"], line.get("effect", "allow")
    if relation not in RELATIONS or effect not in EFFECTS:
        raise ValueError(f"{right}: relation {relation!r} or effect {effect!r} is unknown")
    return Rule(right, line["role"], relation, effect, frozenset(line.get("sensitivity", ())))
