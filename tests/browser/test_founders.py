"""The founder of an association at her desk and on a telephone: the name, the papers, the letter with the number."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser import clicks
from tests.browser.site import Site
from tests.browser.soundness import axe_faults
from tests.journeys.test_associations import PDF

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.live, pytest.mark.browser]

FOUNDER, NAME = "jiangyanyun", "青禾市明川区河道志愿者协会"
PURPOSE = "团结爱护河道的人，巡河、清理垃圾、给孩子讲水，服务沿河居民。"
_AGREES = """
page = "/desk/social-orgs/consents/{name}"
done = play.browser(founders.PARTNER).post(page, {{"agree": "yes", "paper_no": "明教函〔2026〕8 号"}})
assert done.status_code == 302, play.errors(done)
"""
_GRANTS = """
play.step(founders.ACCEPTOR, "{case_no}", "accept:accept")
play.step(founders.REVIEWER, "{case_no}", "examine:agree", "条件、章程、负责人都看过，符合规定。")
done = play.step(founders.APPROVER, "{case_no}", "decide:grant")
assert done.status_code == 302, play.errors(done)
"""


def paper(page: "Page", *labels: str) -> None:
    """Choose a PDF for each of these file inputs."""
    for label in labels:
        file = {"name": f"{label}.pdf", "mimeType": "application/pdf", "buffer": PDF}
        page.get_by_label(re.compile(label)).set_input_files(file)


def check(page: "Page", name: str, place: str = "明川区") -> None:
    page.get_by_label("在哪里登记").fill(place)
    page.get_by_label("想用的名称").fill(name)
    page.get_by_role("button", name="查一下").click()
    page.get_by_role("region", name=name).wait_for()


def test_anybody_checks_a_name_on_a_telephone_and_reads_what_to_mend(site: Site) -> None:
    with clicks.phone(site) as page:
        page.goto("/")
        page.get_by_role("link", name=re.compile("^法人办事")).click()
        page.get_by_role("link", name="社会团体成立登记").first.click()
        page.get_by_role("link", name="先查名称能不能用").filter(visible=True).first.click()
        check(page, "明川区中国第一河道中心")
        assert "现在不能用" in clicks.said(page)
        assert "“中国”" in clicks.said(page)
        check(page, "青禾市明川区湿地观鸟协会")
        assert "这个名称可以用" in clicks.said(page)
        assert axe_faults(page) == []
        page.get_by_role("link", name=re.compile("登录，把名称留 6 个月")).click()
        page.get_by_label("用户名").wait_for()


def keep_and_ask(page: "Page", site: Site) -> None:
    """Keep the name and ask the education bureau, which agrees."""
    page.goto("/social-orgs/name")
    check(page, NAME)
    page.get_by_role("button", name="把名称给我留 6 个月").click()
    page.wait_for_url(re.compile("/names/[0-9a-f-]{36}$"))
    assert "名称已保留" in clicks.said(page)
    page.get_by_label("送给哪个单位").select_option(label="明川区教育局")
    page.get_by_label("宗旨和业务范围").fill(PURPOSE)
    assert axe_faults(page) == []
    page.get_by_role("button", name="送去审查").click()
    page.get_by_text("待业务主管单位同意").first.wait_for()
    site.play(_AGREES.format(name=page.url.rsplit("/", 1)[1]))
    page.reload()
    assert "明川区教育局同意" in clicks.said(page)
    page.get_by_role("link", name="大会开好了，申请登记").click()


def fill_in(page: "Page") -> None:
    """Six pages and their papers."""
    page.wait_for_url(re.compile("/p_name$"))
    clicks.write(page, 社会团体的名称=NAME, 宗旨="保护河道。", 业务范围="巡河、清理、讲座。")
    clicks.go_on(page, "p_consent")
    assert not page.get_by_label(re.compile("批准文件的文号")).is_visible()
    clicks.tick(page, "业务主管单位同意了吗", "在网上同意了")
    clicks.go_on(page, "p_members")
    clicks.write(page, 个人会员有多少="56", 单位会员有多少="0")
    paper(page, "会员名册")
    clicks.go_on(page, "p_meeting")
    page.get_by_label("哪天开的").fill(
        page.evaluate("new Date(Date.now() + 288e5).toISOString().slice(0, 10)")
    )
    clicks.write(page, 到会的会员="52")
    paper(page, "会议纪要", "章程草案", "选举结果")
    assert axe_faults(page) == []
    clicks.go_on(page, "p_heads")
    clicks.write(page, 法定代表人姓名="蒋演云", 法定代表人电话="19900001234")
    for promise in ("^法定代表人承诺", "^承诺：按规定"):
        page.get_by_label(re.compile(promise)).check()
    clicks.go_on(page, "p_means")
    clicks.write(page, 活动资金="30000", 住所="柳荫街道春和社区 3 号楼 2 层", 联系电话="19900001234")
    paper(page, "验资报告")
    clicks.tick(page, "住所使用权怎么证明", "先承诺，请你们来看")
    clicks.go_on(page, "check")


def test_founders_go_from_the_name_to_the_letter_with_the_number_and_the_board(site: Site) -> None:
    with site.page(FOUNDER) as page:
        keep_and_ask(page, site)
        fill_in(page)
        shown = clicks.said(page)
        for words in (NAME, "章程草案.pdf", "30,000 元"):
            assert words in shown, words
        assert "年龄" not in shown, "an association has none"
        assert axe_faults(page) == []
        case_no = clicks.hand_in(page)
        assert "审查、决定" in clicks.said(page)
        query_code = page.locator(".mz-code").inner_text()
        site.play(_GRANTS.format(case_no=case_no))
        page.get_by_role("link", name="看办到哪了").click()
        page.get_by_role("link", name="看通知书").click()
        letter = page.get_by_role("article").inner_text()
        assert "准予社会团体成立登记" in letter
        number = re.search(r"51990101MJ100\d{3}[0-9X][0-9A-Y]", letter)
        assert number
        assert "向明川区人民政府申请行政复议" in clicks.said(page)
        assert axe_faults(page) == []
        page.get_by_role("link", name="回到办件").click()
        page.get_by_role("link", name="去打分").wait_for()
    with clicks.phone(site) as page:
        page.goto("/query")
        clicks.write(page, 办件编号=case_no, 查询码=query_code)
        page.get_by_role("button", name="查进度").click()
        assert clicks.heading(page) == "社会团体成立登记"
        assert "蒋演云" not in clicks.said(page)
        site.on_page("", "/results", f"({number[0]})")
        page.goto("/results")
        page.get_by_label("单位名称").fill("河道")
        page.get_by_role("button", name="搜").click()
        row = page.get_by_role("region", name=NAME)
        for words in (number[0], "准予", "明川区民政局", "〔"):
            assert words in row.inner_text(), words
        assert "蒋演云" not in clicks.said(page)
        assert "19900001234" not in clicks.said(page)
        assert axe_faults(page) == []
