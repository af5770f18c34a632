"""The parts of a case's page: who, what was answered, papers, finding, history, clock."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html_join

from minzheng.core.audit.queries import contents
from minzheng.core.cases import queries as cases
from minzheng.core.cases.actions.permission import opens_paper
from minzheng.core.cases.rules import LATER_ACT_WORDS, OUTCOME_WORDS, paper_level, reckoned_on, today
from minzheng.core.catalogue.queries import Package, package
from minzheng.core.documents.queries import MARKS, LetterRow
from minzheng.core.forms.rules import context_of
from minzheng.core.people.queries import PersonRow
from minzheng.core.workflow.rules import Plate
from minzheng.faces.workbench.desk.words import EVENT_WORDS, ORIGIN_WORDS
from minzheng.faces.workbench.frame import day_words, due_words, moment, place_name
from minzheng.kernel.money import format_money
from minzheng.kernel.registry import step_kinds
from minzheng.kernel.rights import Actor, Hat
from minzheng.kernel.text import HIDDEN, chinese_date, mask_name

OFFICIAL = (Hat.STAFF, Hat.PARTNER, Hat.SYSTEM)


def waiting_words(plates: Sequence[Plate], row: Mapping[str, Any]) -> str:
    """Whom a case waits for, when it does not wait for me."""
    if row["closed_at"]:
        return "这件事已经办完了。"
    return "、".join(f"在等{cases.HOLDERS.get(plate.role, plate.role)}：{plate.name}" for plate in plates)


def finding_line(
    row: Mapping[str, Any],
    found: Package,
    who: PersonRow,
    at: datetime,
    known: cases.Told,
    clear: Collection[str],
) -> dict[str, Any] | None:
    """What the rules find, with article and document; None where the package has no finding. Of a household the sums that
    went in are masked until their level is among `clear`."""
    if "finding" not in found.service:
        return None
    if cases.by_facts(found):
        whole = _household(row, found, who, at, known)
        return (
            whole
            if {"L3", *(("L4",) if known.checks else ())} <= set(clear)
            else {**whole, **_without_sums(whole)}
        )
    result = cases.finding(who, found, received=today(row["received_at"]), on=reckoned_on(row, at))
    starts = f"{result.starts.year} 年 {result.starts.month} 月起"
    return {
        "text": f"按户籍登记，到 {reckoned_on(row, at).month} 月底 {result.inputs['age']} 周岁。{result.reason}",
        "sum": f"每月 {format_money(result.amount, trim=True)}，{starts}"
        if result.eligible
        else "按规则不符合",
        "note": f"{result.article}；{result.document}" if result.document else result.article,
        "href": "",
    }


def _household(
    row: Mapping[str, Any], found: Package, who: PersonRow, at: datetime, known: cases.Told
) -> dict[str, Any]:
    """The finding of a household: the sum, its arithmetic, every row that matched, and what would change a no."""
    result = cases.finding(
        who, found, received=today(row["received_at"]), on=reckoned_on(row, at), known=known
    )
    words = found.service["finding"].get("words", {})
    starts = f"{result.starts.year} 年 {result.starts.month} 月起"
    return {
        "text": f"{result.title}。{result.reason}",
        "sum": f"每月 {format_money(result.amount, trim=True)}，{starts}"
        if result.eligible and result.amount
        else result.title,
        "note": result.article,
        "href": "#finding",
        "lines": [{"label": line.label, "value": line.text} for line in result.lines],
        "changes": result.changes,
        "rows": [
            {
                "label": one.reason,
                "value": "，".join(
                    f"{name} {value_words(value, words)}" for name, value in one.inputs.items()
                ),
                "note": f"{one.article}（{one.table} 表第 {one.number} 行）",
            }
            for one in result.rows
        ],
        "parameters": [
            {
                "label": one.title or one.name,
                "value": value_words(one.value, words),
                "note": f"{one.document}，{chinese_date(one.valid_from)}起",
            }
            for one in result.parameters
        ],
        "version": f"规则第 {result.version} 版（SM3 {result.digest[:12]}）",
    }


def _without_sums(whole: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a household's finding that tell incomes and means, masked."""
    return {
        "lines": [{"label": one["label"], "value": HIDDEN} for one in whole["lines"]],
        "rows": [{**one, "value": HIDDEN} for one in whole["rows"]],
        "changes": [],
    }


