"""Problems: one catalogue, the same answer as JSON and as a page."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory

from minzheng.faces.kit import problems
from minzheng.faces.kit.tests.markup import faults, parsed
from minzheng.kernel.errors import FieldProblem, Invalid, Problem

pytestmark = pytest.mark.urls("minzheng.faces.kit.tests.routes")


@pytest.fixture(autouse=True)
def _doors_only(settings: Any) -> None:
    """No middleware: sessions, actors and transactions are not the kit's."""
    settings.MIDDLEWARE = []


def test_the_catalogue_holds_sound_entries_only() -> None:
    for code, entry in problems.catalogue().items():
        assert 400 <= entry.status <= 599, code
        assert entry.title, code
        assert "！" not in entry.title, f"{code}: nobody is shouted at"
        assert "系统异常" not in entry.title, code


def test_a_title_is_filled_with_its_parameters() -> None:
    assert (
        problems.title_of(Problem("cases.reason_needed", least=6))
        == "请写明理由（至少 6 个字），让申请人看得懂"
    )


def test_a_title_is_a_heading_too_and_carries_no_full_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        problems, "entry_of", lambda _: problems.Entry("x.y", "没有这条记录，请核对编号。", 404)
    )
    assert problems.title_of(Problem("x.y")) == "没有这条记录，请核对编号"


@pytest.mark.parametrize(("status", "page"), [(401, 403), (422, 400), (503, 500), (404, 404)])
def test_a_status_without_its_own_page_borrows_the_nearest(status: int, page: int) -> None:
    assert problems._page_name(status) == page


def test_a_hole_that_nobody_filled_does_not_raise_while_answering() -> None:
    assert problems.title_of(Problem("cases.reason_needed")) == "请写明理由（至少 …… 个字），让申请人看得懂"


def test_a_code_in_two_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    for file in files:
        file.write_text("x.y: {title: 甲, status: 409}", "utf-8")
    monkeypatch.setattr(problems, "_files", lambda: files)
    problems.catalogue.cache_clear()
    try:
        with pytest.raises(ValueError, match=r"x\.y.*twice"):
            problems.catalogue()
    finally:
        problems.catalogue.cache_clear()


def test_an_unknown_code_answers_as_our_own_fault_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    answer = problems.problem_response(RequestFactory().get("/api/v1/x"), Problem("nobody.knows"))
    body = json.loads(answer.content)
    assert (answer.status_code, body["code"]) == (500, "kit.failed")
    assert "nobody.knows" in caplog.text
    assert body["trace_id"]
    assert body["trace_id"] in caplog.text


def test_below_api_a_problem_is_rfc_9457_json_with_when_to_try_again() -> None:
    answer = Client().get("/api/v1/taken")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Retry-After"] == "600"
    assert json.loads(answer.content) == {
        "type": "/api/v1/problems/cases.pin_locked",
        "title": "试错 5 次了。请 30 分钟后再试，或者打 12349",
        "status": 429,
        "code": "cases.pin_locked",
    }


def test_fields_to_mend_come_with_json_pointers() -> None:
    invalid = Invalid(
        [FieldProblem("members.2.id_number", "最后一位对不上"), FieldProblem("", "还差一页没填")]
    )
    body = problems.document(invalid)
    assert body["title"] == "有 2 处要改"
    assert body["errors"] == [
        {"pointer": "/members/2/id_number", "detail": "最后一位对不上"},
        {"pointer": "", "detail": "还差一页没填"},
    ]


def test_a_slash_and_a_tilde_in_a_path_are_escaped() -> None:
    assert problems.pointer("a/b.c~d") == "/a~1b/c~0d"


@pytest.mark.parametrize(("path", "frame"), [("/taken", "portal"), ("/desk/taken", "staff")])
def test_elsewhere_a_problem_is_a_page_in_the_frame_of_its_face(path: str, frame: str) -> None:
    answer = Client().get(path)
    page = parsed(answer.content.decode())
    assert answer.status_code == 429
    assert page.get("data-face") == frame
    assert page.findtext(".//h1") == "试错 5 次了。请 30 分钟后再试，或者打 12349"
    assert faults(answer.content.decode()) == []


@pytest.mark.parametrize("status", sorted({400, 403, 404, 409, 410, 429, 500}))
def test_each_status_has_its_page(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = problems.Entry("x.y", "甲", status)
    monkeypatch.setattr(problems, "entry_of", lambda _: entry)
    answer = problems.problem_response(RequestFactory().get("/x"), Problem("x.y"))
    html = answer.content.decode()
    assert answer.status_code == status
    assert faults(html) == []
    assert "12349" in html


def test_our_own_fault_shows_a_number_that_stands_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    html = problems.problem_response(RequestFactory().get("/x"), Problem("kit.failed")).content.decode()
    mark = parsed(html).findtext(".//span[@class='mz-num']")
    assert mark
    assert mark in caplog.text


def test_an_address_that_nobody_has_answers_with_the_kits_page() -> None:
    answer = Client().get("/no/such/page")
    assert answer.status_code == 404
    assert "没有找到这一页" in answer.content.decode()


@pytest.mark.parametrize(
    ("referer", "expected"),
    [
        ("http://testserver/cases/1?x=2", "/cases/1?x=2"),
        ("https://elsewhere.example/testserver/x", None),
        ("http://testserver/taken", None),
        ("", None),
    ],
)
def test_the_way_back_is_a_page_of_this_site_only(referer: str, expected: str | None) -> None:
    page = parsed(Client().get("/taken", headers={"referer": referer}).content.decode())
    links = {a.text_content(): a.get("href") for a in page.iter("a")}
    assert links.get("回上一页") == expected
