"""核对授权书 through the doors: the family, an absent obligor with a link, a guardian, the desk; and what goes wrong."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from minzheng.core.audit.queries import run
from minzheng.core.cases.queries import authorisations_of, missing_authorisations
from minzheng.core.cases.tests import family
from minzheng.core.people.queries import person
from tests.journeys import people as play
from tests.journeys.pictures import jpeg
from tests.journeys.test_statements import DESK, PORTAL, cost

pytestmark = pytest.mark.usefixtures("province")
APPLICANT, SON, NEIGHBOUR = "linyanlan", "yuanyanling", "chenyansong"
WINDOW, ACCEPTOR = "990101001_window_01", "990101001_acceptor_01"
OWN, SON_ID, CHILD = "990101195208090126", "990101197803160212", "990101201403120237"
OBLIGOR = family.NUMBERS["袁演芷"]
FAR = "19900002222"
HOME = (("袁演岭", SON_ID), ("袁演禾", CHILD))
KIN = (("袁演芷", OBLIGOR),)


@pytest.fixture(autouse=True)
def _service(province: None) -> None:
    family.publish_it(timezone.now())


def rows(name: str, *people: tuple[str, str]) -> dict[str, Any]:
    """What a page with a list of persons sends."""
    sent: dict[str, Any] = {f"{name}._row": [str(n) for n in range(len(people))]}
    for n, (who, number) in enumerate(people):
        sent |= {f"{name}.{n}.name": who, f"{name}.{n}.id_number": number}
    return sent


def fill(client: Client, home: Any = HOME, kin: Any = KIN, who: dict[str, Any] | None = None) -> str:
    """Fill in the pages; the address on which the answers are checked."""
    url = str(client.get(f"/services/{family.CODE}/apply").url)
    pages = {
        "p_who": who or {"for_whom": "self"},
        "p_home": rows("household", *home),
        "p_kin": rows("obligors", *kin),
    }
    for page, values in pages.items():
        answer = client.post(play.page_url(url, page), {**values, "go": "next"})
        assert answer.status_code == 302, (page, play.errors(answer))
    return play.page_url(url, "check")


def hand_in(client: Client, **given: Any) -> str:
    answer = client.post(fill(client, **given), {"promise": "1", "go": "submit"})
    assert answer.status_code == 302, play.errors(answer)
    assert answer.url.endswith("/receipt"), answer.url
    return str(answer.url).split("/")[2]


def key(case_no: str, name: str) -> UUID:
    """Whose authorisation, by name."""
    asked = authorisations_of(play.row(case_no)["id"])
    return next(one.id for one in asked if person(one.person).name == name)


def send(client: Client, case_no: str, name: str, *, phone: str = FAR, go: str = "sms") -> Any:
    return client.post(
        f"/cases/{case_no}/signing/send", {"signer": str(key(case_no, name)), "phone": phone, "go": go}
    )


def link(case_no: str, name: str = "袁演芷") -> str:
    """The path of the link that the family's applicant sent to an absent one."""
    assert send(play.browser(APPLICANT), case_no, name).status_code == 302
    found = re.search(r"http://testserver(/sign/\S+)", family.last_sms(FAR))
    assert found
    return found.group(1)


def with_code(client: Client, path: str, tail: str, phone: str = FAR) -> dict[str, str]:
    """Ask for a code; what the next form sends."""
    answer = client.post(path, {"tail": tail, "go": "code"})
    assert answer.status_code == 200, play.errors(answer)
    found = re.search(r"验证码 (\d{6})", family.last_sms(phone))
    assert found
    return {"tail": tail, "code": found.group(1), "agree": "1"}


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("sheet.jpg", jpeg(400, 300), "image/jpeg")


