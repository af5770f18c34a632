"""What the conclusions beside the straight road need: items to be asked for, papers that may follow, ways of delivery."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse

from minzheng.core.cases import queries as cases
from minzheng.core.catalogue.queries import Package
from minzheng.core.forms.rules import askable
from minzheng.core.workflow.rules import Plate, waiting

ASKS = frozenset({"supplement", "still_missing", "ask_further"})
MODES = (
    ("in_person", "当面送达"),
    ("post", "邮寄送达"),
    ("left", "留置送达（先登记过拒收）"),
    ("entrusted", "委托送达"),
    ("announcement", "公告送达（满 30 日）"),
)
FAILURES = (("refused", "拒收"), ("returned", "退件"), ("unreachable", "失联"))
REASONS = (
    "没有交，请补交。",
    "照片看不清，请重新拍一张。",
    "和申请表里填的不一致，请核对后改过来。",
    "已经过期，请交有效期内的。",
)
"""Usual reasons, to choose from."""
PLAIN = (
    "special",
    "planned_end",
    "mode",
    "fail_reason",
    "receiver",
    "announced_on",
    "note",
    "no_restriction",
    "ground",
)


def outcome_fields(
    row: Mapping[str, Any],
    found: Package,
    offered: Sequence[tuple[Plate, str]],
    typed: Mapping[str, Any],
    unsigned: Sequence[tuple[UUID, str]] = (),
    answers: Mapping[str, Any] | None = None,
) -> str:
    """The further fields of the conclusions that are offered, as HTML; '' where none needs any.

    `unsigned` are the signatures that are missing (party id, words), `answers` those of the application. 0 statements, 1 where something is still missing.
    """
    outcomes = {outcome for _, outcome in offered}
    given: Mapping[str, Any] = typed.get("further", {})
    grounds = _grounds(found, given) if "refuse" in outcomes else []
    if not grounds and not outcomes & {*ASKS, "accept_conditionally", "propose_special", "failed"}:
        return ""
    context = {
        "asks": bool(outcomes & ASKS),
        "items": _items(row, found, outcomes, given, unsigned, answers or {}) if outcomes & ASKS else [],
        "reasons": REASONS,
        "conditional": _conditional(row, found) if "accept_conditionally" in outcomes else None,
        "specials": _specials(found, given) if "propose_special" in outcomes else [],
        "modes": _choices(MODES, str(given.get("mode", ""))) if "failed" in outcomes else [],
        "failures": _choices(FAILURES, str(given.get("fail_reason", ""))),
        "grounds": grounds,
        "given": given,
    }
    return render_to_string("workbench/parts/outcomes.html", context)


def further_of(post: QueryDict) -> dict[str, Any]:
    """What was chosen and written for the further fields, as step kinds take it."""
    items = []
    for key in post.getlist("item"):
        code, _, rest = key.partition("@")
        field, _, label = rest.partition("@")
        reason = post.get(f"why-{code}@{field}", "").strip() or post.get("why", "").strip()
        items.append({"code": code, "field": field, "label": label, "reason": reason})
    plain = {name: post.get(name, "").strip() for name in PLAIN if post.get(name, "").strip()}
    return {"items": items, **plain}


def _items(
    row: Mapping[str, Any],
    found: Package,
    outcomes: set[str],
    given: Mapping[str, Any],
    unsigned: Sequence[tuple[UUID, str]],
    answers: Mapping[str, Any],
) -> list[dict[str, Any]]:
    chosen = {(one["code"], one["field"]): one["reason"] for one in given.get("items", ())}
    lines = _missing(row) if "still_missing" in outcomes else []
    if not lines:
        lines = [(str(one["code"]), "", str(one["name"])) for one in found.service["materials"]]
        lines += [(f"authorisation:{party}", "", label) for party, label in unsigned]
        lines += [("", path, label) for path, label in askable(found.form, answers)]
    return [
        {
            "value": f"{code}@{field}@{label}",
            "key": f"{code}@{field}",
            "label": label,
            "chosen": (code, field) in chosen,
            "reason": chosen.get((code, field), ""),
            "paper": not field,
        }
        for code, field, label in lines
    ]


def _missing(row: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What the notice named: only that may be asked for again."""
    notice = next((one for one in cases.supplements(row["id"]) if one.kind == "supplement"), None)
    return [(one["code"], one["field"], one["label"]) for one in notice.items] if notice else []


def _conditional(row: Mapping[str, Any], found: Package) -> dict[str, str] | None:
    """Whether the applicant has committed to what may follow, and where that is done; None where nothing may follow."""
    if not any(one.get("necessity") == "deferrable" for one in found.service["materials"]):
        return None
    laid = row["variables"].get("conditional") or {}
    laid = laid if laid.get("element") in waiting(row["tokens"]).values() else {}
    said = "申请人签了承诺。" if laid.get("signed") else "承诺书等申请人签。" if laid else "还没有提出。"
    return {"said": said, "url": reverse("workbench:commitment", args=[row["case_no"]])}


def _specials(found: Package, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "value": one["kind"],
            "text": f"{one['name']}（{'不计入期限，' + one['stop_article'] if one.get('stop_article') else '照常计入期限'}）",
            "chosen": given.get("special") == one["kind"],
        }
        for one in found.service.get("special", ())
    ]


def _grounds(found: Package, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The grounds of a refusal that the package lists, each with its article; [] where it lists none."""
    return [
        {
            "value": one["code"],
            "text": f"{one['text']}（{one['article']}）",
            "chosen": given.get("ground") == one["code"],
        }
        for one in found.service.get("refusals", ())
    ]


def _choices(pairs: Sequence[tuple[str, str]], chosen: str) -> list[dict[str, Any]]:
    return [{"value": value, "text": text, "chosen": value == chosen} for value, text in pairs]
