"""`may`: one pure decision for verbs, queries and pages alike.

A right is named `<room>.<verb>`. Rules (role x relation x sensitivity -> effect) come from the rooms' `rights.yaml`;
a deny wins over a mask, a mask over an allow; without a matching rule the answer is no.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from minzheng.kernel.errors import Problem
from minzheng.kernel.rights.actor import Actor, Hat

ORDINARY = "normal"
"""The sensitivity of matters for which a role is enough; every other kind asks for a group of its own (R5)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a `rights.yaml`: who (`role`) in what `relation` to the target may use `right`.

    relation: `own` (a matter of the actor's own person), `scope` (inside a grant's scope), `any`.
    effect: `allow`, `mask` (allowed with personal fields masked) or `deny`. `sensitivity` empty = every kind.
    """

    right: str
    role: str
    relation: str
    effect: str = "allow"
    sensitivity: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Target:
    """What is acted upon: whose it is, where it belongs, how sensitive, who handled it in which element."""

    owners: frozenset[UUID] = frozenset()
    places: Mapping[str, str] = field(default_factory=dict)
    business: str = ""
    sensitivity: str = ORDINARY
    role: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """`effect` is allow, mask or deny; `reason` names the rule or why there was none (for the log, not for people)."""

    effect: str
    reason: str

    def __bool__(self) -> bool:
        return self.effect != "deny"


def may(
    actor: Actor, right: str, target: Target, *, rules: "Mapping[str, tuple[Rule, ...]]", today: date
) -> Decision:
    """Decide whether `actor` may use `right` on `target` on `today`. Pure; see the module's text for precedence."""
    if actor.hat is Hat.SYSTEM:
        return Decision("allow", "system")
    found = [rule for rule in rules.get(right, ()) if _matches(rule, actor, right, target, today)]
    for effect in ("deny", "mask", "allow"):
        for rule in found:
            if rule.effect == effect:
                return Decision(effect, f"{rule.role}/{rule.relation}")
    return Decision("deny", "no rule")


def require(
    actor: Actor, right: str, target: Target, *, rules: "Mapping[str, tuple[Rule, ...]]", today: date
) -> Decision:
    """As `may`, but raises Problem(`rights.denied`) instead of answering no."""
    decision = may(actor, right, target, rules=rules, today=today)
    if not decision:
        raise Problem("offices.denied", right=right)
    return decision


def _matches(rule: Rule, actor: Actor, right: str, target: Target, today: date) -> bool:
    if rule.sensitivity and target.sensitivity not in rule.sensitivity:
        return False
    if rule.role == "anyone":
        return rule.relation == "any" or (rule.relation == "own" and bool(target.owners & actor.acts_for))
    if rule.role in ("citizen", "representative"):
        hat = Hat.SELF if rule.role == "citizen" else Hat.REPRESENTATIVE
        mine = bool(target.owners & actor.acts_for) and actor.reaches(target.business)
        return actor.hat is hat and (rule.relation == "any" or mine)
    if rule.role in ("corp_admin", "corporate_agent"):
        mine = bool(target.owners & actor.acts_for) and (
            not target.business or actor.reaches(target.business)
        )
        worn = actor.hat is Hat.CORPORATE and actor.corporate_role == rule.role
        return worn and (rule.relation == "any" or mine)
    return actor.hat in (Hat.STAFF, Hat.PARTNER) and any(
        grant.role == rule.role
        and grant.holds(today)
        and (not grant.businesses or target.business in grant.businesses)
        and (target.sensitivity == ORDINARY or target.sensitivity in grant.groups)
        and (not target.role or target.role == grant.role)
        and (not target.level or target.level == grant.scope.level)
        and (rule.relation == "any" or grant.scope.covers(dict(target.places)))
        for grant in actor.grants
    )
