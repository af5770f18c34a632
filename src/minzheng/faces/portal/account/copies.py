"""拿一份副本: what is held about oneself, for machines (JSON) and to be read (PDF), never kept anywhere (PIPL art. 45)."""

import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse

from minzheng.core.audit.queries import looks_at
from minzheng.core.cases.queries import cases_of
from minzheng.core.cases.rules import RESULT_WORDS, STATE_WORDS, today
from minzheng.core.catalogue.queries import package
from minzheng.core.documents.queries import unnumbered
from minzheng.core.forms.queries import drafts_of
from minzheng.core.offices.queries import units_of
from minzheng.core.people.actions import take_copy
from minzheng.core.people.queries.corrections import corrections_of
from minzheng.core.people.rules import FACTS, SEX_WORDS
from minzheng.faces.portal.account.consents import words_of
from minzheng.faces.portal.account.looks import look_words
from minzheng.faces.portal.frame import actor_of, day_words, moment, now
from minzheng.kernel.text import chinese_date, chinese_moment

MOST = 500
PURPOSES = (
    ("姓名、证件号码、户籍、家庭", "认出您是谁，办您申请的事"),
    ("手机、住址", "告诉您办到哪了，送达文书"),
    ("银行卡", "发放待遇"),
    ("核验记录、登录", "保护您的账号"),
    ("办件、文书、材料", "依法办理、存档、查证"),
    ("谁看过", "让您和审计查得到"),
)
RIGHTS = (
    "查看、拿副本：在“我的资料”里随时可以（个人信息保护法第四十五条）。",
    "更正：电话、住址自己改，其他的在“更正我的信息”里提（第四十六条）。",
    "删除：草稿、没有交进办件的文件可以自己删；办件里的依档案法保存（第四十七条）。",
    "撤回同意：在“我的同意”里；撤回以前办的不受影响（第十五条）。",
    "不同意我们的处理，可以打 12349，也可以向网信部门投诉（第六十五条）。",
)


def json_copy(request: HttpRequest) -> HttpResponse:
    """A file for machines: persons and accounts, cases by number, drafts."""
    text = json.dumps(_held(request), ensure_ascii=False, indent=1, default=str)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


def pdf_copy(request: HttpRequest) -> FileResponse:
    """The same to be read and printed, with what for, who looked, and which rights one has. 16 statements; nothing of it
    is stored."""
    by, at = actor_of(request), now()
    held = _held(request)
    assert by.person is not None
    data = {
        "name": held["姓名"],
        "taken_at": chinese_moment(at),
        "lines": [*_lines(held), *_looks(request)],
        "purposes": [{"what": what, "why": why} for what, why in PURPOSES],
        "rights": [{"text": text} for text in RIGHTS],
    }
    pdf = unnumbered("own_data", data, "", today(at))
    return FileResponse(io.BytesIO(pdf), as_attachment=True, filename="my-data.pdf")


def _held(request: HttpRequest) -> dict[str, Any]:
    by, at = actor_of(request), now()
    assert by.person is not None
    held = take_copy(by=by, at=at)
    held["办件"] = [
        {
            "编号": row["case_no"],
            "事项": row["title"],
            "提交": row["received_at"].isoformat(),
            "现在": RESULT_WORDS.get(row["result"], "") or STATE_WORDS.get(row["state"], ""),
        }
        for row in cases_of(by.person, limit=MOST)
    ]
    held["草稿"] = [
        {"事项": package(row.snapshot).short, "存于": moment(row.updated_at), "已填": row.answers}
        for row in drafts_of(by.person)
    ]
    held["更正"] = [
        {"哪一项": FACTS[one.fact], "应当是": one.right, "提出": day_words(one.asked_at), "结果": one.status}
        for one in corrections_of(by.person)
    ]
    held["取走时间"] = at.isoformat()
    return held


PLAIN = ("姓名", "性别", "出生日期", "证件号码", "手机", "区划", "住址")
LISTED = ("核验记录", "银行卡", "代理与监护", "办件", "草稿", "更正")
HIDDEN = frozenset({"已填"})
"""What a printed copy leaves to the file for machines."""


def _lines(held: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    yield {"section": "您是谁"}
    words = {**held, "性别": SEX_WORDS.get(held["性别"], "")}
    yield from ({"label": name, "text": str(words[name])} for name in PLAIN if words[name])
    yield {"section": "账号"}
    yield from ({"label": name, "text": str(value)} for name, value in held["账号"].items())
    yield {"section": "您同意过的"}
    for purpose, version in held["同意"].items():
        yield {"label": words_of(purpose), "text": f"告知书版本 {version}"}
    for name in LISTED:
        if held[name]:
            yield {"section": name}
        yield from (_listed(number, one) for number, one in enumerate(held[name], 1))


def _listed(number: int, one: Mapping[str, Any]) -> dict[str, str]:
    parts = (f"{name} {_plain(value)}" for name, value in one.items() if value and name not in HIDDEN)
    return {"label": f"第 {number} 条", "text": "，".join(parts)}


def _plain(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _looks(request: HttpRequest) -> Iterator[dict[str, str]]:
    """Who saw my data in clear, newest first. 2 statements."""
    by = actor_of(request)
    assert by.person is not None
    rows = looks_at(by.person, limit=MOST)
    units = units_of((row["person"] for row in rows if row["person"]), today(now()))
    yield {"section": "谁看过您的信息"}
    if not rows:
        yield {"label": "没有", "text": "还没有人看过您完整的信息。"}
    for row in rows:
        when = f"{chinese_date(row['at'].date())}"
        yield {
            "label": when,
            "text": f"{look_words(row, units, by.person)}，为了：{row['purpose'] or '办理您的事'}",
        }
