"""A legal person is claimed, its administrator appoints and withdraws agents, and each changes the hat with one press."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from tests.journeys import people as play

pytestmark = pytest.mark.usefixtures("province")
COMPANY, CENTRE, CLUB = "91990301MA0000015N", "52990101MJ00000187", "51990301MJ0000026F"
SON, CAO = ("袁演岭", "990101197803160212"), ("曹演山", "990301193505209973")


def until(days: int = 90) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def claimed(
    client: Client, uscc: str = COMPANY, shown: str = "246810", way: str = "licence", **more: Any
) -> Any:
    form = {"way": way, "uscc": uscc, "shown": shown, "agree": "1"}
    return client.post("/organisations/claim", {**form, **more})


def by_key(client: Client, uscc: str = COMPANY) -> Any:
    client.post("/organisations/claim", {"way": "key", "go": "begin", "uscc": uscc})
    signature = re.search(r'class="mz-signed">([0-9a-f]+)<', client.get("/demo/key").content.decode())
    return claimed(client, uscc, signature.group(1) if signature else "00", "key")


def wears(client: Client, name: str = "霁南演荷商贸有限公司") -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM legal_persons_person WHERE name = %s", [name])
        found = cursor.fetchone()
    return client.post("/acting", {"organisation": str(found[0])})


def appointed(client: Client, who: tuple[str, str] = SON, **more: Any) -> Any:
    form = {
        "go": "appoint",
        "name": who[0],
        "id_number": who[1],
        "services": ["gaoling"],
        "until": until(),
    }
    return client.post("/organisations/current", {**form, **more})


def administrator() -> Client:
    """彭演荷, legal representative, who has claimed her company and wears its hat."""
    client = play.browser("pengyanhe")
    answer = claimed(client)
    assert answer.status_code == 302, play.errors(answer)
    assert wears(client).url == "/organisations/current"
    return client


def test_a_company_is_claimed_an_agent_is_appointed_wears_the_hat_and_is_withdrawn() -> None:
    admin, agent = administrator(), play.browser("yuanyanling")
    assert "您正在用 霁南演荷商贸有限公司 的身份" in play.text(admin.get("/organisations/current"))
    answer = appointed(admin)
    assert answer.status_code == 302, play.errors(answer)
    assert "霁南演荷商贸有限公司请您做经办人" in play.text(agent.get("/inbox"))
    listed = play.text(agent.get("/organisations"))
    assert "经办人，有效" in listed
    assert wears(agent).status_code == 302
    page = agent.get("/organisations/current")
    assert "授权一个经办人" not in play.text(page), "an agent appoints nobody"
    assert appointed(agent, CAO).status_code == 403
    seen = play.text(admin.get("/organisations/current"))
    assert "授权经办人" in seen, "what was done stands there"
    mandate = re.search(
        r'name="mandate" value="([^"]+)"', admin.get("/organisations/current").content.decode()
    )
    assert mandate
    assert admin.post("/organisations/current", {"go": "end", "mandate": mandate.group(1)}).status_code == 302
    assert "您正在用" not in play.text(agent.get("/")), "withdrawn at once, whatever the session says"
    assert wears(agent).status_code == 403


def test_nothing_of_the_person_stands_in_the_pages_of_the_legal_person() -> None:
    admin = play.browser("pengyanhe")
    draft = play.begin(admin)
    assert claimed(admin).status_code == 302
    wears(admin)
    for url in ("/inbox", "/account", "/account/agency"):
        assert admin.get(url).url == "/organisations/current", url
    assert admin.get(draft).status_code == 404
    assert "高龄津贴" not in play.text(admin.get("/cases"))
    assert admin.get("/api/v1/cases").status_code == 409
    admin.post("/acting", {"principal": ""})
    assert admin.get("/cases").status_code == 200
    assert admin.get("/organisations/current").url == "/organisations"


def test_the_hat_ends_with_the_mandate() -> None:
    admin = administrator()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE legal_persons_mandate SET valid_from = %s, valid_to = %s",
            [timezone.localdate() - timedelta(days=9), timezone.localdate()],
        )
    assert "您正在用" not in play.text(admin.get("/"))
    assert appointed(admin).url == "/organisations"
    assert wears(admin).status_code == 403


def test_one_hat_at_a_time() -> None:
    admin = administrator()
    admin.post("/acting", {"principal": str(play.person_of("dongyankun"))})
    page = play.text(admin.get("/"))
    assert "您正在替 董演坤 办事" in page
    assert "您正在用" not in page
    wears(admin)
    page = play.text(admin.get("/"))
    assert "您正在用 霁南演荷商贸有限公司 的身份" in page
    assert "您正在替" not in page


@pytest.mark.parametrize(
    ("who", "form", "said"),
    [
        ("pengyanhe", {"uscc": "91990301MA0000015M"}, "最后一位对不上，请照着证书再看一遍。"),
        ("pengyanhe", {"shown": "000000"}, "出示码不对，或者过了时间，请在电子营业执照里重新出示一次"),
        ("yuanyanling", {}, "这个出示码是别人出示的，请用您自己的电子营业执照出示"),
        ("pengyanhe", {"uscc": "91990101MA00000237"}, "这个单位已经注销或者撤销，不能再认领"),
        ("pengyanhe", {"uscc": "91990101MA00000312"}, "对方系统没有回应，请过一会儿再试，或者换一种方式"),
        ("pengyanhe", {"uscc": CENTRE}, "社会服务机构没有这种证照，请换一种方式核验"),
        ("pengyanhe", {"agree": ""}, "请看一遍，同意就打勾，再认领"),
        (
            "caoyanshan",
            {"way": "certificate", "uscc": CENTRE, "shown": "YM990101018"},
            "凭登记证书只有法定代表人本人可以认领。您可以用 UKey，或者请法定代表人来认领",
        ),
        (
            "caoyanshan",
            {"way": "certificate", "uscc": CLUB, "shown": "YM990101018"},
            "没有查到这个单位，请照着证书再看一遍代码和编号",
        ),
    ],
)
def test_what_does_not_prove_is_said_beside_its_field(who: str, form: dict[str, str], said: str) -> None:
    answer = claimed(play.browser(who), **form)
    assert answer.status_code == 422
    assert play.errors(answer) == [said]


def test_a_certificate_proves_for_the_legal_representative() -> None:
    client = play.browser("caoyanshan")
    answer = claimed(client, CLUB, "ym990301026", "certificate")
    assert answer.status_code == 302, play.errors(answer)
    assert "霁南区演山登山协会" in play.text(client.get("/organisations"))


def test_the_holder_of_the_key_administers_until_the_legal_representative_takes_over() -> None:
    holder, representative = play.browser("caoyanshan"), play.browser("pengyanhe")
    answer = by_key(holder)
    assert answer.status_code == 302, play.errors(answer)
    refused = by_key(play.browser("yuanyanling"))
    assert play.errors(refused) == ["这个单位已经有管理员（曹演山）。请他授权给您；法定代表人可以直接接管"]
    assert wears(holder).status_code == 302
    assert claimed(representative).status_code == 302
    assert "您正在用" not in play.text(holder.get("/"))
    assert "法定代表人接管了管理员" in play.text(holder.get("/inbox"))
    assert wears(representative).status_code == 302


def test_a_signature_is_good_for_the_challenge_of_this_session_only_and_once() -> None:
    one, other = play.browser("caoyanshan"), play.browser("yuanyanling")
    for client in (one, other):
        client.post("/organisations/claim", {"way": "key", "go": "begin", "uscc": COMPANY})
    signature = re.search(r'class="mz-signed">([0-9a-f]+)<', one.get("/demo/key").content.decode())
    assert signature
    stolen = claimed(other, COMPANY, signature.group(1), "key")
    assert play.errors(stolen) == ["没有验过这把 UKey，请插好再签一次"]
    assert claimed(one, COMPANY, signature.group(1), "key").status_code == 302
    again = claimed(one, COMPANY, signature.group(1), "key")
    assert again.status_code == 422, "the challenge is gone"


@pytest.mark.parametrize(
    ("who", "more", "said"),
    [
        (("彭演荷", "990301200612010161"), {}, "不能授权给自己，请填另一个人"),
        (("袁演领", SON[1]), {}, "姓名和号码对不上，请照着他的身份证再看一遍"),
        (("袁演禾", "990101201403120237"), {}, "代理人、监护人要满 18 周岁，请改选"),
        (SON, {"until": "2020-01-01"}, "截止日要晚于开始日，请核对两个日期"),
        (SON, {"until": "2099-01-01"}, "委托最长一年，到期可以再委托，请改截止日"),
        (SON, {"services": []}, "请选授权哪几项，或者选“全部事项”"),
    ],
)
def test_what_cannot_be_appointed_is_said_beside_its_field(
    who: tuple[str, str], more: dict[str, Any], said: str
) -> None:
    answer = appointed(administrator(), who, **more)
    assert answer.status_code == 422
    assert play.errors(answer) == [said]


def test_nobody_is_appointed_twice_and_a_strangers_mandate_is_not_there() -> None:
    admin = administrator()
    appointed(admin)
    assert play.errors(appointed(admin)) == ["他已经是这个单位的管理员或经办人。要改的话，请先撤回，再授权"]
    stranger = play.browser("caoyanshan")
    assert claimed(stranger, CLUB, "YM990301026", "certificate").status_code == 302
    wears(stranger, "霁南区演山登山协会")
    page = admin.get("/organisations/current").content.decode()
    mandate = re.findall(r'name="mandate" value="([^"]+)"', page)[-1]
    assert stranger.post("/organisations/current", {"go": "end", "mandate": mandate}).status_code == 404
    assert wears(stranger).status_code == 403
    assert "彭" not in play.text(stranger.get("/organisations/current"))


def test_the_database_itself_refuses_an_appointment_of_oneself_and_a_changed_proof() -> None:
    administrator()
    for text in (
        "UPDATE legal_persons_mandate SET basis = 'appointed'",
        "UPDATE legal_persons_mandate SET valid_to = valid_from",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(text)
    with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE legal_persons_proof SET level = 3")


def test_an_agent_lays_the_mandate_down() -> None:
    admin, agent = administrator(), play.browser("yuanyanling")
    appointed(admin)
    mandate = re.search(r'name="mandate" value="([^"]+)"', agent.get("/organisations").content.decode())
    assert mandate
    assert agent.post("/organisations", {"mandate": mandate.group(1)}).status_code == 302
    assert wears(agent).status_code == 403
