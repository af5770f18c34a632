"""The book: one order, no event missed, one effect per reader, nothing that can be changed."""

import threading
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from minzheng.core.audit import queries
from minzheng.core.audit.actions import erase_content, read_on, record, sequence
from minzheng.core.audit.rules import commitment, leaf_bytes
from minzheng.kernel import merkle
from minzheng.kernel.rights import system

AT = datetime(2026, 3, 2, 1, 6, tzinfo=UTC)
BY = system("test")


def write(kind: str = "test.event", **more: object):
    return record(by=BY, at=AT, kind=kind, **more)


@pytest.mark.django_db
def test_an_event_gets_the_next_position_and_a_leaf_in_the_tree():
    sequence(at=AT)
    size, _ = queries.head()
    first, second = write(), write()
    assert sequence(at=AT) == 2
    # Events of one millisecond stand in the order of their ids, which chance decides.
    assert [event.id for event in queries.after(size, 10)] == sorted([first, second])
    assert queries.head()[0] == size + 2
    assert queries.backlog() == 0


@pytest.mark.django_db
def test_the_root_is_that_of_the_leaves_computed_from_the_stored_events():
    for _ in range(5):
        write(facts={"n": 1, "text": "低保"})
    sequence(at=AT)
    size, root = queries.head()
    leaves = [merkle.leaf_hash(leaf_bytes(event.values)) for event in queries.after(0, size)]
    assert merkle.Frontier().extend(leaves).root == root


@pytest.mark.django_db(transaction=True)
def test_when_two_writers_commit_out_of_order_the_reader_misses_neither():
    begun, finish = threading.Event(), threading.Event()
    late: list[object] = []

    def slow_writer() -> None:
        try:
            with transaction.atomic():
                late.append(write("test.late"))
                begun.set()
                finish.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=slow_writer)
    thread.start()
    assert begun.wait(10)
    early = write("test.early")
    sequence(at=AT)
    seen: list[object] = []
    read_on(reader="test.order", effect=lambda event: seen.append(event.id), at=AT)
    assert early in seen
    assert late[0] not in seen
    finish.set()
    thread.join(10)
    sequence(at=AT)
    read_on(reader="test.order", effect=lambda event: seen.append(event.id), at=AT)
    assert seen.count(late[0]) == 1
    assert seen.count(early) == 1
    assert late[0] < early, "the late one was made first: a cursor by id or time would have lost it"


@pytest.mark.django_db
def test_a_reader_that_dies_half_way_has_one_effect_for_each_event():
    ids = [write(facts={"n": n}) for n in range(4)]
    sequence(at=AT)
    start = queries.head()[0] - 4

    def effect(event: queries.EventRow) -> None:
        if event.id == ids[2] and not died:
            died.append(True)
            raise ConnectionError
        record(by=BY, at=AT, kind="test.effect", facts={"of": str(event.id)})

    died: list[bool] = []
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO audit_reader (name, position) VALUES ('test.dies', %s)", [start])
    with pytest.raises(ConnectionError), transaction.atomic():
        read_on(reader="test.dies", effect=effect, at=AT)
    assert read_on(reader="test.dies", effect=effect, at=AT) == 4
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT facts ->> 'of', count(*) FROM audit_event WHERE kind = 'test.effect' GROUP BY 1"
        )
        assert dict(cursor.fetchall()) == {str(key): 1 for key in ids}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_event SET kind = 'other'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        "TRUNCATE audit_event_2026_03",
        "UPDATE audit_leaf SET position = 0",
        "DELETE FROM audit_leaf",
        "DROP TRIGGER append_only ON audit_event",
    ],
)
def test_the_application_can_change_nothing_in_the_book(change: str):
    write()
    sequence(at=AT)
    with (
        pytest.raises(DatabaseError, match=r"permission denied|append-only|must be owner"),
        transaction.atomic(),
    ):
        connection.cursor().execute(change)


@pytest.mark.django_db
def test_even_the_owner_meets_the_guard(cluster):
    with cluster.connect("mz_owner", connection.settings_dict["NAME"]) as owner:
        for change in ("TRUNCATE audit_leaf", "TRUNCATE audit_event_2026_03", "TRUNCATE audit_event"):
            with pytest.raises(Exception, match="append-only"):
                owner.execute(change)
            owner.rollback()


@pytest.mark.django_db
def test_erased_content_leaves_the_event_and_its_commitment():
    key = write(content={"opinion": "同意"})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.salt, c.content::text, e.commitment FROM audit_content c JOIN audit_event e ON e.id = c.event_id "
            "WHERE e.id = %s",
            [key],
        )
        salt, _, committed = cursor.fetchone()
    assert commitment(bytes(salt), {"opinion": "同意"}) == bytes(committed)
    erase_content(by=BY, at=AT, event_id=key, reason="本人要求")
    assert queries.contents([key]) == {key: None}
    assert queries.rows_by_id([key])[0]["commitment"] is not None


@pytest.mark.django_db
def test_an_event_of_another_year_still_finds_a_part_of_the_book():
    from minzheng.kernel.ids import uuid7

    old = uuid7(datetime(2019, 5, 1, tzinfo=UTC))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_event (id, at, kind, actor_name, hat, roles, purpose, channel, node, subjects, province, "
            "city, county, town, village, service, element, from_state, to_state, facts) VALUES (%s, %s, 'test.old', '', "
            "'system', '', '', '', '', '{}', '', '', '', '', '', '', '', '', '', '{}')",
            [old, AT],
        )
        cursor.execute("SELECT tableoid::regclass::text FROM audit_event WHERE id = %s", [old])
        assert cursor.fetchone()[0] == "audit_event_other"


@pytest.mark.django_db
def test_a_case_is_read_from_its_receipt_on_in_one_statement(django_assert_num_queries):
    case = uuid4()
    write(case=case)
    write(case=case)
    with django_assert_num_queries(1):
        assert len(queries.of_case(case, datetime(2026, 1, 1, tzinfo=UTC))) == 2
