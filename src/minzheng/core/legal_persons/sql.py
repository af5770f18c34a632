"""Clauses that rooms above compose into one statement."""

from datetime import date

from minzheng.kernel.sql import Clause

HELD = (
    *("mandate", "legal_person", "name", "uscc", "kind", "scope", "valid_to"),
    *("province", "city", "county", "town", "village"),
)
"""What the door `legal_person_mandates` tells of a mandate in force, in the order of `rules.Held`."""


def mandates(on: date) -> Clause:
    """`mandates`: the mandates in force on `on` of the person of the clause `signed_in`; 20 at most, none for staff.
    A named door of the wall, because nobody has entered yet."""
    return Clause(
        "mandates",
        "SELECT m.* FROM signed_in, LATERAL legal_person_mandates(signed_in.account_person_id, %s) m "
        "WHERE signed_in.account_kind = 'citizen'",
        (on,),
    )
