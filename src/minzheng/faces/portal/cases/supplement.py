"""补正 and 补充材料: what is asked for, item by item, on the very question or as an upload."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from minzheng.core.cases.actions import hand_in
from minzheng.core.cases.queries import SupplementRow, answers_in_force, supplements
from minzheng.core.catalogue.queries import package
from minzheng.core.forms.rules import context_of, given_before, only
from minzheng.faces.kit.typed import given_back, keeps_typed
from minzheng.faces.kit.uploads import uploads_at
from minzheng.faces.portal.frame import (
    actor_of,
    keeping,
    list_name,
    moment,
    now,
    own_case,
    page,
    under_any_hat,
)
from minzheng.kernel.errors import Invalid
from minzheng.kernel.formspec import Form, places
from minzheng.kernel.formspec.places import field_id
from minzheng.kernel.text import chinese_date

KIND_WORDS = {
    "supplement": "补正",
    "still_missing": "补正",
    "further_material": "补充材料",
    "deferred": "后补的材料",
}
NO_TITLE = "<h2></h2>"
"""A page of one question has no heading of its own: the item's stands above it."""
ASKING = ("awaiting_supplement", "awaiting_further_material")
"""States in which a case waits for its applicant."""


@dataclass(slots=True)
class Item:
    """One item as the page shows it: its question (None for a loose paper) and what is given for it; `before` is what was
    answered at first, `said` the same in words."""

    n: int
    words: Mapping[str, str]
    form: Form | None
    value: Any = None
    files: Sequence[str] = ()
    note: str = ""
    html: str = ""
    bad: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    said: str = ""

    @property
    def given(self) -> dict[str, Any]:
        """As the verb takes it."""
        return {"value": self.value, "files": list(self.files), "note": self.note}


def asked_of(row: Mapping[str, Any]) -> SupplementRow | None:
    """What a case waits for from its applicant, None for nothing. 1 statement where it may wait, else none."""
    if row["closed_at"] or (row["state"] not in ASKING and row["accept_mode"] != "conditional"):
        return None
    left = [one for one in supplements(row["id"]) if one.answered_at is None]
    return left[-1] if left else None


