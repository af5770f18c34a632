"""The JSON Schema (2020-12) of a form's answers, for integrators and for checking bulk input."""

from typing import Any

from minzheng.kernel.formspec.model import Field, Item, Page, Rows, Section

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(pages: tuple[Page, ...], title: str) -> dict[str, Any]:
    """What answers may look like. What only conditions decide is left to the form's own check, which is the last word."""
    root: dict[str, Any] = {"$schema": DIALECT, "title": title, **_object()}
    for page in pages:
        _add(page.items, root, certain=page.rules.hide_when is None)
    return _tidy(root)


def _object() -> dict[str, Any]:
    return {"type": "object", "properties": {}, "required": [], "additionalProperties": False}


def _add(items: tuple[Item, ...], target: dict[str, Any], *, certain: bool) -> None:
    for item in items:
        here = certain and item.rules.hide_when is None
        if isinstance(item, Section):
            _add(item.items, target, certain=here)
        elif isinstance(item, Rows):
            _put(target, item.path, _rows(item), required=here and item.min_rows > 0)
        elif isinstance(item, Field) and item.expression is None:
            _put(target, item.path, _field(item), required=here and item.required)


def _field(field: Field) -> dict[str, Any]:
    schema = {"title": field.label, **field.kind.schema(field)}
    if field.hint:
        schema["description"] = field.hint
    return schema | {"x-mz-kind": field.kind.name, "x-mz-level": field.level}


def _rows(rows: Rows) -> dict[str, Any]:
    row = _object()
    _add(rows.items, row, certain=True)
    return {
        "title": rows.label,
        "type": "array",
        "items": row,
        "minItems": rows.min_rows if rows.rules.hide_when is None else 0,
        "maxItems": rows.max_rows,
        "x-mz-kind": rows.kind.name,
        "x-mz-level": rows.level,
    }


def _put(target: dict[str, Any], path: tuple[str, ...], schema: dict[str, Any], *, required: bool) -> None:
    for part in path[:-1]:
        inner = target["properties"].setdefault(part, _object())
        if required and part not in target["required"]:
            target["required"].append(part)
        target = inner
    target["properties"][path[-1]] = schema
    if required:
        target["required"].append(path[-1])


def _tidy(schema: dict[str, Any]) -> dict[str, Any]:
    if schema.get("required") == []:
        del schema["required"]
    for inner in schema.get("properties", {}).values():
        _tidy(inner)
    if isinstance(schema.get("items"), dict):
        _tidy(schema["items"])
    return schema
