"""The authorisation matrix: every door x every identity, held against the rules; and its teeth.

A cell is one knock of one identity at one door. A leak is a cell that lets in, or shows, what the rules deny.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

import pytest

from minzheng.core.cases import queries as cases
from minzheng.core.cases.actions import permission
from minzheng.core.forms import queries as forms
from minzheng.core.forms.models import Draft
from minzheng.core.messages import queries as messages
from minzheng.core.offices import sql
from minzheng.core.publicity import queries as publicity
from minzheng.domains.social_orgs import queries as kept
from minzheng.faces.portal import frame as portal
from minzheng.kernel.rights import EVERY, SYSTEM, Actor, decide
from tests.rights.expected import SIMPLE, Door, answer, doors, lines
from tests.rights.knock import knock, routes
from tests.rights.world import Identity, World

DOORS = doors()
PATHS = dict(routes())
KNOCKED = sorted(
    name for name, door in DOORS.items() if door.route in PATHS and door.ask not in ("ends", "untried")
)


def test_every_route_and_operation_has_a_door_and_every_door_a_route() -> None:
    assert sorted(set(PATHS) - set(DOORS)) == [], "say in the face's doors.yaml what it asks of who knocks"
    assert sorted({door.route for door in DOORS.values()} - set(PATHS)) == []


def test_the_identities_are_of_every_kind(world: World) -> None:
    kinds = {(who.role, who.level) for who in world.identities}
    assert len(kinds) >= 14
    assert len({who.division[:6] for who in world.identities if who.staff}) >= 4


def wrong(world: World, door: Door, who: Identity) -> str:
    """What is wrong with a cell, '' for nothing."""
    thing = world.things.get(door.thing)
    expected, came = answer(door, who, thing), knock(world, door, PATHS[door.route], who)
    let_in, seen = expected != "deny", came.let_in
    if who.corporate and came.other_hat and (door.ask in SIMPLE or expected == "deny"):
        return ""  # which pages these are is held by test_hats.py
    if door.listed and thing is not None:
        assert thing.secret, door
        seen = came.let_in and all(word in came.text for word in thing.secret)
    if seen != let_in:
        return f"{door.name} {who.name}: expected {expected}, got {came.status}"
    if expected == "mask" and thing is not None and any(word in came.text for word in thing.clear):
        return f"{door.name} {who.name}: shows in clear what it should mask"
    if door.desk and thing is not None and any(word in came.text for word in thing.sensitive):
        return f"{door.name} {who.name}: shows in clear what nobody has revealed"
    return ""


@pytest.mark.parametrize("name", KNOCKED)
def test_a_door_opens_for_whom_the_rules_name_and_for_nobody_else(name: str, world: World) -> None:
    faults = [wrong(world, DOORS[name], who) for who in world.identities]
    assert not any(faults), "\n".join(filter(None, faults))


# ── Teeth: without the check the matrix must say so ──────────────────────────────────────────────────────────────────


@contextmanager
def replaced(what: Any, by: Any) -> Iterator[None]:
    """Everywhere in the product `by` stands for the function `what`, for a while."""
    with pytest.MonkeyPatch.context() as patch:
        for module in [one for name, one in sys.modules.items() if name.startswith("minzheng.")]:
            for name, value in list(vars(module).items()):
                if value is what:
                    patch.setattr(module, name, by)
        yield


LISTENED = frozenset(
    {
        "applicant",
        "elder",
        "founder",
        "990101001_window_01",
        "990301001_acceptor_01",
        "990301001_reviewer_01",
        "990101_checker_01",
        "990301_approver_01",
        "990301_monitor_01",
        "990101_partner_dept_01",
    }
)
"""Who is let in somewhere: what the doors ask is heard from them."""


def asked_at(world: World) -> dict[str, set[str]]:
    """Which rights each door asks for, over all identities: found by listening to the decision itself."""
    heard: dict[str, set[str]] = {}
    plain = decide._matches

    for name in KNOCKED:
        here: set[str] = set()

        def listening(rule: Any, actor: Any, right: str, *rest: Any, here: set[str] = here) -> bool:
            here.add(right)
            return plain(rule, actor, right, *rest)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(decide, "_matches", listening)
            for who in world.identities:
                if who.name in LISTENED:
                    knock(world, DOORS[name], PATHS[DOORS[name].route], who)
        for right in here:
            heard.setdefault(right, set()).add(name)
    return heard


PROBES = (
    *("anonymous", "neighbour", "other", "990101001_investigator_01", "990101001001_helper_01"),
    *("990101002_window_01", "990101_partner_dept_01", "990301001_reviewer_01", "990301001001_helper_01"),
    *(
        "990301_monitor_01",
        "990301_checker_01",
        "990102_approver_01",
        "990200_approver_01",
        "990101_sys_admin_01",
        "990301_sec_admin_01",
    ),
)
"""Who knocks when a mutant is tried: one of each kind is enough to show it."""


def shows(world: World, names: list[str], mutate: Callable[[], Any]) -> bool:
    """Whether any cell of these doors is wrong with the mutant that is not wrong without it."""
    probes = [who for who in world.identities if who.name in PROBES]
    for name in names:
        for who in probes:
            with mutate():
                bad = wrong(world, DOORS[name], who)
            if bad and not wrong(world, DOORS[name], who):
                return True
    return False


@contextmanager
def deciding(matches: Callable[..., bool]) -> Iterator[None]:
    """The decision with another notion of which rule fits."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decide, "_matches", matches)
        yield


