"""A form that stood open too long: what was typed is kept and offered again."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from minzheng.config.seeding import demo_password
from tests.journeys import people as play

pytestmark = pytest.mark.usefixtures("province")
TYPED = {"phone": "19900005678", "address": "南熏街道南熏社区 99 号", "living": "spouse", "go": "next"}
OFFERED = "您刚才填的还在，请看一遍，再按一次"


def open_form(username: str = "dongyankun") -> tuple[Any, str]:
    client = play.browser(username)
    return client, play.page_url(play.begin(client), "p_contact")


def end_session(client: Any) -> None:
    """The session is over, as after two hours; the browser still has its cookie."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_session SET expire_date = now() - interval '1 minute' WHERE session_key = %s",
            [client.cookies["sessionid"].value],
        )


def sign_in_again(client: Any, target: str, username: str = "dongyankun") -> str:
    page = client.get(target)
    assert page.status_code == 200
    assert "您刚才填的还在" in play.text(page)
    wanted = re.search(r'name="next" value="([^"]+)"', page.content.decode()).group(1)
    form = {"username": username, "password": demo_password(), "next": wanted}
    return str(client.post("/sign-in", form).url)


def test_after_the_session_is_over_the_typed_values_come_back_with_the_next_sign_in() -> None:
    client, url = open_form()
    end_session(client)
    to_sign_in = client.post(url, TYPED)
    assert to_sign_in.status_code == 302
    assert to_sign_in.url.startswith("/sign-in?next=")
    assert sign_in_again(client, to_sign_in.url) == url
    page = client.get(url)
    assert OFFERED in play.text(page)
    html = page.content.decode()
    assert 'value="19900005678"' in html
    assert "南熏社区 99 号" in html
    assert re.search(r'value="spouse"[^>]*checked', html)
    assert client.post(url, TYPED).status_code == 302
    assert OFFERED not in play.text(client.get(url)), "sent once, it is not offered again"


def test_what_was_typed_is_sealed_in_the_session_and_gone_after_half_an_hour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client, url = open_form()
    end_session(client)
    client.post(url, TYPED)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT session_data FROM people_session WHERE session_key = %s",
            [client.cookies["sessionid"].value],
        )
        (stored,) = cursor.fetchone()
    from django.core import signing

    kept = signing.loads(stored, salt="django.contrib.sessions.SessionStore")["typed"]
    assert "19900005678" not in str(kept)
    play.sign_in(client, "dongyankun")
    later = timezone.now() + timedelta(minutes=31)
    monkeypatch.setattr("minzheng.faces.kit.typed.timezone.now", lambda: later)
    assert OFFERED not in play.text(client.get(url))


def test_somebody_else_who_signs_in_at_the_same_screen_does_not_see_it() -> None:
    client, url = open_form()
    end_session(client)
    client.post(url, TYPED)
    play.sign_in(client, "linyanlan")
    answer = client.get(url)
    assert answer.status_code == 404
    assert "19900005678" not in answer.content.decode()


