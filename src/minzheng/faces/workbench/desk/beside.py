"""Beside the road of a case: notes for colleagues, whom a step is given to, scans, and taking a slip back."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from minzheng.core.audit.rules import canonical_json
from minzheng.core.cases import queries as cases
from minzheng.core.cases.actions import add_scans, assign, note, post_letter, undo
from minzheng.core.cases.actions.request_key import RequestKey
from minzheng.core.cases.rules import today
from minzheng.core.catalogue.queries import package
from minzheng.core.documents.queries import letters_of, may_be_posted
from minzheng.core.files.actions import store
from minzheng.core.messages.queries import PostRow, posts_of
from minzheng.core.offices.queries import holders
from minzheng.core.people.queries import persons
from minzheng.core.workflow.rules import Plate
from minzheng.faces.kit.typed import keeps_typed
from minzheng.faces.workbench.desk.pages import visible, waiting_plates
from minzheng.faces.workbench.frame import actor_of, moment, now, page, staff
from minzheng.kernel.errors import FieldProblem, Invalid
from minzheng.kernel.rights import LEVELS

SLIP_WORDS = {
    "note": "记了备注",
    "assign": "分给了同事",
    "refer": "转给了同事",
    "upload": "加了扫描件",
    "return": "退回了",
}


@keeps_typed()
@staff
def beside(request: HttpRequest, case_no: str) -> HttpResponse:
    """Notes, assignment, scans and slips of one case."""
    return _show(request, visible(request, case_no), {}, ())


def _show(
    request: HttpRequest,
    row: Mapping[str, Any],
    typed: Mapping[str, str],
    errors: Sequence[Mapping[str, str]],
) -> HttpResponse:
    by, at = actor_of(request), now()
    found = cases.beside(row["id"], by.person, at)
    plates = waiting_plates(row)
    case_url = reverse("workbench:case", args=[row["case_no"]])
    context = {
        "crumbs": [
            {"text": f"{row['applicant_name']}　{row['title']}", "href": case_url},
            {"text": "备注、分派", "href": ""},
        ],
        "heading": f"备注、分派：{row['applicant_name']}　{row['title']}",
        "action_url": reverse("workbench:beside_act", args=[row["case_no"]]),
        "slips": [
            {
                "event": str(one.event),
                "text": f"您刚才{SLIP_WORDS[one.kind]}，{moment(one.until)}前可以撤回。",
            }
            for one in found.undoable
        ],
        "notes": [
            {
                "what": one.text,
                "when": moment(one.at),
                "iso": one.at.isoformat(),
                "note": f"{one.item}，{one.by_name}" if one.item else one.by_name,
            }
            for one in found.notes
        ],
        "steps": _steps(row, plates, found, at),
        "letters": _letters(row),
        "papers": [
            {"value": f"{line['code']}", "text": line["name"]}
            for line in package(row["snapshot_id"]).service["materials"]
        ],
        "items": _items(row),
        "open": not row["closed_at"],
        "typed": typed,
        "key": typed.get("key") or str(uuid4()),
        "errors": errors,
    }
    return page(request, "beside.html", context, nav="queue", status=422 if errors else 200)


def _letters(row: Mapping[str, Any]) -> list[dict[str, str]]:
    """The papers that may be posted, and how far each posting has come. 2 statements."""
    found = [one for one in letters_of(row["id"]) if may_be_posted(one)]
    posts = posts_of(one.id for one in found)
    return [
        {
            "value": str(one.id),
            "text": f"{one.title}（{one.doc_no}）",
            "note": _post_words(posts[one.id]) if one.id in posts else "",
        }
        for one in found
    ]


def _post_words(one: PostRow) -> str:
    return "，".join(
        filter(None, (one.words, f"单号 {one.tracking_no}" if one.tracking_no else "", one.note))
    )


def _items(row: Mapping[str, Any]) -> list[dict[str, str]]:
    """What may be annotated one by one: the conditions and the papers of the service."""
    words = package(row["snapshot_id"]).service
    return [
        *({"value": one["text"], "text": f"条件：{one['text']}"} for one in words["conditions"]),
        *({"value": one["name"], "text": f"材料：{one['name']}"} for one in words["materials"]),
    ]


def _steps(
    row: Mapping[str, Any], plates: Sequence[Plate], found: cases.BesideRow, at: datetime
) -> list[dict[str, Any]]:
    """Each open step with who may be given it. 2 statements a step; a case waits at one or two."""
    places, lines = {level: row[level] for level in LEVELS}, []
    for plate in plates:
        able = persons({one.person for one in holders(plate.role, places, plate.level, today(at))})
        lines.append(
            {
                "name": plate.element,
                "title": plate.name,
                "given_to": found.given_to.get(plate.element, ""),
                "able": [{"value": str(key), "text": one.name} for key, one in able.items()],
            }
        )
    return lines


@require_POST
@staff
def act(request: HttpRequest, case_no: str) -> HttpResponse:
    """One act beside the road: which, says the button that was pressed."""
    row, by, at = visible(request, case_no), actor_of(request), now()
    typed = {
        name: request.POST.get(name, "").strip()
        for name in (
            "note",
            "item",
            "element",
            "person",
            "reason",
            "code",
            "event",
            "letter",
            "address",
            "key",
        )
    }
    go = request.POST.get("go", "")
    try:
        if go == "note":
            key = _key(request, typed, "note", "item")
            note(by=by, at=at, case_id=row["id"], text=typed["note"], item=typed["item"], key=key)
            told = "记下了。10 分钟内可以撤回。"
        elif go == "assign":
            _assign(request, row, typed)
            told = "分好了。10 分钟后会告诉他，在那以前可以撤回。"
        elif go == "post":
            post_letter(
                by=by,
                at=at,
                case_id=row["id"],
                letter_id=_chosen(typed, "letter", "letter", "请选要寄的文书"),
                address=typed["address"],
                key=_key(request, typed, "letter", "address"),
            )
            told = "交寄了。单号和签收会自己回到这里。"
        elif go == "scans":
            _scans(request, row, typed)
            told = "扫描件加上了。10 分钟内可以撤回。"
        else:
            undo(
                by=by, at=at, case_id=row["id"], event=_chosen(typed, "event", "notes", "请选要撤回的那一步")
            )
            told = "撤回了，和没办过一样；记录里留着这一次。"
    except Invalid as invalid:
        errors = [{"href": f"#{one.path}", "text": one.message} for one in invalid.fields]
        return _show(request, row, typed, errors)
    messages.success(request, told)
    return HttpResponseRedirect(reverse("workbench:beside", args=[case_no]))


def _key(request: HttpRequest, typed: Mapping[str, str], *names: str) -> RequestKey | None:
    """The key that the page carries, for what is typed in these fields and for the files beside it; pressed twice, it is
    done once. None for a page without one."""
    if not typed["key"]:
        return None
    sent = [f"{one.name} {one.size}" for one in request.FILES.getlist("scans")]
    asked = canonical_json(
        [request.path, request.POST.get("go", ""), *(typed[name] for name in names), *sent]
    )
    digest = hashlib.new("sm3", asked.encode()).digest()
    return RequestKey(actor_of(request).account or UUID(int=0), typed["key"][:64], digest)


def _chosen(typed: Mapping[str, str], name: str, where: str, otherwise: str) -> UUID:
    """The id of what was chosen from a list. Raises Invalid, told at `where` of the page, where nothing was."""
    try:
        return UUID(typed[name])
    except ValueError as wrong:
        raise Invalid([FieldProblem(where, otherwise)]) from wrong


def _assign(request: HttpRequest, row: Mapping[str, Any], typed: Mapping[str, str]) -> None:
    assign(
        by=actor_of(request),
        at=now(),
        case_id=row["id"],
        element=typed["element"],
        person=_chosen(typed, "person", f"person-{typed['element']}", "请选分给谁"),
        reason=typed["reason"],
    )


def _scans(request: HttpRequest, row: Mapping[str, Any], typed: Mapping[str, str]) -> None:
    by, at = actor_of(request), now()
    names = {line["code"]: line["name"] for line in package(row["snapshot_id"]).service["materials"]}
    code = typed["code"] if typed["code"] in names else "other"
    kept = [
        (code, names.get(code, "其他材料"), store(by=by, at=at, stream=sent, name=sent.name or ""))
        for sent in request.FILES.getlist("scans")
    ]
    add_scans(by=by, at=at, case_id=row["id"], files=kept, key=_key(request, typed, "code"))
