"""What is decided about papers: what a template declares, whether its data suffice, how a number is written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import new as new_hash
from typing import Any

import yaml

from minzheng.kernel.errors import Problem

HEADER = re.compile(r"\A// ---\n(?P<lines>(?://.*\n)+?)// ---\n")
FETCHES = re.compile(r"(#?\s*(import|include)\s*\(?\s*\"@)|\bplugin\s*\(", re.IGNORECASE)
FIELD_KEYS = frozenset({"title", "required", "list"})


@dataclass(frozen=True, slots=True)
class Field:
    """One declared field; `columns` names the parts of a row when the field may be a list."""

    name: str
    title: str
    required: bool = False
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A template ready to be set: `source` is complete (sheet and template), `digest` its SM3 in hexadecimal,
    `word` what it adds to a document number (受, 决 …)."""

    kind: str
    title: str
    word: str
    fields: tuple[Field, ...]
    source: str
    digest: str


def read_template(kind: str, sheet: str, text: str) -> Paper:
    """Read a template: its front comment in YAML (title, word, fields), then Typst. Problem `documents.template`."""
    found = HEADER.match(text)
    if found is None:
        raise Problem("documents.template", kind=kind, what="开头要有 // --- 之间的说明")
    lines = [line.removeprefix("//").removeprefix(" ") for line in found["lines"].splitlines()]
    try:
        header = yaml.safe_load("\n".join(lines))
        title, word, declared = header["title"], header["word"], header.get("fields") or {}
    except (yaml.YAMLError, KeyError, TypeError):
        raise Problem("documents.template", kind=kind, what="说明里要写 title、word、fields") from None
    if FETCHES.search(text):
        raise Problem("documents.template", kind=kind, what="模板不能引用外部程序包")
    source = f"{sheet}\n{text}"
    fields = tuple(_field(kind, name, about or {}) for name, about in declared.items())
    return Paper(kind, title, word, fields, source, new_hash("sm3", source.encode()).hexdigest())


def check_data(paper: Paper, data: Mapping[str, Any]) -> None:
    """Problem `documents.field_missing` or `documents.field_shape` when the paper cannot be set with `data`.

    Values are texts, or for a field that declares columns also lists of mappings of texts. What the template does not
    declare is allowed and does not appear.
    """
    for field in paper.fields:
        value = data.get(field.name, "")
        if field.required and value in ("", [], None):
            raise Problem("documents.field_missing", paper=paper.title, field=field.title)
        if not _fits(field, value):
            raise Problem("documents.field_shape", paper=paper.title, field=field.title)


def declared_data(paper: Paper, data: Mapping[str, Any]) -> dict[str, Any]:
    """The part of `data` that the template declares: what is kept with the letter."""
    declared = {field.name for field in paper.fields}
    return {name: value for name, value in data.items() if name in declared}


def series_word(service_word: str, paper_word: str) -> str:
    """The word of a series of numbers: what the matter is, then what the paper is (“低保” + “受”)."""
    return f"{service_word}{paper_word}"


def number_prefix(organ_word: str, word: str, year: int) -> str:
    """A document number up to its sequence: “明民低保受〔2026〕”."""
    return f"{organ_word}{word}〔{year}〕"


def _field(kind: str, name: str, about: Mapping[str, Any]) -> Field:
    if not set(about) <= FIELD_KEYS or "title" not in about:
        raise Problem("documents.template", kind=kind, what=f"字段 {name} 只能写 title、required、list")
    return Field(
        name=name,
        title=about["title"],
        required=bool(about.get("required", False)),
        columns=tuple(about.get("list", ())),
    )


def _fits(field: Field, value: object) -> bool:
    if value is None or isinstance(value, str):
        return True
    return isinstance(value, list) and all(
        isinstance(row, Mapping)
        and set(row) <= set(field.columns)
        and all(isinstance(part, str) for part in row.values())
        for row in value
    )
