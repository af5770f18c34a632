"""The family sees what does not fit and its own lines, explains, and adds proofs (核对超标→告知，可举证)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from minzheng.core.cases.actions import give_evidence
from minzheng.core.cases.queries import CheckRow, check_of
from minzheng.core.cases.rules import owner_of
from minzheng.core.files.actions import store
from minzheng.faces.kit.problems import title_of
from minzheng.faces.kit.typed import given_back, keeps_typed
from minzheng.faces.portal.frame import actor_of, moment, now, own_case, page, signed_in
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.money import format_money
from minzheng.kernel.registry import connectors
from minzheng.kernel.text import chinese_date

MOST_FILES = 6


@keeps_typed()
@signed_in
def told(request: HttpRequest, case_no: str) -> HttpResponse:
    """What I was told, my own lines, and a few words of mine. Nothing is shown of anybody else."""
    row = own_case(request, case_no)
    known = check_of(row["id"])
    if owner_of(row) not in actor_of(request).acts_for:  # who only fills in is not told what banks said
        raise Problem("cases.not_found")
    if known is None or known.told_at is None:
        raise Problem("cases.nothing_to_explain")
    before = given_back(request)
    if request.method != "POST":
        text = before.get("text", "") if before is not None else known.evidence
        return _show(request, row, known, text, ())
    text = request.POST.get("text", "")
    try:
        files = [
            (store(by=actor_of(request), at=now(), stream=sent, name=sent.name or ""), sent.name or "证明")
            for sent in request.FILES.getlist("proofs")[:MOST_FILES]
        ]
        give_evidence(by=actor_of(request), at=now(), check_id=known.id, text=text, files=files)
    except Invalid as invalid:
        errors = [{"href": f"#{one.path}", "text": one.message} for one in invalid.fields]
        return _show(request, row, known, text, errors)
    except Problem as problem:
        if not problem.code.startswith("files."):
            raise
        return _show(request, row, known, text, [{"href": "#proofs", "text": title_of(problem)}])
    messages.success(request, "收到您的说明了。核对员会看，办完告诉您结果。")
    return HttpResponseRedirect(reverse("portal:case", args=[case_no]))


def _show(
    request: HttpRequest,
    row: Mapping[str, Any],
    known: CheckRow,
    text: str,
    errors: Sequence[Mapping[str, str]],
) -> HttpResponse:
    mine = actor_of(request).acts_for
    lines = [
        {
            "label": one.title,
            "value": _said(one.source, line.value),
            "note": f"{chinese_date(line.as_of)}的情况",
        }
        for one in known.sources
        if one.person in mine
        for line in one.lines
    ]
    context = {
        "case_url": reverse("portal:case", args=[row["case_no"]]),
        "told": known.told_note,
        "until": chinese_date(known.answer_by, weekday=True) if known.answer_by else "",
        "lines": lines,
        "given": f"您在{moment(known.evidence_at)}说明过，可以改" if known.evidence_at else "",
        "text": text,
        "errors": errors,
        "action_url": reverse("portal:check_told", args=[row["case_no"]]),
    }
    return page(request, "checked.html", context, nav="cases", status=422 if errors else 200)


def _said(source: str, value: Mapping[str, Any]) -> str:
    words = connectors.get(source).words if source in connectors else {}
    return "；".join(
        f"{words.get(name, name)}：{format_money(one, trim=True) if name.endswith('_fen') else one}"
        for name, one in value.items()
    )
