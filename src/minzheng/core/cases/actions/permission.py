"""Whether this person may conclude this step with this outcome: asked by the verb, and by the page that offers it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from minzheng.core.cases.actions.papers import deciding_organ
from minzheng.core.cases.queries import fills_in
from minzheng.core.cases.rules import RETURNS, acting_level, handled_list, owner_of, paper_level, today
from minzheng.core.catalogue.queries import Package, package
from minzheng.core.offices.actions import authorise
from minzheng.core.offices.queries import close_to, organisations, rules, titles
from minzheng.core.offices.queries.powers import entrusted
from minzheng.core.offices.rules import Separation, check_entrusted, check_separation
from minzheng.core.workflow.rules import Plate
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import LEVELS, Actor, Target, may, require

Ask = Callable[..., object]
"""`authorise` (a no goes into the book) or `wonder` (a page asks what it may offer)."""


def require_may(
    row: Mapping[str, Any],
    parties: Iterable[UUID],
    plate: Plate,
    outcome: str,
    by: Actor,
    at: datetime,
    *,
    ask: Ask,
    near: frozenset[UUID] | None = None,
) -> None:
    """Raise the Problem that keeps `by` from concluding `plate` with `outcome`; nothing when nothing does.

    `near` are the persons close to `by`, when they are known already. 1 statement for officers where they are not, 1
    more where only the small-office profile allows it.
    """
    if outcome not in plate.outcomes:
        raise Problem("cases.outcome_unknown", step=plate.name)
    own = owner_of(row) in by.acts_for and outcome in plate.applicant
    role = plate.role_for(outcome, by.roles)
    target = Target(
        owners=frozenset({owner_of(row)}),
        places={level: row[level] for level in LEVELS},
        business=row["service"],
        sensitivity=row["sensitivity"],
        role="" if own else role,
        level="" if own else acting_level(row, plate.level),
    )
    ask(by=by, right="cases.step_own" if own else "cases.step", target=target, at=at)
    if not own:
        require_apart(row, frozenset(parties), role, by, at, near)


def require_entrusted(
    row: Mapping[str, Any],
    found: Package,
    plate: Plate,
    outcome: str,
    by: Actor,
    at: datetime,
    *,
    amount: Decimal | None,
) -> None:
    """R9: who decides in the name of an organ that entrusted theirs needs its letter, up to its amount (yuan; None with
    a refusal) and inside its days. Raises Problem(`offices.not_entrusted`, `offices.beyond_entrustment`).

    0 statements for a service whose power is not entrusted and for what is not a decision; else 2.
    """
    if found.service["power_mode"] != "entrusted" or "grant" not in plate.outcomes or outcome in RETURNS:
        return
    if not by.is_staff:
        return
    giver = deciding_organ(row, found, plate.level, at)
    mine = {grant.organisation for grant in by.grants if grant.role == plate.role and grant.organisation}
    if giver.id not in mine:
        check_entrusted(entrusted(mine, giver.id, row["service"]), amount, today(at))


def require_decider(
    row: Mapping[str, Any], parties: Iterable[UUID], by: Actor, at: datetime, *, right: str, ask: Ask
) -> None:
    """Raise the Problem that keeps `by` from a verb of the approver who would decide this case (rows 17-19): at the level
    of its decision, and apart from who accepted and reviewed it. 1 statement."""
    plates = package(row["snapshot_id"]).machine.plates.values()
    decided = next((plate.level for plate in plates if "grant" in plate.outcomes), "county")
    target = Target(
        owners=frozenset({owner_of(row)}),
        places={name: row[name] for name in LEVELS},
        business=row["service"],
        sensitivity=row["sensitivity"],
        role="approver",
        level=acting_level(row, decided),
    )
    ask(by=by, right=right, target=target, at=at)
    require_apart(row, frozenset(parties), "approver", by, at, None)


def require_sight(row: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """For anybody without any right to a case it is not there. Raises Problem(`cases.not_found`)."""
    if fills_in(row, by.acts_for, today(at)):
        return
    try:
        authorise(by=by, right="cases.view", target=sight_of(row), at=at)
    except Problem as problem:
        raise Problem("cases.not_found") from problem


def sees_check(row: Mapping[str, Any], by: Actor, at: datetime) -> bool:
    """Whether an officer may see what sources said of a household: who checks, reviews, decides; nobody else."""
    return _has(row, by, at, right="cases.see_check")


def opens_paper(row: Mapping[str, Any], codes: Iterable[str], by: Actor, at: datetime) -> bool:
    """Whether somebody may open what a case holds under these codes: sees the case whole (not masked), and has the right
    for the level of each. No statement."""
    service = package(row["snapshot_id"]).service
    levels = {paper_level(service, code) for code in codes}
    return (
        _has(row, by, at, right="cases.view")
        and ("L3" not in levels or _has(row, by, at, right="cases.open_sensitive"))
        and ("L4" not in levels or sees_check(row, by, at))
    )


def reveals(row: Mapping[str, Any], level: str, by: Actor, at: datetime) -> bool:
    """Whether an officer may reveal a case's fields up to a level (`reveal_fields`): sees the case whole and has the right
    of the level. No statement."""
    rights = ("cases.view", "cases.reveal_fields", *(("cases.see_check",) if level == "L4" else ()))
    return by.is_staff and all(_has(row, by, at, right=right) for right in rights)


def _has(row: Mapping[str, Any], by: Actor, at: datetime, *, right: str) -> bool:
    return may(by, right, sight_of(row), rules=rules(), today=today(at)).effect == "allow"


def sight_of(row: Mapping[str, Any]) -> Target:
    """A case as the target of rights to see it."""
    return Target(
        owners=frozenset({owner_of(row)}),
        places={level: row[level] for level in LEVELS},
        business=row["service"],
        sensitivity=row["sensitivity"],
    )


def wonder(*, by: Actor, right: str, target: Target, at: datetime) -> None:
    """As `authorise`, for a page that only wants to know: a no leaves no trace."""
    require(by, right, target, rules=rules(), today=today(at))


def require_apart(
    row: Mapping[str, Any],
    parties: frozenset[UUID],
    role: str,
    by: Actor,
    at: datetime,
    near: frozenset[UUID] | None,
) -> None:
    """R1 and R2; the small-office profile is looked up only where the standard one says no."""
    plates = package(row["snapshot_id"]).machine.plates
    done_by: dict[str, set[UUID]] = {}
    for entry in handled_list(row["handled"]):
        if entry.person and entry.element in plates and plates[entry.element].role:
            done_by.setdefault(plates[entry.element].role, set()).add(UUID(entry.person))
    if near is None or by.person is None:
        close = close_to(parties, today(at))
    else:
        close = frozenset({by.person}) if near & parties else frozenset()
    known = Separation(done_by, parties, close)
    try:
        check_separation(by, role, known, titles())
    except Problem as problem:
        if problem.code != "offices.same_person" or not _small_office(by):
            raise
        check_separation(by, role, replace(known, small_office=True), titles())


def _small_office(by: Actor) -> bool:
    found = organisations(grant.organisation for grant in by.grants if grant.organisation)
    return any(row.small_office for row in found.values())
