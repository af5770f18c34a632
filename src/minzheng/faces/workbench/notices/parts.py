"""What the pages about notices share: who may see one, its lines, files that are sent, errors beside their fields."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from minzheng.core.files.actions import store
from minzheng.core.files.queries import open_file
from minzheng.core.files.rules import IMAGES, serving_headers
from minzheng.core.offices.actions import authorise
from minzheng.core.offices.queries import rules
from minzheng.core.publicity import queries
from minzheng.core.publicity.queries import NoticeRow
from minzheng.core.publicity.rules import OUTCOME_WORDS, STATE_WORDS, must_come_down, today
from minzheng.faces.kit.problems import title_of
from minzheng.faces.workbench.frame import actor_of, now
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.rights import LEVELS, Actor, Scope, Target, may
from minzheng.kernel.text import chinese_date, chinese_range

DAYS_OF_WARNING = 2


def unit_of(by: Actor, at: datetime) -> Scope | None:
    """The first unit whose boards this officer may look at; None for who has none. No statement."""
    for grant in by.grants:
        target = Target(places={grant.scope.level: grant.scope.division})
        if grant.scope.level in LEVELS and may(by, "publicity.view", target, rules=rules(), today=today(at)):
            return grant.scope
    return None


def target_of(row: NoticeRow) -> Target:
    """What is asked about when somebody wants to do something with a notice."""
    return Target(places=row.places, business=row.service, sensitivity=row.sensitivity)


def may_i(by: Actor, row: NoticeRow, at: datetime, *, right: str) -> bool:
    """Whether a page may offer this; a no leaves no trace. No statement."""
    return bool(may(by, right, target_of(row), rules=rules(), today=today(at)))


def seen(request: HttpRequest, notice_id: UUID) -> NoticeRow:
    """A notice that this officer may see: of those that are over only the proof stays, for who may see that."""
    row, at = queries.notice(notice_id), now()
    authorise(by=actor_of(request), right="publicity.view", target=target_of(row), at=at)
    return row


def light(row: NoticeRow, at: datetime) -> dict[str, str]:
    """How a notice stands, as a light with words."""
    if must_come_down(row.state, row.ends_at, row.down_at, at):
        return {"kind": "red", "text": "今天要撤下"}
    if row.state == "hanging":
        left = (row.last_day - today(at)).days
        kind = "yellow" if left <= DAYS_OF_WARNING else "green"
        return {"kind": kind, "text": f"公示中，还有 {left} 天" if left else "公示中，今天是最后一天"}
    if row.state == "prepared":
        return {"kind": "blue", "text": "待张贴"}
    return {"kind": "green", "text": OUTCOME_WORDS.get(row.outcome) or STATE_WORDS[row.state]}


def lines(row: NoticeRow) -> list[dict[str, str]]:
    """The typed fields of the sheet: exactly what hangs, nothing else."""
    return [
        {"label": "申请人", "value": row.name},
        {"label": "家庭人口", "value": f"{row.members} 人"},
        {"label": "拟保障金额", "value": queries.money_words(row.amount)},
        {"label": "地点", "value": row.place},
        {
            "label": "公示时间",
            "value": chinese_range(row.first_day, row.last_day, year=True),
            "note": row.explanation,
        },
        {"label": "监督电话", "value": row.phone},
    ]


def day(text: str) -> Any:
    """A day as a date field sends it. Raises Invalid for anything else."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError as wrong:
        raise Invalid([FieldProblem("day", "请选日期", "日期")]) from wrong


def day_words(value: Any) -> str:
    """“7 月 13 日（星期一）”."""
    return chinese_date(value, year=False, weekday=True)


def picture(request: HttpRequest, by: Actor, at: datetime) -> UUID:
    """The picture that was sent, checked and made anew (place and camera are gone). Raises Invalid."""
    sent = request.FILES.get("photo")
    if sent is None:
        raise Invalid([FieldProblem("photo", "请选一张照片", "照片")])
    try:
        return store(by=by, at=at, stream=sent, name=sent.name or "", allowed=IMAGES)
    except Problem as problem:
        raise Invalid([FieldProblem("photo", title_of(problem), "照片")]) from problem


def shown_picture(file_id: UUID) -> HttpResponse:
    """A stored photograph, to be looked at."""
    opened = open_file(file_id)
    with opened.stream:
        headers = serving_headers(opened.info.name, opened.info.mime, opened.info.size, inline=True)
        return HttpResponse(opened.stream.read(), headers=headers)


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """A PDF that is shown in the browser and kept by nobody on the way."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def told(problem: Problem) -> list[dict[str, str]]:
    """The errors of a form, each with the field where it is mended."""
    if isinstance(problem, Invalid):
        return [{"href": f"#{one.path}", "text": one.message} for one in problem.fields]
    return [{"href": "#do", "text": title_of(problem)}]


def beside(errors: Sequence[dict[str, str]]) -> dict[str, str]:
    """The sentence beside each field, by its name."""
    return {one["href"].removeprefix("#"): one["text"] for one in reversed(errors)}
