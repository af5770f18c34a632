"""For the audit administrator: what the book says of security, by page, with filters."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from minzheng.core.audit.queries import security_events
from minzheng.core.offices.actions import authorise
from minzheng.core.offices.queries import powers
from minzheng.core.people.queries.staff import account_names
from minzheng.faces.kit.pagination import page_of, read_cursor
from minzheng.faces.workbench.frame import actor_of, moment, now, place_name, staff
from minzheng.faces.workbench.plain_pages import scope_of, show, table
from minzheng.kernel.rights import Target
from minzheng.kernel.text import mask_name

ORDER, LIMIT = "workbench.security", 50
DAYS = {"1": "一天内", "7": "七天内", "30": "三十天内", "180": "半年内"}
WORDS = {
    "offices.refused": "被拒绝",
    "people.sign_in_failed": "登录失败",
    "people.reveal_id_number": "看完整证件号码",
    "cases.reveal_fields": "查看明文",
    "cases.reveal_paper": "打开敏感材料",
    "people.suspend": "90 天未登录停用",
    "offices.open_emergency": "申请紧急查看",
    "offices.use_emergency": "紧急查看",
    "offices.review_emergency": "复核紧急查看",
    "people.reset_factor": "重设动态口令",
    "people.give_once_password": "给一次性密码",
    "people.reopen_account": "恢复账户",
    "offices.manage_account": "管理账户",
    "offices.appoint": "任命",
    "offices.end_position": "结束岗位",
    "offices.transfer_staff": "调岗",
    "offices.delegate": "代行",
    "offices.import_staff": "成批录入",
    "offices.entrust": "委托书",
    "cases.export_download": "下载导出",
    "handover.conclude": "离岗交接办完",
}
WHY = {
    "signed_out": "没有登录",
    "role": "岗位没有这个权",
    "expired": "任期已满",
    "scope": "越出管辖",
    "rule": "规则不许",
}


@staff
def security(request: HttpRequest) -> HttpResponse:
    """Refusals, reveals, emergencies, failed sign-ins and what was done to accounts, newest first."""
    by, at = actor_of(request), now()
    scope = scope_of(by, "audit_admin", at)
    place = {} if scope.level == "nation" else {scope.level: scope.division}
    authorise(by=by, right="offices.watch_security", target=Target(places=place), at=at)
    kind, days = request.GET.get("kind", ""), request.GET.get("days", "7")
    kinds = (kind,) if kind in WORDS else tuple(WORDS)
    days = days if days in DAYS else "7"
    cursor = read_cursor(request.GET.get("after"), order=ORDER)
    persons, accounts = powers.staff_accounts(scope.level, scope.division)
    rows = security_events(
        kinds,
        level=scope.level,
        division=scope.division,
        persons=persons,
        accounts=accounts,
        since=at - timedelta(days=int(days)),
        before=cursor.key[0] if cursor else None,
        limit=LIMIT + 1,
    )
    shown = page_of(rows, limit=LIMIT, cursor=cursor, key_of=lambda row: (row["id"],), order=ORDER)
    told = account_names({_account(row) for row in shown.rows} - {None})
    lines = [
        (
            {"text": WORDS.get(row["kind"], row["kind"]), "note": _facts(row)},
            {"text": moment(row["at"])},
            {"text": _who(row, told)},
            {"text": _where(row)},
        )
        for row in shown.rows
    ]
    query = f"?kind={kind}&days={days}&after="
    context = {
        "heading": "安全审计",
        "lead": "只看，不能改。办件内容不在这里。",
        "links": [{"text": "紧急查看", "href": reverse("workbench:emergencies")}],
        "filter": {
            "label": "筛选",
            "clear_url": request.path,
            "fields": [
                _select("kind", "什么事", {"": "全部", **WORDS}, kind),
                _select("days", "多久", DAYS, days),
            ],
        },
        "tables": [table("", "没有这样的记录。换一个条件看看。", ("什么事", "时间", "谁", "哪里"), lines)],
        "pager": {"prev_url": "", "next_url": f"{query}{shown.next}" if shown.next else "", "note": ""},
    }
    return show(request, "security", context)


def _select(name: str, label: str, options: dict[str, str], chosen: str) -> dict[str, Any]:
    shown = [{"value": one, "text": text, "chosen": one == chosen} for one, text in options.items()]
    return {"name": name, "label": label, "kind": "select", "options": shown}


def _account(row: dict[str, Any]) -> UUID | None:
    found = row["facts"].get("account")
    return UUID(found) if found else row["account"]


def _who(row: dict[str, Any], told: dict[UUID, str]) -> str:
    if row["actor_name"]:
        return mask_name(row["actor_name"])
    account = _account(row)
    return told.get(account, "没有登录的人") if account else "没有登录的人"


def _facts(row: dict[str, Any]) -> str:
    facts = row["facts"]
    words = [WHY.get(facts.get("why", ""), ""), row["purpose"], str(facts.get("case_no", ""))]
    words += [str(facts.get("reason", "")), "锁定 30 分钟" if facts.get("locked") is True else ""]
    return "，".join(word for word in words if word)


def _where(row: dict[str, Any]) -> str:
    code = next((row[level] for level in ("village", "town", "county", "city", "province") if row[level]), "")
    return place_name(code, row["at"].date()) if code else "—"
