"""What is decided about a case from plain values: its light, its clocks, who may still act, what remedy there is."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from minzheng.kernel.calendar import Calendar, Deadline, Limit, Roll, Stop, Unit, due
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.ids import timestamp_of
from minzheng.kernel.rights import LEVELS
from minzheng.kernel.text import normalise_name

CHINA = ZoneInfo("Asia/Shanghai")
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""The due date of what has none: sorts last and never turns red."""

OPEN_STATES = (
    *("draft", "received", "awaiting_supplement", "accepted", "in_review", "awaiting_further_material"),
    *("special_procedure", "objection_notice", "deciding", "delivering"),
)
STATE_WORDS = {
    "draft": "名单中",
    "received": "已收件",
    "awaiting_supplement": "待补正",
    "accepted": "已受理",
    "in_review": "审核中",
    "awaiting_further_material": "待补充材料",
    "special_procedure": "特别程序中",
    "objection_notice": "异议公示中",
    "deciding": "待决定",
    "delivering": "送达中",
    "delivered": "已送达",
    "withdrawn": "已撤回",
    "terminated": "已终止",
    "transferred": "已转报、移送",
}
"""Standards 4.3."""
RESULT_WORDS = {
    "granted": "准予",
    "refused": "不予",
    "refused_acceptance": "不予受理",
    "withdrawn": "申请人撤回",
    "terminated": "终止",
    "transferred": "转报、移送",
    "declined": "本人谢绝",
    "struck_off": "不符合，移出名单",
}
OUTCOME_WORDS = {
    "accept": "受理",
    "accept_conditionally": "容缺受理",
    "supplement": "请补正",
    "still_missing": "仍未补齐",
    "handed_in": "已经补交",
    "close_overdue": "补正逾期，终止",
    "not_provided": "到期未补充",
    "ask_further": "请补充材料",
    "inquire_again": "补充调查",
    "return_for_inquiry": "退回补充调查",
    "propose_special": "提请特别程序",
    "approve": "批准",
    "deny": "不批准",
    "finished": "已结束",
    "posted": "已张贴",
    "no_objection": "期满无异议",
    "objection": "有异议",
    "failed": "未送达",
    "terminate": "终止",
    "transfer": "转报、移送",
    "propose_refusal": "拟不予受理",
    "sign": "同意不予受理",
    "send_back": "退回，应当受理",
    "agree": "同意",
    "disagree": "不同意",
    "grant": "确认",
    "refuse": "不予确认",
    "served": "已送达",
    "eligible": "符合",
    "not_eligible": "不符合",
    "decline": "谢绝",
    "lapsed": "逾期视为受理",
    "withdraw": "撤回",
    "cancelled": "随撤回取消",
    "visited": "已入户",
    "together": "同去",
    "reported": "已出报告",
}
BEFORE_DECISION = frozenset(
    {
        *("received", "awaiting_supplement", "accepted", "in_review", "awaiting_further_material"),
        *("special_procedure", "objection_notice", "deciding"),
    }
)
"""R1 to P3 of standards 4.3."""
TRANSFER_WORDS = {"report": "转报", "hand_over": "移送"}
WITHDRAWABLE = BEFORE_DECISION
"""Standards 4.4 row 16: at any time before the decision; rows 17 and 18 hold for the same states."""
EXTENDABLE = BEFORE_DECISION - {"received", "awaiting_supplement"}
"""Standards 4.4 row 19: A1 to P3."""


@dataclass(frozen=True, slots=True)
class Handled:
    """Who concluded which element of a case, and when."""

    element: str
    outcome: str
    person: str
    name: str
    at: str


def today(at: datetime) -> date:
    """The legal day of a moment: its date in Asia/Shanghai."""
    return at.astimezone(CHINA).date()


def reckoned_on(case: Mapping[str, Any], at: datetime) -> date:
    """The day as of which age and amount are reckoned: today; for who was listed ahead, not before the list's month."""
    listed = case["variables"].get("list_month")
    return max(today(at), date.fromisoformat(listed)) if listed else today(at)


def age_at_month_end(born: date | None, on: date) -> int:
    """Full years on the last day of the month of `on`; 0 when the birth date is unknown.

    Who was born on 29 February is a year older at the end of every February (民法典第二百零二条: the month's last day
    stands for a day that it does not have), as the lists and the first month of the allowance have it.
    """
    if born is None:
        return 0
    return on.year - born.year - (on.month < born.month)