def value_words(value: Any, words: Mapping[str, str]) -> str:
    """A value that a table saw, as people read it; `words` are the package's own for its codes."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(words.get(value, value)) if isinstance(value, str) else f"{value}"


def asked_html(plates: Sequence[Plate], typed: Mapping[str, Any]) -> str:
    """What the steps that are offered ask beside the opinion, as fields; what was typed stands in them again."""
    asked = {name: (label, hint) for plate in plates for name, label, hint in step_kinds.get(plate.kind).asks}
    return format_html_join(
        "",
        '<label class="mz-label" for="ask-{0}">{1}</label><p class="mz-hint" id="ask-{0}-hint">{2}</p>'
        '<input class="mz-input mz-input-short" id="ask-{0}" name="{0}" value="{3}" maxlength="40" autocomplete="off" '
        'inputmode="decimal" aria-describedby="ask-{0}-hint">',
        ((name, label, hint, typed.get(name, "")) for name, (label, hint) in asked.items()),
    )


def looks(row: Mapping[str, Any], found: Package) -> list[dict[str, str]]:
    """Where else the officer of a case looks, by the package's `desk: {look: {text, href}}`: a page of its domain."""
    words = (found.service.get("desk") or {}).get("look")
    if not words:
        return []
    href = str(words["href"]).format(case_no=row["case_no"])
    return [{"label": "还要看", "value": str(words["text"]), "href": href}]


def facts_of(row: Mapping[str, Any], known: Mapping[UUID, PersonRow], at: datetime) -> list[dict[str, str]]:
    """Who applies, from where, through which door; who may see the case masked only is not told who."""
    who = known[row["applicant_id"]]
    if row["legal_person_id"]:
        applying = _body_facts(row, who)
    elif row["masked"]:
        applying = [{"label": "申请人", "value": row["applicant_name"]}]
    else:
        applying = _person_facts(who, known[row["agent_id"]].name if row["agent_id"] else "")
    seat = row["village"] or row["town"] or row["county"] or row["city"]
    return [
        *applying,
        {"label": "住所地", "value": place_name(seat, today(at))}
        if row["legal_person_id"]
        else {"label": "户籍地", "value": place_name(who.registered_at, today(at))},
        {
            "label": "来源",
            "value": ORIGIN_WORDS.get(row["origin"], row["origin"]),
            "note": f"{moment(row['received_at'])} 收件",
        },
    ]


def _person_facts(who: PersonRow, agent: str) -> list[dict[str, str]]:
    return [
        {"label": "申请人", "value": who.name, "note": f"由{agent}代填" if agent else "本人"},
        {"label": "证件号码", "value": who.id_number_masked},
        {"label": "出生日期", "value": chinese_date(who.birth_date) if who.birth_date else "不详"},
    ]


def _body_facts(row: Mapping[str, Any], agent: PersonRow) -> list[dict[str, str]]:
    """The legal person that applies, and its agent who filed, masked where the case is."""
    if row["masked"]:
        return [{"label": "申请单位", "value": row["applicant_name"]}]
    return [
        {"label": "申请单位", "value": row["applicant_name"]},
        {"label": "经办人", "value": agent.name, "note": agent.id_number_masked},
    ]


CONFIRMED_WORDS = {
    "account": "本人用自己的账号确认、提交",
    "code": "本人用手机验证码确认、提交",
    "counter": "本人到窗口当面确认、提交",
}


