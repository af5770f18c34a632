"""What the administrators' pages share: the unit they look after, fields, tables, and a form that came back wrong."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from minzheng.core.cases.rules import today
from minzheng.faces.kit.problems import title_of
from minzheng.faces.workbench.frame import page
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.rights import Actor, Scope

Field = dict[str, Any]
NOTHING: dict[str, Any] = {
    "lead": "",
    "errors": [],
    "links": [],
    "summary": [],
    "filter": {},
    "tables": [],
    "forms": [],
    "secrets": [],
    "secrets_title": "只显示这一次，请当面交给本人",
    "pager": {},
}


def scope_of(by: Actor, role: str, at: datetime) -> Scope:
    """Where somebody is this administrator. Problem `offices.denied` for anybody else."""
    for grant in by.grants:
        if grant.role == role and grant.holds(today(at)):
            return grant.scope
    raise Problem("offices.denied", right=f"offices.{role}")


def show(request: HttpRequest, nav: str, context: Mapping[str, Any]) -> HttpResponse:
    """The page, with nothing where nothing is said; 422 with errors."""
    whole = {**NOTHING, "action_url": request.path, **context}
    return page(request, "administration.html", whole, nav=nav, status=422 if whole["errors"] else 200)


def field(
    name: str,
    label: str,
    kind: str = "text",
    value: str = "",
    *,
    hint: str = "",
    options: Iterable[tuple[str, str]] = (),
) -> Field:
    """One field of a form; `options` are value and text of a `select`."""
    shown = [{"value": one, "text": text} for one, text in options]
    return {"name": name, "label": label, "kind": kind, "value": value, "hint": hint, "options": shown}


def form(
    do: str, title: str, button: str, fields: Sequence[Field] = (), *, key: object = "", lead: str = ""
) -> dict[str, Any]:
    """One form; `do` says what it asks for, `key` about which thing."""
    words = {"do": do, "title": title, "button": button, "id": str(key), "lead": lead, "action_url": ""}
    return {**words, "fields": list(fields)}


def folded(
    forms: Iterable[Mapping[str, Any]], said: Mapping[str, str], *, wrong: bool
) -> list[dict[str, Any]]:
    """Forms behind their titles; the one that came back wrong stands open, with what was written into it."""
    found = []
    for one in forms:
        came_back = wrong and one["do"] == said.get("do")
        fields = [{**field, "value": said.get(field["name"], "")} for field in one["fields"]]
        found.append(
            {
                **one,
                "folded": True,
                "open": came_back,
                "fields": fields if came_back else one["fields"],
            }
        )
    return found


def table(
    title: str, nothing: str, columns: Sequence[str], rows: Iterable[Sequence[Mapping[str, Any]]]
) -> dict[str, Any]:
    """One table under a title; the first cell of a row is its head."""
    lines = [{"cells": [{**cell, "head": n == 0} for n, cell in enumerate(row)]} for row in rows]
    shape = {"caption": title or nothing, "pairs": True, "columns": [{"text": one} for one in columns]}
    return {"title": title, "nothing": nothing, "table": {**shape, "rows": lines}}


def typed(request: HttpRequest, *names: str) -> dict[str, str]:
    """What was written into these fields, '' where nothing was."""
    return {name: request.POST.get(name, "").strip() for name in names}


def day(text: str) -> date:
    """A day. Problem `offices.days` for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem("offices.days") from None


def key(text: str) -> UUID:
    """An id. Problem `offices.not_chosen` where nothing was chosen, `offices.not_found` for what is none."""
    if not text:
        raise Problem("offices.not_chosen")
    try:
        return UUID(text)
    except ValueError:
        raise Problem("offices.not_found") from None


def errors_of(problem: Problem, anchor: str) -> list[dict[str, str]]:
    """The sentences of a problem, for the summary on top."""
    if isinstance(problem, Invalid):
        return [{"href": f"#{anchor}", "text": one.message} for one in problem.fields]
    return [{"href": f"#{anchor}", "text": title_of(problem)}]
