"""帮填: the village's helper fills in; only the person hands in, on the own account, by the own code, or at the counter."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from minzheng.core.cases.actions import phone_to_confirm
from minzheng.core.forms.actions import lapse_help
from minzheng.core.forms.queries import helped_draft
from minzheng.core.messages.models import Sms
from minzheng.core.people.queries import account_by_username
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import system
from tests.journeys import people as play
from tests.journeys.pictures import jpeg
from tests.journeys.road import later

pytestmark = pytest.mark.usefixtures("province")
HELPER, ELSEWHERE = "990301001001_helper_01", "990101001001_helper_01"
DONG, CAO = ("董演坤", "990301194607220238"), ("曹演山", "990301193505209973")
WHY = "老人不会用手机，请我帮他填"


def begun(client: Client, who: tuple[str, str], service: str = "gaoling", **more: str) -> Any:
    form = {"do": "number", "service": service, "name": who[0], "id_number": who[1], "reason": WHY}
    return client.post("/desk/helped", {**form, **more})


def filled(client: Client, who: tuple[str, str] = DONG, **changes: dict[str, Any]) -> str:
    """The helper fills in every page; the address of the page on which the answers are checked."""
    answer = begun(client, who)
    assert answer.status_code == 302, play.errors(answer)
    base = answer.url.rsplit("/", 1)[0]
    for page in ("p_contact", "p_bank"):
        answer = client.post(f"{base}/{page}", {**play.PAGES[page], **changes.get(page, {}), "go": "next"})
        assert answer.status_code == 302, play.errors(answer)
    assert answer.url == base
    return base


def offered(client: Client, who: tuple[str, str] = DONG, **changes: dict[str, Any]) -> str:
    """Filled in and given to the person; the draft's id."""
    base = filled(client, who, **changes)
    assert client.post(base, {"go": "offer"}).status_code == 302
    return base.rsplit("/", 1)[1]


def code_sent() -> str:
    sent = Sms.objects.order_by("-id").values_list("text", flat=True)[0]
    found = re.search(r"验证码 (\d{6})", sent)
    assert found, sent
    return found[1]


def test_the_helper_fills_in_and_the_person_changes_and_hands_in_on_the_own_account() -> None:
    helper, person = play.browser(HELPER), play.browser("dongyankun")
    photo = SimpleUploadedFile("社保卡.jpg", jpeg(600, 380), "image/jpeg")
    draft = offered(helper, p_bank={"card_photo": photo})
    letters = play.text(person.get("/inbox"))
    assert "帮您填好了申请，请您看一看" in letters
    assert WHY in letters, "the reason is told to whom it is about"
    words = re.search(r"由(\w+)（南熏社区）帮填", play.text(person.get("/cases")))
    assert words, "the person sees who filled in, and of which village"
    check = f"/drafts/{draft}/check"
    assert words[0] in play.text(person.get(check))
    assert "等本人确认" in play.text(helper.get("/desk/helped"))
    assert person.post(check, {"go": "submit"}).status_code == 422, "nothing goes in without the promise"
    home = {**play.PAGES["p_contact"], "address": "南熏社区 99 号", "go": "next"}
    assert person.post(f"/drafts/{draft}/p_contact", home).status_code == 302
    assert "本人在改" in play.text(helper.get("/desk/helped"))
    assert helper.get(f"/desk/helped/{draft}").status_code == 404, (
        "what the person changes is not the helper's to see"
    )
    done = person.post(check, {"promise": "1", "go": "submit"})
    assert done.status_code == 302, play.errors(done)
    case_no = str(done.url).split("/")[2]
    row = play.row(case_no)
    assert (row["applicant_name"], row["agent_id"], row["origin"]) == ("董演坤", None, "person")
    desk = play.text(play.browser(play.ACCEPTOR).get(f"/desk/cases/{case_no}"))
    assert words[0] in desk
    assert "本人用自己的账号确认、提交" in desk
    seen = play.text(helper.get("/desk/helped"))
    assert "本人已提交" in seen
    assert case_no not in seen


def test_nothing_of_one_client_stands_in_the_form_of_the_next() -> None:
    helper = play.browser(HELPER)
    first = filled(helper, p_contact={"phone": "19900007777", "address": "曹家胡同 7 号"})
    wrong = helper.post(f"{first}/p_contact", {"phone": "1", "address": "曹家胡同 8 号", "go": "next"})
    assert wrong.status_code == 422
    second = begun(helper, CAO).url.rsplit("/", 1)[0]
    assert second != first
    pages = [helper.get(f"{second}/{page}") for page in ("p_contact", "p_bank")]
    pages += [helper.get("/desk/helped")]
    for page in pages:
        assert not re.findall(r"曹家胡同|19900007777|董演坤|1236", page.content.decode())
        assert "no-store" in page["Cache-Control"]
    kept = str(dict(helper.session.items()))
    assert "曹家胡同" not in kept
    assert first.rsplit("/", 1)[1] not in kept
    own = play.begin(play.browser("dongyankun"))
    assert own.split("/")[2] != first.rsplit("/", 1)[1], "what the person begins alone is another draft"
    assert "曹家胡同" not in play.text(play.browser("dongyankun").get(play.page_url(own, "p_contact")))
    other = play.browser(ELSEWHERE)
    assert other.get(f"{first}/p_contact").status_code == 404
    assert other.post(first, {"go": "offer"}).status_code == 404
    assert play.browser("caoyanshan").get(f"/drafts/{first.rsplit('/', 1)[1]}/check").status_code == 404