def helped(book: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """That a village's helper filled the form in, and how the applicant confirmed it; [] for nobody. No statement."""
    facts = next((one["facts"] for one in book if one["kind"] == "cases.submit"), {})
    if not facts.get("helped_by"):
        return []
    value = f"由{facts['helped_by']}（{facts['helped_at']}）帮填"
    return [{"label": "帮填", "value": value, "note": CONFIRMED_WORDS.get(str(facts.get("confirmed")), "")}]


def answers_shown(
    row: Mapping[str, Any], found: Package, answers: Mapping[str, Any], clear: Collection[str]
) -> list[dict[str, Any]]:
    """What was answered, section by section, as people read it; masked where the level is not among `clear`."""
    if not answers:
        return []
    return [
        {"title": section.title, "rows": [{"label": line.label, "value": line.text} for line in section.rows]}
        for section in found.form.summary(answers, context_of(row["received_at"]), detail=True, clear=clear)
    ]


WAIVED_WORDS = {
    "shared_data": "系统查得到",
    "licence": "有电子证照",
    "commitment": "申请时承诺了",
    "verification": "办理时核验",
}
"""Why a paper need not be handed in."""


def material_line(
    row: Mapping[str, Any], one: cases.MaterialRow, by: Actor, at: datetime, clear: Collection[str]
) -> dict[str, Any]:
    """A paper that was handed in, or why it need not be; without a link for who may not open papers of its level, and as
    long as the level is not among `clear`."""
    if one.file is None:
        note = WAIVED_WORDS.get(one.waived_by, "系统查得到")
        return {"name": one.name, "note": note, "tag": {"kind": "green", "text": "免交"}}
    if not opens_paper(row, (one.code,), by, at):
        return {"name": one.name, "note": "交了。里面有敏感信息，您的岗位不打开"}
    if paper_level(package(row["snapshot_id"]).service, one.code) not in clear:
        return {"name": one.name, "note": "交了。里面有敏感信息，先按“查看明文”再打开"}
    return {
        "name": one.name,
        "note": "申请人上传",
        "href": reverse("workbench:file", args=[one.file]),
        "act": "打开",
    }


def history(rows: Sequence[Mapping[str, Any]], found: Package, *, said: bool = True) -> list[dict[str, Any]]:
    """What happened to the case, newest first, with who and (with `said`) what was written; the house's own housekeeping
    is left out."""
    sealed = [row["id"] for row in rows if said and row["commitment"] is not None]
    written = contents(sealed) if sealed else {}
    lines = []
    for row in reversed(rows):
        words = EVENT_WORDS.get(row["kind"], "")
        if row["kind"] == "cases.step":
            plate = found.machine.plates.get(row["element"])
            outcome = OUTCOME_WORDS.get(str(row["facts"].get("outcome")), "")
            words = f"{plate.name if plate else row['element']}：{outcome}"
        if row["kind"] == "cases.later":
            words = LATER_ACT_WORDS.get(row["element"], "")
        if not words:
            continue
        lines.append(
            {
                "what": words,
                "when": moment(row["at"]),
                "iso": row["at"].isoformat(),
                "note": _noted(row, written, said=said),
            }
        )
    if lines:
        lines[0]["now"] = True
    return lines


def _noted(row: Mapping[str, Any], written: Mapping[UUID, Mapping[str, Any] | None], *, said: bool) -> str:
    """Who did it, and what was written; without `said` officers are named, the family is not."""
    name = row["actor_name"] if said or row["hat"] in OFFICIAL else mask_name(row["actor_name"])
    words = written.get(row["id"]) or {}
    return "，".join(
        filter(None, (name, str(words.get("opinion") or words.get("reason") or words.get("note") or "")))
    )


def clock_words(row: Mapping[str, Any]) -> dict[str, Any]:
    """The limit in force, and how its last day came about."""
    clock = row["clock"]
    if not clock or row["closed_at"]:
        return {"rows": [{"label": "时限", "value": "没有在走的时限"}], "explain": []}
    names = {
        "accept_period": "答复是否受理",
        "accept_supplemented_period": "答复是否受理",
        "supplement_period": "等申请人补正",
        "further_material_period": "等申请人补充材料",
        "special_period": "特别程序",
        "notice_period": "公示",
        "promised_limit": "承诺办结",
        "means_check_period": "核对家庭经济状况",
        "visit_period": "入户调查",
        "notice_close_period": "公示期满以后办结",
        "delivery_period": "送达",
        "ascertain_period": "核实",
        "consent_period": "答复",
    }
    return {
        "rows": [{"label": names.get(clock["limit"], "时限"), "value": due_words(row["due_at"])}],
        "explain": [clock["explanation"], *([f"依据：{clock['basis']}。"] if clock.get("basis") else [])],
    }


def overtaken(status: str) -> dict[str, str] | None:
    """The tag of a paper that holds no longer: 作废, 已更正, 被撤销 …"""
    return {"kind": "yellow", "text": MARKS[status]} if status in MARKS else None


def letter_line(one: LetterRow) -> dict[str, Any]:
    """A paper as lists show it."""
    return {
        "name": one.title,
        "note": f"{one.doc_no}，{day_words(one.issued_at)}",
        "href": reverse("workbench:letter", args=[one.id]),
        "act": "打开",
        "tag": overtaken(one.status),
    }
