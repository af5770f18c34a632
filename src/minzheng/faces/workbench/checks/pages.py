"""The county's checks: what is to be checked, one check with what each source said, answers to letters, the report."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from minzheng.core.cases import queries as cases
from minzheng.core.cases.actions import (
    WrittenAnswer,
    record_answer,
    start_check,
    take_step,
    tell_contradiction,
)
from minzheng.core.cases.actions.permission import sees_check
from minzheng.core.cases.rules import CONCLUSIONS, SOURCE_WORDS, WRITTEN_TO, today
from minzheng.core.catalogue.queries import package
from minzheng.core.exchange.rules import Line
from minzheng.core.people.queries import names
from minzheng.core.workflow.rules import waiting
from minzheng.faces.kit.problems import title_of
from minzheng.faces.workbench.frame import (
    actor_of,
    due_words,
    light_of,
    moment,
    my_unit,
    now,
    page,
    staff,
    visible,
)
from minzheng.faces.workbench.masked import reveal_words
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.money import MoneyError, format_money, parse_money
from minzheng.kernel.registry import connectors
from minzheng.kernel.text import HIDDEN, chinese_date

LIMIT = 50
ROWS = range(3)
"""Lines that one written answer may have on the page; more are entered as further accounts in a second answer's note."""
COLUMNS = ("情况", "申请人", "事项", "进展", "到期")
TOLD_HERE = frozenset(
    {
        *("cases.check_waits", "cases.check_not_begun", "cases.reason_needed", "cases.told_already"),
        *("cases.source_answered", "cases.nobody_to_check", "cases.check_over"),
    }
)


@staff
def checks(request: HttpRequest) -> HttpResponse:
    """The checks that wait for the county, soonest due first, and how far each is."""
    by, at = actor_of(request), now()
    scopes = [one for one in cases.scopes_of(by, today(at)) if one.role == "checker"]
    rows = cases.queue(my_unit(scopes), at, limit=LIMIT) if scopes else []
    progress = cases.progress_of([row.case_id for row in rows], at) if rows else {}
    context = {
        "heading": "家庭经济状况核对",
        "today": chinese_date(today(at), weekday=True),
        "table": {
            "caption": "等着核对的办件，按到期日从近到远",
            "keys": True,
            "pairs": True,
            "columns": [{"text": text} for text in COLUMNS],
            "rows": [_row(row, progress.get(row.case_id), at) for row in rows[:LIMIT]],
        },
        "more": len(rows) > LIMIT,
        "nothing": {"text": "没有等着核对的。", "act": "回到待办", "href": reverse("workbench:queue")},
    }
    return page(request, "checks.html", context, nav="checks")


def _row(row: cases.QueueRow, progress: cases.Progress | None, at: datetime) -> dict[str, Any]:
    light = light_of(at, row.warn_at, row.due_at)
    return {
        "late": light["kind"] == "red",
        "cells": [
            {"light": light},
            {
                "head": True,
                "text": row.applicant_name,
                "href": reverse("workbench:check", args=[row.case_no]),
                "note": row.case_no,
            },
            {"text": row.title, "full": True},
            {"text": progress_words(progress)},
            {"text": due_words(row.due_at)},
        ],
    }


def progress_words(progress: cases.Progress | None) -> str:
    """How far a check is, in a few words."""
    if progress is None:
        return "还没有发起"
    if progress.answered == progress.asked:
        return "都答复了，可以出报告"
    letters = (
        f"，{progress.letters} 项已发函" + ("，有逾期的" if progress.late else "") if progress.letters else ""
    )
    return f"{progress.asked} 项里答复了 {progress.answered} 项{letters}"


@staff
def check(request: HttpRequest, case_no: str) -> HttpResponse:
    """One check."""
    return _show(request, _seen(request, case_no), {}, ())


def _seen(request: HttpRequest, case_no: str) -> dict[str, Any]:
    """The case, for who may see what sources said. Raises Problem(`offices.denied`)."""
    row = visible(request, case_no)
    if not sees_check(row, actor_of(request), now()):
        raise Problem("offices.denied", right="cases.see_check")
    return row


