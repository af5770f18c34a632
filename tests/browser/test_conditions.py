"""One set of vectors: what the browser shows and hides at once is what the server shows and keeps when the page is sent.

The server decides (`kernel.formspec`); the script (`kit/js/conditions.js`) reads a part of FEEL and leaves the rest alone.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

import minzheng
from minzheng.kernel.formspec import Form, compile_form

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SCRIPT: Final = Path(minzheng.__path__[0]) / "faces" / "kit" / "static" / "kit" / "js" / "conditions.js"
CONTEXT: Final = {"today": date(2026, 3, 2)}
ANSWERS: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"who": "self"},
    {"who": "family", "age": 80},
    {"who": "family", "age": 79, "alone": True},
    {"who": "self", "age": 3, "name": "甲"},
    {"who": "self", "age": 12, "name": "and", "alone": True},
    {"age": -5, "name": '引"号'},
    {"age": 0, "alone": False, "name": "0"},
    {"kinds": ["wage"]},
    {"kinds": ["pension", "wage"]},
    {"kinds": ["pension"], "who": "self"},
)
READ: Final = (
    'who = "family"',
    'who != "family"',
    "who = null",
    "who != null",
    "age > 3",
    "age >= 80",
    "age < 80",
    "age <= 3",
    "age = 12",
    "age != 12",
    "age = -5",
    "age = null",
    "3 < age",
    "alone",
    "alone = true",
    "not(alone)",
    'name = "甲"',
    'name = "and"',
    'name = "引\\"号"',
    'who = "family" and age >= 80',
    'who = "family" or alone',
    'not(who = "family")',
    "not(age > 3)",
    'not(age > 3) or who = "self"',
    '(who = "self" or age > 3) and not(name = "甲")',
    'who = "self" and age > 3 or alone',
    'list contains(kinds, "wage")',
    'kinds = null or not(list contains(kinds, "wage"))',
    'who = "self" or list contains(kinds, "pension")',
    "true",
    "false",
)
"""Conditions that the script reads itself."""
LEFT: Final = ("age + 1 > 4", "age in [1..10]", 'contains(name, "甲")', "if alone then true else false")
"""Conditions that it leaves to the server."""


def form_of(condition: str) -> Form:
    """A page with a question of each kind, and one that the condition hides."""
    who = {"type": "radio", "key": "who", "label": "为谁", "values": [_option("self"), _option("family")]}
    kinds = {
        "type": "checklist",
        "key": "kinds",
        "label": "收入",
        "values": [_option("wage"), _option("pension")],
    }
    others = [
        kinds,
        {"type": "number", "key": "age", "label": "年龄"},
        {"type": "checkbox", "key": "alone", "label": "独居"},
        {"type": "textfield", "key": "name", "label": "名称"},
        {"type": "textfield", "key": "target", "label": "看条件", "conditional": {"hide": f"={condition}"}},
    ]
    page = {"type": "group", "key": "p", "label": "页", "components": [who, *others]}
    return compile_form({"components": [page]})


def _option(value: str) -> dict[str, str]:
    return {"label": value, "value": value}


def kept(form: Form, answers: dict[str, Any]) -> bool:
    """Whether the server keeps the answer of the question that the condition may hide, once the page is sent."""
    sent = {
        name: value if isinstance(value, list) else [str(value)]
        for name, value in answers.items()
        if name != "alone"
    }
    ticked = {"alone": ["1"]} if answers.get("alone") else {}
    empty = {"age": [""], "name": [""]}
    post = {**empty, **sent, **ticked, "target": ["x"], "_offered": ["target"]}
    return "target" in form.read_page(form.pages[0], post, {}, {}, CONTEXT).values


def rendered(form: Form, answers: dict[str, Any]) -> bool:
    """Whether the server shows the question on the page that it sends."""
    return "target" in form.clean({**answers, "target": "x"}, CONTEXT)


@pytest.fixture(scope="module")
def tab(chromium: "Browser") -> Iterator["Page"]:
    """One page for all vectors."""
    page = chromium.new_page()
    yield page
    page.close()


def opened(tab: "Page", form: Form, answers: dict[str, Any]) -> None:
    """The page as the server renders it, with the script."""
    html = form.render_page(form.pages[0], {}, [], CONTEXT, answers=answers)
    tab.set_content(f"<form>{html}</form>")
    tab.add_script_tag(content=f"{{ {SCRIPT.read_text('utf-8')} }}")  # a block: one window sees many pages


def typed(tab: "Page", answers: dict[str, Any]) -> None:
    """Type the answers, one after the other, as a person does."""
    for name, value in answers.items():
        if name == "who":
            tab.check(f'input[name="who"][value="{value}"]')
        elif name == "kinds":
            for one in value:
                tab.check(f'input[name="kinds"][value="{one}"]')
        elif name == "alone":
            tab.set_checked('input[name="alone"]', value)
        else:
            tab.fill(f'[name="{name}"]', str(value))


def shown(tab: "Page") -> bool:
    return bool(tab.evaluate("!!document.querySelector('[name=target]')?.offsetParent"))


@pytest.mark.parametrize("condition", READ)
def test_what_is_typed_shows_and_hides_as_the_server_will_decide(condition: str, tab: "Page"):
    form = form_of(condition)
    for answers in ANSWERS:
        opened(tab, form, {})
        typed(tab, answers)
        assert shown(tab) is kept(form, answers), (condition, answers)


@pytest.mark.parametrize("condition", READ)
def test_a_page_that_comes_back_shows_what_the_server_will_decide(condition: str, tab: "Page"):
    form = form_of(condition)
    for answers in ANSWERS:
        opened(tab, form, answers)
        assert shown(tab) is kept(form, answers), (condition, answers)


@pytest.mark.parametrize("condition", LEFT)
def test_what_the_script_cannot_read_stays_as_the_server_wrote_it(condition: str, tab: "Page"):
    form = form_of(condition)
    for answers in ANSWERS:
        opened(tab, form, answers)
        typed(tab, {"age": 5, "name": "甲"})
        assert shown(tab) is rendered(form, answers), (condition, answers)


def test_in_a_row_of_a_list_this_speaks_of_the_same_row(tab: "Page"):
    asked = {
        "type": "radio",
        "key": "work",
        "label": "做什么",
        "values": [_option("school"), _option("home")],
    }
    hidden = {
        "type": "textfield",
        "key": "school",
        "label": "哪所学校",
        "conditional": {"hide": '=not(this.work = "school")'},
    }
    rows = {
        "type": "dynamiclist",
        "path": "home",
        "label": "家人",
        "properties": {"rows_label": "位", "min_rows": "0", "max_rows": "5"},
        "components": [asked, hidden],
    }
    page = {"type": "group", "key": "p", "label": "页", "components": [rows]}
    form = compile_form({"components": [page]})
    answers = {"home": [{"work": "home"}, {"work": "home"}]}
    html = form.render_page(form.pages[0], {}, [], CONTEXT, answers=answers, open_rows=["home.0", "home.1"])
    tab.set_content(f"<form>{html}</form>")
    tab.add_script_tag(content=f"{{ {SCRIPT.read_text('utf-8')} }}")
    first, second = (tab.locator(f'[name="home.{n}.school"]') for n in (0, 1))
    assert not first.is_visible()
    tab.check('input[name="home.1.work"][value="school"]')
    assert second.is_visible()
    assert not first.is_visible(), "the other row is as it was"
    assert tab.locator('input[name="_offered"]').input_value().split() == ["home.1.school"]
