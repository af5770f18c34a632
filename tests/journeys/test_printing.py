"""The print set of a case: what is there, what is still to come, and what happens when nothing can be set."""

import pytest
from django.utils import timezone

from minzheng.core.cases.actions import issue_receipt
from minzheng.core.documents import typesetting
from minzheng.kernel.rights import system
from tests.journeys import people as play
from tests.journeys.test_statements import DESK, cost

pytestmark = pytest.mark.usefixtures("province")


def test_everything_of_a_case_is_printed_from_one_page_and_what_is_missing_says_when_it_comes() -> None:
    case_no = play.submit(play.browser("dongyankun"))
    officer, url = play.browser(play.ACCEPTOR), f"/desk/cases/{case_no}/print"
    assert f'href="{url}"' in officer.get(f"/desk/cases/{case_no}").content.decode()
    before = play.text(officer.get(url))
    assert "收件凭证 收件以后马上就有" in before
    assert "送达回证 送达时有" in before
    issue_receipt(by=system("test"), at=timezone.now(), case_id=play.row(case_no)["id"])
    after = play.text(officer.get(url))
    assert "收件以后马上就有" not in after
    assert "打开、打印 收件凭证" in after
    form = officer.get(f"{url}/application")
    assert form.content.startswith(b"%PDF")
    assert cost(officer, url) <= DESK
    assert cost(officer, f"{url}/application") <= DESK


def test_when_the_compiler_fails_it_is_said_plainly_and_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case_no = play.submit(play.browser("dongyankun"))
    officer = play.browser(play.ACCEPTOR)

    def broken() -> None:
        raise RuntimeError("no compiler")

    monkeypatch.setattr(typesetting, "_compiler", broken)
    answer = officer.get(f"/desk/cases/{case_no}/print/application")
    assert answer.status_code == 503
    assert "填的内容和文号都在，没有丢" in play.text(answer)
    assert play.row(case_no)["state"] == "received"


def test_who_may_not_see_the_case_prints_nothing() -> None:
    case_no = play.submit(play.browser("dongyankun"))
    stranger = play.browser("990101001_acceptor_01")
    assert stranger.get(f"/desk/cases/{case_no}/print").status_code == 403