def test_a_family_signs_each_in_their_own_way_until_nobody_is_missing():
    mother = play.browser(APPLICANT)
    case_no = hand_in(mother)
    receipt = play.text(mother.get(f"/cases/{case_no}/receipt"))
    assert "还有 3 人要签授权书" in receipt
    assert "还有 3 人要签授权书" in play.text(mother.get(f"/cases/{case_no}"))
    page = play.text(mother.get(f"/cases/{case_no}/signing"))
    assert all(name in page for name in ("林演兰", "袁演岭", "袁演芷", "还有 3 人没签"))
    assert "袁演禾" not in page, "a child of eleven signs nothing"
    own = f"/authorisations/{key(case_no, '林演兰')}"
    assert "我同意民政部门为办这件事查我的收入和财产。" in play.text(mother.get(own))
    assert mother.post(own, {"go": "sign"}).status_code == 422, "not without having agreed"
    assert mother.post(own, {"go": "sign", "agree": "1"}).url == f"/cases/{case_no}/signing"

    son = play.browser(SON)
    assert "请您签授权书" in play.text(son.get("/cases"))
    his = f"/authorisations/{key(case_no, '袁演岭')}"
    assert son.post(his, {"go": "sign", "agree": "1"}).status_code == 302
    assert "已经签好" in play.text(son.get(his))
    assert "请您签授权书" not in play.text(son.get("/cases"))

    stranger, path = Client(), link(case_no)
    assert "在哪里" not in play.text(stranger.get(path))
    answer = stranger.post(path, with_code(stranger, path, OBLIGOR[-6:]) | {"go": "sign"})
    assert "签好了，谢谢您" in play.text(answer)
    assert "都签好了" in play.text(mother.get(f"/cases/{case_no}/signing"))
    assert missing_authorisations(play.row(case_no)["id"]) == []
    desk = play.text(play.browser(ACCEPTOR).get(f"/desk/cases/{case_no}/signing"))
    assert "本人登录签的" in desk
    assert "本人用链接签的" in desk
    assert "只在申请表里写了" in desk, "the obligor is claimed, not verified"


def test_a_link_shows_two_masked_names_until_the_number_fits_and_needs_neither_script_nor_sign_in():
    path = link(hand_in(play.browser(APPLICANT)))
    stranger = Client(enforce_csrf_checks=True)
    first = stranger.get(path)
    told = play.text(first)
    assert "林*兰" in told
    assert "袁*芷" in told
    for secret in ("家庭救助", "林演兰", "袁演芷", "袁演岭", family.TEXT["paragraphs"][0], FAR):
        assert secret not in first.content.decode(), secret
    assert first["Cache-Control"].startswith("max-age=0")
    token = first.content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    sent = {"tail": OBLIGOR[-6:], "go": "code", "csrfmiddlewaretoken": token}
    second = play.text(stranger.post(path, sent))
    assert "林*兰申请家庭救助" in second
    assert family.TEXT["paragraphs"][0] in second
    assert "199****2222" in second
    assert stranger.cookies.get("sessionid") is None


def test_the_wrong_person_is_told_how_often_he_may_try_and_then_what_to_do_now():
    path, stranger = link(hand_in(play.browser(APPLICANT))), Client()
    for left in (4, 3, 2, 1):
        answer = stranger.post(path, {"tail": SON_ID[-6:], "go": "code"})
        assert answer.status_code == 422
        assert f"还可以试 {left} 次" in play.errors(answer)[0]
    answer = stranger.post(path, {"tail": SON_ID[-6:], "go": "code"})
    assert answer.status_code == 410
    assert stranger.get(path).status_code == 410
    assert "请让申请人再发一个，或者带身份证到街道、镇窗口签" in play.text(stranger.get(path))
    assert stranger.post(path, {"tail": "12", "go": "code"}).status_code == 410


def test_an_expired_a_used_and_an_invented_link_answer_gone_with_what_to_do():
    path, stranger = link(hand_in(play.browser(APPLICANT))), Client()
    assert stranger.get("/sign/invented-0123456789abcd").status_code == 410
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_authorisation SET link_expires = now() WHERE link_digest IS NOT NULL")
    gone = stranger.get(path)
    assert gone.status_code == 410
    assert "带身份证到街道、镇窗口签" in play.text(gone)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_authorisation SET link_expires = %s WHERE link_digest IS NOT NULL",
            [timezone.now() + timedelta(hours=1)],
        )
    assert stranger.post(path, with_code(stranger, path, OBLIGOR[-6:]) | {"go": "sign"}).status_code == 200
    assert stranger.get(path).status_code == 410, "a link is used once"


