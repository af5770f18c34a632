"""Every sensitive field of the shipped packages, over every page, list, file, interface and log line that staff get: nowhere
in clear before somebody has said what for, and again nowhere once the time is over."""

import html
import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from minzheng.core.cases.queries import case
from minzheng.core.catalogue.queries import Package, package
from minzheng.core.forms.rules import context_of
from minzheng.faces.workbench.desk import printing
from minzheng.kernel.formspec import Field, Form, canonical, compile_form
from minzheng.kernel.registry import field_kinds
from minzheng.kernel.rights import EVERY, PLAIN
from tests.journeys import people as play
from tests.journeys import road
from tests.journeys import test_associations as founders
from tests.journeys import test_cases_of_legal_persons as bodies
from tests.rights.test_matrix import replaced

pytestmark = pytest.mark.usefixtures("province")
CHOSEN = frozenset({"radio", "select", "ticks", "tick"})
"""Widgets whose answers are words of the form itself: whether they are masked is seen where they are read, not by their
words."""
LISTS = (
    "/desk/",
    "/desk/doing",
    "/desk/done",
    "/desk/chief",
    "/desk/exports",
    "/desk/visits",
    "/desk/checks",
)
OF_A_CASE = (
    *("print", "print/application", "beside", "signing", "commitment", "ending", "reveal", "later", "notice"),
)


def bare(form: Form) -> Form:
    """The same form with every question on view, whatever was answered."""

    def opened(part: Any) -> Any:
        if isinstance(part, dict):
            return {name: opened(value) for name, value in part.items() if name != "conditional"}
        return [opened(one) for one in part] if isinstance(part, list) else part

    return compile_form(opened(form.schema), {kind.name: kind for kind in field_kinds})


def sensitive(form: Form) -> Iterator[tuple[str, Field]]:
    """Its questions of L3 and L4; sealed numbers are kept as references and never in clear."""
    return ((path, one) for path, one in form.fields() if one.level not in PLAIN and not one.kind.sealed)


def marked(form: Form) -> dict[str, Any]:
    """Answers in which each sensitive question has one that stands nowhere else."""
    found: dict[str, Any] = {}
    for number, (path, one) in enumerate(sensitive(form)):
        listed, rows, key = path.partition("[].")
        scope = found.setdefault(listed, [{}])[0] if rows else found
        scope[key if rows else path] = _secret(one, number)
    return found


def _secret(one: Field, number: int) -> Any:
    if one.widget == "files":
        name = f"秘密{number:02d}.jpg"
        return [{"file": str(UUID(int=number)), "name": name, "size": 9, "type": "image/jpeg"}]
    if one.widget in CHOSEN:
        value = one.options[0].value
        return [value] if one.widget == "ticks" else value
    by_kind = {
        "money": 7_654_300 + number,
        "phone": f"199000{54300 + number}",
        "person_name": f"欧阳秘{chr(0x4E5D + number)}",
    }
    return by_kind.get(one.kind.name, f"秘密的话{number:02d}")


def secrets_of(form: Form, answers: dict[str, Any]) -> set[str]:
    """The words of the marked answers as people read them; every sensitive question of the form is among them."""
    lines = [
        line
        for section in form.summary(answers, context_of(play.now()), detail=True, clear=EVERY)
        for line in section.rows
        if line.level not in PLAIN
    ]
    masked = {
        line.path: line.text
        for section in form.summary(answers, context_of(play.now()), detail=True)
        for line in section.rows
    }
    asked = {one.label: one for _, one in sensitive(form)}
    told = {line.label: line for line in lines if line.label in asked}
    assert set(told) == set(asked), "every sensitive question is on view"
    assert all(masked[line.path] != line.text for line in told.values())
    return {line.text for line in told.values() if asked[line.label].widget not in CHOSEN}


@contextmanager
def on_view(case_id: UUID) -> Iterator[set[str]]:
    """The case with its form, and the forms of its officers, answered in marks; gives the words of the marks."""
    snapshot = case(case_id)["snapshot_id"]
    plain, words = package(snapshot), set[str]()
    forms = {name: bare(form) for name, form in plain.forms.items()}
    shown = replace(plain, form=bare(plain.form), forms=forms)
    with connection.cursor() as cursor:
        for table, form in (
            ("cases_answers", shown.form),
            *(("cases_record", one) for one in forms.values()),
        ):
            answers = marked(form)
            text = f"UPDATE {table} SET body = %s WHERE case_id = %s"
            cursor.execute(text, [canonical(answers), case_id])
            if cursor.rowcount:
                words |= secrets_of(form, answers)
    with replaced(package, partial(_instead, package, snapshot, shown)):
        yield words


def _instead(plain: Callable[[UUID], Package], snapshot: UUID, shown: Package, asked: UUID) -> Package:
    return shown if asked == snapshot else plain(asked)


def pages_of(case_no: str) -> list[str]:
    """Where the sensitive fields of a case stand once they were revealed."""
    return [f"/desk/{one}/{case_no}" for one in ("cases", "visits", "checks")]


