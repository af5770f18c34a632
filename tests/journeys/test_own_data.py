"""A person's data: a copy, a correction, consents taken back, an account given up."""

import io
import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from minzheng.core.cases.queries import materials
from minzheng.core.files.models import StoredFile
from minzheng.core.files.queries import files, location
from minzheng.core.forms.actions import expire_drafts
from minzheng.core.people.actions import give_consent, reveal_id_number, take_copy
from minzheng.core.people.queries import account_by_username, consents, household_of, id_number_is, person
from minzheng.kernel.codes import make_id_number
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, Hat, system
from tests.journeys import people as play
from tests.journeys.pictures import jpeg

pytestmark = pytest.mark.usefixtures("province")
BY = system("test")
PDF_STATEMENTS = 16
"""Those of the request's frame, the copy of the people room, cases, drafts, corrections, who looked, and their units."""


def test_a_copy_holds_what_is_ones_own_and_nobody_elses() -> None:
    client = play.browser("caoyanshan")
    case_no = play.submit(client)
    answer = client.post("/account/data", {"go": "copy"})
    held = json.loads(answer.content)
    assert (held["姓名"], held["证件号码"]) == ("曹演山", "990301193505209973")
    assert [one["编号"] for one in held["办件"]] == [case_no]
    assert "董演坤" not in answer.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_event WHERE kind = 'people.take_copy'")
        assert cursor.fetchone()[0] == 1


def test_the_copy_to_be_read_says_what_is_held_what_for_and_who_looked() -> None:
    client = play.browser("caoyanshan")
    case_no = play.submit(client)
    looked = {"by": BY, "at": timezone.now(), "person_id": play.person_of("caoyanshan")}
    reveal_id_number(**looked, purpose="核对户籍")
    client.post("/account/data", {"go": "pdf"})
    with CaptureQueriesContext(connection) as counted:
        answer = client.post("/account/data", {"go": "pdf"})
    content = b"".join(answer.streaming_content)
    assert len(counted) == PDF_STATEMENTS, [one["sql"][:90] for one in counted]
    assert (answer["Content-Type"], "no-store" in answer["Cache-Control"]) == ("application/pdf", True)
    pages = PdfReader(io.BytesIO(content)).pages
    text = "".join("".join(page.extract_text() for page in pages).split())
    for part in (
        "曹演山",
        "990301193505209973",
        case_no,
        "核对户籍",
        "认出您是谁",
        "个人信息保护法第四十五条",
    ):
        assert part in text, part
    assert "董演坤" not in text
    weak = Actor(hat=Hat.SELF, account=uuid7(), person=play.person_of("caoyanshan"), assurance=1)
    with pytest.raises(Problem, match=r"people\.assurance_needed"):
        take_copy(by=weak, at=timezone.now())


def asked(client: Client, **changes: Any) -> Any:
    photo = SimpleUploadedFile("户口簿.jpg", jpeg(400, 300), "image/jpeg")
    form = {"go": "ask", "fact": "name", "right": "曹演珊", "note": "派出所写错了", "proof": photo}
    return client.post("/account/corrections", {**form, **changes})


def test_a_verified_fact_is_mended_by_the_office_that_looked_at_the_paper() -> None:
    client, who = play.browser("caoyanshan"), play.person_of("caoyanshan")
    assert play.errors(asked(client, right="", proof="")) == ["请传一张证明：证件、户口簿、判决书的照片都行"]
    assert play.errors(asked(client, right="")) == ["请写清楚应当是什么，最多 64 个字"]
    assert asked(client).status_code == 302
    assert "正在办" in play.errors(asked(client))[0], "a second one waits for the first"
    new = make_id_number("990301", date(1935, 5, 21), 901)
    assert asked(client, fact="id_number", right=new).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT value_enc FROM people_correction")
        assert not [row for row in cursor.fetchall() if new.encode() in bytes(row[0])], "sealed as it lies"
    window, url = play.browser(play.WINDOW), "/desk/people/corrections"
    page = window.get(url).content.decode()
    assert "曹演珊" in page
    assert new not in page, "a number stands there masked"
    number, name = re.findall(r'name="correction" value="([^"]+)"', page)[::-1]
    assert window.get(f"{url}/{name}/paper").status_code == 200
    assert new in window.post(url, {"correction": number, "go": "reveal"}).content.decode()
    assert play.browser("990101001_window_01").get(f"{url}/{name}/paper").status_code == 404
    assert play.browser(play.REVIEWER).get(url).status_code == 403
    assert play.errors(window.post(url, {"correction": name, "go": "refuse"}))[0].startswith("不改要写明理由")
    assert (
        window.post(url, {"correction": name, "go": "refuse", "reason": "照片看不清，请重拍。"}).status_code
        == 302
    )
    assert window.post(url, {"correction": number, "go": "accept"}).status_code == 302
    assert window.post(url, {"correction": number, "go": "accept"}).status_code == 404, "decided once"
    assert (person(who).name, person(who).birth_date) == ("曹演山", date(1935, 5, 21))
    assert id_number_is(who, new)
    told = play.text(client.get("/account/corrections"))
    assert "照片看不清，请重拍。" in told
    assert "改好了" in told
    assert "看了您要更正的证明" in play.text(client.get("/account/looks"))
    letters = play.text(client.get("/inbox"))
    assert "您要更正的证件号码，改好了" in letters
    assert "您要更正的姓名，没有改" in letters