def supplement_todo(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """What has to be handed in, as pages tell it first; None where nothing is asked for."""
    asked = asked_of(row)
    if asked is None:
        return None
    lines = [f"{item['label']}：{item['reason']}" for item in asked.items]
    until = f"请在 {chinese_date(asked.due_on, year=False, weekday=True)}前补交。" if asked.due_on else ""
    counted = "这几天不算在办理时间里。" if row["state"] == "awaiting_supplement" else ""
    return {
        "title": f"还要补 {len(asked.items)} 项",
        "paragraphs": [*lines, f"{until}{counted}"] if until else lines,
        "act": "现在补",
        "href": reverse("portal:supplement", args=[row["case_no"]]),
        "note": "实在开不出来的，可以写明原因，或打 12349 说明情况。",
    }


@keeps_typed()
@under_any_hat
def supplement(request: HttpRequest, case_no: str) -> HttpResponse:
    """Hand in what was asked for."""
    row = own_case(request, case_no)
    asked = asked_of(row)
    if asked is None:
        messages.info(request, "这件事现在没有要补的。")
        return HttpResponseRedirect(reverse("portal:case", args=[case_no]))
    form = package(row["snapshot_id"]).form
    items = [Item(n, words, _question(form, words)) for n, words in enumerate(asked.items)]
    if any(item.form for item in items):
        _recall(items, answers_in_force(row["id"]))
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        errors = _take(request, row, items)
        if not errors:
            messages.success(request, f"收到了：{len(items)} 项，{moment(now())}。办理单位会接着看。")
            return HttpResponseRedirect(reverse("portal:case", args=[case_no]))
    else:
        _first(request, items)
    return page(
        request,
        "supplement.html",
        _context(row, asked, items, errors),
        nav="cases",
        status=422 if errors else 200,
    )


def _question(form: Form, words: Mapping[str, str]) -> Form | None:
    """The question of an item by itself; None where it asks for a loose paper."""
    again = only(form, [(words["field"], words["label"])]) if words["field"] else None
    return again if again is not None and again.pages[0].fields else None


def _recall(items: Sequence[Item], answers: Mapping[str, Any]) -> None:
    """What was answered at first, beside each question and in it."""
    for item in items:
        if item.form is not None:
            item.before, item.said = given_before(item.form, answers, item.words["field"])


def _first(request: HttpRequest, items: Sequence[Item]) -> None:
    """What was typed before the session ended comes back."""
    before = given_back(request)
    for item in items:
        item.note = before.get(f"note-{item.n}", "") if before else ""
        if item.form is not None:
            raw = dict(before.lists()) if before else {}
            html = item.form.render_page("again", raw, (), context_of(now()), answers=item.before, heading=2)
            item.html = html.replace(NO_TITLE, "")


def _take(request: HttpRequest, row: Mapping[str, Any], items: Sequence[Item]) -> list[dict[str, str]]:
    """Read every item and hand all in; what is wrong, with where."""
    post = {name: request.POST.getlist(name) for name in request.POST}
    errors: list[dict[str, str]] = []
    for item in items:
        item.note = request.POST.get(f"note-{item.n}", "").strip()
        errors += _read(request, item, post)
    if errors:
        return errors
    given = {str(item.n): item.given for item in items}
    try:
        hand_in(by=actor_of(request), at=now(), case_id=row["id"], items=given)
    except Invalid as invalid:
        return [_shown(items, one.path, one.message) for one in invalid.fields]
    return []


def _read(request: HttpRequest, item: Item, post: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    if item.form is None:
        uploads = uploads_at(request, f"file-{item.n}", keeping(request))
        item.files = [one.ref for one in uploads if not one.refused]
        refused = next((one.refused for one in uploads if one.refused), "")
        item.bad = refused
        return [{"href": f"#file-{item.n}", "text": refused}] if refused else []
    name = item.words["field"]
    files = {name: uploads_at(request, name, keeping(request))}
    read = item.form.read_page("again", post, files, {}, context_of(now()))
    item.value = places.get(read.answers, tuple(name.split(".")))
    problems = () if item.note and item.value in (None, "", []) else read.problems
    html = item.form.render_page(
        "again", read.raw, problems, context_of(now()), answers=read.answers, heading=2
    )
    item.html = html.replace(NO_TITLE, "")
    return [{"href": f"#{field_id(one.path)}", "text": one.message} for one in problems]


def _shown(items: Sequence[Item], path: str, message: str) -> dict[str, str]:
    """A sentence of the verb, beside its item."""
    number = path.removeprefix("item-")
    if number.isdigit() and int(number) < len(items):
        item = items[int(number)]
        item.bad = message
        return {"href": f"#note-{number}" if item.form else f"#file-{number}", "text": message}
    return {"href": f"#{field_id(path)}", "text": message}


def _context(
    row: Mapping[str, Any], asked: SupplementRow, items: Sequence[Item], errors: Sequence[Mapping[str, str]]
) -> dict[str, Any]:
    until = chinese_date(asked.due_on, year=False, weekday=True) if asked.due_on else ""
    before = asked.kind in ("supplement", "still_missing")
    return {
        "crumbs": [
            {"text": list_name(row), "href": reverse("portal:my_cases")},
            {"text": row["title"], "href": reverse("portal:case", args=[row["case_no"]])},
            {"text": KIND_WORDS[asked.kind], "href": ""},
        ],
        "title": f"还要补 {len(items)} 项",
        "lead": "补齐了就受理，受理日从补齐那天算。没有列出来的，不会再要。"
        if before
        else "您的申请已经受理，补材料不会退回去，办理时间照常算。",
        "until": until,
        "items": [
            {
                "n": item.n,
                "label": item.words["label"],
                "reason": item.words["reason"],
                "html": item.html,
                "said": item.said,
                "sign_url": reverse("portal:signing", args=[row["case_no"]])
                if item.words["code"].startswith("authorisation:")
                else "",
                "note": item.note,
                "bad": item.bad,
            }
            for item in items
        ],
        "errors": errors,
        "hidden": [],
        "action_url": reverse("portal:supplement", args=[row["case_no"]]),
    }