COVER = ("cases.view", "publicity.view")
"""Rights that pages ask for before a verb asks for its own."""


@contextmanager
def uncovered(rights: tuple[str, ...] = COVER) -> Iterator[None]:
    """Without the guards that stand before a verb's own: what pages ask, whose case it is, the wall of the database.
    A mutant must show when it is the last one."""
    entering = sql.enter
    with pytest.MonkeyPatch.context() as patch, ExitStack() as replacing:
        for right in rights:
            patch.setattr(decide, "_matches", without_check(right))
        replacing.enter_context(replaced(sql.enter, lambda by: entering(SYSTEM)))
        if rights:
            replacing.enter_context(replaced(portal.sees, lambda *_all: True))
            replacing.enter_context(replaced(permission.require_sight, lambda *_all: None))
        yield


def without_check(right: str) -> Callable[..., bool]:
    """The decision as if nothing were asked for one right."""
    plain = decide._matches

    def mutant(rule: Any, actor: Any, asked: str, *rest: Any) -> bool:
        return rule.effect == "allow" if asked == right else plain(rule, actor, asked, *rest)

    return mutant


def without_scope(right: str) -> Callable[..., bool]:
    """The decision as if a role were enough for one right, wherever the thing belongs and whosever it is."""
    plain = decide._matches

    def mutant(rule: Any, actor: Actor, asked: str, *rest: Any) -> bool:
        if asked != right:
            return plain(rule, actor, asked, *rest)
        hats = {"citizen": "self", "representative": "representative"}
        return actor.hat.value == hats.get(rule.role, "") or rule.role in actor.roles or rule.role == "anyone"

    return mutant


def sites_of(heard: dict[str, set[str]]) -> Iterator[tuple[str, list[str]]]:
    """Where a right is asked: each door whose own it is stands alone; the others together."""
    for right, names in sorted(heard.items()):
        own = sorted(name for name in names if DOORS[name].ask == right)
        yield from ((right, [name]) for name in own)
        if not own:
            yield right, sorted(names)


def unscoped(right: str) -> bool:
    """Whether a right holds anywhere for whom it holds: there is no scope to take out."""
    return all(rule["relation"] == "any" for rule in lines().get(right, ()))


def test_the_matrix_bites_when_a_check_or_a_scope_is_taken_out(world: World) -> None:
    survived, tried = [], 0
    for right, sites in sites_of(asked_at(world)):
        with uncovered(() if right in COVER else COVER):
            for kind, mutate in (("check", without_check), ("scope", without_scope)):
                if {(right, kind), (right, kind, *sites)} & HARMLESS.keys() or (
                    kind == "scope" and unscoped(right)
                ):
                    continue
                tried += 1
                if not shows(world, sites, partial(deciding, mutate(right))):
                    survived.append((right, kind, sites))
    for what, mutant, names_of in query_mutants(world):
        tried += 1
        if not shows(world, names_of, partial(replaced, what, mutant)):
            survived.append((what.__name__, "query", names_of))
    assert not survived, "\n".join(map(str, survived))
    assert tried >= 60


