"""The drawn share of cases that the county visits once more (services 2.1 row 8, roles-and-data 3.1)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from minzheng.core.cases.queries import parties_of
from minzheng.core.cases.rules import drawn, handled_list, share_of, today
from minzheng.core.offices.queries import authority_for, close_to, serving_in
from minzheng.core.places.queries import parameters
from minzheng.kernel.registry.kinds import StepContext, StepEffect
from minzheng.kernel.rights import LEVELS

SHARE, SHARE_SMALL = "assistance.spot_check_share", "assistance.spot_check_share_small_office"


def with_draw(step: StepContext, effect: StepEffect) -> StepEffect:
    """The effect of a step that leads to the county, with the draw in it: variable `drawn`, and how it came about.

    Nothing is added where the process has no spot check, or the case goes elsewhere first (an objection notice). 5
    statements where it draws. Relatives of staff who serve in the place, and what was tipped off, are always drawn; what
    was visited by the county already is not drawn again.
    """
    if not _leads_to_draw(step, effect):
        return effect
    if any(entry.element in _spots(step) for entry in handled_list(step.case["handled"])):
        return replace(effect, variables={**effect.variables, "drawn": False})
    always = _always(step)
    share = 100 if always else _share(step)
    chosen = drawn(step.event_id, step.case["id"], share)
    facts = {"drawn": chosen, "drawn_share": share, **({"drawn_because": always} if always else {})}
    return replace(
        effect, variables={**effect.variables, "drawn": chosen}, facts={**(effect.facts or {}), **facts}
    )


def _spots(step: StepContext) -> frozenset[str]:
    """Elements at which the county visits."""
    plates = step.offering.machine.plates.values()
    return frozenset(plate.element for plate in plates if plate.kind == "visit" and plate.level == "county")


def _leads_to_draw(step: StepContext, effect: StepEffect) -> bool:
    here = step.offering.machine.plates[step.element["id"]].kind
    if not _spots(step) or step.element["level"] != "town" or here == "examine":
        return False
    noticed = any(plate.kind == "close_notice" for plate in step.offering.machine.plates.values())
    if step.element["outcome"] != "agree" or not noticed:
        return step.element["outcome"] in ("agree", "disagree", "no_objection")
    return {**step.case["variables"], **effect.variables}.get("notice") == "done"


def _always(step: StepContext) -> str:
    """Why a case is drawn whatever the number says: `tip_off`, `relative` (registered, or found by the register); ''."""
    variables: Mapping[str, Any] = step.case["variables"]
    for reason in ("tip_off", "relative"):
        if variables.get(reason):
            return reason
    close = close_to(parties_of(step.case["id"]), today(step.at))
    divisions = [step.case[level] for level in ("county", "town", "village")]
    return "relative" if close and serving_in(close, divisions, today(step.at)) else ""


def _share(step: StepContext) -> int:
    """The share in force at the place of the case; larger where the town has the small-office profile."""
    places = {level: step.case[level] for level in LEVELS}
    town = authority_for(places, "town", today(step.at))
    known = parameters((SHARE, SHARE_SMALL), places, today(step.at))
    return share_of(
        known[SHARE].value if SHARE in known else None,
        known[SHARE_SMALL].value if SHARE_SMALL in known else None,
        small_office=town is not None and town.small_office,
    )
