"""What is decided on the side roads of a case: extension, stopped clocks, what may be asked for, ways of delivery."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from minzheng.kernel.calendar import Limit, Stop, Unit

EXTENDED = ("promised_limit", "statutory_limit")
"""The limits that an extension moves."""


def in_force(name: str, words: Mapping[str, Any], variables: Mapping[str, Any]) -> Mapping[str, Any]:
    """The words of a limit, longer by what was approved (延期) where it is one that an extension moves; of a case that is
    decided anew (重作) `until` the day which the document names that orders it."""
    more, ordered = variables.get("extended"), variables.get("ordered_by")
    if name in EXTENDED and ordered:
        return {
            **words,
            "until": ordered,
            "extended": f"这一天写在{variables.get('ordered_in', '责令重作的文书')}里。",
        }
    if not more or name not in EXTENDED:
        return words
    told = f"其中经批准延长 {Limit(more['n'], Unit(more['unit'])).label}（{more['article']}）。"
    return {**words, "n": words["n"] + more["n"], "extended": told}


def stops_of(words: Mapping[str, Any], variables: Mapping[str, Any]) -> tuple[Stop, ...]:
    """The days on which a limit stood still: those of special procedures whose article says so, and only for limits of
    the handling period (they run from acceptance). One that still stands is not counted until it is over."""
    if words.get("from") != "acceptance" or words["unit"] == Unit.HOUR:
        return ()
    return tuple(
        Stop(
            date.fromisoformat(one["first"]),
            date.fromisoformat(one["last"]),
            f"{one['reason']}，{one['article']}",
        )
        for one in variables.get("stops", ())
        if one["last"]
    )


def stopped(variables: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The stop that stands now ({first, article, reason}), None while the clock runs."""
    return next((one for one in variables.get("stops", ()) if not one["last"]), None)


def stop(variables: Mapping[str, Any], on: date, article: str, reason: str) -> list[dict[str, Any]]:
    """The stops with a new one: the day of the approval still counts, the next is the first that does not."""
    first = (on + timedelta(days=1)).isoformat()
    return [*variables.get("stops", ()), {"first": first, "last": None, "article": article, "reason": reason}]


def go_on(variables: Mapping[str, Any], on: date) -> list[dict[str, Any]]:
    """The stops with the standing one ended on a day, which is the last that does not count."""
    ended = [one if one["last"] else {**one, "last": on.isoformat()} for one in variables.get("stops", ())]
    return [one for one in ended if one["first"] <= one["last"]]


def listed_items(form: Mapping[str, Any]) -> list[dict[str, str]]:
    """What an officer lists to be handed in, cleaned: code, label, field and reason as texts; each once."""
    found: dict[str, dict[str, str]] = {}
    lines = form.get("items")
    for one in lines if isinstance(lines, list | tuple) else ():
        if not isinstance(one, Mapping):
            continue
        item = {name: str(one.get(name, "")).strip()[:300] for name in ("code", "label", "field", "reason")}
        if item["code"] or item["field"]:
            item["label"] = item["label"] or item["code"] or item["field"]
            found.setdefault(key_of(item), item)
    return list(found.values())


def key_of(item: Mapping[str, str]) -> str:
    """What tells one item of a list from another: its paper and its place in the form."""
    return f"{item['code']}@{item['field']}"


def next_mode_problem(mode: str, tries: Sequence[str], announced_on: date | None, on: date) -> str:
    """Why a paper may not count as served this way (""): 留置 needs a refusal before it, 公告 another way that failed and
    30 days since the announcement (民事诉讼法 89、95 条, which 行政许可 follows). `tries` are the reasons of failed tries."""
    if mode == "left" and "refused" not in tries:
        return "留置送达只用于拒收的：先登记一次“拒收”，再留置"
    if mode == "announcement":
        if not tries:
            return "别的方式都送不到，才能公告送达：先登记送不到的那一次"
        if announced_on is None:
            return "请填公告的日期"
        if on < announced_on + timedelta(days=30):
            return "公告满 30 日才算送达，还没有满"
    return ""


COMMITMENT_VERSION = "2026-11"
COMMITMENT_TITLE = "容缺受理承诺书"


def commitment_text(service: str, labels: Sequence[str], until: str) -> tuple[str, ...]:
    """What an applicant signs before 容缺受理, paragraph by paragraph: which papers, in what way, until when, and what
    follows if they do not come (standards 4.4 row 7)."""
    return (
        f"我申请{service}，主要材料已经交齐。下面的材料现在拿不出来：{'、'.join(labels)}。",
        f"我承诺最晚在{until}、领取结果以前补齐，交原件或者照片，网上交、到窗口交都可以。",
        "我知道：办理期限照常算；没有补齐以前不能给结果；到期没有补齐的，按现有材料办理，可能得不到批准。",
        "我没有因为失信被限制使用容缺受理。我说的都是真的。",
    )


def commitment_digest(paragraphs: Sequence[str]) -> str:
    """SM3 of the text that is signed, in hexadecimal."""
    words = "\n".join((COMMITMENT_TITLE, COMMITMENT_VERSION, *paragraphs))
    return hashlib.new("sm3", words.encode()).hexdigest()
