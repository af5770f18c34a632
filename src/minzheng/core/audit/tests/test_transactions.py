"""The transaction of a verb, and the one road of hot statements."""

from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from minzheng.core.audit.actions import one_transaction
from minzheng.core.audit.queries import _numbered, copy_in, run, run_named


def put(key: UUID) -> None:
    run("INSERT INTO audit_pending (event_id) VALUES (%s)", [key])


def _twice(key: UUID) -> None:
    put(key)
    put(key)


def there(key: UUID) -> bool:
    return bool(run("SELECT 1 FROM audit_pending WHERE event_id = %s", [key]))


@pytest.mark.django_db(transaction=True)
def test_a_verb_of_its_own_is_kept_whole_or_undone_whole():
    kept, undone = uuid4(), uuid4()
    with one_transaction():
        assert connection.in_atomic_block
        put(kept)
    with pytest.raises(IntegrityError), one_transaction():
        _twice(undone)
    assert not connection.in_atomic_block
    assert (there(kept), there(undone)) == (True, False)


@pytest.mark.django_db(transaction=True)
def test_inside_a_request_a_verb_joins_its_transaction_without_a_savepoint():
    key = uuid4()
    with CaptureQueriesContext(connection) as seen, transaction.atomic():
        with one_transaction():
            put(key)
        assert there(key)
        transaction.set_rollback(True)
    assert not [query for query in seen.captured_queries if "SAVEPOINT" in query["sql"]]
    assert not there(key)


@pytest.mark.django_db
def test_rows_come_back_as_tuples_or_by_name_and_a_change_gives_none():
    key = uuid4()
    assert run("INSERT INTO audit_pending (event_id) VALUES (%s)", [key]) == []
    assert run("SELECT %s::int + 1, %s::text", [1, "二"]) == [(2, "二")]
    assert run("DELETE FROM audit_pending WHERE event_id = %s RETURNING event_id", [key]) == [(key,)]
    assert run_named("SELECT %s::int AS one, 2 AS two", [1]) == [{"one": 1, "two": 2}]
    assert run_named("SELECT 1 AS one WHERE false", []) == []


@pytest.mark.django_db
def test_errors_are_djangos_own():
    key = uuid4()
    put(key)
    with pytest.raises(IntegrityError), transaction.atomic():
        put(key)
    with pytest.raises(DatabaseError), transaction.atomic():
        run("SELECT nothing FROM nowhere", [])


@pytest.mark.django_db
def test_a_hot_statement_is_counted_like_any_other(django_assert_num_queries):
    with django_assert_num_queries(2):
        run("SELECT 1", [])
        run_named("SELECT 1 AS one", [])


@pytest.mark.parametrize(
    ("text", "numbered"),
    [
        ("SELECT 1", b"SELECT 1"),
        ("SELECT %s, %s", b"SELECT $1, $2"),
        ("SELECT '100%%' WHERE a = %s", b"SELECT '100%' WHERE a = $1"),
    ],
)
def test_holes_are_numbered_in_their_order(text: str, numbered: bytes):
    assert _numbered(text) == numbered


@pytest.mark.django_db
def test_a_value_stays_a_value_whatever_it_says():
    wicked = "'; DROP TABLE audit_pending; -- %s $1"
    assert run("SELECT %s::text", [wicked]) == [(wicked,)]


@pytest.mark.django_db
def test_rows_that_ask_the_database_themselves_can_be_copied_in():
    """Whoever asked while the COPY runs would wait for itself for ever."""

    def rows():
        yield (run("SELECT gen_random_uuid()", ())[0][0],)

    assert copy_in("audit_pending", ("event_id",), rows()) == 1