def _show(
    request: HttpRequest,
    row: Mapping[str, Any],
    typed: Mapping[str, str],
    errors: Sequence[Mapping[str, str]],
    status: int = 422,
) -> HttpResponse:
    by, at = actor_of(request), now()
    known, reveal = cases.check_of(row["id"]), cases.reveal_of(row["id"], by.account, at)
    clear = "L4" in cases.clear_in(reveal)
    who = names({one.person for one in known.sources}) if known else {}
    mine = "checker" in by.roles and _element(row) != ""
    open_to_me = mine and known is not None and known.reported_at is None
    context = {
        "crumbs": [
            {"text": "核对", "href": reverse("workbench:checks")},
            {"text": row["applicant_name"], "href": reverse("workbench:case", args=[row["case_no"]])},
        ],
        "heading": f"{row['applicant_name']}　家庭经济状况核对",
        "line": f"{row['title']} · {row['case_no']}",
        "facts": _facts(known, clear=clear),
        "table": _table(known, who, at, clear=clear),
        "reveal": reveal_words(row, reveal, by, at),
        "still": "还有没答复的。过一会儿刷新这一页；等不到的，系统会发函。" if known and known.open else "",
        "begin": mine and (known is None or known.reported_at is not None),
        "letters": [_letter(one, who, at, request.POST) for one in known.open if one.state == WRITTEN_TO]
        if open_to_me and known
        else [],
        "tell": open_to_me and known is not None and known.told_at is None,
        "report": open_to_me,
        "conclusions": [
            {"value": value, "text": text, "chosen": typed.get("conclusion") == value}
            for value, text in CONCLUSIONS.items()
        ],
        "typed": {name: typed.get(name, "") for name in ("note", "answer_by", "opinion")},
        "errors": errors,
        "action_url": reverse("workbench:check_act", args=[row["case_no"]]),
    }
    return page(request, "check.html", context, nav="checks", status=status if errors else 200)


def _element(row: Mapping[str, Any]) -> str:
    """The element at which a check is waited for, ''."""
    plates = package(row["snapshot_id"]).machine.plates
    found = (one for one in waiting(row["tokens"]).values() if one in plates)
    return next((one for one in found if plates[one].kind == "means_check"), "")


def _facts(known: cases.CheckRow | None, *, clear: bool) -> list[dict[str, str]]:
    if known is None:
        return [{"label": "核对", "value": "还没有发起"}]
    facts = [{"label": "发起", "value": f"{moment(known.opened_at)}，{known.opened_name}"}]
    if known.told_at is not None and known.answer_by is not None:
        last = chinese_date(known.answer_by, weekday=True)
        facts.append(
            {
                "label": "已告知家庭",
                "value": known.told_note if clear else HIDDEN,
                "note": f"{last}前说明、举证",
            }
        )
    if known.evidence_at is not None:
        facts.append(
            {
                "label": "家庭的说明",
                "value": known.evidence if clear else HIDDEN,
                "note": f"{moment(known.evidence_at)}，证明在材料里",
            }
        )
    if known.reported_at is not None and known.valid_until is not None:
        until = f"有效期到 {chinese_date(known.valid_until)}"
        facts.append({"label": "结论", "value": CONCLUSIONS.get(known.conclusion, ""), "note": until})
        facts.append({"label": "说明", "value": (known.note if clear else HIDDEN) if known.note else "没有"})
    return facts


def _table(
    known: cases.CheckRow | None, who: Mapping[UUID, str], at: datetime, *, clear: bool
) -> dict[str, Any]:
    columns = ("谁", "来源", "查到什么", "数据日期", "答复")
    rows = [line for one in (known.sources if known else ()) for line in _lines(one, who, at, clear=clear)]
    return {
        "caption": "每个来源查到的",
        "pairs": True,
        "columns": [{"text": text} for text in columns],
        "rows": rows,
    }


def _lines(
    one: cases.SourceRow, who: Mapping[UUID, str], at: datetime, *, clear: bool
) -> list[dict[str, Any]]:
    state = SOURCE_WORDS.get(one.state, one.state)
    if one.due_at is not None and one.is_open:
        state += "，回函已过期" if at >= one.due_at else f"，{due_words(one.due_at)}前回"
    elif one.answered_at is not None:
        state += f"，{moment(one.answered_at)}"
    said = [
        (line_words(one.source, line) if clear else HIDDEN, chinese_date(line.as_of)) for line in one.lines
    ] or [("—", "—")]
    return [
        {
            "cells": [
                {"head": True, "text": who.get(one.person, "")},
                {"text": one.title},
                {"text": words, "full": True},
                {"text": day},
                {"text": state + (f"，{one.recorded_name}录入" if one.recorded_name else "")},
            ]
        }
        for words, day in said
    ]


def line_words(source: str, line: cases.LineRow) -> str:
    """What a source said, as people read it: “银行：青岚农商银行；账号后四位：0126；余额：3,860 元”."""
    words = connectors.get(source).words if source in connectors else {}
    return "；".join(
        f"{words.get(name, name)}：{format_money(value, trim=True) if name.endswith('_fen') else value}"
        for name, value in line.value.items()
    )


def _letter(
    one: cases.SourceRow, who: Mapping[UUID, str], at: datetime, sent: Mapping[str, Any]
) -> dict[str, Any]:
    partner = connectors.get(one.source)
    clock, again = one.clock or {}, sent if sent.get("source") == str(one.id) else {}
    return {
        "id": str(one.id),
        "title": f"{partner.title}：{who.get(one.person, '')}",
        "due": f"{due_words(one.due_at)}前回函" if one.due_at and at < one.due_at else "回函已过期",
        "explain": str(clock.get("explanation", "")),
        "href": reverse("workbench:letter", args=[one.letter]) if one.letter else "",
        "rows": [
            {
                "number": number + 1,
                "fields": [
                    {
                        "name": f"{name}-{number}",
                        "label": partner.words.get(name, name) + ("（元）" if name.endswith("_fen") else ""),
                        "value": again.get(f"{name}-{number}", ""),
                    }
                    for name in partner.fields
                ],
                "as_of": f"as_of-{number}",
                "day": again.get(f"as_of-{number}", ""),
            }
            for number in ROWS
        ],
    }


