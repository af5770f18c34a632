"""All checks of the house by name: each takes a snapshot of the house and gives what is wrong in it."""

from collections.abc import Callable, Mapping
from typing import Final

from tests.house import bans, furnishing, promises, walls
from tests.house.tree import Finding, House

ALL: Final[Mapping[str, Callable[[House], list[Finding]]]] = {
    check.__name__: check
    for check in (
        walls.own_models,
        walls.own_tables,
        walls.table_names,
        walls.keys_go_down,
        walls.rules_see_only_kernel,
        walls.domains_see_only_kit,
        walls.face_rooms_apart,
        bans.loading_by_name,
        bans.orm_outside,
        bans.clock_below_the_doors,
        bans.signals,
        bans.drawers,
        bans.environment,
        bans.too_long,
        bans.unfinished,
        furnishing.furniture,
        furnishing.door_plates,
        furnishing.verbs,
        furnishing.tests_beside,
        promises.error_entries,
        promises.problems_without_entry,
        promises.problems_never_raised,
        promises.holes_without_value,
        promises.rights_without_rule,
        promises.rights_never_asked,
        promises.rights_misnamed,
        promises.factories_in_product,
    )
}