@pytest.mark.parametrize(
    ("username", "fact", "right", "mended"),
    [
        ("caoyanshan", "name", "曹演珊", lambda who: person(who).name == "曹演珊"),
        ("caoyanshan", "registered_at", "雨荷社区", lambda who: person(who).registered_at == "990301001002"),
        (
            "yuanyanling",
            "household",
            "已经分户单过",
            lambda who: household_of(who, timezone.localdate()) is None,
        ),
    ],
)
def test_each_fact_that_an_officer_accepts_is_mended(
    username: str, fact: str, right: str, mended: Callable[[UUID], bool]
) -> None:
    client, who = play.browser(username), play.person_of(username)
    assert not mended(who)
    done = asked(client, fact=fact, right=right)
    assert done.status_code == 302, play.errors(done)
    town = person(who).places["town"]
    window, url = play.browser(f"{town}_window_01"), "/desk/people/corrections"
    (number,) = re.findall(r'name="correction" value="([^"]+)"', window.get(url).content.decode())
    accepted = window.post(url, {"correction": number, "go": "accept"})
    assert accepted.status_code == 302, play.errors(accepted)
    assert mended(who)


def test_what_was_uploaded_outside_cases_is_erased_and_what_is_in_a_case_stays() -> None:
    client = play.browser("caoyanshan")
    photo = SimpleUploadedFile("社保卡.jpg", jpeg(600, 380), "image/jpeg")
    kept = play.submit(client, p_bank={**play.PAGES["p_bank"], "card_photo": photo})
    again = SimpleUploadedFile("社保卡二.jpg", jpeg(600, 380), "image/jpeg")
    play.fill(client, p_bank={**play.PAGES["p_bank"], "card_photo": again})
    page = client.get("/account/data").content.decode()
    assert "社保卡二.jpg" in page
    assert "社保卡.jpg" not in page, "what was handed in is not offered"
    pattern = r'name="kind" value="(\w+)"><input type="hidden" name="thing" value="([^"]+)"><input type="hidden" name="file" value="([^"]+)"'
    kind, thing, file = re.findall(pattern, page)[0]
    words = {"go": "erase", "kind": kind, "thing": thing, "file": file}
    assert play.browser("dongyankun").post("/account/data", words).status_code == 404
    assert client.post("/account/data", words).status_code == 302
    assert files([UUID(file)]) == {}
    (row,) = [one for one in materials(play.row(kept)["id"]) if one.file]
    assert location(files([row.file])[row.file].digest).is_file(), "the same content lies in a case"
    play.fill(
        client, p_bank={**play.PAGES["p_bank"], "card_photo": SimpleUploadedFile("三.jpg", jpeg(90, 80))}
    )
    digests = set(StoredFile.objects.filter(erased_at=None, name="三.jpg").values_list("digest", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE forms_draft SET updated_at = now() - interval '200 days' WHERE \"case\" IS NULL"
        )
    assert expire_drafts(by=system("test"), at=timezone.now()) == 1
    assert digests
    assert not StoredFile.objects.filter(erased_at=None, name="三.jpg").exists()


def test_telephone_and_address_are_corrected_at_once() -> None:
    client, who = play.browser("caoyanshan"), play.person_of("caoyanshan")
    wrong = client.post("/account/data", {"go": "correct", "phone": "12", "address": "南熏街道 9 号"})
    assert wrong.status_code == 422
    done = client.post("/account/data", {"go": "correct", "phone": "19900005555", "address": "南熏街道 9 号"})
    assert done.status_code == 302, play.errors(done)
    assert (person(who).phone, person(who).address) == ("19900005555", "南熏街道 9 号")


def test_a_consent_is_listed_and_taken_back() -> None:
    client, who = play.browser("caoyanshan"), play.person_of("caoyanshan")
    give_consent(by=BY, at=timezone.now(), person_id=who, purpose="means_check/1", text_version="2026-1")
    page = play.text(client.get("/account/consents"))
    assert "查家庭经济状况（核对授权）" in page
    assert "告知书版本 2026-1" in page
    assert client.post("/account/consents", {"go": "withdraw", "purpose": "means_check/1"}).status_code == 302
    assert consents(who) == {}
    assert "撤回；告知书版本 2026-1" in play.text(client.get("/account/consents")), (
        "what was taken back stays told"
    )


def test_an_account_that_was_given_up_is_gone_and_what_must_stay_stays() -> None:
    client, other = play.browser("caoyanshan"), play.browser("caoyanshan")
    case_no = play.submit(client)
    play.begin(client)
    unsure = client.post("/account/data", {"go": "give_up"})
    assert play.errors(unsure) == ["请看清楚，确实要注销就打勾"]
    assert client.post("/account/data", {"go": "give_up", "sure": "1"}).url == "/"
    assert client.get("/account").status_code == 302
    assert other.get("/account").status_code == 302
    assert account_by_username("caoyanshan") is None
    assert play.row(case_no)["applicant_name"] == "曹演山"
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT count(*) FROM forms_draft WHERE person_id = %s AND "case" IS NULL',
            [play.row(case_no)["applicant_id"]],
        )
        assert cursor.fetchone()[0] == 0
