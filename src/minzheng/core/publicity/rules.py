"""What is decided about publicity from plain values: what may be posted, for how long, and what must never stand there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from minzheng.kernel.calendar import Calendar, Limit, Roll, Unit, due
from minzheng.kernel.errors import FieldProblem, Problem
from minzheng.kernel.text import mask_name

CHINA = ZoneInfo("Asia/Shanghai")
ADULT = 18
LIMIT = "notice_period"
"""The limit of the package that says how long a notice hangs: number and unit differ from place to place."""
WEB = "publicity.web"
"""The dated parameter that lets notices of a place onto the web: `surname` or `middle` (what of the name is shown)."""
RECORD_WITHIN = timedelta(days=3)
"""A sheet that was put up must be noted within these days; later its dates are no longer to be believed."""
AHEAD = timedelta(days=7)
LONGEST_TEXT, SHORTEST_TEXT = 2000, 10

STATE_WORDS = {"prepared": "待张贴", "hanging": "公示中", "ended": "已结束", "void": "作废"}
OUTCOME_WORDS = {
    "no_objection": "没有异议",
    "objection": "有异议，重新调查",
    "stopped": "办件已终结，停止公示",
}
RESULT_WORDS = {"upheld": "异议成立", "partly": "部分成立", "unfounded": "异议不成立"}
CHANNEL_WORDS = {"web": "网上", "letter": "来信", "phone": "电话", "counter": "当面"}
DESK_CHANNELS = frozenset({"letter", "phone", "counter"})


def today(at: datetime) -> date:
    """The legal day of a moment: its date in Asia/Shanghai."""
    return at.astimezone(CHINA).date()


# ── What may be published at all ─────────────────────────────────────────────────────────────────────────────────────


def require_noticed(publicity: str) -> None:
    """Problem unless the service is published by objection notice. `forbidden` binds everybody, the platform too
    (民发〔2010〕161号、〔2019〕62号: children are never posted; 婚姻、收养 likewise)."""
    if publicity == "forbidden":
        raise Problem("publicity.forbidden")
    if publicity not in ("objection", "both"):
        raise Problem("publicity.not_foreseen")


def require_posted(publicity: str) -> None:
    """Problem unless those in benefit of the service are posted."""
    if publicity == "forbidden":
        raise Problem("publicity.forbidden")
    if publicity not in ("posting", "both"):
        raise Problem("publicity.not_foreseen")


def minor(born: date | None, on: date) -> bool:
    """Whether somebody has not reached eighteen on a day (the birthday itself counts as reached). Who
    was born nobody knows when counts as one: what was published cannot be taken back."""
    if born is None:
        return True
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day)) < ADULT


# ── For how long ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Term:
    """The days of a notice: `first_day` and `last_day` count; from `ends_at` on nothing of it may be seen."""

    first_day: date
    last_day: date
    ends_at: datetime
    explanation: str


def term(words: Mapping[str, Any], posted_on: date, calendar: Calendar) -> Term:
    """The term of a notice put up on `posted_on` (day 0): standards 16, 7 days from the next day, the last one rolled.

    `words` is the package's limit `{n, unit, roll?}`; the place's overlay is in it already.
    """
    limit = Limit(words["n"], Unit(words["unit"]), Roll(words.get("roll", Roll.REST_DAYS)))
    found = due(limit, posted_on, calendar)
    return Term(posted_on + timedelta(days=1), found.last_day, found.due_at, found.explain())


def check_day(posted_on: date, on: date) -> None:
    """Problem unless a notice prepared on `on` may be put up on `posted_on`: today or within a week."""
    if not on <= posted_on <= on + AHEAD:
        raise Problem("publicity.day")


def check_recorded(posted_on: date, on: date) -> None:
    """Problem when the day on the sheet is not yet there, or is too long ago to be believed."""
    if on < posted_on:
        raise Problem("publicity.not_yet_up", day=posted_on.isoformat())
    if on > posted_on + RECORD_WITHIN:
        raise Problem("publicity.noted_late", days=RECORD_WITHIN.days)


def is_open(state: str, ends_at: datetime, at: datetime) -> bool:
    """Whether a notice may be seen and objected to at a moment."""
    return state == "hanging" and at < ends_at


def within_term(received_on: date, posted_on: date, last_day: date) -> bool:
    """Whether an objection that came in on this day is in time: from the posting to the last day, the rolled one too."""
    return posted_on <= received_on <= last_day


def must_come_down(state: str, ends_at: datetime, down_at: datetime | None, at: datetime) -> bool:
    """Whether the sheet has to be taken off the board now."""
    return down_at is None and (state == "ended" or (state == "hanging" and at >= ends_at))


def web_name(name: str, style: str) -> str:
    """The name as the local rule lets it stand on the web; '' where nothing may. A full name never stands there."""
    if style == "surname":
        return f"{name[:1]}某某" if name else ""
    return mask_name(name) if style == "middle" else ""


# ── What must never stand on a notice or beside it ───────────────────────────────────────────────────────────────────

_ILLNESS = (
    *("残疾", "残联", "重残", "肢残", "智残", "智力障碍", "精神障碍", "精神病", "精神残", "失能", "瘫"),
    *("诊断", "病历", "病情", "住院", "出院", "重病", "大病", "患病", "慢性病", "癌", "肿瘤", "白血病"),
    *("尿毒症", "透析", "艾滋", "HIV", "肝炎", "抑郁", "痴呆", "手术", "化疗"),
)
_MINORS = (
    *("未成年", "孤儿", "儿童", "学生证", "出生证", "出生医学证明", "幼儿园", "小学", "初中", "班级"),
    "事实无人抚养",
)
_FINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("身份证号（打码的也不行）", re.compile(r"(?<!\d)\d{1,6}[*＊xX×●•]{4,}[\dxX]{0,4}(?!\d)")),
    ("身份证号", re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])|(?<!\d)\d{15}(?!\d)")),
    ("银行卡号", re.compile(r"(?<!\d)(?:\d[ -]?){15,18}\d(?!\d)")),
    ("手机号", re.compile(r"(?<!\d)(?:1[3-9]\d{9}|100\d{8})(?!\d)")),
)
_DOOR = re.compile(r"[\d一二三四五六七八九十]+\s*(?:号楼|号院|栋|幢|单元|室)")


def lint(text: str, *, doors: bool = False) -> list[str]:
    """What stands in a text that must not be posted (ID and card numbers, telephones, illness, disability, minors; with
    `doors` also door numbers), in words; [] for none. It reads words only: who posts looks himself as well."""
    plain = text.translate(_WIDE)
    found = [what for what, pattern in _FINDS if pattern.search(plain)][:1]  # one number is one fault
    found += [f"病情、残疾（“{word}”）" for word in _ILLNESS if word.lower() in plain.lower()][:1]
    found += [f"未成年人（“{word}”）" for word in _MINORS if word in plain][:1]
    if doors and _DOOR.search(plain):
        found.append("门牌")
    return found


_WIDE = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)}


def attachment_faults(name: str, text: str | None, *, looked: bool) -> list[FieldProblem]:
    """What speaks against an attachment of a notice: its file name and its text; `text` None means that nothing can be
    read there (a picture), which is said, and then `looked` must hold: the officer has looked at it himself."""
    said = [*lint(name), *(lint(text) if text else [])]
    faults = [FieldProblem("photo", f"附件里有{what}，不能公开，请换一份", "照片") for what in said]
    if text is None and not looked:
        words = "照片里的字系统认不出来，请您看过以后打钩：只有公示单，没有别人的证件、病历、孩子"
        faults.append(FieldProblem("looked", words, "看过照片"))
    return faults


def category_words(category: str, finding: Mapping[str, Any]) -> str:
    """The category as the sheet says it: the package's words for it; '' for the one category that the service grants,
    since the sheet says the service already."""
    if category in ("", str(finding.get("grants", ""))):
        return ""
    return str((finding.get("categories") or {}).get(category, category))


def check_fields(members: int, board: str, category: str) -> list[FieldProblem]:
    """What has to be mended in the fields that an officer types: number of members, board, and the category."""
    faults = []
    if not 1 <= members <= 30:
        faults.append(FieldProblem("members", "请写家庭人口数，1 到 30", "家庭人口"))
    if not board.strip():
        faults.append(FieldProblem("board", "请写贴在哪里，例如“春和社区居委会公示栏”", "公示栏"))
    faults += [
        FieldProblem("board", f"公示栏里写了{what}，请删掉", "公示栏") for what in lint(board, doors=True)
    ]
    faults += [
        FieldProblem("category", f"类别里有{what}，不能公示，请退回初审改类别的叫法", "类别")
        for what in lint(category)
    ]
    return faults


def check_objection(text: str) -> list[FieldProblem]:
    """What has to be mended in an objection."""
    if len(text.strip()) < SHORTEST_TEXT:
        words = f"请写清楚哪里不对，至少 {SHORTEST_TEXT} 个字，我们好去核实"
        return [FieldProblem("text", words, "异议内容")]
    if len(text) > LONGEST_TEXT:
        return [FieldProblem("text", f"最多 {LONGEST_TEXT} 个字，请写短一些", "异议内容")]
    return []


def check_close(outcome: str, *, objections: int, over: bool, last_day: date) -> None:
    """Problem unless a notice may be closed so: without objection only after its last day and when none came in; with
    objection as soon as one is there (standards 4.4 row 13)."""
    if outcome == "objection":
        if not objections:
            raise Problem("publicity.none_objected")
        return
    if objections:
        raise Problem("publicity.objected", count=objections)
    if not over:
        raise Problem("publicity.still_hanging", day=f"{last_day.month} 月 {last_day.day} 日")
