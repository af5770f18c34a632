"""Clauses by which a verb writes its event in its own statement, and the DDL of the monthly parts."""

from minzheng.core.audit.rules import COLUMNS, Event, canonical_json, month_bounds, row_of
from minzheng.kernel.ids import lowest_of
from minzheng.kernel.sql import Clause

LOOKS = r"kind ~ '\.reveal_'"
"""SQL: an event by which somebody saw data of a person in clear. A verb that shows such data is called `reveal_…` and names
the persons in `subjects`; the persons find it in the list of who looked at their data."""

_CASTS = {"subjects": "%s::uuid[]", "facts": "%s::jsonb"}
_INSERT = (
    f"INSERT INTO audit_event ({', '.join(COLUMNS)}) "
    f"VALUES ({', '.join(_CASTS.get(name, '%s') for name in COLUMNS)}) RETURNING id"
)


def event_clauses(event: Event) -> tuple[Clause, ...]:
    """Event, pending row and (if there is any) personal content, to be composed into the verb's one statement."""
    clauses = (
        Clause("audit_event_row", _INSERT, row_of(event)),
        Clause("audit_pending_row", "INSERT INTO audit_pending (event_id) SELECT id FROM audit_event_row"),
    )
    if event.content is None:
        return clauses
    content = Clause(
        "audit_content_row",
        "INSERT INTO audit_content (event_id, salt, content) VALUES (%s, %s, %s::jsonb)",
        (event.id, event.salt, canonical_json(event.content)),
    )
    return (*clauses, content)


def create_month(year: int, month: int) -> str:
    """DDL (for the owner) of one monthly part with its append-only guard; safe to repeat."""
    first, following = month_bounds(year, month)
    name = f"audit_event_{year}_{month:02d}"
    return (
        f"CREATE TABLE IF NOT EXISTS {name} PARTITION OF audit_event "
        f"FOR VALUES FROM ('{lowest_of(first)}') TO ('{lowest_of(following)}');\n" + guard_truncate(name)
    )


def guard_truncate(table: str) -> str:
    """DDL: nobody, not even the owner by accident, empties `table`, and the application's role may only add."""
    return (
        f"CREATE OR REPLACE TRIGGER append_only_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();\n{revoke(table)}"
    )


def revoke(table: str) -> str:
    """DDL: take UPDATE, DELETE and TRUNCATE on `table` from the application's role, where that role exists."""
    return (
        "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'mz_app') THEN "
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM mz_app; END IF; END $$;\n"
    )