def everything(case_no: str) -> list[str]:
    """Every address at which staff meet a case: lists, its pages and papers, the interface."""
    return [
        *LISTS,
        *pages_of(case_no),
        *(f"/desk/cases/{case_no}/{part}" for part in OF_A_CASE),
        *(
            "/desk/supervision",
            f"/api/v1/cases/{case_no}",
            f"/api/v1/cases/{case_no}/events",
            "/api/v1/cases",
        ),
    ]


def read(paths: list[str], officers: tuple[str, ...]) -> dict[str, str]:
    """Officer and address -> text, of those that open."""
    found: dict[str, str] = {}
    for name in officers:
        client = play.browser(name)
        for path in paths:
            answer = client.get(path)
            assert answer.status_code < 500, path
            if answer.status_code == 200:
                found[f"{name} {path}"] = html.unescape(answer.content.decode(errors="replace"))
    return found


def leaks(found: dict[str, str], words: set[str]) -> list[tuple[str, str]]:
    return [(page, word) for page, text in found.items() for word in words if word in text]


def exported(officer: str, other: str) -> str:
    """The list of what is under way, as the file that two have agreed to (whole names)."""
    client, boss = play.browser(officer), play.browser(other)
    asked = {"list": "doing", "reason": "给村里对一遍名单", "whole": "1"}
    assert client.post("/desk/exports/ask", asked).status_code == 302
    page = client.get("/desk/exports").content.decode() + boss.get("/desk/exports").content.decode()
    key = re.search(r"/desk/exports/([0-9a-f-]{36})/approve", page)
    assert key
    assert boss.post(f"/desk/exports/{key[1]}/approve").status_code == 302
    return client.get(f"/desk/exports/{key[1]}/download").content.decode()  # type: ignore[no-any-return]


def gaoling() -> str:
    return play.submit(play.browser("dongyankun"))


def dibao() -> str:
    case_no = road.apply()
    road.to_review(case_no)
    return case_no


def association() -> str:
    founder = play.browser(founders.FOUNDER)
    founders.agreed(founder)
    return founders.submit(founder)


def change() -> str:
    agent = bodies.agent(bodies.administrator(), "yuanyanling", bodies.SON, "association_change")
    return bodies.submit(agent)


STREET = "990101001"
SERVICES = {
    "gaoling": (gaoling, (play.ACCEPTOR, play.REVIEWER, play.MONITOR, "990301001_window_01"), play.ACCEPTOR),
    "dibao": (
        dibao,
        (
            *(f"{STREET}_{role}_01" for role in ("window", "acceptor", "investigator", "reviewer")),
            *("990101_checker_01", "990101_approver_01", "990101_monitor_01", "990101001001_helper_01"),
        ),
        "990101_approver_01",
    ),
    "association_establish": (association, (founders.ACCEPTOR,), founders.ACCEPTOR),
    "association_change": (change, (bodies.ACCEPTOR,), bodies.ACCEPTOR),
}


def test_these_are_all_services_that_are_shipped() -> None:
    from minzheng.config import rooms

    shipped = {path.parent.name for path in (rooms.HOUSE / "domains").glob("*/services/*/apply.form.json")}
    assert set(SERVICES) == shipped, "a new service is walked here too"


@pytest.mark.parametrize("service", SERVICES)
def test_no_sensitive_field_is_in_clear_anywhere_but_where_and_as_long_as_it_was_revealed(
    service: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    apply, officers, opener = SERVICES[service]
    papers: list[Any] = []
    monkeypatch.setattr(printing, "unnumbered", lambda _kind, data, *_rest: papers.append(data) or b"%PDF-")
    case_no = apply()
    with on_view(play.row(case_no)["id"]) as words, caplog.at_level(logging.DEBUG):
        balances = {"3,860"} if service == "dibao" else set()
        assert len(words) >= (1 if service == "association_change" else 2)
        found = read(everything(case_no), officers)
        assert len([page for page in found if case_no in page]) >= 4 * min(len(officers), 4)
        assert papers, "the application was printed"
        found["papers"] = json.dumps(papers, ensure_ascii=False, default=str)
        assert leaks(found, words | balances) == []
        if service == "gaoling":
            assert not leaks({"export": exported(play.ACCEPTOR, play.APPROVER)}, words)

        play.reveal(play.browser(opener), case_no, "L4" if balances else "L3")
        seen = "".join(read(pages_of(case_no), (opener,)).values())
        assert {word for word in words | balances if word not in seen} == set(), "opened, all are there"
        others = tuple(one for one in officers if one != opener)
        assert leaks(read(pages_of(case_no), others), words | balances) == [], "for the one who said what for"
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cases_reveal SET at = at - interval '1 h', until = until - interval '1 h'")
        assert leaks(read(pages_of(case_no), (opener,)), words | balances) == [], "its time is over"
    logged = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert leaks({"log": "\n".join(logged)}, words) == []
