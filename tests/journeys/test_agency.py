"""One acts for another: appointed online, as guardian, within matters and days; and nothing goes over to the next."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.journeys import people as play
from tests.journeys.pictures import jpeg
from tests.journeys.test_registering import place, registered, verified

pytestmark = pytest.mark.usefixtures("province")
SON, MOTHER = ("袁演岭", "990101197803160212"), ("林演兰", "990101195208090126")
PENG, CAO = ("彭演荷", "990301200612010161"), ("曹演山", "990301193505209973")


def until(days: int = 90) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def appointed(client: Client, who: tuple[str, str], services: Any = ("gaoling",), **more: Any) -> Any:
    form = {
        "go": "appoint",
        "name": who[0],
        "id_number": who[1],
        "services": list(services),
        "until": until(),
        "agree": "1",
    }
    return client.post("/account/agency", {**form, **more})


def newest(client: Client) -> str:
    found = re.search(r'name="agency" value="([^"]+)"', client.get("/account/agency").content.decode())
    assert found
    return found.group(1)


def wears(client: Client, principal: Any) -> Any:
    return client.post("/acting", {"principal": str(principal)})


def both() -> tuple[Client, Client]:
    """曹演山 has appointed 彭演荷 for the old-age allowance, and she has accepted."""
    elder, agent = play.browser("caoyanshan"), play.browser("pengyanhe")
    answer = appointed(elder, PENG)
    assert answer.status_code == 302, play.errors(answer)
    assert agent.post("/account/agency", {"go": "accept", "agency": newest(agent)}).status_code == 302
    return elder, agent


def test_a_neighbour_is_appointed_accepts_applies_and_is_withdrawn() -> None:
    elder, agent = both()
    assert "彭演荷 （委托代理，有效）" in play.text(elder.get("/account/agency"))
    assert "曹演山想请您替他办事" in play.text(agent.get("/inbox"))
    assert wears(agent, play.person_of("caoyanshan")).status_code == 302
    assert "您正在替 曹演山 办事" in play.text(agent.get("/"))
    case_no = play.submit(agent)
    row = play.row(case_no)
    assert (row["applicant_name"], row["agent_id"]) == ("曹演山", play.person_of("pengyanhe"))
    assert elder.get(f"/cases/{case_no}").status_code == 200
    assert agent.get(f"/cases/{case_no}").status_code == 200
    assert elder.post("/account/agency", {"go": "end", "agency": newest(elder)}).status_code == 302
    assert "您正在替" not in play.text(agent.get("/")), "withdrawn at once, whatever the session says"
    assert wears(agent, play.person_of("caoyanshan")).status_code == 403


def test_nothing_of_the_former_client_stands_in_the_form_of_the_next() -> None:
    _, agent = both()
    wears(agent, play.person_of("caoyanshan"))
    first = play.begin(agent)
    agent.post(play.page_url(first, "p_who"), {**play.PAGES["p_who"], "go": "next"})
    contact = {"phone": "19900007777", "address": "曹家胡同 7 号", "living": "alone", "go": "next"}
    agent.post(play.page_url(first, "p_contact"), contact)
    wears(agent, play.person_of("dongyankun"))
    second = play.begin(agent)
    assert second.split("/")[2] != first.split("/")[2]
    pages = [
        agent.get(play.page_url(second, key)).content.decode() for key in ("p_who", "p_contact", "p_bank")
    ]
    assert not [page for page in pages if "曹家胡同" in page or "19900007777" in page]
    assert agent.get(play.page_url(first, "p_contact")).status_code == 404
    assert "曹家胡同" not in agent.get("/cases").content.decode()
    wears(agent, "")
    third = play.begin(agent)
    assert third.split("/")[2] not in (first.split("/")[2], second.split("/")[2])
    wears(agent, play.person_of("caoyanshan"))
    assert "曹家胡同" in agent.get(play.page_url(first, "p_contact")).content.decode()


def test_what_is_not_among_the_matters_is_neither_begun_nor_seen() -> None:
    elder, agent = both()
    own_case = play.submit(elder)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET service = 'dibao' WHERE case_no = %s", [own_case])
    wears(agent, play.person_of("caoyanshan"))
    refused = agent.get("/services/dibao/apply")
    assert refused.status_code == 403
    assert "委托里没有这一项" in play.text(refused)
    assert agent.get(f"/cases/{own_case}").status_code == 404
    assert own_case not in agent.get("/cases").content.decode()


def test_an_agency_ends_at_midnight_of_its_day() -> None:
    _, agent = both()
    wears(agent, play.person_of("caoyanshan"))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_representative SET valid_from = %s, valid_to = %s WHERE agent_id = %s AND status = 'active'",
            [timezone.localdate() - timedelta(days=9), timezone.localdate(), play.person_of("pengyanhe")],
        )
    assert "您正在替" not in play.text(agent.get("/"))
    assert wears(agent, play.person_of("caoyanshan")).status_code == 403


@pytest.mark.parametrize(
    ("who", "more", "said"),
    [
        (CAO, {}, "代理人要是另一个人，请改选"),
        (("彭演河", PENG[1]), {}, "姓名和号码对不上，请照着他的身份证再看一遍"),
        (("袁演禾", "990101201403120237"), {}, "代理人、监护人要满 18 周岁，请改选"),
        (PENG, {"until": "2020-01-01"}, "截止日要晚于开始日，请核对两个日期"),
        (PENG, {"until": "2099-01-01"}, "委托最长一年，到期可以再委托，请改截止日"),
        (PENG, {"services": []}, "请选委托哪几项，或者选“全部事项”"),
        (PENG, {"agree": ""}, "请看一遍，同意就打勾，再委托"),
    ],
)
def test_what_cannot_be_appointed_is_said_beside_its_field(
    who: tuple[str, str], more: dict[str, Any], said: str
) -> None:
    answer = appointed(play.browser("caoyanshan"), who, **more)
    assert answer.status_code == 422
    assert play.errors(answer) == [said]


def test_nobody_accepts_for_another_and_a_representative_appoints_nobody() -> None:
    elder = play.browser("caoyanshan")
    appointed(elder, PENG)
    offer, stranger = newest(elder), play.browser("qinyanfeng")
    assert stranger.post("/account/agency", {"go": "accept", "agency": offer}).status_code == 404
    assert stranger.post("/account/agency", {"go": "end", "agency": offer}).status_code == 403
    assert elder.post("/account/agency", {"go": "accept", "agency": offer}).status_code == 404
    agent = play.browser("pengyanhe")
    wears(agent, play.person_of("dongyankun"))
    assert appointed(agent, SON).url == "/", "with another's hat on nobody is appointed"
    assert wears(stranger, play.person_of("caoyanshan")).status_code == 403


def test_who_has_no_account_yet_finds_the_offer_after_proving_who_they_are() -> None:
    elder, fresh = play.browser("caoyanshan"), play.browser()
    answer = appointed(elder, ("吴演帆", "990301199004120310"))
    assert answer.status_code == 302, play.errors(answer)
    registered(fresh)
    assert verified(fresh).status_code == 302
    assert "曹演山" in play.text(fresh.get("/account/agency"))
    assert fresh.post("/account/agency", {"go": "accept", "agency": newest(fresh)}).status_code == 302


def test_a_guardian_is_checked_by_an_officer_and_then_acts_for_the_child() -> None:
    client, window = play.browser(), play.browser(play.WINDOW)
    registered(client)
    verified(client)
    place(client)
    form = {
        "go": "guardian",
        "ward_name": "吴演苗",
        "ward_id_number": "99030120150505071X",
        "agree_ward": "1",
    }
    missing = client.post("/account/agency", form)
    assert play.errors(missing) == ["请传户口簿、出生证明、判决书或者指定监护的文书"]

    paper = SimpleUploadedFile("户口簿.jpg", jpeg(300, 200), "image/jpeg")
    sent = client.post("/account/agency", {**form, "evidence": paper})
    assert sent.status_code == 302, play.errors(sent)
    page = window.get("/desk/people/guardians")
    assert "吴*帆说是吴*苗的监护人" in play.text(page)
    agency = re.search(r'name="agency" value="([^"]+)"', page.content.decode()).group(1)
    assert window.get(f"/desk/people/guardians/{agency}/paper").status_code == 200
    assert (
        play.browser("990101001_window_01").get(f"/desk/people/guardians/{agency}/paper").status_code == 403
    )
    done = window.post("/desk/people/guardians", {"agency": agency, "go": "confirm"})
    assert done.status_code == 302, play.errors(done)
    text = play.text(client.get("/account/agency"))
    assert "吴演苗 （监护，有效）" in text
    assert "2033 年 5 月 5 日前" in text
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_consent WHERE purpose = 'child_data'")
        assert cursor.fetchone()[0] == 1
    assert "替吴*苗办" in play.text(client.get("/"))
    ward = re.search(r'name="principal" value="([^"]+)"', client.get("/").content.decode())
    wears(client, ward.group(1))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_consent SET withdrawn_at = now() WHERE purpose = 'child_data'")
    check = play.fill(client)
    assert "我是孩子的监护人" in play.text(client.get(check))
    answer = client.post(check, {"promise": "1", "go": "submit"})
    assert answer.status_code == 302, play.errors(answer)
    assert play.row(str(answer.url).split("/")[2])["applicant_name"] == "吴演苗"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM people_consent WHERE purpose = 'child_data' AND withdrawn_at IS NULL"
        )
        assert cursor.fetchone()[0] == 1
