"""Loading code lists: national standards that ship with the room, or lists of a domain."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from minzheng.core.audit import actions as audit
from minzheng.core.places.actions.rights import check, day_of
from minzheng.core.places.models import CodeItem, CodeList
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor

SHIPPED = Path(__file__).parents[1] / "codes"


@transaction.atomic
def load_code_lists(*, by: Actor, at: datetime, folder: Path = SHIPPED) -> int:
    """Add or correct the lists that stand in `folder/*.yaml`; returns the number of lists that changed.

    A file: `title`, `source`, `codes: {code: label}`; its name is the list's name. A code that is gone from the file
    is retired on the day of `at`, never deleted, since old records show its label. One event when anything changed.
    """
    check(by, "places.load_code_lists", at)
    changed = [
        name
        for name, content in sorted((file.stem, _read(file)) for file in folder.glob("*.yaml"))
        if _load(name, content, at)
    ]
    if changed:
        audit.record(by=by, at=at, kind="places.load_code_lists", facts={"lists": changed})
    return len(changed)


class _Loader(yaml.SafeLoader):
    """YAML whose mappings refuse a repeated key, and whose codes stay text."""

    name = ""


def _unique(loader: _Loader, node: yaml.MappingNode) -> dict[str, Any]:
    pairs: dict[str, Any] = {}
    for key, value in node.value:
        if key.value in pairs:
            raise Problem("places.code_list_repeated", name=Path(loader.name).stem, code=key.value)
        pairs[key.value] = loader.construct_object(value, deep=True)
    return pairs


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _unique)


def _read(file: Path) -> Mapping[str, Any]:
    with file.open(encoding="utf-8") as stream:
        content: Mapping[str, Any] = yaml.load(stream, Loader=_Loader)  # noqa: S506 - a SafeLoader
    return content


def _load(name: str, content: Mapping[str, Any], at: datetime) -> bool:
    plate = {"title": content["title"], "source": content["source"]}
    kept, created = CodeList.objects.update_or_create(name=name, defaults=plate)
    old = {item.code: item for item in kept.items.all()}
    wanted = [
        CodeItem(list=kept, code=code, label=label, position=position)
        for position, (code, label) in enumerate(content["codes"].items())
    ]
    fresh = [item for item in wanted if not _same(old.get(item.code), item)]
    gone = [item for code, item in old.items() if code not in content["codes"] and item.retired_on is None]
    CodeItem.objects.bulk_create(
        fresh,
        update_conflicts=True,
        unique_fields=["list", "code"],
        update_fields=["label", "position", "retired_on"],
    )
    CodeItem.objects.filter(pk__in=[item.pk for item in gone]).update(retired_on=day_of(at))
    return created or bool(fresh or gone)


def _same(old: CodeItem | None, new: CodeItem) -> bool:
    return old is not None and (old.label, old.position, old.retired_on) == (new.label, new.position, None)