@require_POST
@staff
def act(request: HttpRequest, case_no: str) -> HttpResponse:
    """Begin, enter an answer, tell the family, report."""
    row = _seen(request, case_no)
    typed = {
        name: request.POST.get(name, "").strip() for name in ("note", "answer_by", "opinion", "conclusion")
    }
    verbs = {"begin": _begin, "record": _record, "tell": _tell, "report": _report}
    verb = verbs.get(request.POST.get("do", ""))
    if verb is None:
        return HttpResponseRedirect(reverse("workbench:check", args=[case_no]))
    try:
        done = verb(request, row, typed)
    except Invalid as invalid:
        errors = [{"href": f"#{one.path}", "text": one.message} for one in invalid.fields]
        return _show(request, row, typed, errors)
    except Problem as problem:
        if problem.code not in TOLD_HERE:
            raise
        return _show(request, row, typed, [{"href": "#do", "text": title_of(problem)}], 409)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("workbench:check", args=[case_no]))


def _begin(request: HttpRequest, row: Mapping[str, Any], typed: Mapping[str, str]) -> str:
    start_check(by=actor_of(request), at=now(), case_id=row["id"])
    return "已经发起。各家一般几秒钟就答复，刷新这一页看结果。"


def _open_check(row: Mapping[str, Any]) -> cases.CheckRow:
    known = cases.check_of(row["id"])
    if known is None:
        raise Problem("cases.check_not_begun")
    return known


def _record(request: HttpRequest, row: Mapping[str, Any], typed: Mapping[str, str]) -> str:
    known, wanted = _open_check(row), request.POST.get("source", "")
    source = next((one for one in known.sources if str(one.id) == wanted), None)
    if source is None:
        raise Problem("cases.check_missing")
    lines = [] if request.POST.get("nothing") else _answered(request, source)
    record_answer(
        by=actor_of(request),
        at=now(),
        check_id=known.id,
        source_id=source.id,
        answer=WrittenAnswer(lines),
    )
    return f"{source.title}的回函已经录入。"


def _answered(request: HttpRequest, source: cases.SourceRow) -> list[Line]:
    """The lines of a written answer; rows that are empty are left out. Raises Invalid."""
    partner, faults, lines = connectors.get(source.source), list[FieldProblem](), list[Line]()
    for number in ROWS:
        raw = {name: request.POST.get(f"{name}-{number}", "").strip() for name in partner.fields}
        if not any(raw.values()):
            continue
        value: dict[str, Any] = {}
        for name, text in raw.items():
            try:
                value[name] = parse_money(text) if name.endswith("_fen") else text[:40]
            except MoneyError as error:
                faults.append(
                    FieldProblem(f"{source.id}-{name}-{number}", str(error), partner.words.get(name, name))
                )
            if not text:
                label = partner.words.get(name, name)
                faults.append(FieldProblem(f"{source.id}-{name}-{number}", f"请照着回函写{label}", label))
        day = _day(request.POST.get(f"as_of-{number}", ""))
        if day is None:
            faults.append(FieldProblem(f"{source.id}-as_of-{number}", "请写数据是哪一天的", "数据日期"))
        else:
            lines.append(Line(partner.line, value, day))
    if faults:
        raise Invalid(list({one.path: one for one in reversed(faults)}.values())[::-1])
    if not lines:
        raise Invalid(
            [
                FieldProblem(
                    f"{source.id}-{partner.fields[0]}-0", "请照着回函填写；回函说查无记录的，请打勾", "回函"
                )
            ]
        )
    return lines


def _tell(request: HttpRequest, row: Mapping[str, Any], typed: Mapping[str, str]) -> str:
    last = _day(typed["answer_by"])
    if last is None:
        raise Invalid([FieldProblem("answer_by", "请写说明、举证的最后一天", "最后一天")])
    known = _open_check(row)
    tell_contradiction(by=actor_of(request), at=now(), check_id=known.id, note=typed["note"], answer_by=last)
    return "已经告诉这家人，他们可以在办件里说明、举证。"


def _report(request: HttpRequest, row: Mapping[str, Any], typed: Mapping[str, str]) -> str:
    form = {"conclusion": typed["conclusion"], "opinion": typed["opinion"]}
    take_step(
        by=actor_of(request),
        at=now(),
        case_id=row["id"],
        element=_element(row) or "means_check",
        outcome="reported",
        form=form,
    )
    return "核对报告已经出了，街道、镇可以接着初审。"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
