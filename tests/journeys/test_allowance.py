"""The allowance from the front page to the rating, through HTTP, on the demo province."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from minzheng.core.feedback.queries import rating_of
from tests.journeys import people as play
from tests.journeys.pictures import jpeg

pytestmark = pytest.mark.usefixtures("province")
ELDER = {"elder_name": "董演坤", "elder_id": "990301194607220238", "relation": "relative"}
ASKED = {"_offered": "elder_name elder_id relation"}


def test_somebody_who_searches_with_his_own_words_finds_the_allowance_and_its_guide() -> None:
    stranger = play.browser()
    assert 'href="/services?q=老人补贴"' in stranger.get("/").content.decode()
    found = stranger.get("/services", {"q": "八十岁补贴"})
    assert 'href="/services/gaoling"' in found.content.decode()
    guide = play.text(stranger.get("/services/gaoling"))
    assert "80 岁起每月 50 元；90 岁起每月 100 元；100 岁起每月 300 元" in guide
    assert "10 个工作日" in guide
    assert "不用跑" in guide


def test_a_word_that_nothing_answers_to_is_said_so_and_other_services_are_offered() -> None:
    page = play.browser().get("/services", {"q": "火箭发射"})
    assert "“火箭发射”没有找到" in play.text(page)
    assert 'href="/services/gaoling"' in page.content.decode()


def test_who_begins_without_signing_in_signs_in_first_and_comes_back_to_the_form() -> None:
    stranger = play.browser()
    to_sign_in = stranger.get("/services/gaoling/apply")
    assert to_sign_in.url == "/sign-in?next=%2Fservices%2Fgaoling%2Fapply"
    assert "请先登录，再接着办" in play.text(stranger.get(to_sign_in.url))
    from minzheng.config.seeding import demo_password

    form = {"username": "dongyankun", "password": demo_password(), "next": "/services/gaoling/apply"}
    assert stranger.post("/sign-in", form).url == "/services/gaoling/apply"
    assert stranger.get("/services/gaoling/apply").url.endswith("/p_who")


def test_an_elder_applies_follows_reads_his_letter_and_rates() -> None:
    elder = play.browser("dongyankun")
    check = play.fill(elder)
    page = play.text(elder.get(check))
    for said in ("199-0000-1234", "南熏街道南熏社区 15 号", "青岚农商银行", "1236", "每月 50 元"):
        assert said in page
    assert play.CARD not in page

    receipt = elder.post(check, {"promise": "1", "go": "submit"}, follow=True)
    case_no = re.search(r"cases/(\w{23})/receipt", receipt.redirect_chain[-1][0]).group(1)
    told = play.text(receipt)
    assert "已经提交" in told
    assert case_no in told
    assert play.row(case_no)["query_pin"] in told
    assert "霁南区南熏街道办事处告诉您受不受理" in told

    followed = play.text(elder.get(f"/cases/{case_no}"))
    assert "前告诉您受不受理" in followed
    assert "霁南区南熏街道办事处" in followed
    assert f"/cases/{case_no}" in elder.get("/cases").content.decode()

    play.step(play.ACCEPTOR, case_no, "accept:accept")
    play.step(play.REVIEWER, case_no, "initial_review:agree", "户籍、年龄已核，符合条件。")
    play.step(play.APPROVER, case_no, "confirm:grant")
    assert "高龄津贴有结果了" in play.text(elder.get("/"))
    assert "有结果了，请看通知书" in play.text(elder.get(f"/cases/{case_no}"))

    url = play.letter(elder, case_no, "高龄津贴确认通知书")
    letter = play.text(elder.get(url))
    assert "经审核，您符合规定的条件，予以确认" in letter
    assert "每月 50 元" in letter
    assert "向霁南区人民政府申请行政复议" in letter
    assert elder.get(f"{url}/pdf").content.startswith(b"%PDF")
    assert play.row(case_no)["state"] == "delivered", "opening the letter serves it"

    assert "去打分" in play.text(elder.get(f"/cases/{case_no}"))
    thanks = elder.post(
        f"/cases/{case_no}/rate", {"score": "5", "why": "办事效率", "say": "很快"}, follow=True
    )
    assert "评价收到了" in play.text(thanks)
    assert rating_of(play.row(case_no)["id"]).level == 5
    assert "去打分" not in play.text(elder.get(f"/cases/{case_no}"))


def test_a_rating_without_a_face_is_asked_for_one_and_keeps_what_was_written() -> None:
    elder = play.browser("dongyankun")
    case_no = play.decided(elder)
    elder.get(play.letter(elder, case_no, "高龄津贴确认通知书"))
    answer = elder.post(f"/cases/{case_no}/rate", {"say": "办得快"})
    assert answer.status_code == 422
    assert play.errors(answer) == ["请选一张脸，再按提交"]
    assert "办得快" in play.text(answer)


def test_what_was_filled_in_is_kept_and_one_goes_on_where_one_left_off() -> None:
    elder = play.browser("dongyankun")
    url = play.begin(elder)
    elder.post(url, {"for_whom": "self", "go": "next"})
    later = elder.post(play.page_url(url, "p_contact"), {"phone": "19900001234", "go": "later"}, follow=True)
    assert "已经存好了" in play.text(later)
    assert "接着填" in play.text(later)
    assert "接着填" in play.text(elder.get("/services/gaoling"))

    elsewhere = play.browser("dongyankun")
    assert play.begin(elsewhere) == play.page_url(url, "p_contact")
    assert 'value="19900001234"' in elsewhere.get(play.page_url(url, "p_contact")).content.decode()


def test_the_check_page_too_may_be_put_aside() -> None:
    elder = play.browser("dongyankun")
    aside = elder.post(play.fill(elder), {"go": "later"}, follow=True)
    assert "已经存好了" in play.text(aside)


def test_a_draft_can_be_thrown_away() -> None:
    elder = play.browser("dongyankun")
    draft = play.begin(elder).split("/")[2]
    gone = elder.post(f"/drafts/{draft}/discard", follow=True)
    assert "草稿已经删掉了" in play.text(gone)
    assert elder.get(f"/drafts/{draft}/p_who").status_code == 404


def test_the_back_button_shows_what_was_answered_and_a_changed_answer_counts() -> None:
    elder = play.browser("dongyankun")
    check = play.fill(elder)
    contact = play.page_url(check, "p_contact")
    assert "南熏社区 15 号" in elder.get(contact).content.decode()
    changed = {**play.PAGES["p_contact"], "address": "南熏街道南熏社区 16 号"}
    assert elder.post(contact, {**changed, "go": "next"}).url == check
    assert "南熏社区 16 号" in play.text(elder.get(check))


def test_questions_about_the_family_are_put_only_to_who_applies_for_somebody_else() -> None:
    agent = play.browser("pengyanhe")
    url = play.begin(agent)
    page = agent.get(url).content.decode()
    assert re.search(r'<div hidden[^>]*data-mz-path="elder_id"', page)
    asked = agent.post(url, {"for_whom": "family", "_offered": "", "go": "next"})
    assert asked.status_code == 200, "the questions that now come on view are put, not complained of"
    assert not re.search(r'<div hidden[^>]*data-mz-path="elder_id"', asked.content.decode())

    case_no = play.submit(agent, p_who={"for_whom": "family", **ELDER, **ASKED})
    case = play.row(case_no)
    assert case["applicant_name"] == "董演坤"
    assert case["agent_id"] == play.person_of("pengyanhe")
    assert case_no in agent.get("/cases").content.decode()
    assert play.browser("dongyankun").get(f"/cases/{case_no}").status_code == 200


def test_answers_to_questions_that_are_hidden_again_are_not_handed_in() -> None:
    agent = play.browser("dongyankun")
    url = play.begin(agent)
    agent.post(url, {"for_whom": "family", **ELDER, **ASKED, "go": "next"})
    case_no = play.submit(agent)
    assert play.row(case_no)["agent_id"] is None
    assert "老人的姓名" not in play.text(play.browser(play.ACCEPTOR).get(f"/desk/cases/{case_no}"))


def test_a_photograph_is_handed_in_and_the_officer_opens_it() -> None:
    elder = play.browser("dongyankun")
    photo = SimpleUploadedFile("卡.jpg", jpeg(), "image/jpeg")
    check = play.fill(elder, p_bank={**play.PAGES["p_bank"], "card_photo": photo})
    assert "卡.jpg" in play.text(elder.get(check))
    case_no = elder.post(check, {"promise": "1", "go": "submit"}).url.split("/")[2]
    officer = play.browser(play.ACCEPTOR)
    play.reveal(officer, case_no)
    page = officer.get(f"/desk/cases/{case_no}").content.decode()
    opened = officer.get(re.search(r'href="(/desk/files/[^"]+)"', page).group(1))
    assert opened["Content-Type"] == "image/jpeg"
    assert opened["Content-Security-Policy"].startswith("sandbox")
    assert play.browser("990101001_acceptor_01").get(opened.request["PATH_INFO"]).status_code == 403


def test_nobody_sees_the_case_or_letter_of_another() -> None:
    elder = play.browser("dongyankun")
    case_no = play.decided(elder)
    letter = play.letter(elder, case_no, "高龄津贴确认通知书")
    other = play.browser("linyanlan")
    for url in (
        f"/cases/{case_no}",
        f"/cases/{case_no}/receipt",
        f"/cases/{case_no}/rate",
        letter,
        f"{letter}/pdf",
    ):
        assert other.get(url).status_code == 404, url


def test_an_application_is_withdrawn_until_the_decision_and_not_after_it() -> None:
    elder = play.browser("dongyankun")
    case_no = play.submit(elder)
    gone = elder.post(f"/cases/{case_no}/withdraw", {"reason": "不需要了"}, follow=True)
    assert "已经撤回。以后还可以再申请。" in play.text(gone)
    assert "您撤回了" in play.text(gone)
    assert play.row(case_no)["state"] == "withdrawn"
    assert case_no not in play.browser(play.ACCEPTOR).get("/desk/").content.decode()

    second = play.decided(elder)
    assert "已经作出决定，不能撤回了" in play.text(elder.get(f"/cases/{second}"))
    late = elder.post(f"/cases/{second}/withdraw")
    assert late.status_code == 409
    assert "已经作出决定，不能撤回了" in play.text(late)


def test_progress_is_told_for_number_and_query_code_without_signing_in() -> None:
    case_no = play.submit(play.browser("dongyankun"))
    pin = play.row(case_no)["query_pin"]
    spaced = f" {case_no[:6].lower()} {case_no[6:]} "
    page = play.text(play.browser().post("/query", {"case_no": spaced, "query_code": pin}))
    assert "已收件" in page
    assert "前告诉您受不受理" in page
    assert "董演坤" not in page
