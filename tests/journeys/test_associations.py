"""An association comes into being: its name, its supervising body's consent, its registration, the board of results."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from minzheng.config.worker import tick
from minzheng.core.cases.actions import hand_in, take_step
from minzheng.core.cases.rules import today
from minzheng.core.documents.queries import letters_of
from minzheng.core.offices.queries import actor
from minzheng.core.people import queries as persons
from minzheng.domains.social_orgs.queries import registered_by_case
from tests.journeys import people as play
from tests.journeys.test_registering import face
from tests.journeys.test_statements import DESK, PORTAL, cost

pytestmark = pytest.mark.usefixtures("province")
FOUNDER, PARTNER = "jiangyanyun", "990101_partner_dept_01"
ACCEPTOR, REVIEWER, APPROVER = "990101_acceptor_01", "990101_reviewer_01", "990101_approver_01"
NAME = "青禾市明川区社区教育促进会"
PURPOSE = "团结热心社区教育的人，办讲座、读书会和老年学堂，服务社区居民。"


def check(client: Any, name: str, place: str = "明川区") -> Any:
    return client.get(f"/social-orgs/name?place={quote(place)}&name={quote(name)}")


def keep(client: Any, name: str = NAME) -> str:
    """Keep a name that passes; the address of its page."""
    answer = client.post("/social-orgs/name/keep", {"name": name, "place": "990101"})
    assert answer.status_code == 302, play.text(answer)
    return str(answer.url)


def ask(client: Any, page: str, **changes: str) -> Any:
    unit = re.search(r'<option value="([^"]+)"[^>]*>明川区教育局', client.get(page).content.decode())
    assert unit is not None
    return client.post(page, {"unit": unit.group(1), "purpose": PURPOSE, "direct": "-", **changes})


def agreed(client: Any, name: str = NAME) -> str:
    """A kept name to which the education bureau has agreed; the address of its page."""
    page = keep(client, name)
    assert ask(client, page).status_code == 302
    partner = play.browser(PARTNER)
    desk = page.replace("/social-orgs/names", "/desk/social-orgs/consents")
    answer = partner.post(desk, {"agree": "yes", "paper_no": "明教函〔2026〕3 号"})
    assert answer.status_code == 302, play.errors(answer)
    return page


def test_anybody_checks_a_name_without_an_account_and_reads_what_to_mend() -> None:
    stranger = play.browser()
    assert "不用登录" in play.text(stranger.get("/social-orgs/name"))
    page = check(stranger, "明川区中国第一茶叶中心")
    said = play.errors(page)
    assert page.status_code == 200
    assert len(said) == 3
    assert any("“中国”" in one for one in said)
    assert any("民办非企业单位" in one for one in said)
    assert "现在不能用" in play.text(page)
    assert "请写登记的县" in play.errors(check(stranger, NAME, "不在图上"))[0]
    passed = play.text(check(stranger, NAME))
    assert "这个名称可以用" in passed
    assert "登录，把名称留 6 个月" in passed


def test_a_name_like_one_that_is_registered_nearby_is_shown_with_it() -> None:
    page = play.text(check(play.browser(), "青禾市社会工作者协会", "青禾市"))
    assert "“青禾市社会工作者协会”已经登记过了" in page


def test_a_name_is_kept_and_then_not_to_be_had_by_anybody_else() -> None:
    founder, other = play.browser(FOUNDER), play.browser("linyanlan")
    page = keep(founder)
    shown = play.text(founder.get(page))
    assert "名称已保留" in shown
    assert "过了这天名称就失效" in shown
    assert "已经有人预查过，正留着" in play.text(check(other, NAME))
    assert other.get(page).status_code == 404
    refused = other.post("/social-orgs/name/keep", {"name": NAME, "place": "990101"})
    assert refused.status_code == 409
    assert "正留着" in play.text(refused)
    assert founder.post(f"{page}/release").status_code == 302
    assert "这个名称可以用" in play.text(check(other, NAME))
    assert NAME in play.text(founder.get("/social-orgs/names"))


def test_the_supervising_body_is_asked_and_answers_outside_every_clock() -> None:
    founder, partner = play.browser(FOUNDER), play.browser(PARTNER)
    page = keep(founder)
    wrong = ask(founder, page, unit="", purpose="教育")
    assert wrong.status_code == 422
    assert len(play.errors(wrong)) == 2
    assert ask(founder, page).status_code == 302
    assert "待业务主管单位同意" in play.text(founder.get(page))
    desk = partner.get("/desk/social-orgs/consents")
    assert "请示审查" in play.text(desk)
    assert NAME in play.text(desk)
    one = page.replace("/social-orgs/names", "/desk/social-orgs/consents")
    assert PURPOSE in play.text(partner.get(one))
    assert play.errors(partner.post(one, {"agree": "yes"})) == [
        "请写批准文件的文号，例如“明教函〔2026〕3 号”"
    ]
    assert partner.post(one, {"agree": "yes", "paper_no": "明教函〔2026〕3 号"}).status_code == 302
    told = play.text(founder.get(page))
    assert "明川区教育局同意" in told
    assert "大会开好了，申请登记" in told


def test_staff_of_other_bodies_and_of_civil_affairs_do_not_see_what_founders_ask() -> None:
    founder = play.browser(FOUNDER)
    page = keep(founder)
    ask(founder, page)
    officer = play.browser("990101_reviewer_01")
    assert officer.get("/desk/social-orgs/consents").status_code == 403
    assert "请示审查" not in play.text(officer.get("/desk/"))
    assert "请示审查" in play.text(play.browser(PARTNER).get("/desk/"))
    assert play.browser(FOUNDER).get("/desk/social-orgs/consents").status_code == 302


def test_who_has_not_signed_in_keeps_nothing_and_is_led_to_the_sign_in() -> None:
    answer = play.browser().post("/social-orgs/name/keep", {"name": NAME, "place": "990101"})
    assert answer.status_code == 302
    assert answer.url.startswith("/sign-in?next=")


# ── Applying for registration ────────────────────────────────────────────────────────────────────────────────────────

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
FILES = {
    "p_meeting": ("minutes_file", "charter_file", "election_file"),
    "p_means": ("capital_file",),
}


def pages() -> dict[str, dict[str, str]]:
    day = today(play.now())
    return {
        "p_name": {"assoc_name": NAME, "purpose": "服务社区教育。", "scope": "讲座、读书会、老年学堂。"},
        "p_consent": {"way": "platform"},
        "p_members": {"persons": "56", "units": "0"},
        "p_meeting": {"meeting_on": day.isoformat(), "present": "52"},
        "p_heads": {
            "legal_name": "蒋演云",
            "legal_phone": "19900001234",
            "legal_rights": "1",
            "party_promise": "1",
        },
        "p_means": {
            "capital": "30000",
            "premises": "柳荫街道春和社区 3 号楼 2 层",
            "premises_proof": "promise",
            "phone": "19900001234",
        },
    }


def paper_file(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.pdf", PDF, "application/pdf")


def fill(client: Any, **changes: dict[str, str]) -> str:
    """Fill in all pages; the address of the page on which the answers are checked."""
    url = str(client.get("/services/association_establish/apply").url)
    for page, values in pages().items():
        papers = {name: paper_file(name) for name in FILES.get(page, ())}
        answer = client.post(
            play.page_url(url, page), {**values, **changes.get(page, {}), **papers, "go": "next"}
        )
        assert answer.status_code == 302, (page, play.errors(answer))
    return play.page_url(url, "check")


def submit(client: Any, **changes: dict[str, str]) -> str:
    """Fill in and hand in; the number of the case."""
    answer = client.post(fill(client, **changes), {"promise": "1", "go": "submit"})
    assert answer.status_code == 302, play.errors(answer)
    return str(answer.url).split("/")[2]


def officer(username: str) -> Any:
    account = persons.account_by_username(username)
    assert account is not None
    found = actor(account.id, channel="web", on=today(play.now()))
    assert found is not None
    return found


def take(username: str, case_no: str, element: str, outcome: str, **form: Any) -> None:
    take_step(
        by=officer(username),
        at=play.now(),
        case_id=play.row(case_no)["id"],
        element=element,
        outcome=outcome,
        form=form,
    )


def test_an_association_is_registered_from_its_name_to_the_board_of_results() -> None:
    founder, stranger = play.browser(FOUNDER), play.browser()
    agreed(founder)
    case_no = submit(founder)
    row = play.row(case_no)
    assert (row["applicant_name"], row["state"]) == (NAME, "received")
    assert row["clock"]["limit"] == "accept_period"
    assert "审查、决定" in play.text(founder.get(f"/cases/{case_no}/receipt"))
    play.step(ACCEPTOR, case_no, "accept:accept")
    reviewer = play.browser(REVIEWER)
    look = f"/desk/social-orgs/cases/{case_no}"
    assert look in reviewer.get(f"/desk/cases/{case_no}").content.decode()
    seen = play.text(reviewer.get(look))
    assert "名称写得对，这里没有重名" in seen
    assert "明川区教育局同意" in seen
    assert play.browser("990301_reviewer_01").get(look).status_code == 403
    play.step(REVIEWER, case_no, "examine:agree", "条件、章程、负责人都看过，符合规定。")
    play.step(APPROVER, case_no, "decide:grant")
    row = play.row(case_no)
    assert (row["state"], row["result"]) == ("delivering", "granted")
    entry = registered_by_case(row["id"])
    assert entry is not None
    assert (entry.name, entry.legal_representative, entry.supervising_body) == (
        NAME,
        "蒋演云",
        "明川区教育局",
    )
    assert re.fullmatch(r"51990101MJ100\d{3}[0-9X][0-9A-Y]", entry.uscc)
    letter = founder.get(play.letter(founder, case_no, "准予社会团体成立登记决定书"))
    told = play.text(letter)
    assert entry.uscc in told
    assert "准予社会团体成立登记" in told
    assert "明川区人民政府申请行政复议" in told
    assert play.row(case_no)["state"] == "delivered"
    tick(play.now())
    board = play.text(stranger.get("/results"))
    for shown in (NAME, entry.uscc, "准予", "明川区民政局", "〔"):
        assert shown in board
    assert "蒋演云" not in board
    assert "19900001234" not in board
    assert NAME in play.text(stranger.get(f"/results?q={quote('社区教育')}"))
    assert "没有找到这个名称的结果" in play.text(stranger.get(f"/results?q={quote('茶叶')}"))
    assert "已经登记过了" in play.text(check(stranger, NAME))


CITY_NAME = "青禾市家庭教育促进会"


def test_a_city_association_is_handled_by_the_city_its_officers_its_letterhead_and_its_remedy() -> None:
    founder = play.browser(FOUNDER)
    kept = founder.post("/social-orgs/name/keep", {"name": CITY_NAME, "place": "990100"})
    page = str(kept.url)
    unit = re.search(r'<option value="([^"]+)"[^>]*>青禾市教育局', founder.get(page).content.decode())
    assert unit is not None
    asked = founder.post(page, {"unit": unit.group(1), "purpose": PURPOSE, "direct": "-"})
    assert asked.status_code == 302, play.errors(asked)
    consent = page.replace("/social-orgs/names", "/desk/social-orgs/consents")
    paper = {"agree": "yes", "paper_no": "青教函〔2026〕5 号"}
    assert play.browser(PARTNER).post(consent, paper).status_code == 409, "asked of another body"
    assert play.browser("990100_partner_dept_01").post(consent, paper).status_code == 302
    case_no = submit(founder, p_name={"assoc_name": CITY_NAME})
    row = play.row(case_no)
    assert (row["city"], row["county"], row["handled_at"]) == ("990100", "", "990100")
    assert case_no.startswith("990100")
    assert "青禾市民政局" in play.text(founder.get(f"/cases/{case_no}/receipt"))
    link = f"/desk/cases/{case_no}"
    assert link in play.browser("990100_acceptor_01").get("/desk/").content.decode()
    assert link not in play.browser(ACCEPTOR).get("/desk/").content.decode()
    assert play.browser(ACCEPTOR).get(link).status_code == 403, "a county has no say in a city's case"
    play.step("990100_acceptor_01", case_no, "accept:accept")
    assert "名称写得对" in play.text(
        play.browser("990100_reviewer_01").get(f"/desk/social-orgs/cases/{case_no}")
    )
    play.step("990100_reviewer_01", case_no, "examine:agree", "条件、章程、负责人都看过，符合规定。")
    play.step("990100_approver_01", case_no, "decide:grant")
    row = play.row(case_no)
    assert (row["state"], row["result"]) == ("delivering", "granted")
    entry = registered_by_case(row["id"])
    assert entry is not None
    assert (entry.name, entry.organ, entry.supervising_body) == (CITY_NAME, "青禾市民政局", "青禾市教育局")
    assert entry.uscc.startswith("51990100MJ")
    told = play.text(founder.get(play.letter(founder, case_no, "准予社会团体成立登记决定书")))
    assert "青禾市民政局" in told
    issued = next(one for one in letters_of(row["id"]) if one.kind == "permit_decision")
    assert (issued.organisation_name, issued.doc_no[:4]) == ("青禾市民政局", "禾民社登")
    assert "青禾市人民政府申请行政复议" in told
    assert "明川区民政局" not in told
    tick(play.now())
    assert CITY_NAME in play.text(play.browser().get("/results"))


def test_where_the_association_is_registered_goes_by_its_name_and_not_by_where_the_founder_lives() -> None:
    founder = play.browser("linyanlan")
    agreed(founder)
    check = fill(founder)
    led = founder.post(check, {"promise": "1", "go": "submit"})
    assert led.url.startswith("/account/verify?"), "founding an association wants a face or a counter"
    assert "level=3" in led.url
    face(founder)
    again = founder.get(check).content.decode()
    assert re.search(r'name="promise"[^>]*checked', again), "what was ticked is ticked still"
    case_no = submit(founder)
    assert play.row(case_no)["county"] == "990101"


def test_the_pages_keep_to_their_number_of_statements() -> None:
    founder, partner, reviewer = play.browser(FOUNDER), play.browser(PARTNER), play.browser(REVIEWER)
    page = agreed(founder)
    case_no = submit(founder)
    tick(play.now())
    for url in ("/results", f"/results?q={quote('协会')}", "/services?who=organisation", "/"):
        assert cost(play.browser(), url) <= PORTAL, url
    for url in (
        f"/social-orgs/name?place={quote('明川区')}&name={quote(NAME)}",
        "/social-orgs/names",
        page,
        "/services/association_establish",
        f"/cases/{case_no}",
    ):
        assert cost(founder, url) <= PORTAL, url
    assert cost(partner, "/desk/social-orgs/consents") <= DESK
    assert cost(reviewer, f"/desk/social-orgs/cases/{case_no}") <= DESK


def test_what_is_missing_is_asked_for_once_and_the_clock_stops_for_a_hearing_until_it_is_refused() -> None:
    founder = play.browser(FOUNDER)
    agreed(founder)
    case_no = submit(founder)
    item = {"code": "roster", "label": "会员名册", "field": "", "reason": "要写全 56 个会员"}
    take(ACCEPTOR, case_no, "accept", "supplement", items=[item])
    assert play.row(case_no)["state"] == "awaiting_supplement"
    hand_in(
        by=officer(FOUNDER),
        at=play.now(),
        case_id=play.row(case_no)["id"],
        items={"0": {"note": "名册已经送到窗口，56 人都写全了"}},
    )
    take(ACCEPTOR, case_no, "accept_supplemented", "accept")
    assert play.row(case_no)["accepted_on"] is not None
    until = (today(play.now()) + timedelta(days=20)).isoformat()
    take(
        REVIEWER,
        case_no,
        "examine",
        "propose_special",
        special="hearing",
        reason="有人提出已有类似的团体",
        planned_end=until,
    )
    take(APPROVER, case_no, "approve_special", "approve")
    assert play.row(case_no)["state"] == "special_procedure"
    take(REVIEWER, case_no, "special_procedure", "finished", reason="听证会上多数人认为没有必要")
    take(REVIEWER, case_no, "examine", "disagree", reason="同一区域已有业务相同的社会团体")
    play.step(APPROVER, case_no, "decide:refuse", "同一行政区域内已有业务范围相似的社会团体，没有必要成立。")
    row = play.row(case_no)
    assert (row["state"], row["result"]) == ("delivering", "refused")
    told = play.text(founder.get(play.letter(founder, case_no, "不予社会团体成立登记决定书")))
    assert "第十三条" in told
    assert "没有必要成立" in told
    assert "行政复议" in told
    assert registered_by_case(row["id"]) is None
    tick(play.now())
    assert NAME not in play.text(play.browser().get("/results"))
    titles = [one.title for one in letters_of(row["id"])]
    assert any("补正" in title for title in titles)


def test_a_refusal_names_the_article_and_the_remedy_and_is_not_published() -> None:
    founder = play.browser(FOUNDER)
    agreed(founder)
    case_no = submit(founder)
    play.step(ACCEPTOR, case_no, "accept:accept")
    play.step(REVIEWER, case_no, "examine:disagree", "同一区域已有业务相同的社会团体。")
    offered = play.browser(APPROVER).get(f"/desk/cases/{case_no}").content.decode()
    assert '<option value="duplicate">' in offered
    assert "第十三条第一款第二项）" in offered
    why = "同一行政区域内已有业务范围相似的社会团体，没有必要成立。"
    unknown = play.step(APPROVER, case_no, "decide:refuse", why, ground="99")
    assert play.errors(unknown) == ["请从列出来的情形里选一项"]
    short = play.step(APPROVER, case_no, "decide:refuse", "", ground="duplicate")
    assert '<option value="duplicate" selected>' in short.content.decode(), "what was chosen is kept"
    play.step(APPROVER, case_no, "decide:refuse", why, ground="duplicate")
    row = play.row(case_no)
    assert (row["state"], row["result"]) == ("delivering", "refused")
    told = play.text(founder.get(play.letter(founder, case_no, "不予社会团体成立登记决定书")))
    assert "第十三条第一款第二项" in told
    assert "没有必要成立" in told
    assert "行政复议" in told
    assert registered_by_case(row["id"]) is None
    tick(play.now())
    assert NAME not in play.text(play.browser().get("/results"))


def test_without_the_supervising_bodys_consent_nothing_is_granted() -> None:
    founder = play.browser(FOUNDER)
    keep(founder)
    case_no = submit(founder)
    play.step(ACCEPTOR, case_no, "accept:accept")
    play.step(REVIEWER, case_no, "examine:agree", "条件、章程、负责人都看过，符合规定。")
    answer = play.step(APPROVER, case_no, "decide:grant")
    assert "业务主管单位还没有同意" in play.text(answer)
    assert play.row(case_no)["state"] == "deciding"


def test_a_name_that_was_not_checked_before_is_not_taken_by_the_form() -> None:
    founder = play.browser(FOUNDER)
    url = str(founder.get("/services/association_establish/apply").url)
    values = {**pages()["p_name"], "go": "next"}
    answer = founder.post(play.page_url(url, "p_name"), values)
    assert answer.status_code == 422
    assert "还没有预查" in play.errors(answer)[0]
    wrong = founder.post(play.page_url(url, "p_name"), {**values, "assoc_name": "中国第一协会"})
    assert "中国" in play.errors(wrong)[0]


@pytest.mark.parametrize(
    ("page", "values", "said"),
    [
        ("p_members", {"persons": "49", "units": "0"}, "会员还不够"),
        ("p_members", {"persons": "20", "units": "29"}, "会员还不够"),
        ("p_members", {"persons": "-1", "units": "0"}, ""),
        ("p_means", {"capital": "29999.99"}, "30000 元以上"),
        ("p_meeting", {"meeting_on": "2020-01-01"}, "最近 6 个月"),
        ("p_meeting", {"meeting_on": "2099-01-01"}, "最近 6 个月"),
        ("p_heads", {"legal_rights": ""}, ""),
        ("p_consent", {"way": "paper", "consent_unit": "", "consent_no": ""}, "批准"),
        ("p_consent", {"way": "direct", "direct_kind": "sports"}, ""),
    ],
)
def test_what_does_not_meet_the_conditions_is_said_at_its_field(
    page: str, values: dict[str, str], said: str
) -> None:
    founder = play.browser(FOUNDER)
    url = str(founder.get("/services/association_establish/apply").url)
    papers = {name: paper_file(name) for name in FILES.get(page, ())}
    answer = founder.post(play.page_url(url, page), {**pages()[page], **values, **papers, "go": "next"})
    assert answer.status_code == 422
    errors = play.errors(answer)
    assert errors
    assert any(said in one for one in errors), errors


def test_persons_and_organisations_have_their_own_entrance() -> None:
    stranger = play.browser()
    home = play.text(stranger.get("/"))
    assert "个人办事" in home
    assert "法人办事" in home
    mine, theirs = (play.text(stranger.get(f"/services?who={who}")) for who in ("person", "organisation"))
    assert "高龄津贴" in mine
    assert "社会团体成立登记" not in mine
    assert "社会团体成立登记" in theirs
    assert "满 80 岁的老人" not in theirs
    found = play.text(stranger.get(f"/services?who=organisation&q={quote('成立协会')}"))
    assert "社会团体成立登记" in found
    guide = play.text(stranger.get("/services/association_establish"))
    assert "逐条看条件" in guide
    assert "业务主管单位的批准文件" in guide
