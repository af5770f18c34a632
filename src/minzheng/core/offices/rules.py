"""What is decided: who may hold which role, why an answer was no, and when a person must leave a case to others."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.rights import Actor, Rule, Target

LONGEST_POSITION = timedelta(days=366)
"""R7: an appointment is for a year at most (a leap year has 366 days)."""

EVERY_ROLE = "all"


@dataclass(frozen=True, slots=True)
class Role:
    """A role as a `roles.yaml` describes it. kind: person (comes with the hat), staff or partner (appointed).

    incompatible: names of roles that the same person may not hold at the same time; {"all"} = every other role.
    """

    name: str
    title: str
    kind: str
    levels: frozenset[str] = frozenset()
    rights: frozenset[str] = frozenset()
    incompatible: frozenset[str] = frozenset()

    def excludes(self, other: "Role") -> bool:
        """Whether one person may not hold both; a role never excludes itself (two places, one kind of work)."""
        return self.name != other.name and (self.names(other) or other.names(self))

    def names(self, other: "Role") -> bool:
        """Whether this role's own list excludes the other."""
        return EVERY_ROLE in self.incompatible or other.name in self.incompatible


def load_roles(documents: Iterable[Mapping[str, Any]]) -> dict[str, Role]:
    """Join parsed `roles.yaml` documents. ValueError for a name that stands in two of them or an unknown kind."""
    roles: dict[str, Role] = {}
    for document in documents:
        for name, line in document.items():
            if name in roles or line["kind"] not in ("person", "staff", "partner"):
                raise ValueError(f"role {name!r} stands twice, or its kind {line['kind']!r} is unknown")
            excluded = line.get("incompatible", ())
            roles[name] = Role(
                name=name,
                title=line["title"],
                kind=line["kind"],
                levels=frozenset(line.get("levels", ())),
                rights=frozenset(line.get("rights", ())),
                incompatible=frozenset([excluded] if isinstance(excluded, str) else excluded),
            )
    return roles


def rules_of(roles: Mapping[str, Role]) -> dict[str, tuple[Rule, ...]]:
    """The rules that stand in `roles.yaml` itself: each right of a role holds inside the scope of its grant."""
    found: dict[str, tuple[Rule, ...]] = {}
    for role in roles.values():
        for right in sorted(role.rights):
            found[right] = (*found.get(right, ()), Rule(right, role.name, "scope"))
    return found


def rights_of(role: str, rules: Mapping[str, tuple[Rule, ...]]) -> frozenset[str]:
    """All rights that a role has somewhere (what a grant carries along for lower rooms and for menus)."""
    return frozenset(
        right
        for right, lines in rules.items()
        if any(line.role == role and line.effect != "deny" for line in lines)
    )


def check_appointment(role: Role, level: str, valid_from: date, valid_to: date) -> None:
    """Problem unless the role may be held at `level` for these days (first included, last excluded)."""
    if role.kind == "person":
        raise Problem("offices.role_not_appointed", title=role.title)
    if level not in role.levels:
        raise Problem("offices.role_level", title=role.title)
    if valid_to <= valid_from:
        raise Problem("offices.days")
    if valid_to > valid_from + LONGEST_POSITION:
        raise Problem("offices.too_long", latest=(valid_from + LONGEST_POSITION).isoformat())


def check_compatible(role: Role, held: Iterable[Role]) -> None:
    """Problem when one of the roles that the person holds in the same days excludes the new one."""
    for other in held:
        if role.excludes(other):
            raise Problem("offices.roles_exclude", title=role.title, other=other.title)


def why_refused(
    actor: Actor, right: str, target: Target, rules: Mapping[str, tuple[Rule, ...]], today: date
) -> str:
    """For the book: `signed_out`, `role` (none of the actor's roles has the right), `expired` (the grant has run out),
    `scope` (the role has it, the place lies outside: an attempt across levels or divisions), `rule` (anything else)."""
    if not actor.grants:
        return "signed_out" if actor.account is None else "role"
    names = {rule.role for rule in rules.get(right, ()) if rule.effect != "deny"}
    able = [grant for grant in actor.grants if grant.role in names]
    if not able:
        return "role"
    holding = [grant for grant in able if grant.holds(today)]
    if not holding:
        return "expired"
    return "rule" if any(grant.scope.covers(dict(target.places)) for grant in holding) else "scope"


def check_no_circle(holder: UUID, deputy: UUID, standing_in: Iterable[tuple[UUID, UUID]]) -> None:
    """Problem when `deputy` standing in for `holder` would close a circle with those (holder, deputy) who do so in the
    same days: in the end nobody would be there."""
    onward: dict[UUID, set[UUID]] = {}
    for absent, stand_in in standing_in:
        onward.setdefault(absent, set()).add(stand_in)
    seen, waiting = {deputy}, [deputy]
    while waiting:
        for after in onward.get(waiting.pop(), ()):
            if after == holder:
                raise Problem("offices.circular_delegation")
            if after not in seen:
                seen.add(after)
                waiting.append(after)