def test_a_wrong_code_keeps_the_page_and_a_missing_tick_asks_for_it():
    path, stranger = link(hand_in(play.browser(APPLICANT))), Client()
    sent = with_code(stranger, path, OBLIGOR[-6:])
    wrong = f"{(int(sent['code']) + 1) % 1_000_000:06d}"
    answer = stranger.post(path, {**sent, "code": wrong, "go": "sign"})
    assert answer.status_code == 422
    assert "验证码不对" in play.errors(answer)[0]
    assert family.TEXT["paragraphs"][0] in play.text(answer)
    answer = stranger.post(path, {**sent, "agree": "", "go": "sign"})
    assert "同意就打勾" in play.errors(answer)[0]
    assert "刚发过" in play.errors(stranger.post(path, {"tail": OBLIGOR[-6:], "go": "code"}))[0]
    refused = stranger.post(path, {**sent, "go": "refuse", "reason": "不来往了"})
    assert "记下了，您不愿意签" in play.text(refused)


def test_who_stands_beside_signs_on_the_same_phone_with_his_own_number_and_code():
    mother = play.browser(APPLICANT)
    case_no = hand_in(mother)
    opened = send(mother, case_no, "袁演岭", go="here")
    assert opened.url.startswith("/sign/")
    assert run("SELECT count(*) FROM messages_sms", [])[0][0] == 0
    answer = mother.post(opened.url, with_code(mother, opened.url, SON_ID[-6:]) | {"go": "sign"})
    assert "签好了" in play.text(answer)
    wrong = send(mother, case_no, "袁演芷", phone="12")
    assert wrong.status_code == 422
    assert play.errors(wrong)


def test_a_guardian_signs_for_a_child_and_nobody_else_does():
    mother, son = play.browser(APPLICANT), play.browser(SON)
    case_no = hand_in(mother, home=(HOME[0],), kin=(HOME[1],))
    path = f"/authorisations/{key(case_no, '袁演禾')}"
    assert "由监护人签" in play.text(mother.get(f"/cases/{case_no}/signing"))
    assert mother.get(path).status_code == 404
    assert "袁演禾" in play.text(son.get(path))
    assert son.post(path, {"go": "sign", "agree": "1"}).status_code == 302
    assert "监护人代签" in play.text(mother.get(f"/cases/{case_no}/signing"))


def test_a_guardian_who_comes_to_the_window_signs_there_and_is_entered():
    case_no = hand_in(play.browser(APPLICANT), home=(HOME[0],), kin=(HOME[1],))
    window, url = play.browser(WINDOW), f"/desk/cases/{case_no}/signing/act"
    sent = {"signer": str(key(case_no, "袁演禾")), "go": "guardian", "guardian_name": "沈演秋"}
    answer = window.post(url, {**sent, "photo": photo()})
    assert answer.status_code == 422
    assert 'value="沈演秋"' in answer.content.decode()
    whole = {**sent, "guardian_id_number": family.NUMBERS["沈演秋"], "photo": photo()}
    assert window.post(url, whole).status_code == 302
    assert "监护人代签" in play.text(window.get(f"/desk/cases/{case_no}/signing"))


def test_an_obligor_sees_only_what_concerns_himself():
    mother, son = play.browser(APPLICANT), play.browser(SON)
    case_no = hand_in(mother, home=(HOME[1],), kin=(HOME[0],))
    led = son.get(f"/cases/{case_no}")
    assert led.url == f"/authorisations/{key(case_no, '袁演岭')}"
    page = play.text(son.get(led.url))
    assert "林*兰申请家庭救助" in page
    assert not any(name in page for name in ("林演兰", "袁演禾", "还有"))
    for path in ("signing", "receipt"):
        assert son.get(f"/cases/{case_no}/{path}").status_code == 404
    assert son.get(f"/authorisations/{key(case_no, '林演兰')}").status_code == 404
    assert play.browser(NEIGHBOUR).get(f"/cases/{case_no}").status_code == 404


