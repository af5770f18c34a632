"""Clauses that a verb above composes into its one statement."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from minzheng.kernel.ids import uuid7
from minzheng.kernel.sql import Clause

LEVELS = ("province", "city", "county", "town", "village")


def grant(
    *,
    case_id: UUID,
    service: str,
    person: UUID,
    person_name: str,
    category: str,
    amount: int,
    people: int,
    starts: date,
    formula: str,
    parameters: Sequence[Sequence[Any]],
    tables_digest: str,
    at: datetime,
    places: Mapping[str, str],
) -> Clause:
    """The entitlement that a decision grants: `amount` in fen a month from the month of `starts` on.

    `parameters` are (name, value, document, first day) of what went into it. A second one of a case breaks the statement.
    """
    return Clause(
        "entitlement_row",
        "INSERT INTO benefits_entitlement (id, case_id, service, person_id, person_name, category, amount, people, starts, "
        f"formula, parameters, tables_digest, granted_at, {', '.join(LEVELS)}) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s, %s, %s, %s, %s, %s)",
        (
            uuid7(),
            case_id,
            service,
            person,
            person_name,
            category,
            amount,
            people,
            starts,
            formula,
            json.dumps(list(parameters), ensure_ascii=False, default=str),
            tables_digest,
            at,
            *(places[level] for level in LEVELS),
        ),
    )
