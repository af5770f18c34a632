"""What is known already goes into the answers before anyone is asked; and answers go back into inputs."""

from collections.abc import Mapping
from typing import Any

from minzheng.kernel.formspec import places
from minzheng.kernel.formspec.model import Field, Page, Rows, flat


def filled(
    pages: tuple[Page, ...], answers: Mapping[str, Any], shared: Mapping[str, Any]
) -> tuple[places.Answers, tuple[str, ...]]:
    """A copy of `answers` with what `shared` knows (by source name) and the form's defaults where nothing is answered.

    Also the paths that came from shared data, so that the page can say so. Values are in the shape in which answers
    are kept; one that does not fit is left out.
    """
    result = places.copy(answers)
    found: list[str] = []
    for page in pages:
        for part in flat(page.items):
            if isinstance(part, Field):
                _fill_field(part, result, shared, found)
            elif isinstance(part, Rows):
                _fill_rows(part, result, shared, found)
    return result, tuple(found)


def _fill_field(field: Field, answers: places.Answers, shared: Mapping[str, Any], found: list[str]) -> None:
    known = shared.get(field.source) if field.source else None
    present = places.get(answers, field.path)
    if present is None:
        value = field.default if known is None else known
        if value is not None and field.kind.fits(value):
            places.put(answers, field.path, value)
            present = value
    if known is not None and present == known:
        found.append(field.dotted)


def _fill_rows(rows: Rows, answers: places.Answers, shared: Mapping[str, Any], found: list[str]) -> None:
    known = shared.get(rows.source) if rows.source else None
    if not isinstance(known, list) or not all(isinstance(row, dict) for row in known):
        return
    present = places.get(answers, rows.path)
    if present is None:
        present = [places.copy(row) for row in known[: rows.max_rows]]
        if present:
            places.put(answers, rows.path, present)
    if isinstance(present, list):
        found.extend(f"{rows.dotted}.{number}" for number, row in enumerate(present) if row in known)
