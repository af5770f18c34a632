"""结果公开: newest first, by name, previous and next; for everybody."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from minzheng.core.cases.rules import today
from minzheng.core.disclosure.queries import ResultRow
from minzheng.core.disclosure.queries import results as found_results
from minzheng.faces.kit.pagination import page_of, read_cursor
from minzheng.faces.portal.frame import door, now, page
from minzheng.kernel.packages.disclosure import FIELDS
from minzheng.kernel.text import chinese_date, chinese_moment

LIMIT = 20
ORDER = "results"


@door
def results(request: HttpRequest) -> HttpResponse:
    """What was decided for organisations and may be published, with the fields that each service lets out."""
    asked = request.GET.get("q", "")[:60].strip()
    cursor = read_cursor(request.GET.get("cursor"), order=ORDER)
    rows = found_results(
        asked,
        after=(cursor.key[0], cursor.key[1]) if cursor else None,
        backwards=bool(cursor and cursor.backwards),
        limit=LIMIT,
    )
    shown = page_of(
        rows, limit=LIMIT, cursor=cursor, key_of=lambda row: (row.published_at, row.id), order=ORDER
    )
    context = {
        "query": asked,
        "search_url": reverse("portal:results"),
        "as_of": chinese_moment(now()),
        "results": [line(row) for row in shown.rows],
        "pager": {
            "prev_url": _address(asked, shown.prev),
            "next_url": _address(asked, shown.next),
            "note": f"本页 {len(shown.rows)} 条",
        },
    }
    return page(request, "results.html", context, nav="results")


def line(row: ResultRow) -> dict[str, Any]:
    """One result: its name, and what else may be shown in the package's order."""
    facts = [{"label": FIELDS[name], "value": value} for name, value in row.fields.items() if name != "name"]
    return {
        "name": row.name,
        "title": row.title,
        "facts": facts,
        "published": chinese_date(today(row.published_at)),
    }


def _address(asked: str, cursor: str) -> str:
    if not cursor:
        return ""
    words = {"q": asked, "cursor": cursor} if asked else {"cursor": cursor}
    return f"{reverse('portal:results')}?{urlencode(words)}"
