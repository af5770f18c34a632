"""Every clause that a room lends is SQL that PostgreSQL understands, and names the room's own tables only."""

import re
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from minzheng.config.embedded import OWNER, Cluster
from tests.house import clauses
from tests.house.clauses import Lent


@pytest.fixture
def owner(cluster: Cluster, db: None) -> Iterator[psycopg.Connection]:
    """A connection of the tables' owner to the migrated test database; what it does is undone."""
    with cluster.connect(OWNER, connection.settings_dict["NAME"]) as entered:
        entered.autocommit = False
        yield entered
        entered.rollback()


def explained(lent: Lent, others: dict[str, Lent]) -> tuple[str, tuple]:
    """The statement that prepares a clause: before it stand the clauses of other rooms whose names it uses."""
    if not lent.name:
        return f"EXPLAIN {lent.sql}", lent.params
    parts = chain(lent, others)
    body = ", ".join(f"{name} AS ({one.sql})" for name, one in parts.items())
    return f"EXPLAIN WITH {body} SELECT 1", tuple(value for one in parts.values() for value in one.params)


def chain(lent: Lent, others: dict[str, Lent]) -> dict[str, Lent]:
    """A clause by its name, and before it those that it leans on."""
    found: dict[str, Lent] = {}
    for word in words(lent.sql):
        if word in others and word != lent.name:
            found |= chain(others[word], others)
    return {**found, lent.name: lent}


def words(text: str) -> list[str]:
    return re.findall(r"[a-z_][a-z0-9_]*", text)


def by_name() -> dict[str, Lent]:
    found: dict[str, Lent] = {}
    for module in clauses.modules():
        for one in clauses.lent(module):
            if one.name:
                found.setdefault(one.name, one)
    return found


@pytest.mark.parametrize("module", clauses.modules())
def test_postgresql_understands_every_clause_of(module: str, owner: psycopg.Connection):
    others = by_name()
    cursor = owner.cursor()
    for lent in clauses.lent(module):
        text, params = explained(lent, others) if lent.is_statement else (lent.sql, lent.params or None)
        try:
            cursor.execute(text, params)
        except psycopg.Error as error:
            pytest.fail(f"{lent.source} ({lent.name}): {error}")


@pytest.mark.parametrize("module", clauses.modules())
def test_only_own_tables_are_named_by(module: str, owner: psycopg.Connection):
    tables = {row[0] for row in owner.execute("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')")}
    for lent in clauses.lent(module):
        strange = [
            name for name in words(lent.sql) if name in tables and not name.startswith(f"{lent.room}_")
        ]
        assert not strange, f"{lent.source} names {strange}"


@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("SELECT no_such_column FROM people_person WHERE id = %s", psycopg.errors.UndefinedColumn),
        ("SELECT * FROM unnest(%s)", psycopg.errors.AmbiguousFunction),
    ],
    ids=["unknown column", "missing cast"],
)
def test_a_clause_that_postgresql_does_not_understand_is_found(
    sql: str, error: type, owner: psycopg.Connection
):
    text, params = explained(Lent("people", "here", "wrong", sql, (None,)), {})
    with pytest.raises(error):
        owner.execute(text, params)