# ── A list of new colleagues ─────────────────────────────────────────────────────────────────────────────────────────

STAFF_HEADS = ("姓名", "证件号码", "手机", "用户名", "机构", "角色", "自", "至", "依据")
"""The heads of the list: 机构 is its 统一社会信用代码, 角色 its title, 自 and 至 the first and the last day."""


@dataclass(frozen=True, slots=True)
class StaffLine:
    """One line of the list, read: `valid_to` is the first day without the position."""

    id_number: str
    phone: str
    username: str
    uscc: str
    role: str
    valid_from: date
    valid_to: date
    basis: str


def staff_fields(line: Mapping[str, str], titles: Mapping[str, str]) -> StaffLine:
    """Read a line; Invalid with every field that has to be mended. `titles` are the roles' titles by name."""
    said = {head: str(line.get(head) or "").strip() for head in STAFF_HEADS}
    faults = [
        FieldProblem(head, f"请写{head}", head) for head in STAFF_HEADS if head != "手机" and not said[head]
    ]
    roles = {title: name for name, title in titles.items()} | {name: name for name in titles}
    role = roles.get(said["角色"], "")
    if said["角色"] and not role:
        faults.append(FieldProblem("角色", f"没有“{said['角色']}”这个角色，请核对", "角色"))
    first, last = _day(said["自"]), _day(said["至"])
    for head, day in (("自", first), ("至", last)):
        if said[head] and day is None:
            faults.append(FieldProblem(head, "日期写成 2026-05-01 这样", head))
    if faults or first is None or last is None:
        raise Invalid(faults)
    return StaffLine(
        id_number=said["证件号码"],
        phone=said["手机"],
        username=said["用户名"].lower(),
        uscc=said["机构"].upper(),
        role=role,
        valid_from=first,
        valid_to=last + timedelta(days=1),
        basis=said["依据"][:200],
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return None


# ── R9: powers that another organ exercises ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Entrusted:
    """What one letter of entrustment allows: up to `amount_limit` yuan (None: no amounts), first day in, last out."""

    document_no: str
    amount_limit: Decimal | None
    valid_from: date
    valid_to: date


def check_entrusted(letters: Iterable[Entrusted], amount: Decimal | None, on: date) -> None:
    """Problem unless one of the letters holds on `on` and reaches the amount (None: the decision has none)."""
    holding = [one for one in letters if one.valid_from <= on < one.valid_to]
    if not holding:
        raise Problem("offices.not_entrusted")
    if amount is None:
        return
    most = max((one.amount_limit for one in holding if one.amount_limit is not None), default=None)
    if most is None or amount > most:
        raise Problem("offices.beyond_entrustment", most=str(most or 0))


EMERGENCY = timedelta(hours=2)
"""R6: how long a named read stays open in an emergency."""
LEAST_REASON = 8
"""Signs that the reason for an emergency has at least."""

# ── R1: who did what to the same case ────────────────────────────────────────────────────────────────────────────────

STANDARD = (
    frozenset({"acceptor", "reviewer"}),
    frozenset({"acceptor", "approver"}),
    frozenset({"reviewer", "approver"}),
    frozenset({"reviewer", "investigator"}),
    frozenset({"investigator", "approver"}),
    frozenset({"window", "approver"}),
)
"""R1: pairs of roles that two different persons take in one case."""

SMALL_OFFICE = tuple(pair for pair in STANDARD if "approver" in pair)
"""Roles-and-data 3.1: where one or two persons handle everything, only who decides must be another person."""


@dataclass(frozen=True, slots=True)
class Separation:
    """What must be known of a case to keep duties apart: who did what so far, in which profile, whose matter it is."""

    done_by: Mapping[str, Collection[UUID]] = field(default_factory=dict)
    parties: frozenset[UUID] = frozenset()
    close: frozenset[UUID] = frozenset()
    small_office: bool = False


def who_did(person: UUID, role: str, case: Separation) -> str | None:
    """The role in which `person` already acted in the case and which excludes `role` in it; None when there is none."""
    pairs = SMALL_OFFICE if case.small_office else STANDARD
    for done, persons in sorted(case.done_by.items()):
        if done != role and person in persons and frozenset({done, role}) in pairs:
            return done
    return None


def check_separation(by: Actor, role: str, case: Separation, titles: Mapping[str, str]) -> None:
    """Problem when this natural person (not this account) may not act in `role` in the case: R1 duties apart, R2 own
    matter or that of someone close. The system has no person and passes."""
    if by.person is None:
        return
    if by.person in case.parties:
        raise Problem("offices.own_matter")
    if by.person in case.close:
        raise Problem("offices.close_to_party")
    done = who_did(by.person, role, case)
    if done is not None:
        raise Problem("offices.same_person", done=titles.get(done, done), step=titles.get(role, role))