def first_month(born: date | None, age: int, received: date) -> date:
    """The first month of the allowance: that of the birthday, or that of the application if it is later."""
    applied = received.replace(day=1)
    if born is None or not age:
        return applied
    return max(date(born.year + age, born.month, 1), applied)


def light(at: datetime, warn_at: datetime | None, due_at: datetime | None, *, stopped: bool = False) -> str:
    """`green`, `yellow` (30 % or less is left), `red` (from 00:00 of the day after the last) or `blue` (stopped)."""
    if stopped:
        return "blue"
    if due_at is None or due_at == NEVER:
        return "green"
    if at >= due_at:
        return "red"
    return "yellow" if warn_at is not None and at >= warn_at else "green"


def clock(
    name: str, words: Mapping[str, Any], start: date, calendar: Calendar, stops: Sequence[Stop] = ()
) -> tuple[dict[str, Any], Deadline]:
    """The clock `name` of a package's limits, started on `start` (day 0): its stored explanation and its deadline.

    Days within `stops` do not count; an extension (`words["extended"]`) is part of n and is told of. A last day that is
    ordered (`words["until"]`) is not moved by holidays.
    """
    if "until" in words:
        left = (date.fromisoformat(words["until"]) - start).days
        limit, stops = Limit(max(left, 0), Unit.NATURAL_DAY, Roll.NONE), ()
    else:
        limit = Limit(words["n"], Unit(words["unit"]))
    deadline = due(limit, start, calendar, stops=tuple(stops))
    return {
        "limit": name,
        "start": start.isoformat(),
        "last_day": deadline.last_day.isoformat(),
        "n": limit.n,
        "unit": limit.unit.value,
        "explanation": deadline.explain() + words.get("extended", ""),
        "provisional": deadline.provisional,
        "basis": words.get("basis", ""),
    }, deadline


def start_of(words: Mapping[str, Any], case: Mapping[str, Any], entered: date) -> date:
    """Day 0 of a limit: receipt, listing, acceptance, decision, the last day of the notice, or the day of entering the
    step. Of a case that was listed before its listing day was kept, the day on which it began.

    Who was asked to supplement is answered within the notice period counted from the day on which the application was
    complete: the notice stopped the first period (standards 4.4 rows 2, 3 and 6).
    """
    origin = words.get("from", "entry")
    if origin in ("receipt", "supplement"):
        return complete_on(case)
    if origin == "listing":
        listed = case["variables"].get("listed_on")
        return date.fromisoformat(listed) if listed else today(begun_at(case))
    if origin == "acceptance" and case["accepted_on"]:
        return date.fromisoformat(str(case["accepted_on"]))
    if origin == "decision" and case["decided_at"]:
        return today(case["decided_at"])
    if origin == "notice" and case["variables"].get("notice_last_day"):
        return date.fromisoformat(case["variables"]["notice_last_day"])
    return entered


def complete_on(case: Mapping[str, Any]) -> date:
    """The day on which an application was complete: that of what was handed in after the notice, else of its receipt."""
    supplemented = case["variables"].get("supplemented")
    return date.fromisoformat(supplemented) if supplemented else today(case["received_at"])


def handled_list(rows: Iterable[Sequence[str]]) -> tuple[Handled, ...]:
    """The stored list of who did what, as values."""
    return tuple(Handled(*row) for row in rows)


POWER_MODES = ("statutory", "devolved", "authorised", "entrusted")
"""Who decides (standards 4.6): the organ by law at its own level, a town that was given the power, an organisation that a
statute empowers, or somebody on behalf of the organ that stays responsible."""


def signing_level(power_mode: str, step_level: str, implementing_level: str) -> str:
    """The level of the organ in whose name a step decides: that of the step; with 委托 that of the entrusting organ."""
    return implementing_level if power_mode == "entrusted" else step_level


def acting_level(places: Mapping[str, Any], level: str) -> str:
    """At which level a step of `level` is taken for a case with these level columns: there, or, where the case belongs to
    no division of that level, at the nearest one above. A city's own case of a county's service is handled by the city."""
    above = reversed(LEVELS[: LEVELS.index(level) + 1]) if level in LEVELS else ()
    return next((one for one in above if places.get(one)), level)


def review_level(signer_level: str) -> str:
    """The level of the government that reviews a decision of an organ: its own, above towns and villages the county's
    (行政复议法 2024, 第二十四条)."""
    return "county" if signer_level in ("town", "village") else signer_level


