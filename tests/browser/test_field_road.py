"""Who goes out and who asks, in a real browser: two investigators with a telephone, the county's checker at a desk."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from tests.browser.site import PHONE, Site
from tests.browser.soundness import axe_faults
from tests.journeys.pictures import jpeg
from tests.journeys.road import CHECKER, INVESTIGATORS

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.live, pytest.mark.browser]
SPRING = {"latitude": 31.5, "longitude": 104.5}
"""Where the telephone says that it is."""


def photo(name: str) -> dict[str, object]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": jpeg(400, 300)}


def go_on(page: "Page") -> None:
    page.get_by_role("button", name="存好，下一步").click()


def first_pages(page: "Page") -> None:
    """With whom, when, where; who was at home."""
    page.get_by_role("radio", name="本单位的同事").check()
    page.get_by_label("哪一位同事").select_option(index=1)
    earlier = timezone.localtime() - timedelta(minutes=5)
    page.get_by_label("到他家的时间").fill(f"{earlier:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="填上我现在的位置").click()
    page.wait_for_function("document.querySelector('#f-visit_coordinates').value !== ''")
    assert "31.5" in page.get_by_label("坐标").input_value()
    page.get_by_role("radio", name="配合", exact=True).check()
    assert axe_faults(page) == []
    go_on(page)
    page.get_by_role("radio", name="有", exact=True).check()
    page.get_by_label("实际一起生活几口人").fill("3")
    go_on(page)


def test_two_investigators_fill_in_the_sheet_on_the_telephone_and_hand_it_in(site: Site) -> None:
    case_no = site.roads["visit"]["case_no"]
    with site.context(
        INVESTIGATORS[0], viewport=PHONE, permissions=["geolocation"], geolocation=SPRING
    ) as context:
        page = context.new_page()
        page.goto("/desk/visits")
        assert axe_faults(page) == []
        page.locator(f'a.mz-btn[href="/desk/visits/{case_no}/visit"]').click()
        first_pages(page)
        go_on(page)
        page.get_by_role("radio", name="自有").check()
        page.get_by_label("几间房").fill("3")
        page.get_by_label("吃穿用、看病、欠债").fill("吃穿简单，祖母常年吃降压药。")
        go_on(page)
        page.get_by_label("邻居怎么说").fill("陈演松（1 号）说情况属实。")
        page.get_by_role("radio", name="和申请一致").check()
        go_on(page)
        page.locator("#f-visit_photos").set_input_files([photo("堂屋.jpg")])  # type: ignore[list-item]
        page.locator("#f-visit_sheet").set_input_files([photo("签字表.jpg")])  # type: ignore[list-item]
        go_on(page)
        page.get_by_role("heading", name="看一遍，提交").wait_for()
        seen = page.locator("main").inner_text()
        assert "陈演松（1 号）说情况属实。" in seen
        assert "堂屋.jpg" in seen
        assert axe_faults(page) == []
        page.get_by_role("button", name="提交调查表").click()
        assert "林演兰的入户调查已经交了" in page.get_by_role("status").first.inner_text()
        assert page.locator(f'a[href*="{case_no}"]').count() == 0, "it waits for nobody any more"
        page.goto(f"/desk/visits/{case_no}")
        assert page.get_by_text("坐标 31.5").count() == 0, "masked until it is said what for"
        site.reveal(INVESTIGATORS[0], case_no, "L3")
        page.goto(f"/desk/visits/{case_no}")
        assert page.get_by_text("坐标 31.5").count() == 1
        assert page.get_by_text("现场照片").count() >= 1


def test_the_checker_asks_bank_and_vehicle_register_and_who_is_silent_gets_a_letter(site: Site) -> None:
    case_no = site.roads["visit"]["case_no"]
    with site.page(CHECKER) as page:
        page.goto("/desk/checks")
        assert axe_faults(page) == []
        page.locator(f'a[href="/desk/checks/{case_no}"]').first.click()
        page.get_by_role("button", name="发起核对").click()
        site.run(_ASK)
        site.reveal(CHECKER, case_no, "L4")
        page.goto(f"/desk/checks/{case_no}")
        lines = page.get_by_role("table").inner_text()
        for said in ("林演兰", "袁演岭", "青岚农商银行", "3,860 元", "机动车"):
            assert said in lines, said
        letter = page.get_by_role("region", name="录入回函")
        assert "袁演芷" in letter.inner_text()
        assert (
            page.request.get(str(letter.get_by_role("link").get_attribute("href"))).body().startswith(b"%PDF")
        )
        assert axe_faults(page) == []
        row = letter.get_by_role("group", name="第 1 条")
        row.get_by_label("银行").fill("青岚农商银行")
        row.get_by_label("账号后四位").fill("0345")
        row.get_by_label("余额").fill("5200")
        last = timezone.localdate().replace(day=1) - timedelta(days=1)
        row.get_by_label("数据是哪一天的").fill(last.isoformat())
        letter.get_by_role("button", name="录入回函").click()
        assert "5200" in page.get_by_role("table").inner_text().replace(",", "")
        page.get_by_role("radio", name="和申报的一致").check()
        page.get_by_role("button", name="出报告").click()
        assert "核对报告已经出了" in page.get_by_role("status").first.inner_text()


_ASK = """
from datetime import timedelta
from minzheng.core.cases.actions import ask_sources
for minutes in (0, 2, 8):
    with acting(by, at + timedelta(minutes=minutes)):
        ask_sources(at=at + timedelta(minutes=minutes))
"""
