"""A notice through the doors: made, printed, hung, objected to, answered, over; and the posting of those in benefit."""

import io
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from PIL import Image

from minzheng.config import worker
from minzheng.core.cases import queries as cases
from minzheng.core.cases.actions import Submission, submit, take_step
from minzheng.core.catalogue.actions import publish
from minzheng.core.catalogue.queries import snapshot_for
from minzheng.core.offices.queries import actor
from minzheng.core.people import queries as people
from minzheng.core.places import actions as places
from minzheng.core.publicity import queries
from minzheng.core.publicity.tests.factories import CODE, package_files
from minzheng.faces.portal import frame as portal
from minzheng.faces.workbench import frame as desk
from minzheng.kernel.rights import Actor, system
from tests.journeys import people as play
from tests.journeys.test_statements import DESK, PORTAL, cost, insert

pytestmark = pytest.mark.usefixtures("province")
HELPER = "990301001001_helper_01"
BY = system("test")
ANSWERS = {"for_whom": "self", "phone": "19900001234", "living": "alone"}


def who(username: str) -> Actor:
    account = people.account_by_username(username)
    assert account is not None, username
    found = actor(account.id, channel="web", on=timezone.localdate())
    assert found is not None
    return found


def a_case() -> str:
    """A case of the noticed service that waits to be noticed; its number."""
    at = timezone.now()
    publish(by=BY, at=at, files=package_files(), domain="elderly", parent=None)
    elder = who("dongyankun")
    assert elder.person is not None
    applicant = people.person(elder.person)
    what = Submission(snapshot_for(CODE, applicant.places), applicant, ANSWERS, key="k1")
    done = submit(by=elder, at=at, what=what)
    for username, element, outcome in (
        (play.ACCEPTOR, "accept", "accept"),
        (play.REVIEWER, "initial_review", "agree"),
    ):
        form = {"opinion": "户籍、年龄已核。"}
        take_step(by=who(username), at=at, case_id=done.case_id, element=element, outcome=outcome, form=form)
    return done.case_no


def photo(name: str = "公示栏.jpg") -> SimpleUploadedFile:
    made = io.BytesIO()
    picture = Image.new("RGB", (60, 40), (90, 120, 150))
    exif = Image.Exif()
    exif[0x010F] = "ACME-PHONE"
    picture.save(made, "JPEG", exif=exif)
    return SimpleUploadedFile(name, made.getvalue(), "image/jpeg")


def made(case_no: str) -> UUID:
    """The sheet of a case, made at the desk."""
    officer = play.browser(play.REVIEWER)
    page = officer.get(f"/desk/cases/{case_no}/notice")
    today = re.search(r'name="day" type="date" value="([^"]+)"', page.content.decode())
    assert today
    form = {"day": today.group(1), "members": "2", "board": "南熏社区居委会公示栏"}
    answer = officer.post(f"/desk/cases/{case_no}/notice", form)
    assert answer.status_code == 302, play.errors(answer)
    return UUID(answer.url.rsplit("/", 1)[1])


def hung(case_no: str) -> queries.NoticeRow:
    """The sheet hangs, photographed by the village's helper."""
    notice = made(case_no)
    helper = play.browser(HELPER)
    sent = helper.post(f"/desk/notices/{notice}", {"do": "photo", "photo": photo(), "looked": "1"})
    assert sent.status_code == 302, play.errors(sent)
    posted = play.browser(play.REVIEWER).post(f"/desk/notices/{notice}", {"do": "posted"})
    assert posted.status_code == 302, play.errors(posted)
    return queries.notice(notice)


def number_of(row: queries.NoticeRow) -> str:
    return str(cases.case(row.case_id)["case_no"])


def later(monkeypatch: pytest.MonkeyPatch, days: int) -> datetime:
    """The doors' clock runs ahead by so many days."""
    at = timezone.now() + timedelta(days=days)
    for module in (desk, portal):
        monkeypatch.setattr(module.timezone, "now", lambda: at)
    return at