def remedy(power_mode: str, body: str, government: str) -> str:
    """The remedy text of a decision, generated from who decided (standards 4.6): review body, court and both limits.

    `body` is the organ in whose name the decision stands (with `entrusted` the entrusting one, which is the defendant);
    `government` reviews it: that of the body's own level, for towns the county's, for an authorised organisation that
    of the department in charge. Raises ValueError for an unknown power mode.
    """
    if power_mode not in POWER_MODES:
        raise ValueError(f"unknown power mode {power_mode!r}")
    return (
        f"如对本决定不服，可以自收到之日起 60 日内向{government}申请行政复议，"
        f"也可以自收到之日起 6 个月内以{body}为被告依法向人民法院提起行政诉讼。"
    )


def reasons_given(form: Mapping[str, Any], least: int = 6) -> str:
    """The reason that a refusal needs. Raises Problem(`cases.reason_needed`) when it is missing or says nothing."""
    text = str(form.get("reason", "")).strip()
    if len(text) < least:
        raise Problem("cases.reason_needed", least=least)
    return text


def begun_at(case: Mapping[str, Any]) -> datetime:
    """From when on the book may speak of a case: its receipt, or before it the day on which it was listed."""
    return min(case["received_at"], timestamp_of(case["id"]))


LATER_ACT_WORDS = {
    "amends": "更正",
    "revokes": "撤销",
    "alters": "变更决定",
    "redo_of": "重作",
    "reissues": "补发",
    "cancels": "注销",
    "continues": "转报、移送",
}
_GRANTED = frozenset({"granted", "confirmed"})


def may_follow(kind: str, state: str, result: str) -> bool:
    """Whether an act after closing (standards 4.5) is open for a case: corrections as soon as a paper is out, the others
    once it was decided; only what was granted can be cancelled or issued again."""
    over = state in {"delivering", "delivered", "filed", "terminated", "transferred", "withdrawn"}
    if kind == "amends":
        return over
    if kind in ("cancels", "reissues"):
        return over and result in _GRANTED
    return over and result in {*_GRANTED, "refused", "refused_acceptance", "terminated"}


UNDO_WINDOW = timedelta(minutes=10)
"""How long a slip of the hand may be taken back: assigning, referring, returning, noting, uploading. Never what tells
the person something in law: accepting, confirming, publicising."""
RETURNS = frozenset({"return_for_inquiry", "inquire_again", "send_back"})


def check_undo(person: str, who: str, until: datetime, at: datetime, *, undone: bool) -> None:
    """Raise the Problem that keeps `who` from taking a slip of `person` back at `at`."""
    if undone:
        raise Problem("cases.undone_already")
    if person != who:
        raise Problem("cases.not_your_slip")
    if at >= until:
        raise Problem("cases.undo_too_late")


# ── Who signs ────────────────────────────────────────────────────────────────────────────────────────────────────────

OF_AGE = 18
"""民法典第十七条: of age at eighteen."""
LINK_TRIES = 5
CODE_HOLDS = timedelta(minutes=10)
CODE_AGAIN_AFTER = timedelta(minutes=1)
ID_TAIL = 6
"""How many last characters of the ID number open a link that was sent."""
PARTY_WORDS = {
    "applicant": "申请人",
    "member": "家庭成员",
    "obligor": "赡养、抚养、扶养义务人",
    "agent": "代办人",
    "corporate_agent": "单位经办人",
    "legal_rep": "单位的法定代表人",
}
SIGNED_WORDS = {
    "own_phone": "本人登录签的",
    "link": "本人用链接签的",
    "guardian": "监护人代签",
    "thumb_print": "按指印，两人见证",
    "desk": "窗口当面签的",
}
WITNESS_KINDS = {
    "village": "村（居）委会人员",
    "neighbour": "邻居",
    "social_worker": "社工、志愿者",
    "officer": "街道、镇工作人员",
    "other": "其他见证人",
}
CAPACITIES = {
    "guardian": "监护人",
    "representative": "委托的代理人",
    "relative": "亲属",
    "neighbour": "邻居、朋友",
    "helper": "村居协理员",
}
"""In what capacity somebody fills in for another. A helper has no power of agency (roles-and-data §2)."""


