"""Opening an account by telephone, proving who one is, and applying: through the doors."""

import re
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from minzheng.core.messages.actions import send_waiting
from minzheng.core.messages.queries import simulated
from minzheng.core.people import queries as people
from minzheng.core.people.actions import register_person
from minzheng.core.people.rules import NewPerson
from minzheng.kernel.rights import system
from tests.journeys import people as play

pytestmark = pytest.mark.usefixtures("province")
NEW = ("吴演帆", "990301199004120310")
PHONE = "19900004321"


def code_on(phone: str) -> str:
    """The code that stands in the newest short message of a simulated telephone."""
    send_waiting(at=timezone.now())
    found = re.search(r"验证码 (\d{6})", simulated(phone)[0].text)
    assert found
    return found.group(1)


def later() -> None:
    """As if everything that was sent had been sent two hours before (no clock is waited for)."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_phone_code SET sent_at = sent_at - interval '2 hours'")


def a_minute_later() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_phone_code SET sent_at = sent_at - interval '61 seconds'")


def proven(client: Client, phone: str = PHONE) -> Any:
    """Ask for a code and answer it; the page on which one chooses an account."""
    assert client.post("/register", {"phone": phone, "go": "send"}).status_code == 302
    assert client.post("/register", {"code": code_on(phone), "go": "code"}).status_code == 302
    return client.get("/register")


def registered(client: Client, phone: str = PHONE, **typed: str) -> None:
    proven(client, phone)
    answer = client.post("/register", {"go": "new", **typed})
    assert answer.status_code == 302, play.errors(answer)


def verified(client: Client, who: tuple[str, str] = NEW, **more: str) -> Any:
    return client.post(
        "/account/verify", {"go": "name", "name": who[0], "id_number": who[1], "agree": "1", **more}
    )


def place(client: Client, code: str = "990301001001") -> None:
    assert client.post("/account/place", {"place": code, "next": "/account"}).status_code == 302


def test_somebody_new_registers_proves_who_they_are_and_applies() -> None:
    client = play.browser()
    registered(client)
    first = client.get("/services/gaoling/apply")
    assert first.url.startswith("/account/verify?"), "an account that is nobody's yet proves whose it is"
    answer = verified(client, next="/services/gaoling/apply")
    assert answer.url.startswith("/account/place?"), play.errors(answer)
    place(client)
    case_no = play.submit(client)
    row = play.row(case_no)
    assert row["applicant_name"] == "吴演帆"
    assert row["village"] == "990301001001"
    assert play.text(client.get("/account/verify")).count("实名（a2）") == 1


def test_a_code_is_sent_alike_whether_or_not_the_telephone_is_known() -> None:
    registered(play.browser(), PHONE)
    later()
    known, unknown = play.browser(), play.browser()
    answers = [
        [client.post("/register", {"phone": phone, "go": "send"}), client.get("/register")]
        for client, phone in ((known, PHONE), (unknown, "19900004322"))
    ]
    assert [one.status_code for one in answers[0]] == [one.status_code for one in answers[1]] == [302, 200]
    pages = [re.sub(r"value=\"[^\"]{40,}\"|199\S+\d{4}", "", play.text(one[1])) for one in answers]
    assert pages[0] == pages[1]


def test_a_couple_shares_a_telephone_and_neither_opens_the_others_account() -> None:
    wife, husband = play.browser(), play.browser()
    registered(wife)
    assert verified(wife).status_code == 302
    later()
    page = proven(husband)
    assert "吴演帆" not in play.text(page)
    account = re.search(r'name="account" value="([^"]+)"', page.content.decode()).group(1)
    refused = husband.post("/register", {"go": "open", "account": account, "tail": "030619"})
    assert play.errors(refused) == ["后 6 位对不上，请照着身份证再看一遍"]
    assert husband.get("/account").status_code == 302
    assert husband.post("/register", {"go": "new"}).status_code == 302
    answer = verified(husband, ("阿演•买买提", "990301197911030619"))
    assert answer.status_code == 302, play.errors(answer)
    assert "阿演·买买提" in play.text(husband.get("/account"))
    later()
    again = play.browser()
    page = proven(again)
    assert len(re.findall(r'name="account"', page.content.decode())) == 2
    opened = again.post("/register", {"go": "open", "account": account, "tail": "120310"})
    assert opened.status_code == 302
    assert "吴演帆" in play.text(again.get("/account"))


def test_an_account_on_another_telephone_cannot_be_opened() -> None:
    other = people.account_by_username("dongyankun")
    assert other is not None
    client = play.browser()
    proven(client)
    answer = client.post("/register", {"go": "open", "account": str(other.id), "tail": "220238"})
    assert answer.status_code == 422
    assert client.get("/account").status_code == 302


def test_five_wrong_codes_spend_the_code() -> None:
    client = play.browser()
    client.post("/register", {"phone": PHONE, "go": "send"})
    right = code_on(PHONE)
    wrong = "000000" if right != "000000" else "111111"
    said = [play.errors(client.post("/register", {"code": wrong, "go": "code"})) for _ in range(5)]
    assert said[0] == ["验证码不对，请照着短信再填一遍，还可以试 4 次"]
    assert said[4] == ["验证码过了时间，或者错得太多，请重新要一条"]
    client.post("/register", {"code": right, "go": "code"})
    assert "要打开哪个账号" not in play.text(client.get("/register"))


def test_codes_have_a_pause_and_after_three_a_small_sum() -> None:
    client = play.browser()
    assert client.post("/register", {"phone": PHONE, "go": "send"}).status_code == 302
    soon = client.post("/register", {"go": "again"})
    assert play.errors(soon) == ["刚给您发过一条，请等 1 分钟再要"]
    for _ in range(2):
        a_minute_later()
        assert client.post("/register", {"go": "again"}).status_code == 302
    a_minute_later()
    asked = client.post("/register", {"go": "again"})
    assert play.errors(asked) == ["请先答一道小算术题，再要验证码"]
    numbers = re.search(r"([零一二三四五六七八九十])加([零一二三四五六七八九十])等于几", play.text(asked))
    assert numbers
    total = sum("零一二三四五六七八九十".index(one) for one in numbers.groups())
    assert client.post("/register", {"go": "again", "sum": str(total)}).status_code == 302


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (("吴演帆", "990301900412031"), "这是旧的 15 位号码，已经停用，请照着现在的身份证填 18 位的。"),
        (("吴演帆", "99030119900412031"), "身份证号码是 18 位，您填了 17 位，请照着身份证再看一遍。"),
        (("", NEW[1]), "请写姓名"),
        (("吴演樊", NEW[1]), "姓名和号码对不上，请照着身份证再看一遍。名字里有少见的字，也可以到窗口核验"),
        (
            ("郑演远", "990301199004120417"),
            "查不到这个号码，可能是刚办的证。请再看一遍；没错的话，带身份证到街道、镇窗口核验",
        ),
        (
            ("无演声", "990301197007070911"),
            "核验的系统这会儿没有回应，您填的没有问题。请过一会儿再试，或到窗口核验",
        ),
        (("吴演苗", "99030120150505071X"), "未满 14 周岁，请监护人用自己的账号替您办"),
        (
            ("董演坤", "990301194607220238"),
            "您已经有一个账号了，不能再开一个。忘了怎么登录的，用手机验证码登录；手机号换了，或者不是您开的，带身份证到窗口办",
        ),
    ],
)
def test_what_does_not_fit_is_said_with_the_way_on(who: tuple[str, str], said: str) -> None:
    client = play.browser()
    registered(client)
    answer = verified(client, who)
    assert said in play.errors(answer)
    if who[1]:
        assert who[1] in answer.content.decode(), "what was typed stands there still"
    account = people.account_by_username(_username(client))
    assert account is not None
    assert account.person is None


def _username(client: Client) -> str:
    account = people.user_by_id(client.session["_auth_user_id"])
    assert account is not None
    return account.username


@pytest.mark.parametrize(
    "who",
    [
        ("刘演䶮", "990301197506010323"),
        ("赵演㛃", "990301196809090426"),
        ("孙演𬱖", "990301198302280510"),
        ("阿演 ･ 买买提", "９９０３０１１９７９１１０３０６１９"),
    ],
)
def test_rare_characters_and_every_middle_dot_are_the_same_person(who: tuple[str, str]) -> None:
    client = play.browser()
    registered(client)
    answer = verified(client, who)
    assert answer.status_code == 302, play.errors(answer)


def test_six_checks_a_day_are_one_too_many() -> None:
    client = play.browser()
    registered(client)
    for _ in range(5):
        assert verified(client, ("吴演樊", NEW[1])).status_code == 422
    assert play.errors(verified(client)) == ["今天已经核对了 5 次，请明天再来，或带身份证到窗口核验"]


def test_a_face_makes_a3_and_a_failed_one_nothing() -> None:
    client = play.browser()
    registered(client)
    verified(client)
    partner = client.get("/account/verify/face?next=/account")
    reference = partner.url.partition("reference=")[2]
    failed = client.post("/demo/face", {"reference": reference, "go": "fail"})
    assert "这次没有通过" in play.text(client.get(failed.url))
    partner = client.get("/account/verify/face?next=/account")
    other = client.post("/demo/face", {"reference": reference, "go": "pass"})
    assert "这次没有通过" in play.text(client.get(other.url)), "a ticket of another comparison proves nothing"
    partner = client.get("/account/verify/face?next=/account")
    reference = partner.url.partition("reference=")[2]
    passed = client.post("/demo/face", {"reference": reference, "go": "pass"})
    assert client.get(passed.url).url == "/account"
    assert "实人（a3）" in play.text(client.get("/account/verify"))


def face(client: Client) -> None:
    """Pass the comparison of faces of the demonstration."""
    partner = client.get("/account/verify/face?next=/account")
    reference = partner.url.partition("reference=")[2]
    passed = client.post("/demo/face", {"reference": reference, "go": "pass"})
    assert client.get(passed.url).url == "/account"


def test_a_network_identity_is_one_way_of_several() -> None:
    client = play.browser()
    registered(client)
    answer = client.post(
        "/account/verify", {"go": "network", "number": "wh990002", "code": "246810", "agree_network": "1"}
    )
    assert answer.status_code == 302, play.errors(answer)
    assert "吴演帆" in play.text(client.get("/account"))


def test_the_telephone_on_file_hears_once_that_an_account_was_bound_to_its_person() -> None:
    on_file = "19900007777"
    new = NewPerson(NEW[0], "resident_id", NEW[1], registered_at="990301001001", phone=on_file)
    register_person(by=system("test"), at=timezone.now(), new=new)
    client = play.browser()
    registered(client)
    for _ in range(2):
        assert verified(client).status_code == 302
    send_waiting(at=timezone.now())
    (told,) = simulated(on_file)
    assert "尾号4321" in told.text
    assert "不是您办的，请马上打 12349" in told.text
    assert NEW[0] not in told.text, "whoever reads the telephone need not know whose it was"
    assert not [one for one in simulated(PHONE) if "实名了" in one.text], "one's own hears nothing"


def test_proofs_are_only_ever_added() -> None:
    with (
        pytest.raises(Exception, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE people_proof SET level = 3")


def seen(client: Client, **typed: str) -> Any:
    form = {
        "account": "",
        "name": NEW[0],
        "id_kind": "resident_id",
        "id_number": NEW[1],
        "registered_at": "990301001001",
        "seen": "1",
    }
    return client.post("/desk/people/verify", {**form, **typed})


def test_an_officer_who_saw_the_document_makes_a3() -> None:
    client, window = play.browser(), play.browser(play.WINDOW)
    registered(client)
    answer = seen(window, account=PHONE)
    assert answer.status_code == 302, play.errors(answer)
    assert "实人（a3）" in play.text(client.get("/account/verify"))
    assert client.get("/services/gaoling/apply").url.startswith("/drafts/")


def test_a_counter_sorts_out_a_second_account_and_a_foreign_passport() -> None:
    client, window = play.browser(), play.browser(play.WINDOW)
    registered(client)
    mine = _username(client)
    twice = seen(window, account=mine, name="董演坤", id_number="990301194607220238")
    assert "您已经有一个账号了" in play.errors(twice)[0]
    done = seen(window, account=mine, name="董演坤", id_number="990301194607220238", close_others="1")
    assert done.status_code == 302, play.errors(done)
    assert people.account_by_username("dongyankun").values["is_active"] is False
    assert "董演坤" in play.text(client.get("/account"))
    guest = play.browser()
    registered(guest, "19900004399")
    passport = seen(
        window, account=_username(guest), name="MARIA YAN SILVA", id_kind="passport", id_number="YB1234567"
    )
    assert passport.status_code == 302, play.errors(passport)
    nothing = seen(window, account=_username(guest), id_kind="none", id_number="")
    assert play.errors(nothing) == ["没有证件的，先登记这个人，等有了证件再核验账号"]


def test_a_counter_verifies_nobody_of_another_place_and_nobody_verifies_themselves() -> None:
    client, window = play.browser(), play.browser(play.WINDOW)
    registered(client)
    elsewhere = seen(
        window, account=_username(client), name="林演兰", id_number="990101195208090126", close_others="1"
    )
    assert elsewhere.status_code == 403
    assert client.post("/desk/people/verify", {"account": "x"}).url.startswith("/desk/sign-in")
