"""`queue`: the list of open cases of a city officer (状态、时限、事项, first page and page 200), as a whole request through
middleware, rights and database, against the same template rendered from constant data."""

import html
import itertools
import re
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from django.core.wsgi import get_wsgi_application
from django.template.loader import render_to_string
from django.test import RequestFactory

from minzheng.core.cases.rules import today
from minzheng.core.offices.queries import actor
from minzheng.core.people.queries import account_by_username
from minzheng.faces.cli.bench.ground import Ground
from minzheng.faces.cli.bench.load import Client
from minzheng.faces.cli.bench.rounds import Side, compare, line
from minzheng.kernel.rights import Actor

ANCHOR = "the same template with as many rows, rendered from constant data"
PATH = "/desk/doing"
FAR = 200
"""The page that is reached by its cursor, as somebody would who pages on."""
NEXT = re.compile(r'<a href="([^"]+)" rel="next">')


def run(
    ground: Ground,
    at: datetime,
    *,
    rounds: int,
    operations: int,
    progress: Callable[[str], None],
    cases: int,
    fill: Callable[..., object],
) -> str:
    """Make the cases (`fill` is the generator), walk to the far pages, compare; returns the line of JSON with `times` = our CPU / the anchor's."""
    fill(cases=cases, seed=7, at=at, say=progress)
    city, share, state, light = chosen(ground, at)
    by, desk = officer(f"{city}_reviewer_01", at), Desk(ground, f"{city}_reviewer_01")
    addresses, far = pages(desk, state, light)
    progress(f"{city} holds {share:.0%} of {cases} cases; far pages: {far}")
    body = desk.get(addresses[0])
    rows = body.count('<th scope="row">')
    constant, request = context(rows, by), asked(by)
    made = render_to_string("workbench/queue.html", constant, request)
    turn, counts = itertools.cycle(addresses), {"ours": 0, "anchor": 0}

    def ours(number: int) -> float:
        return _timed(lambda: desk.get(next(turn)), number, counts, "ours")

    def anchor(number: int) -> float:
        return _timed(
            lambda: render_to_string("workbench/queue.html", constant, request), number, counts, "anchor"
        )

    before = ground.statements()
    ours(len(addresses))
    statements = (ground.statements() - before) / len(addresses)
    figures = compare(
        ground,
        Side(ours, time.process_time, lambda: counts["ours"]),
        Side(anchor, time.process_time, lambda: counts["anchor"]),
        rounds=rounds,
        operations=operations,
        progress=progress,
    )
    more = {
        "times": round(1 / figures["cpu_ratio"], 2),
        "share": round(share, 3),
        "cases": cases,
        "rows": rows,
    }
    sizes = {"bytes": len(body), "bytes_of_anchor": len(made), "far_pages": far}
    return line(
        "queue", ANCHOR, figures, **more, **sizes, statements=statements, rounds=rounds, volume=operations
    )


def _timed(work: Callable[[], object], number: int, counts: dict[str, int], side: str) -> float:
    began = time.perf_counter()
    for _ in range(number):
        work()
        counts[side] += 1
    return time.perf_counter() - began


def chosen(ground: Ground, at: datetime) -> tuple[str, float, str, str]:
    """The city with most cases, its share of all, and the state and light that most of its open tasks have."""
    with ground.connect() as connection:
        city, share = connection.execute(
            "SELECT city, count(*)::float / sum(count(*)) OVER () FROM cases_case WHERE city <> '' "
            "GROUP BY city ORDER BY count(*) DESC LIMIT 1"
        ).fetchone() or ("", 0.0)
        state, light = connection.execute(
            "SELECT c.state, CASE WHEN t.due_at <= %(at)s THEN 'red' WHEN t.warn_at <= %(at)s THEN 'yellow' ELSE 'green' END "
            "FROM cases_task t JOIN cases_case c ON c.id = t.case_id WHERE t.city = %(city)s AND t.done_at IS NULL "
            "GROUP BY 1, 2 ORDER BY count(*) DESC LIMIT 1",
            {"at": at, "city": city},
        ).fetchone() or ("received", "green")
    return city, share, state, light


def officer(username: str, at: datetime) -> Actor:
    """The seeded officer as an actor, for the frame of the anchor's page."""
    account = account_by_username(username)
    found = actor(UUID(str(account.id)), channel="desk", on=today(at)) if account else None
    if found is None:
        raise LookupError(f"no seeded {username}")
    return found