def age_on(born: date | None, day: date) -> int | None:
    """Full years on a day, the birthday counts; None when the birth date is unknown."""
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def checked_witnesses(rows: Sequence[tuple[str, str]], barred: Sequence[str]) -> list[tuple[str, str]]:
    """Two witnesses, (name, kind), who are neither each other nor one of `barred`. Raises Invalid at the fields."""
    faults: list[FieldProblem] = []
    names = [normalise_name(name) for name, _ in rows]
    for number, (name, (_, kind)) in enumerate(zip(names, rows, strict=True), 1):
        if not name:
            faults.append(FieldProblem(f"witness_{number}", f"请写第 {number} 位见证人的姓名", "见证人"))
        elif name in barred:
            text = "见证人不能是签字的人、申请人或您自己，请换一位"
            faults.append(FieldProblem(f"witness_{number}", text, "见证人"))
        elif name in names[: number - 1]:
            faults.append(FieldProblem(f"witness_{number}", "两位见证人是同一个人，请换一位", "见证人"))
        if kind not in WITNESS_KINDS:
            faults.append(FieldProblem(f"witness_kind_{number}", f"请选第 {number} 位见证人的身份", "见证人"))
    if faults or len(rows) != 2:
        raise Invalid(faults or [FieldProblem("witness_1", "要有两位见证人", "见证人")])
    return [(name, kind) for name, (_, kind) in zip(names, rows, strict=True)]


def checked_agency(capacity: str, reason: str, until: date | None, evidence: object, on: date) -> None:
    """Who fills in for another says in what capacity, why and until when; a guardian or representative shows it.
    Raises Invalid at the fields."""
    faults: list[FieldProblem] = []
    if capacity not in CAPACITIES:
        faults.append(FieldProblem("capacity", "请选您是申请人的什么人", "身份"))
    if len(reason.strip()) < 4:
        faults.append(FieldProblem("why", "请写本人为什么不能自己办（至少 4 个字）", "原因"))
    if until is None or not on <= until <= on + timedelta(days=366):
        faults.append(FieldProblem("until", "请写代办到哪一天：今天以后、一年以内", "代办到"))
    if capacity in ("guardian", "representative") and evidence is None:
        faults.append(FieldProblem("evidence", "请上传监护关系证明或委托书的照片", "证明"))
    if faults:
        raise Invalid(faults)


def may_still_sign(case: Mapping[str, Any]) -> bool:
    """Whether an authorisation of this case can still be signed: until the decision."""
    return case["decided_at"] is None and case["closed_at"] is None


def drawn(event_id: UUID, case_id: UUID, share: int) -> bool:
    """Whether a case is drawn for the spot check: `share` of 100 are, by SM3 over the event that asked and the case.

    Anybody can reckon it again from the book; nobody can know it before the event has its random number.
    """
    number = int.from_bytes(hashlib.new("sm3", event_id.bytes + case_id.bytes).digest()[:8])
    return number % 100 < share


SHARE, SHARE_OF_SMALL_OFFICE = 30, 60
"""Of 100 cases, how many are visited once more where no government has set another share."""


def share_of(share: object, of_small_office: object, *, small_office: bool) -> int:
    """The share in force: what was set, else the usual one; a small office is never looked at less than others."""
    usual = int(str(share)) if share is not None else SHARE
    if not small_office:
        return usual
    return max(usual, int(str(of_small_office)) if of_small_office is not None else SHARE_OF_SMALL_OFFICE)


def local_moment(text: str) -> datetime:
    """A moment typed on a form (`2026-03-02T14:30`, Asia/Shanghai). ValueError for anything else."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def visit_time_fault(visited: datetime, received: datetime, at: datetime) -> str | None:
    """What is wrong with the time of a visit, as a sentence: it lies ahead, or before the application; else None."""
    if visited > at:
        return "到访时间还没有到，请核对日期和钟点"
    if visited.date() < received.astimezone(CHINA).date():
        return "到访时间早于收件的日子，请核对年月日"
    return None


# ── The check of a household's means ─────────────────────────────────────────────────────────────────────────────────

QUEUED, WRITTEN_TO, RECORDED, LATE, DROPPED = "queued", "letter", "recorded", "unanswered", "dropped"
SOURCE_WORDS = {
    QUEUED: "正在问",
    "answered": "已返回",
    "nothing": "查无记录",
    WRITTEN_TO: "没有回应，已发函",
    RECORDED: "回函已录入",
    LATE: "逾期没有回函",
    DROPPED: "办件已结束，没有再问",
}
CONCLUSIONS = {"consistent": "和申报的一致", "exceeds": "超过标准", "doubtful": "有疑点"}
ASK_AGAIN = (timedelta(minutes=1), timedelta(minutes=5))
"""How long after a silence a source is asked again; silent once more after that, it is written to."""


def asked_again_at(attempts: int, at: datetime) -> datetime | None:
    """When a source that was silent `attempts` times is asked next; None when a letter goes out instead."""
    return at + ASK_AGAIN[attempts - 1] if attempts <= len(ASK_AGAIN) else None
