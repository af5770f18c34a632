"""What was sent with a page as its form takes it: stored, or with the sentence that says why it cannot be kept."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from minzheng.faces.kit.problems import title_of
from minzheng.kernel.errors import Problem
from minzheng.kernel.formspec import Upload

Keep = Callable[[Any], UUID]
"""Stores one sent file and returns its id; raises Problem where it cannot be kept."""


def upload_of(sent: Any, keep: Keep) -> Upload:
    """One sent file, stored by `keep`."""
    try:
        stored = keep(sent)
    except Problem as problem:
        return Upload("", sent.name or "", 0, "", refused=title_of(problem))
    return Upload(str(stored), sent.name or "", sent.size or 0, sent.content_type or "")


def uploads_at(request: HttpRequest, name: str, keep: Keep) -> list[Upload]:
    """The files that were sent under one input."""
    return [upload_of(sent, keep) for sent in request.FILES.getlist(name)]


def uploads_of(request: HttpRequest, keep: Keep) -> dict[str, list[Upload]]:
    """Every file that was sent, by the name of its input."""
    return {name: uploads_at(request, name, keep) for name in request.FILES}
