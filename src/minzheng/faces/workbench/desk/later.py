"""办结以后: correct, issue again, revoke, cancel, alter, decide anew (standards 4.5); one act a page."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from minzheng.core.cases import queries as cases
from minzheng.core.cases.actions import LaterAct, alter, amend, cancel, redo, reissue, revoke
from minzheng.core.cases.actions.reissue import UNTOUCHED
from minzheng.core.cases.rules import LATER_ACT_WORDS, may_follow, today
from minzheng.core.documents.queries import LetterRow, letters_of
from minzheng.core.documents.typesetting import shared
from minzheng.faces.kit.problems import title_of
from minzheng.faces.kit.typed import given_back, keeps_typed
from minzheng.faces.workbench.desk.pages import visible
from minzheng.faces.workbench.frame import actor_of, day_words, now, page, staff
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.text import chinese_date

OFFERED = ("amends", "reissues", "revokes", "cancels", "alters", "redo_of")
EXPLAINED = {
    "amends": "文书上有笔误。出新版文书，旧的标“已更正”，重新送达；不算新决定。",
    "reissues": "文书遗失、损毁。换新文号，权利不变。",
    "revokes": "原决定不该作出，或者复议、判决撤销了它。写明依据和生效日期，出撤销决定书。",
    "cancels": "人去世、单位注销、本人不要了。写明依据和日期，出注销通知书。",
    "alters": "情况变了，要作新的决定。另立一件，自新决定起生效；填过、交过的都带过去。",
    "redo_of": "复议决定、判决责令重新处理。另立一件，写明那份文书和期限。",
}
ON_A_LETTER = frozenset({"amends", "reissues"})
FIELDS = ("reason", "article", "legal_doc", "effective_on", "ordered_by", "letter", "key")


@keeps_typed()
@staff
def later(request: HttpRequest, case_no: str) -> HttpResponse:
    """What may be done with a closed case, and the form of the act that was chosen."""
    row = visible(request, case_no)
    kind = request.GET.get("act", "")
    if kind not in OFFERED:
        return _choose(request, row)
    before = given_back(request)
    if request.method == "POST":
        return _act(request, row, kind)
    typed = {name: before.get(name, "") for name in before} if before else {"key": str(uuid4())}
    return _form(request, row, kind, {"letter": request.GET.get("letter", ""), **typed}, ())


def _choose(request: HttpRequest, row: Mapping[str, Any]) -> HttpResponse:
    here = reverse("workbench:later", args=[row["case_no"]])
    acts = [
        {"title": LATER_ACT_WORDS[kind], "text": EXPLAINED[kind], "href": f"{here}?act={kind}"}
        for kind in OFFERED
        if may_follow(kind, row["state"], row["result"])
    ]
    context = {**_frame(row), "heading": "办结以后", "acts": acts, "done": _done(row)}
    return page(request, "later.html", context, nav="queue")


def _frame(row: Mapping[str, Any]) -> dict[str, Any]:
    case = reverse("workbench:case", args=[row["case_no"]])
    return {
        "crumbs": [
            {"text": f"{row['applicant_name']}　{row['title']}", "href": case},
            {"text": "办结以后", "href": ""},
        ],
        "case_url": case,
        "acts": [],
        "form": None,
        "errors": (),
        "done": (),
    }


def _done(row: Mapping[str, Any]) -> list[dict[str, str]]:
    return [
        {
            "what": f"{LATER_ACT_WORDS[one.kind]}，自 {chinese_date(one.effective_on)}起",
            "when": day_words(one.at),
            "iso": one.at.isoformat(),
            "note": "；".join(
                filter(
                    None, (one.reason, one.legal_doc, one.article, _other(one, row["case_no"]), one.by_name)
                )
            ),
        }
        for one in reversed(cases.later_acts(row["id"]))
    ]


def _other(one: cases.LaterRow, case_no: str) -> str:
    """The case at the other end of the link, if there is one."""
    if one.to_no != case_no:
        return f"原办件 {one.to_no}"
    return f"新办件 {one.from_no}" if one.from_no else ""


def _form(
    request: HttpRequest,
    row: Mapping[str, Any],
    kind: str,
    typed: Mapping[str, str],
    errors: Sequence[dict[str, str]],
) -> HttpResponse:
    here = f"{reverse('workbench:later', args=[row['case_no']])}?act={kind}"
    letters = [one for one in letters_of(row["id"]) if one.status == "issued"] if kind in ON_A_LETTER else []
    chosen = next((one for one in letters if str(one.id) == typed.get("letter")), None)
    form = {
        "action_url": here,
        "explained": EXPLAINED[kind],
        "button": f"{LATER_ACT_WORDS[kind]}，出文书" if kind not in ("alters", "redo_of") else "另立一件",
        "hidden": [{"name": "key", "value": typed.get("key", "")}],
        "letters": [
            {"value": str(one.id), "text": f"{one.title}（{one.doc_no}）", "chosen": one is chosen}
            for one in letters
        ],
        "pick_url": here if kind == "amends" and chosen is None else "",
        "words": _words(chosen, typed) if kind == "amends" and chosen else [],
        "fields": _fields(kind, typed),
    }
    context = {
        **_frame(row),
        "heading": f"{LATER_ACT_WORDS[kind]}：{row['applicant_name']}　{row['title']}",
        "form": form,
        "errors": errors,
    }
    return page(request, "later.html", context, nav="queue", status=422 if errors else 200)


def _words(chosen: LetterRow, typed: Mapping[str, str]) -> list[dict[str, str]]:
    """The words of a letter that a correction may change, as they stand (or as they were typed)."""
    titles = {field.name: field.title for field in shared(chosen.kind).fields}
    return [
        {"name": f"word.{name}", "label": titles.get(name, name), "value": typed.get(f"word.{name}", text)}
        for name, text in chosen.data.items()
        if isinstance(text, str) and name not in UNTOUCHED and name in titles
    ]


def _fields(kind: str, typed: Mapping[str, str]) -> list[dict[str, Any]]:
    words = {
        "reason": ("理由", "写给当事人看，至少 6 个字", "textarea"),
        "article": ("依据", "哪部规定、第几条", "text"),
        "legal_doc": ("据以办理的文书", "如行政复议决定书、判决书的文号；没有就空着", "text"),
        "effective_on": ("生效日期", "", "date"),
        "ordered_by": ("文书要求哪天前办完", "没写的就空着，按法定时限", "date"),
    }
    wanted = {
        "amends": ("reason",),
        "reissues": ("reason",),
        "revokes": ("reason", "article", "legal_doc", "effective_on"),
        "cancels": ("reason", "article", "effective_on"),
        "alters": ("reason", "article"),
        "redo_of": ("legal_doc", "ordered_by", "reason"),
    }
    return [
        {
            "name": name,
            "label": words[name][0],
            "hint": words[name][1],
            "kind": words[name][2],
            "value": typed.get(name, ""),
        }
        for name in wanted[kind]
    ]


def _act(request: HttpRequest, row: Mapping[str, Any], kind: str) -> HttpResponse:
    typed = {name: request.POST.get(name, "").strip() for name in request.POST}
    at = now()
    wrong = [name for name in ("effective_on", "ordered_by") if typed.get(name) and _day(typed[name]) is None]
    if wrong or (kind in ON_A_LETTER and _key(typed.get("letter", "")) is None):
        text = "请选日期，如 2026-05-01" if wrong else "请选是哪一份文书"
        return _form(
            request, row, kind, typed, [{"href": f"#{wrong[0] if wrong else 'letter'}", "text": text}]
        )
    act = LaterAct(
        reason=typed.get("reason", ""),
        effective_on=_day(typed.get("effective_on", "")) or today(at),
        article=typed.get("article", ""),
        legal_doc=typed.get("legal_doc", ""),
    )
    try:
        told = VERBS[kind](request, row, act, typed)
    except Invalid as invalid:
        errors = [{"href": f"#{one.path}", "text": one.message} for one in invalid.fields]
        return _form(request, row, kind, typed, errors)
    except Problem as problem:
        if problem.code != "cases.reason_needed":
            raise
        return _form(request, row, kind, typed, [{"href": "#reason", "text": title_of(problem)}])
    messages.success(request, told)
    return HttpResponseRedirect(reverse("workbench:later", args=[row["case_no"]]))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


Doing = Callable[[HttpRequest, Mapping[str, Any], LaterAct, Mapping[str, str]], str]


def _amend(request: HttpRequest, row: Mapping[str, Any], act: LaterAct, typed: Mapping[str, str]) -> str:
    words = {name.removeprefix("word."): text for name, text in typed.items() if name.startswith("word.")}
    amend(
        by=actor_of(request),
        at=now(),
        case_id=row["id"],
        letter_id=UUID(typed["letter"]),
        act=act,
        corrections=words,
    )
    return "已经更正，新文书出好了，请重新送达。"


def _reissue(request: HttpRequest, row: Mapping[str, Any], act: LaterAct, typed: Mapping[str, str]) -> str:
    reissue(by=actor_of(request), at=now(), case_id=row["id"], letter_id=UUID(typed["letter"]), act=act)
    return "已经补发，新文号的文书出好了。"


def _revoke(request: HttpRequest, row: Mapping[str, Any], act: LaterAct, _typed: Mapping[str, str]) -> str:
    revoke(by=actor_of(request), at=now(), case_id=row["id"], act=act)
    return "已经撤销，撤销决定书出好了，请送达。"


def _cancel(request: HttpRequest, row: Mapping[str, Any], act: LaterAct, _typed: Mapping[str, str]) -> str:
    cancel(by=actor_of(request), at=now(), case_id=row["id"], act=act)
    return "已经注销，注销通知书出好了，请送达。"


def _alter(request: HttpRequest, row: Mapping[str, Any], act: LaterAct, typed: Mapping[str, str]) -> str:
    new = alter(by=actor_of(request), at=now(), case_id=row["id"], act=act, key=typed["key"])
    return f"已另立一件，编号 {new.case_no}，从受理办起。"


def _redo(request: HttpRequest, row: Mapping[str, Any], act: LaterAct, typed: Mapping[str, str]) -> str:
    by_day = _day(typed.get("ordered_by", ""))
    new = redo(
        by=actor_of(request), at=now(), case_id=row["id"], act=act, key=typed["key"], ordered_by=by_day
    )
    return f"已另立一件，编号 {new.case_no}，从受理办起。"


VERBS: dict[str, Doing] = {
    "amends": _amend,
    "reissues": _reissue,
    "revokes": _revoke,
    "cancels": _cancel,
    "alters": _alter,
    "redo_of": _redo,
}