def test_who_cannot_write_puts_a_thumb_print_at_the_desk_before_two_witnesses():
    case_no = hand_in(play.browser(APPLICANT))
    window, url = play.browser(WINDOW), f"/desk/cases/{case_no}/signing/act"
    sent = {
        "signer": str(key(case_no, "林演兰")),
        "go": "thumb",
        "witness_1": "沈演秋",
        "witness_kind_1": "neighbour",
    }
    answer = window.post(url, {**sent, "photo": photo()})
    assert answer.status_code == 422
    assert play.errors(answer) == ["请写第 2 位见证人的姓名", "请选第 2 位见证人的身份"]
    assert 'value="沈演秋"' in answer.content.decode(), "what was typed stays"
    whole = {**sent, "witness_2": "宋演云", "witness_kind_2": "village"}
    assert "照片" in play.errors(window.post(url, whole))[0]
    assert window.post(url, {**whole, "photo": photo()}).status_code == 302
    page = window.get(f"/desk/cases/{case_no}/signing")
    assert "宋演云（村（居）委会人员）" in play.text(page)
    found = re.search(r'href="(/desk/files/[^"]+)"', page.content.decode())
    assert found
    assert window.get(found.group(1)).status_code == 200
    assert play.browser(play.WINDOW).get(found.group(1)).status_code == 404, "another town's window"
    assert play.browser(play.WINDOW).post(url, {**whole, "photo": photo()}).status_code == 403
    helper = play.browser("990101001001_helper_01")
    assert helper.post(url, {**whole, "photo": photo()}).status_code == 403, "a helper signs for nobody"


def test_the_desk_takes_a_signature_by_hand_sends_a_link_and_notes_a_refusal():
    case_no = hand_in(play.browser(APPLICANT))
    window, url = play.browser(WINDOW), f"/desk/cases/{case_no}/signing/act"
    by_hand = {"signer": str(key(case_no, "林演兰")), "go": "desk", "photo": photo()}
    assert window.post(url, by_hand).status_code == 302
    to_son = {"signer": str(key(case_no, "袁演岭")), "go": "link", "phone": FAR}
    assert window.post(url, to_son).status_code == 302
    assert "/sign/" in family.last_sms(FAR)
    refusal = {"signer": str(key(case_no, "袁演芷")), "go": "refuse", "reason": "电话里说不签"}
    assert window.post(url, refusal).status_code == 302
    told = play.text(play.browser(ACCEPTOR).get(f"/desk/cases/{case_no}/signing"))
    assert "不愿签" in told
    assert "电话里说不签" in told
    assert "不愿签授权书" in play.text(play.browser(ACCEPTOR).get(f"/desk/cases/{case_no}"))
    assert "签字、代办" in play.text(play.browser(ACCEPTOR).get(f"/desk/cases/{case_no}"))
    assert window.post(url, {**refusal, "signer": "nobody"}).status_code == 404


def test_the_sheet_is_printed_by_the_family_and_at_the_desk_and_by_nobody_else():
    case_no = hand_in(play.browser(APPLICANT))
    one = key(case_no, "袁演芷")
    for client, path in (
        (play.browser(APPLICANT), f"/authorisations/{one}/sheet"),
        (play.browser(WINDOW), f"/desk/cases/{case_no}/signing/{one}"),
    ):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF")
    assert play.browser(NEIGHBOUR).get(f"/authorisations/{one}/sheet").status_code == 404
    assert play.browser(play.WINDOW).get(f"/desk/cases/{case_no}/signing/{one}").status_code == 403


def test_a_member_written_twice_is_told_where_and_nothing_is_handed_in():
    mother = play.browser(APPLICANT)
    url = str(mother.get(f"/services/{family.CODE}/apply").url)
    twice = rows("household", HOME[0], HOME[0])
    answer = mother.post(play.page_url(url, "p_home"), {**twice, "go": "next"})
    assert answer.status_code == 422
    assert "第 1 位和第 2 位" in play.errors(answer)[0]
    home = play.page_url(url, "p_home")
    assert mother.post(home, {**twice, "remove": "household.1"}).status_code == 200
    assert mother.post(home, {**rows("household", HOME[0]), "go": "next"}).status_code == 302
    answer = mother.post(play.page_url(url, "p_kin"), {**rows("obligors", HOME[0]), "go": "next"})
    assert "这位已经写在“家庭成员”里了" in play.errors(answer)[0]
    back = mother.get(play.page_url(url, "check"))
    assert back.status_code == 302
    assert not back.url.endswith("/check")


