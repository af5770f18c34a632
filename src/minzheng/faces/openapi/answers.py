"""Answers as a program sends them: held against the form before the form's own rules are asked."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from minzheng.kernel.errors import FieldProblem
from minzheng.kernel.formspec import Field, Form, canonical

UNKNOWN = "表里没有这一项，请核对名字"
NUMBER_ITSELF = "请写号码本身（文字），系统会换成引用"
NO_FILES = "接口还不收文件。材料请在网页上传，或交到窗口"


def wrong_in(answers: Mapping[str, Any], form: Form) -> list[FieldProblem]:
    """What no form page could have sent: unknown names, ready-made references, files, values that cannot be kept."""
    found = [*_unknown(answers, form.json_schema(), "answers"), *_forged(answers, form)]
    try:
        canonical(answers)
    except ValueError as error:
        found.append(FieldProblem("answers", str(error)))
    return found


def _unknown(value: Any, schema: Mapping[str, Any], place: str) -> Iterator[FieldProblem]:
    known = schema.get("properties", {})
    if isinstance(value, dict) and known:
        for name, inner in value.items():
            if name not in known:
                yield FieldProblem(f"{place}.{name}", UNKNOWN)
            else:
                yield from _unknown(inner, known[name], f"{place}.{name}")
    elif isinstance(value, list) and isinstance(schema.get("items"), dict):
        for number, inner in enumerate(value):
            yield from _unknown(inner, schema["items"], f"{place}.{number}")


def _forged(answers: Mapping[str, Any], form: Form) -> Iterator[FieldProblem]:
    """References are made here after the number was looked up: one that is sent could point to anybody."""
    for path, field in _guarded(form):
        for place, value in _values(answers, path):
            if field.widget == "files":
                yield FieldProblem(f"answers.{place}", NO_FILES, field.label)
            elif not isinstance(value, str):
                yield FieldProblem(f"answers.{place}", NUMBER_ITSELF, field.label)


@lru_cache(maxsize=512)
def _guarded(form: Form) -> tuple[tuple[str, Field], ...]:
    """The questions of a form for files and for numbers that answers only refer to, each with its path."""
    return tuple(
        (path, field) for path, field in form.fields() if field.widget == "files" or field.kind.sealed
    )


def _values(scope: Any, path: str, place: str = "") -> Iterator[tuple[str, Any]]:
    """The values at a field's path (`members[].id_number`), each with its own place (`members.2.id_number`)."""
    head, _, rest = path.partition(".")
    name = head.removesuffix("[]")
    if not isinstance(scope, dict) or scope.get(name) is None:
        return
    here = f"{place}{name}"
    if head.endswith("[]"):
        rows = scope[name] if isinstance(scope[name], list) else []
        for number, row in enumerate(rows):
            yield from _values(row, rest, f"{here}.{number}.")
    elif rest:
        yield from _values(scope[name], rest, f"{here}.")
    else:
        yield here, scope[name]
