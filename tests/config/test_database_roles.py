"""What the database lets the run-time role do."""

import pytest
from django.db import ProgrammingError, connection


@pytest.mark.django_db
def test_tests_run_as_the_role_without_power():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("mz_app", False, False, False, False)


@pytest.mark.django_db
def test_the_run_time_role_owns_nothing():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class JOIN pg_roles r ON r.oid = relowner WHERE rolname = 'mz_app'"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.mine (a int)",
        "DROP TABLE django_session",
        "TRUNCATE django_session",
        "CREATE SCHEMA mine",
        "DELETE FROM django_migrations",
    ],
)
def test_the_run_time_role_cannot_change_the_schema(statement):
    with (
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
    ):
        cursor.execute(statement)


@pytest.mark.django_db
def test_the_run_time_role_reads_and_writes_rows():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES ('k', 'd', now())")
        cursor.execute("UPDATE django_session SET session_data = 'e'")
        cursor.execute("DELETE FROM django_session")
        assert cursor.rowcount == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_committing_test_leaves_is_gone_for_the_next(turn):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES ('k', 'd', now())")


@pytest.mark.django_db
def test_chinese_trigrams_count():
    with connection.cursor() as cursor:
        cursor.execute("SELECT datctype FROM pg_database WHERE datname = current_database()")
        assert cursor.fetchone() == ("C.UTF-8",)