def test_a_person_is_named_with_a_reason_and_of_the_own_village_and_the_package_lets_it() -> None:
    helper = play.browser(HELPER)
    assert play.errors(begun(helper, DONG, reason="帮忙")) == [
        "请写清楚为什么要帮填（至少 4 个字），本人看得到"
    ]
    assert "没有对得上的人" in play.errors(begun(helper, ("董演坡", DONG[1])))[0]
    assert "没有对得上的人" in play.errors(begun(play.browser(ELSEWHERE), DONG))[0]
    shut = begun(helper, DONG, service="association_establish")
    assert shut.status_code in (404, 422), "a service that nobody may be helped with"
    assert begun(play.browser(play.WINDOW), DONG).status_code == 403
    assert helper.post("/desk/intake/gaoling", {}).status_code == 403, "a helper receives nothing"


def test_the_person_confirms_by_the_own_code_on_the_helpers_device() -> None:
    helper = play.browser(HELPER)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET phone = '19900004321' WHERE name = '董演坤'")
        cursor.execute("UPDATE people_account SET phone = '' WHERE username = 'dongyankun'")
    asked = {"do": "phone", "service": "gaoling", "name": "董演坤", "phone": "19900004321", "reason": WHY}
    page = helper.post("/desk/helped", asked)
    code_id = re.search(r'name="code_id" value="([^"]+)"', page.content.decode())
    assert code_id, play.errors(page)
    with_code = {**asked, "do": "code", "code_id": code_id[1], "code": code_sent()}
    base = str(helper.post("/desk/helped", with_code).url).rsplit("/", 1)[0]
    for name in ("p_contact", "p_bank"):
        assert helper.post(f"{base}/{name}", {**play.PAGES[name], "go": "next"}).status_code == 302
    Sms.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_phone_code")
    page = helper.post(base, {"go": "code"})
    sent = re.search(r'name="code_id" value="([^"]+)"', page.content.decode())
    assert sent, play.errors(page)
    code = code_sent()
    wrong = helper.post(
        base, {"go": "confirm", "code_id": sent[1], "code": "000000" if code != "000000" else "1"}
    )
    assert "验证码不对" in play.errors(wrong)[0]
    foreign = helper.post(base, {"go": "confirm", "code_id": code_id[1], "code": with_code["code"]})
    assert foreign.status_code == 422, "the code by which the person was named does not hand in"
    done = helper.post(base, {"go": "confirm", "code_id": sent[1], "code": code})
    assert done.status_code == 302, play.errors(done)
    listed = play.text(helper.get("/desk/helped"))
    case_no = re.search(r"编号 (\w{23})，查询码 \d{6}", listed)
    assert case_no, listed
    desk = play.text(play.browser(play.ACCEPTOR).get(f"/desk/cases/{case_no[1]}"))
    assert "本人用手机验证码确认、提交" in desk
    assert helper.post(base, {"go": "confirm", "code_id": sent[1], "code": code}).status_code == 404


def test_the_person_confirms_before_an_officer_or_throws_it_away_or_it_lapses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    helper, window = play.browser(HELPER), play.browser(play.WINDOW)
    draft = offered(helper)
    found = window.post("/desk/helped/counter", {"do": "look", "name": DONG[0], "id_number": DONG[1]})
    assert f"/desk/helped/{draft}/counter" in found.content.decode()
    url = f"/desk/helped/{draft}/counter"
    assert helper.post(url, {"seen": "1"}).status_code == 403
    assert play.browser("990101001_window_01").post(url, {"seen": "1"}).status_code == 403
    assert window.post(url, {}).status_code == 422
    done = window.post(url, {"seen": "1"})
    assert done.status_code == 302, play.errors(done)
    assert "本人到窗口当面确认、提交" in play.text(window.get(done.url))
    thrown, person = offered(helper), play.browser("dongyankun")
    assert person.post(f"/drafts/{thrown}/discard").status_code == 302
    assert "本人不要了" in play.text(helper.get("/desk/helped"))
    late = offered(helper)
    later(monkeypatch, 9)
    assert play.browser("dongyankun").get(f"/drafts/{late}/check").status_code == 410
    assert lapse_help(by=system("lapse_help"), at=timezone.now()) == 1
    assert "过期作废" in play.text(play.browser(HELPER).get("/desk/helped"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers::text FROM forms_draft WHERE id = ANY(%s::uuid[])", [[thrown, late]])
        assert cursor.fetchall() == [("{}",), ("{}",)], "nothing of what was filled in is left"


def test_a_telephone_alone_does_not_confirm_what_asks_for_a_proved_person() -> None:
    helper = play.browser(HELPER)
    begun_at = begun(helper, DONG, service="dibao").url
    account = account_by_username(HELPER)
    assert account is not None
    row = helped_draft(UUID(begun_at.split("/")[3]), account.id)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_account SET phone = '' WHERE username = 'dongyankun'")
        cursor.execute("UPDATE people_person SET phone = '19900004321' WHERE name = '董演坤'")
    with pytest.raises(Problem, match=r"cases\.level_to_confirm"):
        phone_to_confirm(row, timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET phone = '' WHERE name = '董演坤'")
    with pytest.raises(Problem, match=r"cases\.no_phone_to_confirm"):
        phone_to_confirm(row, timezone.now())
