"""导出: one asks and says what for, another agrees, it is fetched within a day; all of it stands in the book."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from minzheng.core.audit.queries import run
from minzheng.core.cases.models import Export
from tests.journeys import people as play
from tests.journeys.test_statements import DESK, copies, cost

pytestmark = pytest.mark.usefixtures("province")
ASK = {"list": "doing", "reason": "给村里对一遍名单"}


def asked(**more: str) -> str:
    assert play.browser(play.ACCEPTOR).post("/desk/exports/ask", {**ASK, **more}).status_code == 302
    return str(Export.objects.order_by("-id").values_list("id", flat=True)[0])


def test_a_list_leaves_masked_after_another_person_agreed_and_the_book_says_so() -> None:
    case_no = play.submit(play.browser("dongyankun"))
    officer, colleague = play.browser(play.ACCEPTOR), play.browser(play.REVIEWER)
    link = re.search(r'href="(/desk/exports\?[^"]+)"', officer.get("/desk/doing").content.decode())
    assert link is not None
    assert "南熏街道，在办" in play.text(officer.get(link[1].replace("&amp;", "&")))
    export = asked()
    assert officer.get(f"/desk/exports/{export}/download").status_code == 409
    assert officer.post(f"/desk/exports/{export}/approve").status_code == 403, "not the same person"
    assert colleague.post(f"/desk/exports/{export}/approve").status_code == 302
    answer = officer.get(f"/desk/exports/{export}/download")
    text = answer.content.decode()
    lines = text.split("\r\n")
    assert text.startswith("\ufeff霁南区南熏街道办事处 ")
    assert "批准，用途：给村里对一遍名单" in lines[0]
    assert lines[-2] == lines[0].removeprefix("\ufeff")
    assert case_no in text
    assert "董*坤" in text
    assert "董演坤" not in text
    assert colleague.get(f"/desk/exports/{export}/download").status_code == 404, "only who asked"
    kinds = [
        row[0] for row in run("SELECT kind FROM audit_event WHERE kind LIKE 'cases.export%%' ORDER BY id", ())
    ]
    assert kinds == ["cases.export_ask", "cases.export_approve", "cases.export_download"]


def test_a_reason_is_needed_whole_names_take_an_approver_and_a_day_later_it_is_over() -> None:
    bare = play.browser(play.ACCEPTOR).post("/desk/exports/ask", {**ASK, "reason": "看看"})
    assert bare.status_code == 422
    assert play.errors(bare) == ["请写明用来做什么（至少 6 个字）"]
    export = asked(whole="1")
    assert play.browser(play.REVIEWER).post(f"/desk/exports/{export}/approve").status_code == 403
    assert play.browser(play.APPROVER).post(f"/desk/exports/{export}/approve").status_code == 302
    Export.objects.filter(id=export).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert play.browser(play.ACCEPTOR).get(f"/desk/exports/{export}/download").status_code == 410
    outside = play.browser(play.ACCEPTOR).post("/desk/exports/ask", {**ASK, "place": "990101001"})
    assert outside.status_code == 403


def test_statements_do_not_grow_with_rows_of_the_list() -> None:
    case_no = play.submit(play.browser("dongyankun"))
    officer, export = play.browser(play.ACCEPTOR), asked()
    play.browser(play.REVIEWER).post(f"/desk/exports/{export}/approve")
    url = f"/desk/exports/{export}/download"
    one = cost(officer, url)
    copies(case_no, 30)
    assert cost(officer, url) == one <= 12
    assert cost(officer, "/desk/exports") <= DESK


def test_what_waits_for_my_roles_is_exported_as_the_page_shows_it_and_no_more() -> None:
    mine = play.submit(play.browser("dongyankun"))
    officer, colleague = play.browser(play.ACCEPTOR), play.browser(play.REVIEWER)
    link = re.search(r'href="(/desk/exports\?list=waiting[^"]+)"', officer.get("/desk/").content.decode())
    assert link is not None
    assert "南熏街道，待办" in play.text(officer.get(link[1].replace("&amp;", "&")))
    export = asked(list="waiting")
    assert colleague.post(f"/desk/exports/{export}/approve").status_code == 302
    told = officer.get(f"/desk/exports/{export}/download").content.decode()
    assert mine in told
    assert "董*坤" in told
    assert "董演坤" not in told
    play.step(play.ACCEPTOR, mine, "accept:accept")
    after = officer.get(f"/desk/exports/{export}/download").content.decode()
    assert mine not in after, "it waits for the reviewer now"
    assert (
        colleague.post("/desk/exports/ask", {**ASK, "list": "waiting", "place": "990301001"}).status_code
        == 302
    )
    beyond = officer.post("/desk/exports/ask", {**ASK, "list": "waiting", "place": "990301001001"})
    assert beyond.status_code == 403, "no roles of one's own there"