class Desk:
    """A signed-in officer whose requests are answered by the application in this process."""

    def __init__(self, ground: Ground, username: str) -> None:
        self._cookie = Client(ground.port, username, ground.password).cookie
        self._host = f"localhost:{ground.port}"
        self._application = get_wsgi_application()

    def get(self, address: str) -> str:
        """The page at an address. Raises RuntimeError for any other status than 200."""
        path, _, query = address.partition("?")
        seen: list[str] = []
        parts = self._application(
            {
                "REQUEST_METHOD": "GET",
                "SCRIPT_NAME": "",
                "PATH_INFO": path,
                "QUERY_STRING": query,
                "SERVER_NAME": "localhost",
                "SERVER_PORT": "80",
                "SERVER_PROTOCOL": "HTTP/1.1",
                "HTTP_HOST": self._host,
                "HTTP_COOKIE": self._cookie,
                "REMOTE_ADDR": "127.0.0.1",
                "wsgi.input": BytesIO(),
                "wsgi.url_scheme": "http",
                "wsgi.errors": BytesIO(),
            },
            lambda status, _headers, _problem=None: seen.append(status),
        )
        body = b"".join(parts)
        parts.close()
        if not seen[0].startswith("200"):
            raise RuntimeError(f"{address} answered {seen[0]}")
        return body.decode()


def pages(desk: Desk, state: str, light: str) -> tuple[list[str], list[int]]:
    """First and far page under each filter, and which page the far one is (the last, where there are not so many)."""
    filters = ("", f"?state={state}", f"?light={light}", "?service=gaoling")
    every = (*filters, f"?state={state}&light={light}&service=gaoling")
    addresses, reached = [], []
    for one in every:
        *_, (number, far) = itertools.islice(walk(desk, f"{PATH}{one}"), FAR)
        addresses += [f"{PATH}{one}", far]
        reached.append(number)
    return addresses, reached


def walk(desk: Desk, address: str) -> Iterator[tuple[int, str]]:
    """Page after page by the links on them."""
    for number in itertools.count(1):
        yield number, address
        following = NEXT.search(desk.get(address))
        if following is None:
            return
        address = f"{PATH}{html.unescape(following[1])}"


def asked(by: Actor) -> Any:
    """A request for the frame around the anchor's page."""
    request = RequestFactory().get(PATH)
    request.actor = by  # type: ignore[attr-defined]
    return request


def context(rows: int, by: Actor) -> Mapping[str, Any]:
    """What the template wants, constant: as many rows and choices as the page that is measured."""
    choices = [{"value": f"99010{n}", "text": f"明川区第 {n} 街道", "chosen": n == 0} for n in range(5)]
    selects = [
        {"name": name, "label": label, "kind": "select", "options": choices}
        for name, label in (("place", "地方"), ("service", "事项"), ("light", "时限"), ("state", "状态"))
    ]
    cells = [
        {"light": {"kind": "green", "text": "剩 12 天"}},
        {
            "head": True,
            "text": "陈演松",
            "href": "/desk/cases/9901012026030205000123X",
            "note": "9901012026030205000123X",
        },
        {"text": "高龄津贴", "full": True},
        *({"text": text} for text in ("初审", "审核人", "3 月 13 日")),
    ]
    columns = [{"text": text} for text in ("时限", "申请人", "事项", "环节", "在谁手上", "到期")]
    return {
        "me": {"name_masked": by.name, "account_url": "/desk/", "is_staff": True},
        "office": "青岚市民政局",
        "nav": "doing",
        "heading": "在办",
        "today": "2026 年 3 月 24 日，星期二",
        "lamps": [],
        "filter": {"label": "筛选", "clear_url": "?", "hidden": [], "fields": selects},
        "table": {
            "caption": "在办办件",
            "keys": True,
            "pairs": True,
            "columns": columns,
            "rows": [{"late": False, "cells": cells} for _ in range(rows)],
        },
        "bulk": None,
        "pager": {"prev_url": "", "next_url": "?cursor=" + "x" * 90, "note": f"本页 {rows} 件"},
        "nothing": {"text": "没有在办的办件。", "act": "看待办", "href": "/desk/"},
    }
