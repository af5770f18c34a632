"""The stored shapes: migrations say what models say, and every column says in Chinese what it holds."""

import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import Field

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LEVEL = re.compile(r"L[1-4]\b")
_PERSONAL = {"name", "phone", "email", "address", "id_number_enc", "birth_date", "number_enc"}
"""Columns that hold something of a person wherever they stand beside one."""


def fields() -> Iterator[Field]:
    for model in apps.get_models():
        if model.__module__.startswith("minzheng."):
            yield from (field for field in model._meta.local_fields if not field.auto_created)


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


def name_of(field: Field) -> str:
    """What a column is called; a foreign key that says nothing has the name of what it points to."""
    own = str(field.verbose_name)
    return own if _HAN.search(own) or not field.related_model else str(field.related_model._meta.verbose_name)


def test_every_column_has_a_chinese_name():
    nameless = [
        str(field) for field in fields() if field.name not in {"id", "pk"} and not _HAN.search(name_of(field))
    ]
    assert nameless == []


def test_what_is_personal_says_its_level():
    silent = [
        str(field)
        for field in fields()
        if field.model._meta.app_label == "people"
        and field.name in _PERSONAL
        and not _LEVEL.match(field.help_text)
    ]
    assert silent == []


def test_migrations_are_named_by_what_they_do():
    for config in apps.get_app_configs():
        if config.name.startswith("minzheng."):
            names = [name for name in _migrations(config.path) if re.search(r"_(auto|initial)(_|$)", name)]
            assert names == [], config.label


def _migrations(folder: str) -> list[str]:
    return [path.stem for path in Path(folder).glob("migrations/0*.py")]
