"""Conclusions beside the straight road are chosen and filled in at the desk."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from minzheng.core.cases import queries
from minzheng.core.cases.tests.road import INCOME, Road, a_road
from minzheng.core.people import queries as people
from minzheng.core.people.tests.factories import signed_in

pytestmark = pytest.mark.django_db

PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def road() -> Road:
    return a_road().begin(timezone.now())


def desk(username: str) -> Client:
    client = Client()
    account = people.account_by_username(username)
    assert account is not None
    signed_in(client, people.user(account))
    return client


def test_the_acceptor_lists_once_what_is_missing(road: Road) -> None:
    url = f"/desk/cases/{road.row['case_no']}"
    client = desk("acceptor_01")
    page = client.get(url).content.decode()
    assert 'value="accept:supplement"' in page
    assert 'value="income@@收入证明"' in page
    assert 'value="@phone@联系电话"' in page
    chosen = {
        "step": "accept:supplement",
        "item": ["income@@收入证明", "@phone@联系电话"],
        "why": "没有交，请补交。",
    }
    answer = client.post(f"{url}/step", {**chosen, "why-@phone": "打不通，请换一个。"})
    assert answer.status_code == 302, answer.content.decode()
    (notice,) = queries.supplements(road.case_id)
    assert [(one["label"], one["reason"]) for one in notice.items] == [
        ("收入证明", "没有交，请补交。"),
        ("联系电话", "打不通，请换一个。"),
    ]


def test_without_an_item_the_desk_says_so_and_keeps_what_was_chosen(road: Road) -> None:
    url = f"/desk/cases/{road.row['case_no']}"
    answer = desk("acceptor_01").post(f"{url}/step", {"step": "accept:supplement"})
    assert answer.status_code == 422
    assert "请选要补的材料" in answer.content.decode()


def test_who_hands_in_at_the_window_is_noted_and_only_the_notice_may_be_asked_again(road: Road) -> None:
    road.ask(timezone.now(), INCOME)
    url = f"/desk/cases/{road.row['case_no']}"
    window = desk("window_01")
    page = window.get(url).content.decode()
    assert 'value="supplement:handed_in"' in page
    assert 'value="supplement:close_overdue"' not in page
    assert (
        window.post(f"{url}/step", {"step": "supplement:handed_in", "opinion": "收入证明一份。"}).status_code
        == 302
    )
    page = desk("acceptor_01").get(url).content.decode()
    assert 'value="income@@收入证明"' in page
    assert 'value="rent@@房屋租赁合同"' not in page


def test_conditional_acceptance_needs_the_signed_promise(road: Road) -> None:
    url = f"/desk/cases/{road.row['case_no']}"
    client, form = desk("acceptor_01"), {"step": "accept:accept_conditionally"}
    assert f"{url}/commitment" in client.get(url).content.decode()
    assert "请查过失信限制" in client.post(f"{url}/step", form).content.decode()
    form |= {"no_restriction": "1"}
    assert "申请人还没有签容缺承诺" in client.post(f"{url}/step", form).content.decode()
    assert "请选可以以后再交的材料" in client.post(f"{url}/commitment", {"go": "propose"}).content.decode()
    proposed = client.post(f"{url}/commitment", {"go": "propose", "deferred": ["rent"]})
    assert proposed.status_code == 302
    page = client.get(f"{url}/commitment").content.decode()
    assert ("还没签" in page, f"{url}/commitment/sheet" in page) == (True, True)
    assert "请给签好的承诺书拍一张照片" in client.post(f"{url}/commitment", {"go": "desk"}).content.decode()
    photo = SimpleUploadedFile("sheet.pdf", PAPER, content_type="application/pdf")
    assert client.post(f"{url}/commitment", {"go": "desk", "photo": photo}).status_code == 302
    assert "窗口当面签的" in client.get(f"{url}/commitment").content.decode()
    assert "申请人签了承诺" in client.get(url).content.decode()
    assert client.post(f"{url}/step", form).status_code == 302
    assert road.row["accept_mode"] == "conditional"


def test_an_approver_terminates_and_extends_on_a_page_of_its_own(road: Road) -> None:
    road.accept(timezone.now())
    url = f"/desk/cases/{road.row['case_no']}"
    approver = desk("approver_01")
    assert f"{url}/ending" in approver.get(url).content.decode()
    assert approver.post(f"{url}/ending", {}).status_code == 422
    why = "一名赡养义务人在省外，核对结果还没有回来。"
    assert approver.post(f"{url}/ending", {"act": "extend", "reason": why}).status_code == 302
    assert queries.extension(road.case_id) is not None
    assert 'value="extend"' not in approver.get(f"{url}/ending").content.decode()
    form = {"act": "terminate", "ground": "died", "reason": "家属已经告知，情况属实。"}
    assert (
        "请选这项服务列明的终止事由"
        in approver.post(f"{url}/ending", {**form, "ground": ""}).content.decode()
    )
    assert approver.post(f"{url}/ending", form).status_code == 302
    assert road.row["state"] == "terminated"


def test_who_is_not_the_approver_is_told_so_and_offered_nothing(road: Road) -> None:
    page = desk("acceptor_01").get(f"/desk/cases/{road.row['case_no']}/ending").content.decode()
    assert 'name="act"' not in page
    assert (
        desk("acceptor_01").post(f"/desk/cases/{road.row['case_no']}/ending", {"act": "transfer"}).status_code
        == 403
    )


def test_an_opinion_says_where_the_case_goes_with_it(road: Road) -> None:
    road.accept(timezone.now()).inquire(timezone.now())
    page = desk("reviewer_01").get(f"/desk/cases/{road.row['case_no']}").content.decode()
    assert "同意，下一步：张贴公示" in page
    assert "不同意，下一步：审查" in page
    assert "送审批" not in page
