"""Issuing, rendering, opening, making void."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries, Settings

from minzheng.core.documents import actions, queries, sql
from minzheng.core.documents.models import Letter, Template
from minzheng.core.documents.tests.factories import AT, CASE_NO, CLERK, PLACES, letter, organ
from minzheng.core.files import queries as files
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, Grant, Hat, Scope
from minzheng.kernel.sql import compose

pytestmark = pytest.mark.django_db
WORD = "高龄受"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def bureau() -> UUID:
    return organ()


def issue(organisation: UUID, kind: str = "acceptance_notice", **more: object) -> actions.Issued:
    return actions.issue(by=CLERK, at=AT, letter=letter(organisation, kind, **more))


def test_numbers_follow_each_other_by_organ_kind_and_year(bureau: UUID) -> None:
    numbers = [issue(bureau).doc_no for _ in range(3)]
    assert numbers == [f"明民高龄受〔2026〕{n}号" for n in (1, 2, 3)]
    assert issue(bureau, "decision").doc_no == "明民高龄决〔2026〕1号"
    assert issue(bureau, service_word="低保").doc_no == "明民低保受〔2026〕1号"
    eve = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)
    assert issue(bureau, issued_at=eve).doc_no == "明民高龄受〔2026〕4号"
    assert (
        issue(bureau, issued_at=datetime(2026, 12, 31, 16, 0, tzinfo=UTC)).doc_no == "明民高龄受〔2027〕1号"
    )


def test_a_number_is_not_used_up_when_all_is_undone(bureau: UUID) -> None:
    issue(bureau)
    with transaction.atomic():
        assert issue(bureau).doc_no == "明民高龄受〔2026〕2号"
        transaction.set_rollback(True)
    assert queries.last_number(bureau, WORD, 2026) == 1
    assert issue(bureau).doc_no == "明民高龄受〔2026〕2号"


def test_a_paper_with_a_gap_gets_no_number(bureau: UUID) -> None:
    with pytest.raises(Problem, match="field_missing"):
        issue(bureau, data={"accepted_on": ""})
    assert queries.last_number(bureau, WORD, 2026) == 0


def test_issuing_is_one_statement_with_its_event(
    bureau: UUID, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):  # the statement between savepoint and its release
        issue(bureau)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT county FROM audit_event WHERE kind = 'documents.issue' ORDER BY id DESC LIMIT 1"
        )
        assert cursor.fetchone() == ("990101",)


def test_two_papers_of_other_kinds_go_into_one_statement_of_another_room(bureau: UUID) -> None:
    clauses = [
        *sql.issue(letter(bureau)),
        *sql.issue(letter(bureau, "proof_of_service"), tag="_proof"),
    ]
    text, params = compose(
        clauses, "SELECT a.doc_no, b.doc_no FROM document_letter a, document_letter_proof b"
    )
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        assert cursor.fetchone() == ("明民高龄受〔2026〕1号", "明民高龄送〔2026〕1号")


def test_the_same_number_cannot_be_stored_twice(bureau: UUID) -> None:
    issue(bureau)
    row = Letter.objects.get()
    row.pk = uuid7()
    with pytest.raises(IntegrityError, match="documents_letter"), transaction.atomic():
        row.save(force_insert=True)


def test_a_template_is_kept_once_for_all_its_letters(bureau: UUID) -> None:
    for _ in range(3):
        issue(bureau)
    assert Template.objects.count() == 1


def test_a_letter_is_kept_as_pdf_once_and_its_digest_is_in_the_book(bureau: UUID) -> None:
    key = issue(bureau, "decision", title="高龄津贴确认通知书").id
    file = actions.render(by=CLERK, at=AT, letter_id=key)
    assert actions.render(by=CLERK, at=AT, letter_id=key) == file
    row = queries.letter(key)
    assert (row.file, row.file_digest) == (file, files.file(file).digest)
    with files.open_file(file).stream as stream:
        content = stream.read()
    assert content == queries.pdf(key)
    assert "高龄津贴确认通知书" in PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert files.file(file).name == "高龄津贴确认通知书（明民高龄决〔2026〕1号）.pdf"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM audit_event WHERE facts ->> 'digest' = %s AND kind = 'documents.render'",
            [row.file_digest],
        )
        assert cursor.fetchone() == (1,)


def test_a_letter_is_set_from_its_own_template_after_the_shipped_one_changed(
    bureau: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = issue(bureau).id
    before = queries.pdf(key)
    monkeypatch.setattr("minzheng.core.documents.typesetting.shared", lambda _kind: pytest.fail("asked"))
    assert queries.pdf(key) == before


def test_letters_that_wait_are_rendered_and_then_no_more_wait(bureau: UUID) -> None:
    issue(bureau)
    issue(bureau, "withdrawal")
    assert [actions.render_waiting(at=AT, limit=1), actions.render_waiting(at=AT)] == [1, 1]
    assert actions.render_waiting(at=AT) == 0


def test_a_letter_that_cannot_be_set_is_marked_and_keeps_no_other_waiting(bureau: UUID) -> None:
    broken = issue(bureau).id
    Template.objects.create(digest="0" * 64, kind="broken", source='#panic("x")')
    Letter.objects.filter(id=broken).update(template="0" * 64)
    other = issue(bureau).id
    assert [actions.render_waiting(at=AT), actions.render_waiting(at=AT)] == [1, 0]
    assert queries.letter(other).file is not None
    assert "documents.template" in Letter.objects.get(id=broken).render_problem


def test_a_kept_letter_is_sent_as_it_was_kept_and_a_void_one_with_its_mark(bureau: UUID) -> None:
    key = issue(bureau).id
    actions.render(by=CLERK, at=AT, letter_id=key)
    kept = queries.pdf(key)
    Template.objects.all().delete()
    assert queries.pdf(key) == kept
    second = issue(bureau).id
    actions.render(by=CLERK, at=AT, letter_id=second)
    actions.void(by=CLERK, at=AT, letter_id=second, reason="姓名写错")
    marked = PdfReader(io.BytesIO(queries.pdf(second))).pages[0].extract_text()
    assert "作废" in "".join(marked.split())
    assert "作废" not in "".join(PdfReader(io.BytesIO(kept)).pages[0].extract_text().split())


def test_a_void_letter_keeps_its_number_and_the_next_one_follows(bureau: UUID) -> None:
    key = issue(bureau).id
    with pytest.raises(Problem, match="void_reason"):
        actions.void(by=CLERK, at=AT, letter_id=key, reason=" ")
    actions.void(by=CLERK, at=AT, letter_id=key, reason="姓名写错")
    row = queries.letter(key)
    assert (row.status, row.void_reason, row.doc_no) == ("void", "姓名写错", "明民高龄受〔2026〕1号")
    assert issue(bureau).doc_no == "明民高龄受〔2026〕2号"
    with pytest.raises(Problem, match="void_already"):
        actions.void(by=CLERK, at=AT, letter_id=key, reason="再来一次")


def test_only_an_approver_of_the_place_makes_void(bureau: UUID) -> None:
    key = issue(bureau).id

    def approver(county: str) -> Actor:
        grant = Grant("approver", frozenset(), Scope("county", county))
        return Actor(hat=Hat.STAFF, account=uuid7(), person=uuid7(), grants=(grant,))

    with pytest.raises(Problem, match=r"offices\.denied"):
        actions.void(by=approver("990102"), at=AT, letter_id=key, reason="姓名写错")
    actions.void(by=approver("990101"), at=AT, letter_id=key, reason="姓名写错")


def test_the_first_opening_by_the_recipient_counts(bureau: UUID) -> None:
    person = uuid7()
    key = issue(bureau, recipient=person).id
    reader = Actor(hat=Hat.SELF, account=uuid7(), person=person)
    stranger = Actor(hat=Hat.SELF, account=uuid7(), person=uuid7())
    opened = [actions.note_opened(by=by, at=AT, letter_id=key) for by in (stranger, CLERK, reader, reader)]
    assert opened == [False, False, True, False]
    assert queries.letter(key).opened_at == AT


def test_letters_are_found_by_case_and_by_number(
    bureau: UUID, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = uuid7()
    issued = [issue(bureau, kind, case_id=case) for kind in ("acceptance_notice", "decision")]
    issue(bureau)
    with django_assert_num_queries(1):
        rows = queries.letters_of(case)
    assert [row.doc_no for row in rows] == [one.doc_no for one in issued]
    assert {row.case_no for row in rows} == {CASE_NO}
    assert queries.by_number("明民高龄决〔2026〕1号").id == issued[1].id
    for missing in (lambda: queries.by_number("明民高龄决〔2026〕9号"), lambda: queries.letter(uuid7())):
        with pytest.raises(Problem, match=r"documents\.missing"):
            missing()


@pytest.mark.django_db(transaction=True)
def test_offices_that_issue_at_once_leave_no_gap_and_give_no_number_twice() -> None:
    bureau = organ()

    def work(undo: bool) -> None:
        try:
            with transaction.atomic():
                issue(bureau)
                if undo:
                    raise RuntimeError
        except RuntimeError:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, [n % 3 == 0 for n in range(24)]))
    given = sorted(Letter.objects.values_list("sequence", flat=True))
    assert given == list(range(1, 17))
    assert queries.last_number(bureau, WORD, 2026) == 16
    assert PLACES["county"] == Letter.objects.first().county  # type: ignore[union-attr]
