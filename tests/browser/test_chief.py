"""Who signs, on the telephone, and who watches, at a desk, in a real browser."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.browser.site import PHONE, Site
from tests.browser.soundness import axe_faults
from tests.browser.test_staff import conclude
from tests.journeys.road import CHIEF

pytestmark = [pytest.mark.live, pytest.mark.browser]
MONITOR = "990101_monitor_01"


def test_the_chief_signs_one_by_itself_and_then_a_batch_on_the_telephone(site: Site) -> None:
    one, *batch = (site.roads[stage]["name"] for stage in ("sign", "batch_1", "batch_2"))
    with site.page(CHIEF, viewport=PHONE) as page:
        page.goto("/desk/chief")
        assert axe_faults(page) == []
        page.get_by_role("link", name=one).first.click()
        assert "每月" in page.locator("main").inner_text()
        conclude(page, "确认")
        page.goto("/desk/chief")
        assert page.get_by_role("checkbox", name=one).count() == 0
        for name in batch:
            page.get_by_role("checkbox", name=name).check()
        page.get_by_role("button", name="选中的一起签").click()
        assert page.get_by_role("heading", level=1).inner_text() == "签好了"
        signed = page.locator("main").inner_text()
        assert all(name in signed for name in batch)
        assert axe_faults(page) == []
        page.get_by_role("link", name="回到等我签").click()
        assert [page.get_by_role("checkbox", name=name).count() for name in batch] == [0, 0]


def test_the_chief_names_a_deputy_with_dates_and_ends_it(site: Site) -> None:
    with site.page(CHIEF, viewport=PHONE) as page:
        page.goto("/desk/chief")
        page.get_by_role("link", name="出差、请假：找人代行").click()
        assert axe_faults(page) == []
        last = timezone.localdate() + timedelta(days=6)
        page.get_by_label("到哪天止").fill(last.isoformat())
        page.get_by_label("为什么").fill("外出培训")
        page.get_by_label("由谁代行").select_option(index=1)
        page.get_by_role("button", name="写好了").click()
        assert "自动停" in page.get_by_role("status").first.inner_text()
        assert f"{last.month} 月 {last.day} 日" in page.locator("main").inner_text()
        page.get_by_role("button", name="从今天起不用代了").first.click()
        assert "由您自己办" in page.get_by_role("status").first.inner_text()


def test_the_monitor_sees_what_is_late_and_how_a_due_date_came_about(site: Site) -> None:
    case_no = site.roads["spot"]["case_no"]
    site.run(_LATE.format(case_no=case_no))
    with site.page(MONITOR) as page:
        page.goto("/desk/supervision")
        assert axe_faults(page) == []
        row = page.get_by_role("row").filter(has_text=case_no)
        assert "超期" in row.inner_text()
        row.get_by_text("看算法").click()
        assert re.search(r"第 \d+ 个工作日是", row.inner_text())
        assert site.roads["spot"]["name"] not in row.inner_text(), "the monitor reads a masked name"


_LATE = """
from django.db import connection
with acting(by, at), connection.cursor() as cursor:
    cursor.execute(
        "UPDATE cases_task SET due_at = now() - interval '1 day', warn_at = now() - interval '3 days' "
        "WHERE case_id = (SELECT id FROM cases_case WHERE case_no = %s)", ["{case_no}"])
"""