HARMLESS: dict[tuple[str, ...], str] = {
    **{
        (
            "publicity.view",
            "scope",
            name,
        ): "a list of the own unit; the read behind it is tried without its unit below"
        for name in ("workbench:notices", "workbench:postings")
    },
    ("social_orgs.keep_name", "scope", "social_orgs:keep"): "whoever keeps a name keeps it for nobody else",
    **{
        (right, "scope"): "what is asked about is the own unit, taken from the grant itself"
        for right in ("cases.ask_export", "cases.oversee", "cases.queue", "cases.submit", "cases.supervise")
    },
    **{
        (right, "scope"): "what is asked about is the own unit, taken from the grant itself"
        for right in ("people.verify_at_counter", "people.check_guardianship", "forms.help_fill")
    },
    **{
        (
            "offices.list_staff",
            kind,
            "workbench:staff_person",
        ): "the page is built from the grant as administrator"
        for kind in ("check", "scope")
    },
    **{
        ("files.store", kind): "whoever may hand a picture in is asked for the right to use it first"
        for kind in ("check", "scope")
    },
    (
        "people.decide_correction",
        "scope",
    ): "the wall of the database does not give the row to another place's officer",
    ("cases.queue", "check"): "the list holds what waits for the own role; a role without steps has none",
    ("cases.supervise", "check"): "the unit comes from the grant as monitor",
    **{
        (right, kind): "open to anybody who has the secret, or to any citizen"
        for right in ("cases.sign_by_link", "publicity.object")
        for kind in ("check", "scope")
        if (right, kind) != ("publicity.object", "check")
    },
    **{
        (right, kind): "decides which buttons stand on a page, not what is behind them"
        for right in ("publicity.proof",)
        for kind in ("check", "scope")
    },
    **{
        ("cases.step_own", kind): "behind the door where it is heard another right is asked as well"
        for kind in ("check", "scope")
    },
    **{
        (right, kind): "the thing is found by its owner alone, before the right is asked"
        for right in ("messages.mark_read", "cases.sign")
        for kind in ("check", "scope")
    },
}
"""Mutants that change nothing by their nature, with the reason."""


def query_mutants(world: World) -> list[tuple[Any, Any, list[str]]]:
    """Named reads with the person or the unit taken out of them: (the read, without its filter, doors that show it)."""
    elder, founder = world.person("elder"), world.person("founder")
    officer = world.browser_actor("990301001_acceptor_01")
    scopes = cases.scopes_of(officer, world.today)
    plain = {
        "draft": forms.draft,
        "inbox": messages.inbox,
        "cases_of": cases.cases_of,
        "exports_of": cases.exports_of,
        "on_boards": publicity.on_boards,
        "postings": publicity.postings,
        "names_of": kept.names_of,
    }
    return [
        (
            forms.draft,
            lambda key, _who, *_rest, **more: plain["draft"](
                key, Draft.objects.get(id=key).person_id, **more
            ),
            ["portal:fill", "portal:check"],
        ),
        (messages.inbox, lambda _persons, *_rest, **more: plain["inbox"]([elder], **more), ["portal:inbox"]),
        (
            cases.cases_of,
            lambda _person, *_rest, **more: plain["cases_of"](elder, **more),
            ["portal:my_cases"],
        ),
        (cases.scopes_of, lambda *_all: scopes, ["workbench:queue"]),
        (
            cases.exports_of,
            lambda _unit, *_rest, **more: plain["exports_of"]("990301001", **more),
            ["workbench:exports"],
        ),
        (
            publicity.on_boards,
            lambda _level, _division, *rest, **more: plain["on_boards"]("town", "990301001", *rest, **more),
            ["workbench:notices"],
        ),
        (
            publicity.postings,
            lambda _level, _division, *_rest, **more: plain["postings"]("town", "990301001", **more),
            ["workbench:postings"],
        ),
        (kept.names_of, lambda _person, on, *_rest: plain["names_of"](founder, on), ["social_orgs:names"]),
        (portal.sees, lambda *_all: True, ["portal:case", "portal:receipt", "portal:letter"]),
        (permission.require_sight, lambda *_all: None, ["openapi:openapi-v1:one_case"]),
        (permission.opens_paper, lambda *_all: True, ["workbench:file"]),
        (cases.clear_in, lambda _reveal: EVERY, ["workbench:case"]),
    ]
