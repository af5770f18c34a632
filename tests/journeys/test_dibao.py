"""The minimum allowance through the doors: a family fills in, sees how it is reckoned, hands in; the street sees the same."""

import pytest

from tests.journeys import households as homes
from tests.journeys import people as play
from tests.journeys.test_statements import DESK, PORTAL, cost

pytestmark = pytest.mark.usefixtures("province")

STREET = "990101001_acceptor_01"


def test_a_family_sees_before_handing_in_what_may_come_of_it_and_how_it_is_reckoned():
    lin = play.browser("linyanlan")
    page = play.text(lin.get(homes.fill(lin)))
    assert "可能符合，每月 715 元" in page
    assert "620 + 1500 − 0 = 2120" in page
    assert "2835 − 2120 = 715" in page
    assert "袁演岭" in page


def test_the_street_sees_the_finding_with_its_rows_standards_and_arithmetic():
    lin = play.browser("linyanlan")
    case_no = homes.submit(lin)
    desk = play.browser(STREET)
    url = f"/desk/cases/{case_no}"
    page = play.text(desk.get(url))
    assert "每月 715 元" in page
    assert "2120" not in page, "incomes are masked until it was said what for"
    play.reveal(desk, case_no)
    page = play.text(desk.get(url))
    assert "2835 − 2120 = 715" in page
    assert "青禾民发〔2026〕12号" in page
    assert "计入家庭成员" in page
    assert cost(desk, f"/desk/cases/{case_no}") <= DESK
    assert cost(lin, f"/cases/{case_no}") <= PORTAL


def test_who_may_not_get_it_reads_what_would_change_it_and_may_hand_in_all_the_same():
    meng = play.browser("mengyansheng")
    rich = {"p_self": {"marital": "unmarried", "health": "well", "income_kinds": "wage", "wage": "3000"}}
    check = homes.fill(meng, **rich, p_household={})
    page = play.text(meng.get(check))
    assert "可能不符合" in page
    assert "家庭月收入要低于 945 元，现在是 3000 元，高出 2055 元。" in page
    assert meng.post(check, {"promise": "1", "go": "submit"}).status_code == 302


def test_the_old_couple_of_the_second_example_gets_659():
    qin = play.browser("qinyanfeng")
    wife = {
        **homes.GRANDSON,
        "name": "冯演芳",
        "id_number": "99030119530917248X",
        "relation": "spouse",
        "work": "retired",
    }
    son = {
        "name": "秦演次",
        "id_number": "990301197906211191",
        "relation": "child",
        "able": "yes",
        "size": "3",
        "income": "9000",
    }
    filled = {
        "p_self": {
            "marital": "married",
            "health": "well",
            "income_kinds": ["basic_pension", "personal_pension", "property"],
            "basic_pension": "400",
            "personal_pension": "60",
            "property": "300",
        },
        "p_household": homes.rows("household", {key: wife[key] for key in wife if key != "school"}),
        "p_obligors": homes.rows("obligors", son),
    }
    page = play.text(qin.get(homes.fill(qin, **filled)))
    assert "可能符合，每月 659 元" in page
    assert "(9000 − 1.5×1110×3)×30% = 1201.50" in page
    assert "见分进元 659" in page


def test_the_guide_names_the_standards_that_hold_here_and_the_whole_way():
    page = play.text(play.browser("linyanlan").get("/services/dibao"))
    assert "城市低保标准（每人每月） 945 元" in page
    assert "公示七天" in page
    assert cost(play.browser(), "/services/dibao") <= PORTAL


def test_who_lives_elsewhere_is_told_where_to_go():
    lin = play.browser("linyanlan")
    url = str(lin.get("/services/dibao/apply").url)
    away = {**homes.PAGES["p_who"], "lives": "elsewhere", "go": "next"}
    said = play.text(lin.post(play.page_url(url, "p_who"), away))
    assert "按您刚才填的，这一项可能不适合您" in said
    assert "请到户籍地申请" in said
    assert "我还是要申请" in said
    assert "低保" in play.text(lin.get("/services?q=吃低保"))


def test_anybody_may_see_beforehand_whether_it_may_fit_and_is_never_kept_from_applying():
    stranger = play.browser()
    guide = stranger.get("/services/dibao").content.decode()
    assert "/services/dibao/precheck" in guide
    asked = {
        "area": "urban",
        "people": "3",
        "earners": "1",
        "wages": "1500",
        "others": "620",
        "obligor": "no",
        "financial": "0",
        "homes": "1",
        "car": "no",
    }
    page = play.text(stranger.post("/services/dibao/precheck", asked))
    assert "可能符合，每月大约 715 元" in page
    no = play.text(stranger.post("/services/dibao/precheck", {**asked, "people": "1", "wages": "3000"}))
    assert "可能不符合" in no
    assert "高出" in no
    assert "开始申请" in no
    assert stranger.post("/services/dibao/precheck", {"people": "x"}).status_code == 422
    assert stranger.get("/services/gaoling/precheck").status_code == 404
    assert cost(stranger, "/services/dibao/precheck") <= PORTAL
