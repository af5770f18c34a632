"""DDL of the second wall: row-level security by equality, for detail tables that are reached by an id.

A transaction says who acts (`SET LOCAL`, see `core.offices.sql.enter`); a row is seen only by whom one of the table's
conditions lets through. A query that forgets its filter, and a connection on which nobody has said anything, see nothing.
Conditions read the settings in sub-selects, so that PostgreSQL evaluates them once per statement and not once per row.
"""

from collections.abc import Sequence

LEVELS = ("province", "city", "county", "town", "village")
SYSTEM = "(SELECT current_setting('mz.hat', true)) = 'system'"
"""The platform itself: readers of the book, timers, the seeding, a job that was told to."""


def listed(setting: str) -> str:
    """SQL: the words of a setting that are separated by commas, as `text[]`; none when it was never set."""
    return f"((SELECT string_to_array(coalesce(nullif(current_setting('{setting}', true), ''), '-'), ','))::text[])"


def own(column: str) -> str:
    """SQL: the row belongs to one of the persons whose matters the actor's own are (`mz.person`)."""
    return f"{column}::text = ANY ({listed('mz.person')})"


def in_scope(setting: str, alias: str = "") -> str:
    """SQL: one of the row's level columns equals a division of the actor's grants; `nation` reaches all."""
    prefix = f"{alias}." if alias else ""
    columns = (f"{prefix}{level} = ANY ({listed(setting)})" for level in reversed(LEVELS))
    return " OR ".join((*columns, f"'nation' = ANY ({listed(setting)})"))


def wall(table: str, *conditions: str) -> str:
    """DDL for the owner: rows of `table` are read, changed and deleted only where one of `conditions` holds.

    Adding is free (the verb decides), the owner passes (migrations, and the functions that are named doors in the wall).
    """
    sees = " OR ".join(f"({one})" for one in (SYSTEM, *conditions))
    return "\n".join(
        (
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;",
            f"CREATE POLICY wall_owner ON {table} TO CURRENT_USER USING (true) WITH CHECK (true);",
            f"CREATE POLICY wall_add ON {table} FOR INSERT WITH CHECK (true);",
            f"CREATE POLICY wall_read ON {table} FOR SELECT USING ({sees});",
            f"CREATE POLICY wall_change ON {table} FOR UPDATE USING ({sees}) WITH CHECK (true);",
            f"CREATE POLICY wall_erase ON {table} FOR DELETE USING ({sees});\n",
        )
    )


def unwall(table: str) -> str:
    """DDL that takes the wall of a table down again (the way back of a migration)."""
    names = ("owner", "add", "read", "change", "erase")
    drops = "".join(f"DROP POLICY wall_{name} ON {table};\n" for name in names)
    return (
        f"{drops}ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;\n"
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;\n"
    )


def door(name: str, arguments: Sequence[str], returns: str, body: str, *, hot: bool = False) -> str:
    """DDL of a named door in the wall: a function that runs as the owner, reads only, and has a fixed search path. A `hot`
    one, which gives rows, keeps its plan for the connection; the others are planned at each call."""
    language, text = ("plpgsql", f"BEGIN RETURN QUERY {body}; END") if hot else ("sql", body)
    return (
        f"CREATE FUNCTION {name}({', '.join(arguments)}) RETURNS {returns} LANGUAGE {language} STABLE SECURITY DEFINER "
        f"SET search_path = public, pg_temp AS $$ {text} $$;\n"
    )
