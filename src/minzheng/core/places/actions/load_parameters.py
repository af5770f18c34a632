"""Loading dated parameters from the `parameters/*.yaml` of the domains and packages."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from minzheng.core.audit import actions as audit
from minzheng.core.places.actions.rights import check
from minzheng.core.places.models import Parameter
from minzheng.core.places.rules import CASES_IN_HAND
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor

ENTRY = frozenset({"name", "title", "unit", "favours", "values"})
VALUE = frozenset({"division", "valid_from", "valid_to", "value", "document", "applies_to", "to_check"})
DOCUMENT = frozenset({"title", "number", "issued_on", "approver"})
KEY = ("name", "division", "valid_from")
CHANGEABLE = (
    *("title", "valid_to", "value", "unit", "document_title", "document_number", "issued_on", "approver"),
    *("to_be_checked", "applies_to", "favours", "source"),
)


class _Loader(yaml.SafeLoader):
    """YAML in which 0.30 is a Decimal, not a binary fraction."""


_Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: Decimal(str(node.value)))


@transaction.atomic
def load_parameters(*, by: Actor, at: datetime, files: Iterable[Path]) -> int:
    """Add or correct the parameters that stand in `files`; returns how many changed. Nothing is removed.

    A file is a list of `{name, title?, unit?, favours?, values: [{division?, valid_from, valid_to?, value, applies_to?,
    document: {title, number?, issued_on?, approver?}, to_check?}]}`. Problem `places.parameter_file` names file, parameter, line of the
    list and what to mend; nothing is written then.
    """
    check(by, "places.load_parameters", at)
    drafts = [draft for file in files for draft in read_file(file)]
    kept = {tuple(getattr(row, name) for name in KEY): row for row in Parameter.objects.all()}
    changed = 0
    for draft in drafts:
        changed += _save(kept.get(tuple(draft[name] for name in KEY)), draft, at)
    if changed:
        audit.record(by=by, at=at, kind="places.load_parameters", facts={"parameters": changed})
    return changed


def read_file(file: Path) -> list[dict[str, Any]]:
    """The parameters of one file as column values, checked. Problem `places.parameter_file`."""
    content = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader) or []  # noqa: S506 - a SafeLoader
    return [
        _draft(entry, value, file.name, line)
        for entry in content
        for line, value in enumerate(entry.get("values", ()), start=1)
    ]


def _draft(entry: Mapping[str, Any], value: Mapping[str, Any], file: str, line: int) -> dict[str, Any]:
    wrong = _fault(entry, value)
    if wrong:
        raise Problem("places.parameter_file", file=file, name=entry.get("name", ""), line=line, what=wrong)
    document = value["document"]
    return {
        "name": entry["name"],
        "title": entry.get("title", ""),
        "unit": entry.get("unit", ""),
        "division": str(value.get("division") or ""),
        "valid_from": value["valid_from"],
        "valid_to": value.get("valid_to"),
        "value": value["value"],
        "document_title": document["title"],
        "document_number": document.get("number", ""),
        "issued_on": document.get("issued_on"),
        "approver": document.get("approver", ""),
        "to_be_checked": value.get("to_check", False),
        "applies_to": value.get("applies_to", ""),
        "favours": entry.get("favours", "higher"),
        "source": file,
    }


def _fault(entry: Mapping[str, Any], value: Mapping[str, Any]) -> str:
    """What is wrong with one value, in Chinese; '' when nothing is."""
    missing = sorted({"name"} - set(entry)) + sorted({"valid_from", "value", "document"} - set(value))
    if missing:
        return f"缺少 {'、'.join(missing)}"
    document = value["document"]
    if not isinstance(document, Mapping) or not document.get("title"):
        return "没有写明依据文件的标题"
    unknown = sorted((set(entry) - ENTRY) | (set(value) - VALUE) | (set(document) - DOCUMENT))
    if unknown:
        return f"不认识 {'、'.join(unknown)}"
    if value.get("applies_to", "") not in {"", *CASES_IN_HAND}:
        return "applies_to 只能是 old、new 或 favourable"
    if entry.get("favours", "higher") not in ("higher", "lower"):
        return "favours 只能是 higher 或 lower"
    first, last = value["valid_from"], value.get("valid_to")
    if type(first) is not date or type(last) not in (date, type(None)):
        return "日期请写成 2026-01-01 的样子"
    return "失效日不晚于生效日" if last is not None and last <= first else ""


def _save(row: Parameter | None, draft: Mapping[str, Any], at: datetime) -> bool:
    if row is None:
        Parameter.objects.create(loaded_at=at, **draft)
        return True
    if all(getattr(row, name) == draft[name] for name in CHANGEABLE):
        return False
    for name in CHANGEABLE:
        setattr(row, name, draft[name])
    row.loaded_at = at
    row.save()
    return True