def test_a_member_of_another_open_case_is_told_in_plain_words_and_to_officers_with_the_case():
    first = hand_in(play.browser(SON), home=(HOME[1],), kin=())
    mother = play.browser(APPLICANT)
    second = hand_in(mother)
    told = play.text(mother.get(f"/cases/{second}/signing"))
    assert "一个人只能算在一户里" in told
    assert first not in told
    desk = play.text(play.browser(ACCEPTOR).get(f"/desk/cases/{second}/signing"))
    assert first in desk
    assert "袁演禾也在另一份没办完的同类申请里" in desk


def test_a_neighbour_applies_for_who_cannot_both_see_it_and_the_applicant_may_object():
    until = (timezone.now() + timedelta(days=60)).date().isoformat()
    who = {
        "for_whom": "other",
        "who_name": "林演兰",
        "who_id": OWN,
        "agent_is": "neighbour",
        "agent_why": "卧床，手机也不会用",
        "agent_until": until,
    }
    neighbour, mother = play.browser(NEIGHBOUR), play.browser(APPLICANT)
    case_no = hand_in(neighbour, who=who)
    for client in (neighbour, mother):
        assert case_no in play.text(client.get("/cases"))
        page = play.text(client.get(f"/cases/{case_no}/signing"))
        assert "陈演松（邻居、朋友）" in page
        assert "卧床，手机也不会用" in page
    assert "我没有请" not in play.text(neighbour.get(f"/cases/{case_no}/signing"))
    assert neighbour.get(f"/cases/{case_no}/checked").status_code == 404, "what banks said is for the family"
    assert mother.get(f"/cases/{case_no}/checked").status_code == 409
    sign = f"/authorisations/{key(case_no, '林演兰')}"
    assert neighbour.get(sign).status_code == 404, "who fills in signs for nobody"
    assert neighbour.post(f"/cases/{case_no}/signing/object", {}).status_code == 403
    assert mother.post(f"/cases/{case_no}/signing/object", {"reason": "没有请他"}).status_code == 302
    assert neighbour.get(f"/cases/{case_no}").status_code == 404
    desk = play.text(play.browser(ACCEPTOR).get(f"/desk/cases/{case_no}/signing"))
    assert "没有请他" in desk


def test_a_guardian_without_proof_is_led_back_to_the_question():
    who = {
        "for_whom": "other",
        "who_name": "林演兰",
        "who_id": OWN,
        "agent_is": "guardian",
        "agent_why": "没有行为能力",
        "agent_until": (timezone.now() + timedelta(days=60)).date().isoformat(),
    }
    neighbour = play.browser(NEIGHBOUR)
    answer = neighbour.post(fill(neighbour, who=who), {"promise": "1", "go": "submit"})
    assert answer.url.endswith("/p_who")
    assert "监护关系证明" in play.text(neighbour.get(answer.url))


def test_pages_about_signing_keep_to_their_number_of_statements_with_one_and_with_nine_members():
    mother = play.browser(APPLICANT)
    few = hand_in(mother, home=(), kin=())
    many = tuple(
        (f"袁演{sign}", family.make_id_number("990101", timezone.now().date().replace(year=1980), n))
        for n, sign in enumerate("甲乙丙丁戊己庚辛", 700)
    )
    case_no = hand_in(mother, home=many)
    window, path = play.browser(WINDOW), link(case_no)
    costs = {}
    for number in (few, case_no):
        costs[number] = (
            cost(mother, f"/cases/{number}/signing"),
            cost(mother, f"/cases/{number}"),
            cost(mother, f"/cases/{number}/receipt"),
            cost(mother, f"/authorisations/{key(number, '林演兰')}"),
            cost(window, f"/desk/cases/{number}/signing"),
        )
    assert costs[few] == costs[case_no]
    *portal, desk = costs[case_no]
    assert max(portal) <= PORTAL
    assert desk <= DESK
    assert cost(Client(), path) <= PORTAL
    assert cost(mother, "/cases") <= PORTAL
