"""The lattice of permissions: a wider scope never sees less, an ended grant gives nothing, a deny is never outvoted."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from minzheng.kernel.rights import LEVELS, Actor, Grant, Hat, Rule, Scope, Target, may

CODES = (
    *("99", "9901", "990101", "990101001", "990101001001"),
    *("9902", "990201", "990201001", "990201001001"),
)
TODAY = date(2026, 11, 20)
ROLES = ("acceptor", "reviewer", "approver")
KINDS = ("normal", "child", "marriage")
RANK = {"deny": 0, "mask": 1, "allow": 2}


def path(code: str) -> dict[str, str]:
    """The level columns of a division of this small land."""
    return dict(zip(LEVELS, [one for one in CODES if code.startswith(one)], strict=False))


def scope(code: str) -> Scope:
    """The scope that reaches a division."""
    return Scope(LEVELS[len(path(code)) - 1], code)


grants = st.builds(
    Grant,
    role=st.sampled_from(ROLES),
    rights=st.just(frozenset({"room.verb"})),
    scope=st.sampled_from(CODES).map(scope),
    businesses=st.frozensets(st.sampled_from(["dibao", "tekun"])),
    until=st.none() | st.dates(TODAY - timedelta(days=3), TODAY + timedelta(days=3)),
    groups=st.frozensets(st.sampled_from(KINDS[1:])),
)
targets = st.builds(
    Target,
    places=st.sampled_from(CODES).map(path),
    business=st.sampled_from(["", "dibao", "tekun"]),
    sensitivity=st.sampled_from(KINDS),
    role=st.sampled_from(["", *ROLES]),
)
lines = st.lists(
    st.builds(
        Rule,
        right=st.just("room.verb"),
        role=st.sampled_from(ROLES),
        relation=st.sampled_from(["scope", "any"]),
        effect=st.sampled_from(["allow", "mask", "deny"]),
    ),
    max_size=4,
).map(tuple)


def decide(held: tuple[Grant, ...], target: Target, rules: tuple[Rule, ...]) -> str:
    """What an officer with these grants may do."""
    by = Actor(Hat.STAFF, grants=held)
    return may(by, "room.verb", target, rules={"room.verb": rules}, today=TODAY).effect


@given(grants, st.sampled_from(CODES), targets, lines)
def test_a_wider_scope_never_sees_less(
    grant: Grant, above: str, target: Target, rules: tuple[Rule, ...]
) -> None:
    allowing = tuple(rule for rule in rules if rule.effect == "allow")
    if not grant.scope.division.startswith(above):
        above = "99"
    wide, narrow = replace(grant, scope=scope(above)), grant
    assert RANK[decide((narrow,), target, allowing)] <= RANK[decide((wide,), target, allowing)]


@given(grants, grants, targets, lines)
def test_another_grant_never_takes_away_where_nothing_is_denied_or_masked(
    one: Grant, other: Grant, target: Target, rules: tuple[Rule, ...]
) -> None:
    allowing = tuple(rule for rule in rules if rule.effect == "allow")
    assert RANK[decide((one,), target, allowing)] <= RANK[decide((one, other), target, allowing)]


@given(grants, targets, lines)
def test_an_ended_grant_gives_nothing(grant: Grant, target: Target, rules: tuple[Rule, ...]) -> None:
    ended = replace(grant, until=TODAY - timedelta(days=1))
    assert decide((ended,), target, rules) == "deny"


@given(st.lists(grants, min_size=1, max_size=3), targets, lines)
def test_a_deny_is_not_outvoted(held: list[Grant], target: Target, rules: tuple[Rule, ...]) -> None:
    denied = tuple(Rule("room.verb", role, "any", "deny") for role in ROLES)
    assert decide(tuple(held), target, (*rules, *denied)) == "deny"


@given(grants, targets, lines)
def test_a_sensitive_kind_needs_its_group_whatever_the_scope(
    grant: Grant, target: Target, rules: tuple[Rule, ...]
) -> None:
    bare = replace(grant, groups=frozenset(), scope=Scope("nation", ""))
    assert decide((bare,), replace(target, sensitivity="child"), rules) == "deny"
    named = replace(bare, groups=frozenset({"child"}))
    ordinary = decide((bare,), replace(target, sensitivity="normal"), rules)
    assert decide((named,), replace(target, sensitivity="child"), rules) == ordinary
