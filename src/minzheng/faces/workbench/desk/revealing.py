"""查看明文: say what for, confirm, and see a case's sensitive fields in clear for some minutes."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from minzheng.core.cases.actions import reveal_fields
from minzheng.core.cases.actions.permission import reveals
from minzheng.core.cases.queries import hidden_in
from minzheng.core.cases.rules import PURPOSES
from minzheng.core.catalogue.queries import package
from minzheng.faces.workbench.frame import actor_of, moment, now, staff, visible
from minzheng.faces.workbench.masked import LEVEL_WORDS
from minzheng.faces.workbench.plain_pages import errors_of, field, form, show, typed
from minzheng.kernel.errors import Invalid

FIELDS = ("level", "purpose", "other", "confirmed")


@staff
def reveal(request: HttpRequest, case_no: str) -> HttpResponse:
    """Ask to see the sensitive fields of a case."""
    row = visible(request, case_no)
    by, at, said = actor_of(request), now(), typed(request, *FIELDS)
    here, errors = reverse("workbench:case", args=[case_no]), []
    if request.method == "POST":
        try:
            given = reveal_fields(
                by=by,
                at=at,
                case_id=row["id"],
                level=said["level"] or "L3",
                purpose=said["other"] or said["purpose"],
                confirmed=bool(said["confirmed"]),
            )
        except Invalid as invalid:
            errors = errors_of(invalid, "reveal-purpose1")
        else:
            messages.success(request, f"可以看到 {moment(given.until)}。记入了日志，本人看得到。")
            return HttpResponseRedirect(here)
    hidden = {
        level: names
        for level, names in hidden_in(package(row["snapshot_id"])).items()
        if reveals(row, level, by, at)
    }
    levels = [(level, f"{LEVEL_WORDS[level]}：{'、'.join(names)}") for level, names in hidden.items()]
    fields = [
        field("purpose", "看来做什么", "select", said["purpose"], options=[(one, one) for one in PURPOSES]),
        field("other", "别的用途", value=said["other"], hint="上面没有的，写在这里，至少 4 个字"),
        field("confirmed", "我只为这件事看，不外传；知道会记日志，本人看得到", "check", said["confirmed"]),
    ]
    if len(levels) > 1:
        fields.insert(0, field("level", "看到哪一级", "select", said["level"] or "L3", options=levels))
    lead = f"遮住的：{'、'.join(dict.fromkeys(name for names in hidden.values() for name in names))}。"
    context = {
        "heading": f"查看明文：{row['applicant_name']}　{row['title']}",
        "lead": f"写明用途，确认以后 {settings.CLEAR_MINUTES} 分钟里看得到，过了又遮住。",
        "links": [{"text": "回到办件", "href": here}],
        "errors": errors,
        "forms": [form("reveal", "看来做什么", "查看明文", fields, lead=lead)] if hidden else [],
    }
    return show(request, "queue", context)
