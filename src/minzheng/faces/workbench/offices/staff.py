"""For the security administrator: who works where, one person's positions and account, and a list of new colleagues."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from minzheng.core.cases.rules import today
from minzheng.core.handover import actions as handover
from minzheng.core.offices import actions
from minzheng.core.offices import queries as offices
from minzheng.core.offices.rules import STAFF_HEADS
from minzheng.core.people.queries import names
from minzheng.core.people.queries.staff import person_of_username, staff_accounts_by_person
from minzheng.faces.workbench.frame import actor_of, now, staff
from minzheng.faces.workbench.plain_pages import (
    day,
    errors_of,
    field,
    folded,
    form,
    key,
    scope_of,
    show,
    table,
    typed,
)
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.rights import Target
from minzheng.kernel.text import chinese_date

MOST_LINES = 500
MOST_BYTES = 1_000_000


@staff
def staff_list(request: HttpRequest) -> HttpResponse:
    """Who holds a position in one organisation of the scope; POST appoints somebody there."""
    by, at = actor_of(request), now()
    scope = scope_of(by, "sec_admin", at)
    units = offices.organisations_in(scope.level, scope.division, today(at))
    if not units:
        raise Problem("offices.not_found")
    wanted = request.POST.get("unit") or request.GET.get("unit") or ""
    unit = next((one for one in units if str(one.id) == wanted), units[0])
    actions.authorise(by=by, right="offices.list_staff", target=Target(places=unit.places), at=at)
    errors: list[dict[str, str]] = []
    said = typed(request, "username", "role", "valid_from", "valid_to", "basis")
    if request.method == "POST":
        try:
            _appoint(request, unit.id, said)
        except Problem as problem:
            errors = errors_of(problem, "appoint-username1")
        else:
            messages.success(request, "任命好了，从开始那天起生效。")
            return HttpResponseRedirect(f"{request.path}?unit={unit.id}")
    rows = offices.staff_of(unit.id, today(at))
    persons = sorted({row.person for row in rows})
    accounts, known, titles = staff_accounts_by_person(persons), names(persons), offices.titles()
    context = {
        "heading": "人员和岗位",
        "lead": f"{unit.name}。一次任职最长一年，到期自动停。",
        "errors": errors,
        "links": [{"text": "成批录入", "href": reverse("workbench:staff_import")}, *_others()],
        "filter": {"label": "选机构", "clear_url": request.path, "fields": [_units(units, unit)]},
        "tables": [
            table(
                "在岗的人",
                "这个机构现在没有人在岗，可以在下面任命。",
                ("姓名", "岗位", "到哪天", "账户"),
                [
                    (
                        {
                            "text": known[row.person],
                            "href": reverse("workbench:staff_person", args=[row.person]),
                        },
                        {"text": titles.get(row.role, row.role)},
                        {"text": _last(row)},
                        {"text": _account_words(accounts.get(row.person))},
                    )
                    for row in rows
                ],
            )
        ],
        "forms": [form("appoint", f"在{unit.name}任命", "任命", [*_appointing(said), _hidden(unit.id)])],
    }
    return show(request, "staff", context)


def _units(units: Sequence[offices.OrganisationRow], chosen: offices.OrganisationRow) -> dict[str, Any]:
    options = [{"value": str(one.id), "text": one.name, "chosen": one.id == chosen.id} for one in units]
    return {"name": "unit", "label": "机构", "kind": "select", "options": options}


@staff
def staff_person(request: HttpRequest, person: UUID) -> HttpResponse:
    """One person of the scope: positions, account; POST ends, delegates, transfers, mends the account, begins a hand-over."""
    by, at = actor_of(request), now()
    actions.require_staff(by=by, at=at, person=person, right="offices.list_staff")
    errors, secrets = [], []
    if request.method == "POST":
        try:
            done = _DOINGS.get(request.POST.get("do", ""), _nothing)(request, person)
        except Problem as problem:
            errors = errors_of(problem, f"fold-{request.POST.get('do', '')}")
        else:
            if done.startswith("/"):
                return HttpResponseRedirect(done)
            secrets = [{"label": "一次性密码，登录后马上换", "value": done}] if done else []
            if not secrets:
                messages.success(request, "办好了，已经记入日志。")
                return HttpResponseRedirect(reverse("workbench:staff"))
    return _show_person(request, person, errors, secrets)


def _show_person(
    request: HttpRequest, person: UUID, errors: list[dict[str, str]], secrets: list[dict[str, str]]
) -> HttpResponse:
    by, on = actor_of(request), today(now())
    rows, titles = offices.colleagues_of(person, on), offices.titles()
    held = [row for row in rows if row.person == person]
    account = staff_accounts_by_person([person]).get(person)
    scope = scope_of(by, "sec_admin", now())
    units = [(str(one.id), one.name) for one in offices.organisations_in(scope.level, scope.division, on)]
    colleagues = {row.person for row in rows} - {person}
    known = names({person, *colleagues})
    positions = [(str(row.id), f"{titles.get(row.role, row.role)}，{row.organisation_name}") for row in held]
    others = sorted(((str(one), known[one]) for one in colleagues), key=lambda pair: pair[1])
    context = {
        "heading": known.get(person, "工作人员"),
        "errors": errors,
        "secrets": secrets,
        "links": [{"text": "回人员和岗位", "href": reverse("workbench:staff")}],
        "summary": [
            {"label": "用户名", "value": account.username if account else "没有账户"},
            {"label": "账户", "value": _account_words(account)},
        ],
        "tables": [
            table(
                "现在的岗位",
                "现在没有岗位。",
                ("岗位", "机构", "到哪天"),
                [
                    (
                        {"text": titles.get(row.role, row.role)},
                        {"text": row.organisation_name},
                        {"text": _last(row)},
                    )
                    for row in held
                ],
            )
        ],
        "forms": folded(_forms_of(held, positions, others, units, account), request.POST, wrong=bool(errors)),
    }
    return show(request, "staff", context)


def _forms_of(
    held: Sequence[offices.PositionRow],
    positions: list[tuple[str, str]],
    others: list[tuple[str, str]],
    units: list[tuple[str, str]],
    account: Any,
) -> list[dict[str, Any]]:
    forms = []
    if held:
        which = field("position", "哪个岗位", "select", options=positions)
        reason = field("reason", "为什么", "area")
        forms += [
            form("end", "结束岗位", "从今天起结束", [which, reason]),
            form(
                "delegate",
                "找人代行",
                "写好了",
                [
                    which,
                    field("deputy", "由谁代行", "select", options=others),
                    field("valid_from", "从哪天起", "date"),
                    field("valid_to", "到哪天止", "date"),
                    reason,
                ],
            ),
            form(
                "transfer",
                "调到别的机构",
                "从今天起调过去",
                [
                    field("leaves", "从哪里调出", "select", options=_units_held(held)),
                    field("unit", "调到哪里", "select", options=units),
                    _role_field(""),
                    field("valid_to", "到哪天止", "date"),
                    field("basis", "依据", "area", hint="任免文件的文号"),
                ],
                lead="原来机构的岗位和代行今天都停，新岗位今天开始，一步办完。",
            ),
            form(
                "handover",
                "离岗交接",
                "开交接单",
                [
                    field("leaves", "离开哪里", "select", options=_units_held(held)),
                    field("head", "负责人", "select", options=others),
                    reason,
                ],
                lead="手上的岗位、办件、代行会自动列出来。接收人和负责人都签了，账户才停。",
            ),
        ]
    if account is not None:
        forms += [
            form("factor", "换手机了", "重设动态口令", key=account.id, lead="旧的作废，下次登录重新设。"),
            form("password", "忘了密码", "给一个一次性密码", key=account.id, lead="登录后要马上换。"),
        ]
        if account.values["suspended_at"]:
            forms.append(form("reopen", "停用的账户", "恢复使用", key=account.id))
    return forms


def _units_held(held: Sequence[offices.PositionRow]) -> list[tuple[str, str]]:
    return list({str(row.organisation): row.organisation_name for row in held}.items())


# ── What is asked for ────────────────────────────────────────────────────────────────────────────────────────────────


def _appoint(request: HttpRequest, unit: UUID, said: dict[str, str]) -> None:
    person = person_of_username(said["username"].lower())
    if person is None:
        raise Problem("people.not_found")
    actions.appoint(
        by=actor_of(request),
        at=now(),
        person=person,
        organisation_id=unit,
        role=said["role"],
        valid_from=day(said["valid_from"]),
        valid_to=day(said["valid_to"]) + timedelta(days=1),
        basis=_basis(said["basis"]),
    )


def _end(request: HttpRequest, _person: UUID) -> str:
    said = typed(request, "position", "reason")
    at = now()
    actions.end_position(
        by=actor_of(request),
        at=at,
        position_id=key(said["position"]),
        on=today(at),
        reason=_basis(said["reason"]),
    )
    return ""


def _delegate(request: HttpRequest, _person: UUID) -> str:
    said = typed(request, "position", "deputy", "valid_from", "valid_to", "reason")
    actions.delegate(
        by=actor_of(request),
        at=now(),
        position_id=key(said["position"]),
        deputy=key(said["deputy"]),
        valid_from=day(said["valid_from"]),
        valid_to=day(said["valid_to"]) + timedelta(days=1),
        reason=_basis(said["reason"]),
    )
    return ""


def _transfer(request: HttpRequest, person: UUID) -> str:
    said = typed(request, "leaves", "unit", "role", "valid_to", "basis")
    at = now()
    actions.transfer_staff(
        by=actor_of(request),
        at=at,
        person=person,
        leaves=key(said["leaves"]),
        organisation_id=key(said["unit"]),
        role=said["role"],
        on=today(at),
        valid_to=day(said["valid_to"]) + timedelta(days=1),
        basis=_basis(said["basis"]),
    )
    return ""


def _hand_over(request: HttpRequest, person: UUID) -> str:
    said = typed(request, "leaves", "head", "reason")
    made = handover.begin(
        by=actor_of(request),
        at=now(),
        person=person,
        organisation_id=key(said["leaves"]),
        head=key(said["head"]),
        reason=_basis(said["reason"]),
    )
    return reverse("workbench:handover", args=[made])


def _account(request: HttpRequest, _person: UUID) -> str:
    account = key(request.POST.get("id", ""))
    return actions.manage_account(by=actor_of(request), at=now(), account_id=account, what=request.POST["do"])


def _nothing(_request: HttpRequest, _person: UUID) -> str:
    raise Problem("offices.not_found")


_DOINGS: dict[str, Callable[[HttpRequest, UUID], str]] = {
    "end": _end,
    "delegate": _delegate,
    "transfer": _transfer,
    "handover": _hand_over,
    **dict.fromkeys(("factor", "password", "reopen"), _account),
}


def _basis(text: str) -> str:
    if len(text) < 2:
        raise Problem("offices.basis")
    return text[:200]


# ── A list of new colleagues ─────────────────────────────────────────────────────────────────────────────────────────


@staff
def staff_import(request: HttpRequest) -> HttpResponse:
    """Take in a CSV list, told line by line."""
    by, at = actor_of(request), now()
    scope_of(by, "sec_admin", at)
    errors: list[dict[str, str]] = []
    told: list[actions.Line] = []
    kept, whole = True, request.POST.get("whole") == "1" or request.method == "GET"
    if request.method == "POST":
        try:
            told, kept = actions.import_staff(by=by, at=at, lines=_lines(request), whole=whole)
        except Problem as problem:
            errors = errors_of(problem, "import-list1")
    wrong = sum(one.outcome == "wrong" for one in told)
    lead = (
        "第一行写栏目名："
        + "、".join(STAFF_HEADS)
        + "。用 UTF-8 或 GB18030 存成 CSV。再传一次同一份，不会重复录入。"
    )
    if told:
        lead = f"一共 {len(told)} 行，{wrong} 行有问题。" + ("" if kept else "按您选的，整份都没有录入。")
    context = {
        "heading": "成批录入人员",
        "lead": lead,
        "errors": errors,
        "links": [{"text": "回人员和岗位", "href": reverse("workbench:staff")}],
        "secrets": [
            {"label": f"{one.name}，{one.username}", "value": one.password}
            for one in told
            if kept and one.password
        ],
        "tables": [
            table("逐行看", "", ("行", "姓名", "结果"), [_told(one, kept=kept) for one in told]),
        ]
        if told
        else [],
        "forms": [
            form(
                "import",
                "传一份名单",
                "录入",
                [
                    field("list", "CSV 文件", "file"),
                    field("whole", "有一行不对，就整份都不录", "check", "1" if whole else ""),
                ],
            )
        ],
    }
    return show(request, "staff", context)


def _lines(request: HttpRequest) -> list[dict[str, str]]:
    sent = request.FILES.get("list")
    if sent is None or sent.size is None or sent.size > MOST_BYTES:
        raise Problem("offices.list_unreadable")
    content = sent.read()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Problem("offices.list_unreadable")
    rows = list(csv.DictReader(io.StringIO(text)))
    if not rows or not set(STAFF_HEADS) - {"手机"} <= set(rows[0]) or len(rows) > MOST_LINES:
        raise Problem("offices.list_unreadable")
    return [{str(name): str(value or "") for name, value in row.items()} for row in rows]


def _told(one: actions.Line, *, kept: bool) -> tuple[dict[str, str], ...]:
    words = {"new": "录入了" if kept else "没有问题", "known": "已经有了，没有改动"}
    said = words.get(one.outcome, "")
    if isinstance(one.problem, Invalid):
        said = "；".join(f"{fault.label}：{fault.message}" for fault in one.problem.fields)
    elif one.problem is not None:
        said = errors_of(one.problem, "")[0]["text"]
    return {"text": str(one.number + 1)}, {"text": one.name}, {"text": said}


# ── Words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _others() -> list[dict[str, str]]:
    return [
        {"text": "委托书", "href": reverse("workbench:entrustments")},
        {"text": "离岗交接", "href": reverse("workbench:handovers")},
        {"text": "接入系统", "href": reverse("workbench:systems")},
    ]


def _appointing(said: dict[str, str]) -> list[dict[str, Any]]:
    return [
        field("username", "用户名", value=said["username"], hint="已有账户的工作人员"),
        _role_field(said["role"]),
        field("valid_from", "从哪天起", "date", said["valid_from"]),
        field("valid_to", "到哪天止", "date", said["valid_to"]),
        field("basis", "依据", "area", said["basis"], hint="任免文件的文号"),
    ]


def _role_field(value: str) -> dict[str, Any]:
    roles = [(name, role.title) for name, role in offices.roles().items() if role.kind != "person"]
    return field("role", "角色", "select", value, options=roles)


def _hidden(unit: UUID) -> dict[str, Any]:
    return field("unit", "", "hidden", str(unit))


def _last(row: offices.PositionRow) -> str:
    return chinese_date(row.valid_to - timedelta(days=1))


def _account_words(account: Any) -> str:
    if account is None:
        return "没有账户"
    if not account.values["is_active"]:
        return "已停号"
    return "90 天没有登录，停用中" if account.values["suspended_at"] else "正常"
