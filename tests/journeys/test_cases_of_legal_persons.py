"""A legal person applies: by an agent within a mandate; every agent follows; nothing of it stands under a person's own hat."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from minzheng.config.worker import tick
from minzheng.core.cases.actions import withdraw
from minzheng.core.cases.queries import cases_in_name_of
from minzheng.core.documents.queries import letters_of
from minzheng.core.legal_persons import actions as legal
from minzheng.core.legal_persons.queries import acting_for, in_force, mandates_for, mandates_of
from minzheng.core.legal_persons.rules import APPOINTMENTS_A_DAY
from minzheng.core.offices import queries as offices
from minzheng.core.people import queries as people
from minzheng.faces.identity.frame import as_oneself
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, Hat
from tests.journeys import people as play
from tests.journeys.test_associations import PDF, take
from tests.journeys.test_legal_persons import CLUB, SON, appointed, claimed, wears
from tests.journeys.test_statements import PORTAL, cost

pytestmark = pytest.mark.usefixtures("province")
NAME = "霁南区演山登山协会"
HER = ("彭演荷", "990301200612010161")
ACCEPTOR, REVIEWER, APPROVER = "990301_acceptor_01", "990301_reviewer_01", "990301_approver_01"


def administrator() -> Client:
    """曹演山, legal representative of the club, who has claimed it and wears its hat."""
    client = play.browser("caoyanshan")
    answer = claimed(client, CLUB, "YM990301026", "certificate")
    assert answer.status_code == 302, play.errors(answer)
    wears(client, NAME)
    return client


def agent(admin: Client, username: str, who: tuple[str, str], *services: str) -> Client:
    """Somebody whom the administrator appoints for these services, under the hat."""
    answer = appointed(admin, who, services=list(services))
    assert answer.status_code == 302, play.errors(answer)
    client = play.browser(username)
    wears(client, NAME)
    return client


def fill(client: Client, **changes: str) -> str:
    """Fill in a change of the seat; the address of the page on which the answers are checked."""
    url = str(client.get("/services/association_change/apply").url)
    pages: dict[str, dict[str, Any]] = {
        "p_body": {"phone": "19900001234"},
        "p_change": {
            "matter": "premises",
            "new_value": "南熏街道南熏社区 6 号楼 1 层",
            "resolved_on": timezone.localdate().isoformat(),
            "resolution_file": SimpleUploadedFile("决议.pdf", PDF, "application/pdf"),
        },
    }
    for page, values in pages.items():
        answer = client.post(play.page_url(url, page), {**values, **changes, "go": "next"})
        assert answer.status_code == 302, (page, play.errors(answer))
    return play.page_url(url, "check")


def submit(client: Client, **changes: str) -> str:
    """Fill in and hand in; the number of the case."""
    answer = client.post(fill(client, **changes), {"promise": "1", "go": "submit"})
    assert answer.status_code == 302, play.errors(answer)
    return str(answer.url).split("/")[2]


def hat_of(client: Client) -> Actor:
    """The actor of a browser under the hat, as a request has it."""
    found = offices.signed_in(str(client.session.session_key), channel="web", at=play.now())
    assert found is not None
    return found.under_hat_of(found.mandates[0].legal_person)


def own_hat(client: Client) -> None:
    client.post("/acting", {"principal": ""})


def test_an_agent_files_another_supplements_the_administrator_gets_the_result_and_rates() -> None:
    admin = administrator()
    filing = agent(admin, "yuanyanling", SON, "association_change")
    start = str(filing.get("/services/association_change/apply").url)
    first = filing.get(start).content.decode()
    assert NAME in first, "what is verified is not asked for"
    assert CLUB in first
    assert "曹演山" in first
    draft = play.text(filing.get("/cases"))
    assert "还没交的" in draft
    check = fill(filing, body_name="别的协会", body_uscc="51990101MJ10001234", representative="别人")
    assert NAME in play.text(filing.get(check))
    assert "别的协会" not in play.text(filing.get(check)), "what is verified cannot be typed over"
    case_no = str(filing.post(check, {"promise": "1", "go": "submit"}).url).split("/")[2]
    row = play.row(case_no)
    assert (row["applicant_name"], row["county"], row["agent_id"]) == (NAME, "990301", None)
    assert row["applicant_id"] == play.person_of("yuanyanling")
    assert row["mandate_id"] is not None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, role FROM cases_party WHERE case_id = %s ORDER BY role", [row["id"]]
        )
        parties = cursor.fetchall()
        cursor.execute(
            "SELECT delegation, on_behalf_of, hat FROM audit_event WHERE case_id = %s AND kind = 'cases.submit'",
            [row["id"]],
        )
        booked = cursor.fetchall()
    assert parties == [
        (row["applicant_id"], "corporate_agent"),
        (play.person_of("caoyanshan"), "legal_rep"),
    ]
    assert booked == [(row["mandate_id"], row["legal_person_id"], "corporate")]
    for client in (admin, filing):
        listed = play.text(client.get("/cases"))
        assert "单位的办件" in listed
        assert f"社会团体变更登记 {NAME}" in listed
        assert "看您个人的办件，请先换回本人" in listed
    desk = play.text(play.browser(ACCEPTOR).get(f"/desk/cases/{case_no}"))
    assert re.search(rf"申请单位 {NAME} .*经办人 袁演岭", desk)
    item = {"code": "consent_paper", "label": "批准文件", "field": "", "reason": "请交业务主管单位的批准文件"}
    take(ACCEPTOR, case_no, "accept", "supplement", items=[item])
    tick(play.now())
    for client in (admin, filing):
        own_hat(client)
        assert "社会团体变更登记" in play.text(client.get("/inbox")), "agent and administrator are told"
        assert case_no not in play.text(client.get("/cases"))
        refused = client.get(f"/cases/{case_no}")
        assert refused.status_code == 409
        assert f"这是“{NAME}”的办件。请先换成它的身份，再看" in play.text(refused)
        wears(client, NAME)
    second = agent(admin, "pengyanhe", HER, "association_change")
    handed = second.post(f"/cases/{case_no}/supplement", {"note-0": "直接登记的，没有业务主管单位"})
    assert handed.status_code == 302, play.errors(handed)
    play.step(ACCEPTOR, case_no, "accept_supplemented:accept")
    play.step(REVIEWER, case_no, "examine:agree", "决议看过，直接登记的不用批准文件。")
    play.step(APPROVER, case_no, "decide:grant")
    decision = next(one for one in letters_of(row["id"]) if one.kind == "permit_decision")
    assert (decision.recipient, decision.data["applicant"]) == (row["legal_person_id"], NAME)
    assert play.row(case_no)["state"] == "delivering"
    assert "南熏社区 6 号楼" in play.text(admin.get(play.letter(admin, case_no, decision.title)))
    assert play.row(case_no)["state"] == "delivered", "opened by the administrator, it is served"
    assert admin.post(f"/cases/{case_no}/rate", {"score": "5"}).status_code == 302
    for url in ("/cases", f"/cases/{case_no}", f"/cases/{case_no}/receipt", "/services/association_change"):
        assert cost(second, url) <= PORTAL, url
    tick(play.now())
    assert NAME in play.text(play.browser().get("/results"))


def test_what_is_not_in_the_mandate_is_not_applied_for_not_seen_and_not_withdrawn() -> None:
    admin = administrator()
    case_no = submit(admin)
    other = agent(admin, "pengyanhe", HER, "association_establish")
    for url in ("/services/association_change/apply", f"/cases/{case_no}/withdraw"):
        refused = other.get(url) if url.endswith("apply") else other.post(url)
        assert refused.status_code in (403, 404), url
    assert "单位给您的授权里没有这个事项" in play.text(other.get("/services/association_change/apply"))
    assert case_no not in play.text(other.get("/cases"))
    assert other.get(f"/cases/{case_no}").status_code == 404
    filing = agent(admin, "yuanyanling", SON, "association_change")
    page = play.text(filing.get(f"/cases/{case_no}"))
    assert "社会团体变更登记" in page, "an agent sees what another has filed"
    knew, may_not = hat_of(filing), replace(hat_of(other), services=frozenset())
    case_id = play.row(case_no)["id"]
    with pytest.raises(Problem, match="mandate_scope"):  # whatever the session believes
        withdraw(by=may_not, at=play.now(), case_id=case_id)
    with pytest.raises(Problem, match="nobody_to_act_for"):
        withdraw(by=knew, at=play.now() + timedelta(days=400), case_id=case_id)
    ends = re.findall(r'name="mandate" value="([^"]+)"', admin.get("/organisations/current").content.decode())
    for mandate in ends:
        admin.post("/organisations/current", {"go": "end", "mandate": mandate})
    assert case_no not in play.text(filing.get("/cases"))
    assert filing.get(f"/cases/{case_no}").status_code == 404, "whose mandate ended sees nothing more"
    assert filing.post(f"/cases/{case_no}/withdraw").status_code == 404
    with pytest.raises(Problem, match="nobody_to_act_for"):
        withdraw(by=knew, at=play.now(), case_id=case_id)
    assert admin.post(f"/cases/{case_no}/withdraw", {"reason": "不改了"}).status_code == 302
    assert play.row(case_no)["state"] == "withdrawn"
    own_hat(admin)
    assert admin.get(f"/cases/{case_no}").status_code == 409


def test_each_hat_applies_for_what_is_open_to_it_and_is_told_so() -> None:
    admin = administrator()
    personal = admin.get("/services/gaoling/apply")
    assert personal.status_code == 422
    assert "“高龄津贴”只给个人办，不能用单位的身份申请。请先换回本人" in play.text(personal)
    assert "只给个人办" in play.text(admin.get("/services/gaoling"))
    assert "由发起人" not in play.text(admin.get("/services/association_change"))
    assert admin.get("/services/association_establish/apply").status_code == 422, "its founders apply"
    filled = fill(admin)
    own_hat(admin)
    assert admin.get(filled).status_code in (403, 404), "a draft stays under its hat"
    refused = admin.get("/services/association_change/apply")
    assert refused.status_code == 422
    assert "要用单位的身份申请。请先在“我的单位”里认领单位" in play.text(refused)
    assert "要用单位的身份申请" in play.text(admin.get("/services/association_change"))
    assert "还没交的" not in play.text(admin.get("/cases"))


def test_signing_in_to_another_system_is_the_persons_own_and_is_said_to_be() -> None:
    by = replace(
        Actor(Hat.CORPORATE, account=uuid7(), person=uuid7(), corporate=uuid7(), services=frozenset({"x"})),
        corporate_role="corp_admin",
        delegation=uuid7(),
    )
    own = as_oneself(by)
    assert (own.hat, own.person, own.acts_for) == (Hat.SELF, by.person, frozenset({by.person}))
    assert (own.corporate, own.corporate_role, own.delegation) == (None, "", None)


def statements(do: Any) -> int:
    with CaptureQueriesContext(connection) as seen:
        do()
    return len([one for one in seen if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def test_the_verbs_of_legal_persons_keep_to_their_number_of_statements() -> None:
    client = play.browser("caoyanshan")
    account = people.account_by_username("caoyanshan")
    assert account is not None
    at, day = play.now(), timezone.localdate()
    own = offices.actor(account.id, channel="web", on=day)
    assert own is not None
    claim = {"method": "certificate", "uscc": CLUB, "shown": "YM990301026"}
    first = statements(lambda: legal.verify(by=own, at=at, **claim))
    again = statements(lambda: legal.verify(by=own, at=at, **claim))
    wears(client, NAME)
    admin = hat_of(client)
    body, until = admin.corporate, day + timedelta(days=30)
    who = {"name": SON[0], "id_number": SON[1], "services": ["association_change"], "until": until}
    counted = {
        "verify": (first, again),
        "act_for": statements(lambda: legal.act_for(by=own, at=at, legal_person=body)),
        "appoint_agent": statements(lambda: legal.appoint_agent(by=admin, at=at, **who)),
        "mandates_for": statements(lambda: mandates_for(body)),
        "mandates_of": statements(lambda: mandates_of(own.person)),
        "look": statements(lambda: legal.look(by=admin, at=at, legal_person=body)),
        "in_force": statements(lambda: in_force(own.person, body, day)),
        "acting_for": statements(lambda: acting_for([body], day)),
        "cases_in_name_of": statements(lambda: cases_in_name_of(body)),
    }
    agent_row = next(one for one in mandates_for(body) if one.kind == "agent")
    counted["end_mandate"] = statements(lambda: legal.end_mandate(by=admin, at=at, mandate_id=agent_row.id))
    one = dict.fromkeys(
        ("mandates_for", "mandates_of", "look", "in_force", "acting_for", "cases_in_name_of"), 1
    )
    several = {"verify": (13, 12), "act_for": 2, "appoint_agent": 9, "end_mandate": 5}
    assert counted == {**one, **several}


def test_who_names_too_many_people_in_a_day_is_stopped_and_told_until_when() -> None:
    admin = administrator()
    for _ in range(APPOINTMENTS_A_DAY):
        answer = appointed(admin, ("袁演领", SON[1]))
        assert play.errors(answer) == ["姓名和号码对不上，请照着他的身份证再看一遍"]
    full = appointed(admin, SON)
    assert full.status_code == 422
    assert play.errors(full) == ["今天授权经办人的次数用完了（一天 10 次），请明天再授权"]