def test_a_page_whose_token_is_gone_is_shown_again_with_what_was_typed() -> None:
    client, url = open_form()
    strict = play.browser(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    shown = strict.post(url, {**TYPED, "csrfmiddlewaretoken": "gone"}, follow=True)
    assert shown.redirect_chain == [(url, 302)]
    page = play.text(shown)
    assert OFFERED in page
    assert "南熏社区 99 号" in shown.content.decode()
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', shown.content.decode()).group(1)
    assert strict.post(url, {**TYPED, "csrfmiddlewaretoken": token}).status_code == 302, (
        "pressed again, it goes on"
    )


def test_what_another_site_sends_is_refused_and_not_put_into_the_page() -> None:
    client, url = open_form()
    strict = play.browser(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    answer = strict.post(url, TYPED, headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert "这一页开得太久了，请回上一页再提交一次" in play.text(answer)
    assert OFFERED not in play.text(strict.get(url))


def test_a_file_that_was_sent_with_it_is_asked_for_again() -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = play.browser("dongyankun")
    url = play.page_url(play.begin(client), "p_bank")
    end_session(client)
    photo = SimpleUploadedFile("卡.jpg", b"x", "image/jpeg")
    client.post(url, {**play.PAGES["p_bank"], "card_photo": photo, "go": "next"})
    play.sign_in(client, "dongyankun")
    page = client.get(url)
    assert "文件请重新选一次" in play.text(page)
    assert play.CARD in page.content.decode()


def test_a_rating_that_was_written_too_slowly_is_offered_again() -> None:
    elder = play.browser("dongyankun")
    case_no = play.decided(elder)
    elder.get(play.letter(elder, case_no, "高龄津贴确认通知书"))
    end_session(elder)
    elder.post(f"/cases/{case_no}/rate", {"score": "4", "say": "路上等了很久"})
    play.sign_in(elder, "dongyankun")
    page = elder.get(f"/cases/{case_no}/rate")
    assert "路上等了很久" in page.content.decode()
    assert re.search(r'value="4"[^>]*checked', page.content.decode())


def test_an_officers_opinion_survives_the_end_of_his_session_too() -> None:
    case_no = play.submit(play.browser("dongyankun"))
    officer = play.browser(play.ACCEPTOR)
    url = f"/desk/cases/{case_no}"
    officer.get(url)
    end_session(officer)
    form = {"step": "accept:propose_refusal", "opinion": "户籍在外省，应向户籍地申请。"}
    to_sign_in = officer.post(f"{url}/step", form)
    assert to_sign_in.url == f"/desk/sign-in?next=%2Fdesk%2Fcases%2F{case_no}"
    play.sign_in(officer, play.ACCEPTOR)
    page = officer.get(url)
    assert "户籍在外省，应向户籍地申请。" in page.content.decode()
    assert re.search(r'value="accept:propose_refusal"[^>]*checked', page.content.decode())
    officer.post(f"{url}/step", {"step": "", "opinion": "另写一句。"})
    assert "户籍在外省" not in officer.get(url).content.decode(), "sent once, it is not offered again"
    assert play.row(case_no)["state"] == "received"


def half_typed(officer: Any) -> tuple[str, dict[str, str]]:
    """An opinion that an officer wrote when the session was over; the case's page, and what was written."""
    case_no = play.submit(play.browser("dongyankun"))
    url = f"/desk/cases/{case_no}"
    end_session(officer)
    form = {"step": "accept:propose_refusal", "opinion": "户籍在外省，应向户籍地申请。"}
    assert officer.post(f"{url}/step", form).status_code == 302
    return url, form


def with_both_factors(client: Any, username: str) -> Any:
    """Sign in at this browser with password and code, as the page asks."""
    client.post("/desk/sign-in", {"username": username, "password": demo_password()})
    shown = re.search(r'id="demo-code">(\d{6})', client.get("/desk/sign-in/code").content.decode())
    assert shown
    return client.post("/desk/sign-in/code", {"code": shown.group(1), "next": "/desk/"})


def test_a_colleague_who_signs_in_at_the_same_desk_gets_an_empty_form_and_the_draft_waits_for_its_writer() -> (
    None
):
    screen = play.browser(play.ACCEPTOR)
    url, form = half_typed(screen)
    assert with_both_factors(screen, "990301001_window_01").url == "/desk/"
    assert form["opinion"] not in screen.get(url).content.decode()
    screen.post("/desk/switch")
    assert with_both_factors(screen, play.ACCEPTOR).url == "/desk/"
    assert form["opinion"] in screen.get(url).content.decode()


def test_a_draft_waits_for_its_writer_at_another_screen_too() -> None:
    url, form = half_typed(play.browser(play.ACCEPTOR))
    elsewhere = play.browser()
    with_both_factors(elsewhere, play.ACCEPTOR)
    assert form["opinion"] in elsewhere.get(url).content.decode()


def test_who_lets_somebody_else_sit_down_keeps_what_was_half_typed() -> None:
    case_no = play.submit(play.browser("dongyankun"))
    screen, url = play.browser(play.ACCEPTOR), f"/desk/cases/{case_no}"
    sent = {"kept_on": url, "kept:step": "accept:accept", "kept:opinion": "材料都看过了，等户籍回复。"}
    assert screen.post("/desk/switch", sent).url == "/desk/sign-in"
    assert screen.get(url).status_code == 302, "nobody is signed in"
    with_both_factors(screen, "990301001_window_01")
    assert "等户籍回复" not in screen.get(url).content.decode()
    screen.post("/desk/switch")
    with_both_factors(screen, play.ACCEPTOR)
    page = screen.get(url).content.decode()
    assert "等户籍回复" in page
    assert re.search(r'value="accept:accept"[^>]*checked', page)


def test_what_is_sent_along_for_a_page_that_keeps_nothing_is_dropped() -> None:
    screen = play.browser(play.ACCEPTOR)
    for page in ("/desk/", "/nowhere", "https://example.org/", ""):
        assert screen.post("/desk/switch", {"kept_on": page, "kept:x": "y"}).status_code == 302
        play.sign_in(screen, play.ACCEPTOR)
    from django.core.cache import cache

    from minzheng.core.people.queries import account_by_username

    account = account_by_username(play.ACCEPTOR)
    assert account is not None
    assert cache.get(f"typed_of_{account.id}") is None
