"""确认村里帮填的: somebody without an account stands at the counter, reads what the helper filled in, and hands it in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from minzheng.core.cases.actions import confirm_at_counter
from minzheng.core.catalogue.queries import package
from minzheng.core.forms.queries import DraftRow, waiting_help, waiting_helps_of
from minzheng.core.offices.actions import authorise
from minzheng.core.people.queries import met, person_by_id_number
from minzheng.faces.workbench.frame import actor_of, moment, now, page, require_here, staff
from minzheng.faces.workbench.helped.parts import groups, is_whole
from minzheng.faces.workbench.plain_pages import field, form, show, table, typed
from minzheng.kernel.rights import Target
from minzheng.kernel.text import normalise_name

WRONG = "姓名和号码在户籍登记里对不上，请照着身份证再看一遍"


@sensitive_post_parameters("name", "id_number")
@staff
def counter(request: HttpRequest) -> HttpResponse:
    """Who stands there: found by name and number together."""
    by = actor_of(request)
    require_here(by, "cases.submit")
    given, errors, rows, asked = typed(request, "name", "id_number"), [], [], request.method == "POST"
    if asked:
        known = person_by_id_number("resident_id", given["id_number"])
        if known is None or known.name != normalise_name(given["name"]):
            errors = [{"href": "#look-name1", "text": WRONG}]
        else:
            rows = waiting_helps_of(known.id)
    context = {
        "heading": "确认村里帮填的",
        "lead": "本人带身份证来，当面看过每一条，说没错，才收件。",
        "errors": errors,
        "tables": [
            table(
                "等他确认的",
                "没有等他确认的。",
                ("办什么", "谁帮填的", "什么时候"),
                [
                    (
                        {
                            "text": package(one.snapshot).short,
                            "href": reverse("workbench:helped_confirm", args=[one.id]),
                        },
                        {"text": one.help.words if one.help else ""},
                        {"text": moment(one.updated_at)},
                    )
                    for one in rows
                ],
            )
        ]
        if asked and not errors
        else [],
        "forms": [
            form(
                "look",
                "谁来了",
                "找他的",
                [
                    field("name", "姓名", "text", given["name"]),
                    field("id_number", "公民身份号码", "text", given["id_number"]),
                ],
            )
        ],
    }
    return show(request, "intake", context)


@staff
def confirm(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The answers, and that the person confirms them here."""
    at, row = now(), waiting_help(draft)
    _require(request, row)
    row.require_in_time(at)
    found, errors = package(row.snapshot), []
    if request.method == "POST" and request.POST.get("seen") == "1":
        done = confirm_at_counter(by=actor_of(request), at=at, draft_id=draft)
        messages.success(request, f"已收件，编号 {done.case_no}。收件凭证马上就好，在“文书”里打印给申请人。")
        return HttpResponseRedirect(reverse("workbench:case", args=[done.case_no]))
    if request.method == "POST":
        errors = [{"href": "#seen", "text": "请看过身份证原件、本人当面确认了，再打勾"}]
    context = {
        "crumbs": [
            {"text": "确认村里帮填的", "href": reverse("workbench:helped_counter")},
            {"text": found.short, "href": ""},
        ],
        "heading": f"{found.short}　{met(row.person).name}",
        "lead": row.help.words if row.help else "",
        "groups": groups(row, found, at, changes=False),
        "whole": is_whole(row, found, at),
        "errors": errors,
        "action_url": reverse("workbench:helped_confirm", args=[draft]),
    }
    return page(request, "helped_confirm.html", context, nav="intake", status=422 if errors else 200)


def _require(request: HttpRequest, row: DraftRow) -> None:
    """Who could receive it at the own desk."""
    target = Target(owners=frozenset({row.person}), places=met(row.person).places, business=row.service)
    authorise(by=actor_of(request), right="cases.submit", target=target, at=now())
