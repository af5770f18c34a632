"""The three administrators at their desk: who works where, the book of security, emergencies; none handles business."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from minzheng.core.cases.rules import today
from minzheng.core.offices.queries import positions_of, rules
from minzheng.core.people import queries as people
from minzheng.core.people.tests.factories import make_id_number
from minzheng.kernel.rights import Target, may
from tests.journeys import people as play

pytestmark = pytest.mark.usefixtures("province")
SEC, AUDIT, SYS = "990301_sec_admin_01", "990301_audit_admin_01", "990301_sys_admin_01"
ADMINS = (SEC, AUDIT, SYS)
STREET = "990301001_window_01"


def person(username: str) -> Any:
    return play.person_of(username)


def unit_of(username: str) -> Any:
    return positions_of(person(username), today(timezone.now()))[0].organisation


def last_day(days: int = 300) -> str:
    return (today(timezone.now()) + timedelta(days=days)).isoformat()


def do(client: Client, username: str, what: str, **form: str) -> Any:
    return client.post(f"/desk/staff/{person(username)}", {"do": what, **form})


@pytest.mark.parametrize("username", ADMINS)
def test_none_of_the_three_has_a_right_to_any_verb_of_business(username: str) -> None:
    from minzheng.core.offices.queries import actor

    account = people.account_by_username(username)
    assert account is not None
    now = timezone.now()
    by = actor(account.id, channel="web", on=today(now))
    assert by is not None
    held = positions_of(person(username), today(now))[0]
    where = Target(places={held.level: held.division})
    rooms = ("cases.", "publicity.", "benefits.", "documents.", "files.", "forms.", "supervision.")
    for_everybody = {"cases.sign_by_link"}  # whoever holds the link and the code, in or out of an office
    business = [right for right in rules() if right.startswith(rooms) and right not in for_everybody]
    assert len(business) > 20
    assert [right for right in business if may(by, right, where, rules=rules(), today=today(now))] == []


@pytest.mark.parametrize("username", ADMINS)
def test_none_of_the_three_opens_or_steps_a_case_or_sees_a_name(username: str) -> None:
    case_no = play.submit(play.browser("dongyankun"))
    client = play.browser(username)
    for path in (f"/desk/cases/{case_no}", f"/desk/cases/{case_no}/print", f"/desk/cases/{case_no}/later"):
        answer = client.get(path)
        assert answer.status_code in (403, 404), path
        assert "董演坤" not in answer.content.decode()
    step = client.post(f"/desk/cases/{case_no}/step", {"step": "accept:accept", "opinion": ""})
    assert step.status_code in (403, 404)
    for path in ("/desk/", "/desk/doing", "/desk/done", "/desk/emergencies", "/desk/security", "/desk/staff"):
        assert "董演坤" not in client.get(path).content.decode(), path
    assert play.row(case_no)["state"] == "received"


def test_a_form_that_came_back_wrong_stands_open_with_what_was_typed_and_the_others_closed() -> None:
    client, opened = play.browser(SEC), r'<details class="mz-more" id="fold-(\w+)" open'
    page = client.get(f"/desk/staff/{person(play.ACCEPTOR)}").content.decode()
    assert page.count('<details class="mz-more"') == 6
    assert re.findall(opened, page) == []
    answer = do(client, play.ACCEPTOR, "delegate", reason="去省里培训十天", valid_from="2026-13-01")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.findall(opened, page) == ["delegate"]
    assert page.count("去省里培训十天") == 1
    assert 'href="#fold-delegate"' in page


def test_each_administrator_has_only_the_pages_of_their_own_office() -> None:
    pages = {SEC: ("staff", "staff/import", "handovers", "entrustments"), AUDIT: ("security", "emergencies")}
    pages[SYS] = ("emergencies",)
    every = {page for found in pages.values() for page in found}
    for username in (*ADMINS, play.ACCEPTOR):
        client = play.browser(username)
        for page in every - {"handovers"}:
            expected = 200 if page in pages.get(username, ()) else 403
            assert client.get(f"/desk/{page}").status_code == expected, (username, page)


def test_the_security_administrator_appoints_ends_and_delegates_inside_the_scope() -> None:
    client, unit = play.browser(SEC), unit_of(STREET)
    page = play.text(client.get(f"/desk/staff?unit={unit}"))
    assert "窗口收件员" in page
    assert "在岗的人" in page
    asked = {"unit": str(unit), "do": "appoint", "username": STREET, "valid_from": last_day(0)}
    asked |= {"role": "acceptor", "valid_to": last_day(), "basis": "街办任〔2026〕3 号"}
    assert "请写依据" in play.text(client.post("/desk/staff", {**asked, "basis": ""}))
    assert "最长一年" in play.text(client.post("/desk/staff", {**asked, "valid_to": last_day(400)}))
    assert client.post("/desk/staff", asked).status_code == 302
    held = {row.role: row.id for row in positions_of(person(STREET), today(timezone.now()))}
    assert set(held) == {"window", "acceptor"}
    ended = do(client, STREET, "end", position=str(held["acceptor"]), reason="借调结束")
    assert ended.status_code == 302, play.errors(ended)
    assert {row.role for row in positions_of(person(STREET), today(timezone.now()))} == {"window"}


def test_nobody_appoints_themselves_or_manages_their_own_account() -> None:
    client = play.browser(SEC)
    asked = {"unit": str(unit_of(SEC)), "do": "appoint", "username": SEC, "role": "approver"}
    asked |= {"valid_from": last_day(0), "valid_to": last_day(), "basis": "自荐"}
    assert "不能任命自己" in play.text(client.post("/desk/staff", asked))
    assert client.get(f"/desk/staff/{person(SEC)}").status_code == 409


def test_a_person_of_another_county_is_out_of_reach() -> None:
    client = play.browser(SEC)
    other = "990101001_window_01"
    assert client.get(f"/desk/staff/{person(other)}").status_code == 403
    assert do(client, other, "password", id=str(people.account_by_username(other).id)).status_code == 403
    mine = str(people.account_by_username(other).id)
    stolen = do(client, STREET, "password", id=mine)
    assert stolen.status_code in (403, 422), "a foreign account under an own person's address"
    assert "一次性密码，登录后" not in play.text(stolen)


def test_a_transfer_ends_the_old_and_begins_the_new_in_one_act() -> None:
    client = play.browser(SEC)
    moved = do(
        client,
        STREET,
        "transfer",
        leaves=str(unit_of(STREET)),
        unit=str(unit_of(play.APPROVER)),
        role="reviewer",
        valid_to=last_day(),
        basis="区民政任〔2026〕9 号",
    )
    assert moved.status_code == 302, play.errors(moved)
    (held,) = positions_of(person(STREET), today(timezone.now()))
    assert (held.role, held.level) == ("reviewer", "county")


def test_a_forgotten_password_is_replaced_by_one_for_once_which_opens_nothing_but_its_change() -> None:
    client = play.browser(SEC)
    account = people.account_by_username(STREET)
    given = do(client, STREET, "password", id=str(account.id))
    once = re.search(r'mz-num">([A-Z]{4}-\d{4}-[a-z]{4})<', given.content.decode()).group(1)
    officer = Client()
    assert officer.post("/desk/sign-in", {"username": STREET, "password": once}).status_code == 302
    shown = re.search(r'id="demo-code">(\d{6})', officer.get("/desk/sign-in/code").content.decode()).group(1)
    after = officer.post("/desk/sign-in/code", {"code": shown})
    assert after.url.startswith("/desk/sign-in/password")
    assert officer.get("/desk/").status_code == 302
    form = {"password": once, "again": once, "next": "/desk/"}
    assert officer.post("/desk/sign-in/password", form).status_code == 422
    form = {"password": "Qingshan-4711-x", "again": "Qingshan-4711-x", "next": "/desk/"}
    assert officer.post("/desk/sign-in/password", form).url == "/desk/"
    assert officer.get("/desk/").status_code == 200


# ── A list of new colleagues ─────────────────────────────────────────────────────────────────────────────────────────

HEAD = "姓名,证件号码,手机,用户名,机构,角色,自,至,依据"


def listed(*lines: str, encoding: str = "utf-8") -> Any:
    return SimpleUploadedFile("名单.csv", "\n".join([HEAD, *lines]).encode(encoding), "text/csv")


def line(name: str, username: str, *, order: int, role: str = "窗口收件员", number: str = "") -> str:
    from datetime import date

    from minzheng.core.offices.queries import organisation

    uscc = organisation(unit_of(STREET)).uscc
    number = number or make_id_number("990301", date(1990, 1, 2), order)
    return ",".join([name, number, "", username, uscc, role, last_day(0), last_day(), "街办任〔2026〕5 号"])


def take_in(client: Client, *lines: str, whole: str = "1", encoding: str = "utf-8") -> Any:
    return client.post(
        "/desk/staff/import", {"do": "import", "list": listed(*lines, encoding=encoding), "whole": whole}
    )


def test_a_list_with_rare_signs_and_the_middle_dot_is_taken_in_once() -> None:
    client = play.browser(SEC)
    lines = [line("阿演卜都·热合曼", "new_01", order=801), line("王演𬱖", "new_02", order=802)]
    first = take_in(client, *lines)
    page = play.text(first)
    assert "一共 2 行，0 行有问题" in page
    assert len(re.findall(r"[A-Z]{4}-\d{4}-[a-z]{4}", page)) == 2
    assert [row.role for row in positions_of(person("new_02"), today(timezone.now()))] == ["window"]
    again = play.text(take_in(client, *lines))
    assert again.count("已经有了，没有改动") == 2
    assert not re.findall(r"[A-Z]{4}-\d{4}-[a-z]{4}", again)


def test_a_list_that_comes_in_the_old_chinese_encoding_is_read() -> None:
    page = play.text(take_in(play.browser(SEC), line("李演川", "new_03", order=803), encoding="gb18030"))
    assert "一共 1 行，0 行有问题" in page


def test_one_wrong_line_undoes_all_when_so_wished_and_each_says_what_is_wrong() -> None:
    client = play.browser(SEC)
    good = line("赵演一", "new_04", order=804)
    wrong = [
        line("钱演二", "new_05", order=805, number="990301199001021111"),
        line("孙演三", "new_06", order=806, role="县长"),
        line("李演四", play.ACCEPTOR, order=807),
        line("周演五", "new_08", order=808).replace(last_day(0), "明天"),
    ]
    page = play.text(take_in(client, good, *wrong))
    assert "整份都没有录入" in page
    assert "5 行，4 行有问题" in page
    for said in ("没有“县长”这个角色", "这个用户名已经有人用了", "日期写成 2026-05-01 这样", "证件号码"):
        assert said in page
    assert people.account_by_username("new_04") is None
    assert not re.findall(r"[A-Z]{4}-\d{4}-[a-z]{4}", page)
    take_in(client, good, *wrong, whole="")
    assert people.account_by_username("new_04") is not None
    assert people.account_by_username("new_06") is None


def test_a_file_that_is_no_list_is_told_so() -> None:
    client = play.browser(SEC)
    for content in (b"", b"\xff\xfe\x00\x81", "姓名,年龄\n李演,3".encode()):
        sent = SimpleUploadedFile("x.csv", content, "text/csv")
        answer = client.post("/desk/staff/import", {"do": "import", "list": sent})
        assert answer.status_code == 422
        assert "读不出来" in play.text(answer)


# ── The book of security, and emergencies ────────────────────────────────────────────────────────────────────────────


def test_the_audit_administrator_sees_refusals_and_failed_sign_ins_of_the_scope_and_filters_them() -> None:
    play.browser(play.ACCEPTOR).get("/desk/supervision")
    Client().post("/desk/sign-in", {"username": play.REVIEWER, "password": "wrong"})
    Client().post("/desk/sign-in", {"username": "990101001_reviewer_01", "password": "wrong"})
    client = play.browser(AUDIT)
    page = play.text(client.get("/desk/security"))
    assert "登录失败" in page
    assert play.REVIEWER in page
    assert "990101001_reviewer_01" not in page, "another county's"
    only = play.text(client.get("/desk/security?kind=people.sign_in_failed&days=1"))
    assert play.REVIEWER in only
    assert "岗位没有这个权" not in only
    assert client.post("/desk/security", {"x": "1"}).status_code in (200, 405)


def opening(client: Client, case_no: str) -> str:
    form = {"do": "ask", "case_no": case_no, "reason": "夜里短信网关报错，要核对这一件的状态"}
    answer = client.post("/desk/emergencies", form)
    assert answer.status_code == 302, play.errors(answer)
    found = re.search(r"/desk/emergencies/([0-9a-f-]{36})", client.get("/desk/emergencies").content.decode())
    assert found
    return found.group(1)


def test_an_emergency_is_told_at_once_read_without_names_noted_each_time_and_over_after_two_hours() -> None:
    case_no = play.submit(play.browser("dongyankun"))
    client = play.browser(SYS)
    assert "至少 8 个字" in play.text(
        client.post("/desk/emergencies", {"do": "ask", "case_no": case_no, "reason": "看看"})
    )
    key = opening(client, case_no)
    for _ in range(2):
        page = client.post(f"/desk/emergencies/{key}")
        assert page.status_code == 200
        assert "受理" in play.text(page)
        assert "董演坤" not in page.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_event WHERE kind = 'offices.use_emergency'")
        assert cursor.fetchone()[0] == 2
        cursor.execute("SELECT body FROM messages_message WHERE recipient = %s", [person(AUDIT)])
        assert case_no in cursor.fetchone()[0]
    auditor = play.browser(AUDIT)
    assert "夜里短信网关报错" in play.text(auditor.get("/desk/emergencies"))
    review = {"do": "review", "id": key, "finding": "确有故障，只看了状态"}
    assert "还没有关上" in play.text(auditor.post("/desk/emergencies", review))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE offices_emergency_access SET opened_at = opened_at - interval '3 hours', until = until - interval '3 hours'"
        )
    assert client.post(f"/desk/emergencies/{key}").status_code == 403
    assert auditor.post("/desk/emergencies", review).status_code == 302
    assert "只看了状态" in play.text(auditor.get("/desk/emergencies"))


def test_only_who_opened_it_reads_and_nothing_outside_the_scope_is_opened() -> None:
    case_no = play.submit(play.browser("dongyankun"))
    key = opening(play.browser(SYS), case_no)
    for username in (AUDIT, SEC, play.ACCEPTOR, "990101_sys_admin_01"):
        assert play.browser(username).post(f"/desk/emergencies/{key}").status_code in (403, 404), username
    other = play.browser("990101_sys_admin_01")
    form = {"do": "ask", "case_no": case_no, "reason": "想看看别的县的办件怎么样"}
    assert "不能做这一步" in play.text(other.post("/desk/emergencies", form))
