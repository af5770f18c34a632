"""Letters of entrustment of one's own organ: which, for whom, how much, until when; a new one, and taking one back."""

from datetime import timedelta
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from minzheng.core.cases.rules import today
from minzheng.core.catalogue.queries import services
from minzheng.core.offices import actions
from minzheng.core.offices import queries as offices
from minzheng.core.offices.queries import powers
from minzheng.faces.workbench.frame import actor_of, now, staff
from minzheng.faces.workbench.plain_pages import day, errors_of, field, form, key, show, table, typed
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Scope
from minzheng.kernel.text import chinese_date

FIELDS = ("to", "service", "amount", "valid_from", "valid_to", "document_no")


@staff
def entrustments(request: HttpRequest) -> HttpResponse:
    """The letters that my organ has given; POST writes one or takes one back."""
    by, at = actor_of(request), now()
    grant = next(
        (one for one in by.grants if one.role in ("approver", "sec_admin") and one.organisation), None
    )
    if grant is None or grant.organisation is None or not grant.holds(today(at)):
        raise Problem("offices.denied", right="offices.entrust")
    giver, said, errors = grant.organisation, typed(request, *FIELDS), []
    if request.method == "POST":
        try:
            if request.POST.get("do") == "end":
                letter = key(request.POST.get("id", ""))
                actions.end_entrustment(by=by, at=at, entrustment_id=letter, on=today(at))
            else:
                actions.entrust(
                    by=by,
                    at=at,
                    from_organisation=giver,
                    to_organisation=key(said["to"]),
                    service=said["service"],
                    amount_limit=_amount(said["amount"]),
                    valid_from=day(said["valid_from"]),
                    valid_to=day(said["valid_to"]) + timedelta(days=1),
                    document_no=said["document_no"],
                )
        except Problem as problem:
            errors = errors_of(problem, "entrust-to1")
        else:
            messages.success(request, "办好了，已经记入日志。")
            return HttpResponseRedirect(request.path)
    return _show(request, grant.scope, errors, said)


def _show(
    request: HttpRequest, scope: Scope, errors: list[dict[str, str]], said: dict[str, str]
) -> HttpResponse:
    on = today(now())
    rows = powers.entrustments_of(scope.level, scope.division)
    inside = offices.organisations_in(scope.level, scope.division, on)
    names = {one.code: one.name for one in services("")}
    lines = [
        (
            {"text": row.letter.document_no},
            {"text": row.taker},
            {"text": names.get(row.service, row.service)},
            {"text": f"{row.letter.amount_limit} 元" if row.letter.amount_limit else "不涉及金额"},
            {"text": chinese_date(row.letter.valid_to - timedelta(days=1))},
        )
        for row in rows
    ]
    fields = [
        field("to", "委托给谁", "select", said["to"], options=[(str(one.id), one.name) for one in inside]),
        field("service", "事项", "select", said["service"], options=sorted(names.items())),
        field("amount", "额度（元）", value=said["amount"], hint="不涉及金额就空着"),
        field("valid_from", "从哪天起", "date", said["valid_from"]),
        field("valid_to", "到哪天止", "date", said["valid_to"], hint="最长一年"),
        field("document_no", "委托书文号", value=said["document_no"]),
    ]
    ending = [
        form("end", f"收回：{row.letter.document_no}，{row.taker}", "从今天起收回", key=row.id)
        for row in rows
        if row.letter.valid_from <= on < row.letter.valid_to
    ]
    context = {
        "heading": "委托书",
        "lead": "受托的街道、乡镇以本局名义决定，用本局的章和文号；超过额度、过了期限，系统不让办。",
        "errors": errors,
        "tables": [table("", "没有委托书。", ("文号", "委托给", "事项", "额度", "到哪天"), lines)],
        "forms": [form("entrust", "写一份委托书", "写好了", fields), *ending],
    }
    return show(request, "staff", context)


def _amount(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise Problem("offices.amount") from None
    if not amount.is_finite() or not 0 < amount < 10**10:
        raise Problem("offices.amount")
    return amount.quantize(Decimal("0.01"))