def test_the_street_makes_the_sheet_the_village_photographs_it_and_the_code_leads_to_it() -> None:
    case_no = a_case()
    page = play.text(play.browser(play.REVIEWER).get(f"/desk/cases/{case_no}"))
    assert "公示：制作公示单、张贴、期满" in page
    notice = made(case_no)
    officer, helper, stranger = play.browser(play.REVIEWER), play.browser(HELPER), play.browser()
    preview = play.text(officer.get(f"/desk/notices/{notice}"))
    for part in ("董演坤", "2 人", "每月 50 元", "南熏社区居委会公示栏", "贴出去的就是这几项"):
        assert part in preview
    sheet = officer.get(f"/desk/notices/{notice}/poster")
    assert (sheet["Content-Type"], sheet.content[:5]) == ("application/pdf", b"%PDF-")
    code = queries.notice(notice).code
    assert stranger.get(f"/notices/{code}").status_code == 404, "nothing is to be seen before it hangs"

    early = officer.post(f"/desk/notices/{notice}", {"do": "posted"})
    assert play.errors(early) == ["还没有张贴照片。请拍下贴在公示栏里的公示单，传上来再登记"]
    village = helper.get(f"/desk/notices/{notice}").content.decode()
    assert 'value="posted"' not in village, "the village lends its board, it does not publish"
    unlooked = helper.post(f"/desk/notices/{notice}", {"do": "photo", "photo": photo()})
    assert "认不出来" in play.errors(unlooked)[0]
    named = helper.post(f"/desk/notices/{notice}", {"do": "photo", "photo": photo("病历.jpg"), "looked": "1"})
    assert "病情" in play.errors(named)[0]
    assert (
        helper.post(f"/desk/notices/{notice}", {"do": "photo", "photo": photo(), "looked": "1"}).status_code
        == 302
    )
    kept = helper.get(f"/desk/notices/{notice}/photo/put")
    assert b"ACME-PHONE" not in kept.content, "place and camera are gone"
    assert officer.post(f"/desk/notices/{notice}", {"do": "posted"}).status_code == 302

    found = stranger.get("/notices", {"code": f"{code[:4]} {code[4:]}"})
    assert found.url == f"/notices/{code}"
    public = stranger.get(found.url)
    assert public["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    seen = play.text(public)
    assert "董演坤" not in seen
    assert "网上不公开" in seen


def test_a_neighbour_objects_without_a_name_and_reads_the_answer() -> None:
    row = hung(a_case())
    signed_out = play.browser().get(f"/notices/{row.code}/object")
    assert "/sign-in" in signed_out.url
    neighbour = play.browser("caoyanshan")
    form = neighbour.get(f"/notices/{row.code}/object").content.decode()
    key = re.search(r'name="key" value="([^"]+)"', form)
    assert key
    short = neighbour.post(f"/notices/{row.code}/object", {"key": key.group(1), "text": "不对"})
    assert play.errors(short) == ["请写清楚哪里不对，至少 10 个字，我们好去核实"]
    said = {"key": key.group(1), "text": "他名下还有一辆货车在跑运输。"}
    receipt = neighbour.post(f"/notices/{row.code}/object", said).url
    assert neighbour.post(f"/notices/{row.code}/object", said).url == receipt, (
        "pressed twice it is one objection"
    )
    assert "我们会去核实" in play.text(play.browser().get(receipt))

    (objection,) = queries.objections_of(row.id)
    for username in (HELPER, play.ACCEPTOR, play.WINDOW):
        refused = play.browser(username).get(f"/desk/objections/{objection.id}")
        assert refused.status_code == 403, username
    helper_sees = play.text(play.browser(HELPER).get(f"/desk/notices/{row.id}"))
    assert "货车" not in helper_sees
    officer = play.browser(play.REVIEWER)
    shown = play.text(officer.get(f"/desk/objections/{objection.id}"))
    assert "他名下还有一辆货车在跑运输。" in shown
    assert "没有留姓名" in shown
    closing = officer.post(f"/desk/notices/{row.id}", {"do": "objection"})
    assert closing.status_code == 302, play.errors(closing)
    bare = officer.post(f"/desk/objections/{objection.id}", {"answer": "无"})
    assert len(play.errors(bare)) == 2
    answer = {"result": "unfounded", "answer": "核对车管登记，名下没有车辆。"}
    assert officer.post(f"/desk/objections/{objection.id}", answer).status_code == 302
    assert officer.get(f"/desk/objections/{objection.id}/paper").content[:5] == b"%PDF-"
    assert "核对车管登记" in play.text(play.browser().get(receipt))
    applicant = play.text(play.browser("dongyankun").get(f"/cases/{number_of(row)}"))
    assert "货车" not in applicant
    assert "异议处理记录" not in applicant


def test_the_window_records_a_letter_and_asks_for_what_is_missing() -> None:
    row = hung(a_case())
    window = play.browser(play.WINDOW)
    page = window.get(f"/desk/notices/{row.id}/objections").content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    today = timezone.localdate().isoformat()
    bare = window.post(
        f"/desk/notices/{row.id}/objections", {"key": key.group(1), "day": today, "text": "不对"}
    )
    assert bare.status_code == 422
    form = {"key": key.group(1), "day": "2020-01-01", "text": "他家在镇上有一套门面房。", "channel": "letter"}
    late = window.post(f"/desk/notices/{row.id}/objections", form)
    assert "异议要在公示期内提出" in play.errors(late)[0]
    done = window.post(f"/desk/notices/{row.id}/objections", {**form, "day": today})
    assert done.status_code == 302, play.errors(done)
    assert "1 条待答复" in play.text(play.browser(play.REVIEWER).get("/desk/notices?show=objected"))


def test_after_its_end_every_channel_answers_410_with_a_plain_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case_no = a_case()
    row = hung(case_no)
    early = play.browser(play.REVIEWER).post(f"/desk/notices/{row.id}", {"do": "no_objection"})
    assert "才满" in play.errors(early)[0]
    later(monkeypatch, (row.ends_at - timezone.now()).days + 1)
    officer, helper, neighbour = play.browser(play.REVIEWER), play.browser(HELPER), play.browser("caoyanshan")
    for client, url in (
        (play.browser(), f"/notices/{row.code}"),
        (neighbour, f"/notices/{row.code}"),
        (neighbour, f"/notices/{row.code}/object"),
        (play.browser(), f"/notices/{row.code}/object"),
        (officer, f"/desk/notices/{row.id}/poster"),
        (helper, f"/desk/notices/{row.id}/poster"),
        (helper, f"/desk/notices/{row.id}/photo/put"),
    ):
        answer = client.get(url)
        assert answer.status_code == 410, url
        assert "这次公示已经结束，内容不再公开" in play.text(answer)
        assert "董演坤" not in play.text(answer)
    board = play.text(helper.get("/desk/notices?show=down"))
    assert "今天要撤下" in board
    assert "董演坤" not in board
    assert "董演坤" not in play.text(helper.get(f"/desk/notices/{row.id}"))
    assert officer.post(f"/desk/notices/{row.id}", {"do": "no_objection"}).status_code == 302
    assert play.row(case_no)["state"] == "deciding"
    gone = helper.post(f"/desk/notices/{row.id}", {"do": "down", "photo": photo("撤下.jpg"), "looked": "1"})
    assert gone.status_code == 302, play.errors(gone)
    assert "没有今天要撤下的" in play.text(helper.get("/desk/notices?show=down"))
    assert officer.get(f"/desk/notices/{row.id}/photo/down").status_code == 200, "the proof stays"


def test_a_withdrawn_case_is_gone_from_the_web_at_once(tmp_path: Path) -> None:
    allow_web(tmp_path)
    case_no = a_case()
    row = hung(case_no)
    neighbour = play.browser("dongyankun")
    assert "董某某" in play.text(neighbour.get(f"/notices/{row.code}"))
    neighbour.post(f"/cases/{case_no}/withdraw", {"reason": "不要了"})
    assert play.row(case_no)["state"] == "withdrawn"
    assert neighbour.get(f"/notices/{row.code}").status_code == 410


def allow_web(folder: Path) -> None:
    """The county lets notices onto the web by the family name."""
    file = folder / "web.yaml"
    file.write_text(
        "- name: publicity.web\n  values:\n    - {division: '990301', valid_from: 2026-01-01, value: surname, "
        "document: {title: 霁南区公示办法（演示）}}\n",
        encoding="utf-8",
    )
    places.load_parameters(by=BY, at=timezone.now(), files=[file])


def test_where_the_place_allows_it_neighbours_of_the_village_read_a_masked_name(tmp_path: Path) -> None:
    allow_web(tmp_path)
    row = hung(a_case())
    mine, stranger = play.browser("dongyankun"), play.browser()
    assert "董某某" in play.text(mine.get(f"/notices/{row.code}"))
    assert "董某某" in play.text(mine.get("/notices"))
    for page in (stranger.get(f"/notices/{row.code}"), stranger.get("/notices")):
        assert "董" not in play.text(page)


def test_who_is_granted_is_posted_printed_and_comes_off() -> None:
    row = granted()
    worker.tick(timezone.now())
    officer, helper = play.browser(play.REVIEWER), play.browser(HELPER)
    page = play.text(officer.get("/desk/postings"))
    assert "名单变了，今天要换" in page
    form = {"village": row.village, "service": CODE}
    sheet = officer.post("/desk/postings", form).url
    assert helper.post("/desk/postings", form).status_code == 403
    assert officer.get(f"{sheet}/pdf").content[:5] == b"%PDF-"
    assert play.errors(helper.post(sheet, {"looked": "1"})) == ["请选一张照片"]
    assert helper.post(sheet, {"photo": photo(), "looked": "1"}).status_code == 302
    assert "是最新的" in play.text(officer.get("/desk/postings"))
    newer = officer.post("/desk/postings", form).url
    assert newer != sheet
    assert officer.get(f"{sheet}/pdf").status_code == 410


def granted() -> queries.NoticeRow:
    """A household that was noticed and granted, seven days and more ago."""
    row = hung(a_case())
    over = row.ends_at
    take_step(
        by=who(play.REVIEWER), at=over, case_id=row.case_id, element="close_notice", outcome="no_objection"
    )
    take_step(by=who(play.APPROVER), at=over, case_id=row.case_id, element="confirm", outcome="grant")
    return row


def test_the_pages_keep_to_their_number_of_statements_whatever_hangs(tmp_path: Path) -> None:
    allow_web(tmp_path)
    case_no = a_case()
    row = hung(case_no)
    neighbour, officer, helper = play.browser("dongyankun"), play.browser(play.REVIEWER), play.browser(HELPER)
    key = "5f0c2a52-7f52-4f6b-9a05-2b1d3f6a9d10"
    said = {"key": key, "text": "他名下还有一辆货车在跑运输。"}
    receipt = neighbour.post(f"/notices/{row.code}/object", said).url
    (objection,) = queries.objections_of(row.id)
    portal_pages = (
        (neighbour, "/notices"),
        (neighbour, f"/notices/{row.code}"),
        (neighbour, f"/notices/{row.code}/object"),
        (play.browser(), receipt),
        (play.browser(), "/objections"),
    )
    desk_pages = (
        (officer, "/desk/notices"),
        (helper, "/desk/notices"),
        (officer, f"/desk/notices/{row.id}"),
        (officer, f"/desk/cases/{case_no}/notice"),
        (officer, f"/desk/notices/{row.id}/objections"),
        (officer, f"/desk/objections/{objection.id}"),
        (officer, "/desk/postings"),
    )
    for client, url in portal_pages:
        assert cost(client, url) <= PORTAL, url
    one = {url: cost(client, url) for client, url in desk_pages}
    assert all(count <= DESK for count in one.values()), one
    copies(row, 49)
    assert cost(officer, "/desk/notices") == one["/desk/notices"]
    assert "本页 50 张" in play.text(officer.get("/desk/notices"))
    assert cost(neighbour, "/notices") <= PORTAL


def copies(row: queries.NoticeRow, number: int) -> None:
    """More notices like this one, each of a case of its own."""
    from minzheng.kernel.ids import uuid7

    for n in range(number):
        case_id, fresh = uuid7(timezone.now()), uuid7(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute("SELECT case_no FROM cases_case WHERE id = %s", [row.case_id])
            case_no = cursor.fetchone()[0]
        insert("cases_case", "id", row.case_id, {"id": case_id, "case_no": f"{case_no[:17]}{n:05d}Q"})
        changes: dict[str, Any] = {
            "id": fresh,
            "case_id": case_id,
            "code": f"{n:012d}",
            "doc_no": f"副本{n}号",
        }
        insert("publicity_notice", "id", row.id, changes)
