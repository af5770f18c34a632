"""Checks that every page must pass, and the way examples are rendered: shared by the tests of all faces."""

from pathlib import Path
from typing import Any

import lxml.html
import pytest
import yaml
from django.conf import settings
from django.template import engines
from django.template.loader import get_template
from django.test import RequestFactory

from minzheng.faces.kit.context import display

MISSING = "⟦{}⟧"
FRAME = {
    "me": {"name_masked": "林＊兰", "account_url": "/account", "is_staff": False},
    "region": "明川区",
    "region_url": "/region",
    "office": "明川区民政局",
    "errors": [],
}


def examples(tests: Path) -> list[Path]:
    """Example contexts of a face, one file a case: `<template>.yaml` or `<template>.<case>.yaml`."""
    return sorted((tests / "examples").glob("*.yaml"))


def template_of(example: Path) -> str:
    """The template's bare name that an example belongs to."""
    return example.name.split(".", 1)[0]


def context_of(example: Path) -> dict[str, Any]:
    """What the example's view would hand over, frame included."""
    return FRAME | yaml.safe_load(example.read_text("utf-8"))


def render(template: str, context: dict[str, Any], *, cookies: str = "") -> str:
    """Render with a request; a value that the template prints and nobody gave shows as ⟦name⟧."""
    request = RequestFactory().get("/here", headers={"cookie": cookies} if cookies else {})
    engine = engines["django"].engine
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "string_if_invalid", _Missing())
        # Parsed here: a loader that keeps templates would keep them as other tests parsed them.
        text = get_template(template).template.source
        return engines["django"].from_string(text).render(display(request) | context, request)


def faults(html: str) -> list[str]:
    """What is wrong with a page by the house's own rules; [] for a sound one."""
    page = lxml.html.fromstring(html)
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    found = [f"id twice: {name}" for name in sorted(set(ids)) if ids.count(name) > 1]
    found += [
        f"label without field: {label.get('for')}" for label in page.iter("label") if _loose(label, ids)
    ]
    found += [f"link into nowhere: {href}" for href in _inner_links(page) if href[1:] not in ids]
    found += [f"described by nothing: {name}" for name in _references(page) if name not in ids]
    found += [f"inline style: {e.tag}" for e in page.iter() if e.get("style") is not None or e.tag == "style"]
    found += [f"inline script: {e.tag}" for e in page.iter() if _inline_script(e)]
    found += ["POST without token" for form in page.iter("form") if _unguarded(form)]
    found += ["image without alt" for image in page.iter("img") if image.get("alt") is None]
    if len(list(page.iter("h1"))) != 1:
        found.append("not exactly one h1")
    if "⟦" in html:
        found.append(f"value missing: {html[html.index('⟦') :][:60]}")
    return found


def parsed(html: str) -> lxml.html.HtmlElement:
    """The page as a tree."""
    return lxml.html.fromstring(html)


def static_file(url: str) -> Path:
    """Where a static address of the kit lies in the tree."""
    return Path(__file__).parent.parent / "static" / url.removeprefix(settings.STATIC_URL)


class _Missing(str):
    """Django puts the name into `%s`; a plain str with `%s` would do, but must not be empty for filters."""

    __slots__ = ()

    def __new__(cls) -> "_Missing":
        return super().__new__(cls, MISSING.format("%s"))


def _loose(label: lxml.html.HtmlElement, ids: list[str]) -> bool:
    inside = any(True for _ in label.iter("input", "select", "textarea"))
    return label.get("for") not in ids if label.get("for") else not inside


def _inner_links(page: lxml.html.HtmlElement) -> list[str]:
    return [a.get("href") for a in page.iter("a") if (a.get("href") or "").startswith("#")]


def _references(page: lxml.html.HtmlElement) -> list[str]:
    names = [e.get(key) for e in page.iter() for key in ("aria-describedby", "aria-labelledby") if e.get(key)]
    return [word for name in names for word in name.split()]


def _inline_script(element: lxml.html.HtmlElement) -> bool:
    if element.tag == "script":
        return not element.get("src") and element.get("type") != "application/json"  # data does not run
    return any(str(name).startswith("on") for name in element.attrib)


def _unguarded(form: lxml.html.HtmlElement) -> bool:
    fields = {field.get("name") for field in form.iter("input")}
    return (form.get("method") or "get").lower() == "post" and "csrfmiddlewaretoken" not in fields
