"""Notes, assignment and scans beside a case, and taking a slip back, through the doors."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from minzheng.config import worker
from minzheng.core.audit.queries import run
from minzheng.core.files.tests.factories import picture, program
from tests.journeys import people as play
from tests.journeys.test_statements import DESK, cost

pytestmark = pytest.mark.usefixtures("province")


def test_a_note_is_written_shown_to_colleagues_and_taken_back() -> None:
    case_no = play.submit(play.browser("dongyankun"))
    officer = play.browser(play.ACCEPTOR)
    url = f"/desk/cases/{case_no}/beside"
    assert url in officer.get(f"/desk/cases/{case_no}").content.decode()
    assert officer.post(f"{url}/act", {"go": "note", "note": "老人耳背，请打儿子电话。"}).status_code == 302
    assert "老人耳背，请打儿子电话。" in play.text(play.browser(play.REVIEWER).get(url))
    page = officer.get(url).content.decode()
    event = re.search(r'name="event" value="([^"]+)"', page)
    assert event is not None
    officer.post(f"{url}/act", {"go": "undo", "event": event[1]})
    assert "老人耳背" not in play.text(officer.get(url))
    assert "耳背" not in play.text(play.browser("dongyankun").get(f"/cases/{case_no}"))


def test_an_empty_note_is_told_where_it_was_written() -> None:
    case_no = play.submit(play.browser("dongyankun"))
    bare = play.browser(play.ACCEPTOR).post(f"/desk/cases/{case_no}/beside/act", {"go": "note", "note": " "})
    assert bare.status_code == 422
    assert play.errors(bare) == ["请写要记的内容"]


def test_a_step_is_given_to_a_colleague_and_scans_are_added() -> None:
    case_no = play.submit(play.browser("dongyankun"))
    officer, url = play.browser(play.ACCEPTOR), f"/desk/cases/{case_no}/beside"
    able = re.search(r'name="person"><option value="([^"]+)"', officer.get(url).content.decode())
    assert able is not None
    officer.post(f"{url}/act", {"go": "assign", "element": "accept", "person": able[1]})
    assert "现在分给" in play.text(officer.get(url))
    scan = SimpleUploadedFile("户口簿.jpg", picture())
    officer.post(f"{url}/act", {"go": "scans", "code": "household_book", "scans": [scan]})
    assert "您刚才加了扫描件" in play.text(officer.get(url))
    bad = officer.post(
        f"{url}/act", {"go": "scans", "code": "id_card", "scans": [SimpleUploadedFile("a.jpg", program())]}
    )
    assert bad.status_code in (415, 422)


def test_the_page_keeps_to_its_number_of_statements() -> None:
    case_no = play.submit(play.browser("dongyankun"))
    officer, url = play.browser(play.ACCEPTOR), f"/desk/cases/{case_no}/beside"
    one = cost(officer, url)
    for n in range(30):
        officer.post(f"{url}/act", {"go": "note", "note": f"第 {n} 条备注"})
    assert cost(officer, url) == one <= DESK


def test_one_paper_is_annotated_and_another_is_posted() -> None:
    case_no = play.submit(play.browser("dongyankun"))
    play.step(play.ACCEPTOR, case_no, "accept:accept")
    officer, url = play.browser(play.ACCEPTOR), f"/desk/cases/{case_no}/beside"
    officer.post(f"{url}/act", {"go": "note", "note": "照片看不清，请核原件。", "item": "居民身份证"})
    assert "居民身份证，" in play.text(officer.get(url))
    letter = re.search(r'name="letter"><option value="([^"]+)"', officer.get(url).content.decode())
    assert letter is not None
    done = officer.post(
        f"{url}/act", {"go": "post", "letter": letter[1], "address": "南熏街道南熏社区 15 号"}
    )
    assert done.status_code == 302
    assert "待寄" in play.text(officer.get(url))
    worker.tick(timezone.now())
    assert "已交寄，单号 SIM" in play.text(officer.get(url))


@pytest.mark.parametrize(("go", "told"), [("post", "请选要寄的文书"), ("assign", "请选分给谁")])
def test_a_button_without_a_choice_is_told_in_words(go: str, told: str) -> None:
    case_no = play.submit(play.browser("dongyankun"))
    bare = play.browser(play.ACCEPTOR).post(
        f"/desk/cases/{case_no}/beside/act", {"go": go, "element": "accept"}
    )
    assert bare.status_code == 422
    assert play.errors(bare) == [told]


def test_a_button_that_is_pressed_twice_does_it_once() -> None:
    case_no = play.submit(play.browser("dongyankun"))
    play.step(play.ACCEPTOR, case_no, "accept:accept")
    officer, url = play.browser(play.ACCEPTOR), f"/desk/cases/{case_no}/beside"
    page = officer.get(url).content.decode()
    keys = re.findall(r'name="key" value="([^"]+)"', page)
    letter = re.search(r'name="letter"><option value="([^"]+)"', page)
    assert letter is not None
    assert len(keys) == 3
    note = {"go": "note", "note": "老人耳背，请打儿子电话。", "key": keys[0]}
    sent = {"go": "post", "letter": letter[1], "address": "南熏街道南熏社区 15 号", "key": keys[1] + "x"}
    for form in (note, note, sent, sent):
        assert officer.post(f"{url}/act", form).status_code == 302
    assert play.text(officer.get(url)).count("老人耳背") == 1
    assert run("SELECT count(*) FROM audit_event WHERE kind = 'cases.post_letter'", [])[0][0] == 1
    again = officer.post(f"{url}/act", {**note, "note": "改成打女儿电话。"})
    assert again.status_code == 422
    assert "老人耳背" in play.text(officer.get(url))
