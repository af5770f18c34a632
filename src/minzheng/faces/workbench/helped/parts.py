"""What the pages of 帮填 share: pages of the form that a helper fills in, and the answers as they are checked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from minzheng.core.catalogue.queries import Package
from minzheng.core.forms.queries import DraftRow
from minzheng.core.forms.rules import context_of
from minzheng.kernel.formspec import Page
from minzheng.kernel.rights import EVERY


def pages_of(row: DraftRow, found: Package, at: datetime) -> list[Page]:
    """The pages on view, without those that are plain where the person stands beside who fills in."""
    skipped = found.service.get("desk", {}).get("skip", ())
    return [one for one in found.form.visible_pages(row.answers, context_of(at)) if one.key not in skipped]


def next_url(row: DraftRow, found: Package, at: datetime) -> str:
    """The first page that is not filled in, else the page on which the answers are checked."""
    for one in pages_of(row, found, at):
        if one.key not in row.pages_done:
            return reverse("workbench:helped_page", args=[row.id, one.key])
    return reverse("workbench:helped_check", args=[row.id])


def is_whole(row: DraftRow, found: Package, at: datetime) -> bool:
    """Whether nothing is missing. No statement."""
    return not found.form.finish(row.answers, context_of(at)).problems


def groups(row: DraftRow, found: Package, at: datetime, *, changes: bool) -> list[dict[str, Any]]:
    """The answers, section by section; with `changes` each leads to its page."""
    return [
        {"title": section.title, "rows": [_line(line, row, changes=changes) for line in section.rows]}
        for section in found.form.summary(row.answers, context_of(at), clear=EVERY)
    ]


def _line(line: Any, row: DraftRow, *, changes: bool) -> Mapping[str, str]:
    shown = {"label": line.label, "value": line.text}
    if not changes:
        return shown
    return {**shown, "change_url": reverse("workbench:helped_page", args=[row.id, line.page])}
