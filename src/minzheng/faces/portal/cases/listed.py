"""My cases; under the hat of a legal person those of that."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from minzheng.core.cases.queries import AuthorisationRow, cases_in_name_of, cases_of, filled_in_by, to_sign
from minzheng.core.cases.rules import RESULT_WORDS, STATE_WORDS, applicant_shown, today
from minzheng.core.catalogue.queries import package
from minzheng.core.forms.queries import drafts_of
from minzheng.faces.kit.pagination import page_of, read_cursor
from minzheng.faces.portal.frame import (
    actor_of,
    day_words,
    light_of,
    mandates,
    moment,
    now,
    page,
    under_any_hat,
    whose,
)
from minzheng.kernel.rights import Hat
from minzheng.kernel.text import mask_name

ORDER = "portal.cases"


@under_any_hat
def my_cases(request: HttpRequest) -> HttpResponse:
    """Drafts first, then cases; under the hat of a legal person its own, whoever of its agents filed them."""
    actor, at = actor_of(request), now()
    assert actor.person is not None
    cursor = read_cursor(request.GET.get("after"), order=ORDER)
    before = cursor.key if cursor else None
    own_hat = actor.hat is Hat.SELF
    rows = (
        cases_in_name_of(actor.corporate, services=actor.services, before=before)
        if actor.corporate
        else cases_of(whose(actor) or actor.person, services=actor.services, before=before)
    )
    shown = page_of(
        rows, limit=20, cursor=cursor, key_of=lambda row: (row["received_at"], row["id"]), order=ORDER
    )
    filled = filled_in_by(actor.person, today(at)) if own_hat and not cursor else []
    also = [row for row in filled if row["applicant_id"] != actor.person]
    context = {
        "signatures": [_signature_line(one) for one in (to_sign(actor.person) if own_hat else [])],
        "heading": "单位的办件" if actor.corporate else "我的办件",
        "other_hat": _other_hat(request),
        "drafts": [
            _draft_line(row)
            for row in drafts_of(actor.person, actor.on_behalf_of, legal_person=actor.corporate)
        ],
        "cases": [_case_line(row, at) for row in [*also, *shown.rows]],
        "filters": [],
        "services_url": reverse("portal:services"),
        "pager": {
            "prev_url": "",
            "next_url": f"{reverse('portal:my_cases')}?after={shown.next}" if shown.next else "",
            "note": "",
        },
    }
    return page(request, "my_cases.html", context, nav="cases")


def _other_hat(request: HttpRequest) -> str:
    """What is not in the list because it stands under another hat, '' where there is none. No statement."""
    if actor_of(request).corporate:
        return "这里只有单位的办件。看您个人的办件，请先换回本人。"
    names = "、".join(one.name for one in mandates(request)[:3])
    return f"这里没有单位的办件。看{names}的办件，请先换成它的身份。" if names else ""


def _signature_line(one: AuthorisationRow) -> dict[str, str]:
    return {
        "title": f"{one.case['title']}：请您签授权书",
        "note": f"{mask_name(one.case['applicant_name'])}申请的",
        "href": reverse("portal:authorisation", args=[one.id]),
    }


def _draft_line(row: Any) -> dict[str, str]:
    name, key = ("check", row.id) if row.help else ("apply", row.service)
    return {
        "title": package(row.snapshot).short,
        "note": f"{row.help.words + '，' if row.help else ''}{moment(row.updated_at)}存的，还没有提交",
        "href": reverse(f"portal:{name}", args=[key]),
        "drop_url": reverse("portal:discard", args=[row.id]),
    }


def _case_line(row: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    where = RESULT_WORDS.get(row["result"], "") if row["closed_at"] else STATE_WORDS.get(row["state"], "")
    return {
        "title": f"{row['title']}　{applicant_shown(row)}",
        "href": reverse("portal:case", args=[row["case_no"]]),
        "case_no": row["case_no"],
        "when": f"{day_words(row['received_at'])}提交",
        "where": where,
        "light": light_of(row, at),
    }
