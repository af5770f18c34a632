"""Who signs: one page with what waits, a batch with a result per case, deputies with dates; lists of the whole unit."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from minzheng.core.people.queries import account_by_username
from tests.journeys import people as play
from tests.journeys.test_statements import DESK, copies, cost

pytestmark = pytest.mark.usefixtures("province")


def reviewed(username: str, outcome: str = "agree") -> str:
    case_no = play.submit(play.browser(username))
    play.step(play.ACCEPTOR, case_no, "accept:accept")
    play.step(play.REVIEWER, case_no, f"initial_review:{outcome}", "户籍、年龄已核，意见如上。")
    return case_no


def picks(page: str) -> list[str]:
    return re.findall(r'name="pick" value="([^"]+)"', page)


def test_two_cases_are_signed_at_once_and_each_has_its_own_event() -> None:
    first, second = reviewed("dongyankun"), reviewed("caoyanshan")
    chief = play.browser(play.APPROVER)
    page = chief.get("/desk/chief").content.decode()
    assert len(picks(page)) == 2
    done = chief.post("/desk/chief/sign", {"pick": picks(page)})
    assert play.text(done).count("签好了") >= 2
    assert [play.row(one)["result"] for one in (first, second)] == ["granted", "granted"]
    again = chief.post("/desk/chief/sign", {"pick": picks(page)})
    assert again.status_code == 200, "a second press changes nothing"
    assert picks(chief.get("/desk/chief").content.decode()) == []


def test_a_case_that_fails_holds_up_no_other() -> None:
    first, second = reviewed("dongyankun"), reviewed("caoyanshan")
    chief = play.browser(play.APPROVER)
    chosen = picks(chief.get("/desk/chief").content.decode())
    play.step(play.APPROVER, first, "confirm:refuse", "户籍不在本区，请向户籍地申请。")
    done = play.text(chief.post("/desk/chief/sign", {"pick": chosen}))
    assert "已经由" in done, "the one that was decided meanwhile says by whom"
    assert play.row(second)["result"] == "granted"
    assert play.row(first)["result"] == "refused"


def test_refusals_are_not_signed_together_and_nothing_picked_is_told() -> None:
    case_no = reviewed("dongyankun")
    chief = play.browser(play.APPROVER)
    forced = chief.post("/desk/chief/sign", {"pick": [f"{play.row(case_no)['id']}:confirm:refuse"]})
    assert "要逐件写理由" in play.text(forced)
    assert chief.post("/desk/chief/sign", {}).status_code == 422
    assert play.row(case_no)["result"] == ""


def test_a_deputy_is_named_with_dates_and_dismissed() -> None:
    chief = play.browser(play.APPROVER)
    page = chief.get("/desk/deputies").content.decode()
    position = re.search(r'name="position">.*?<option value="([^"]+)"', page, re.DOTALL)
    colleagues = re.findall(r'<option value="([0-9a-f-]{36})">', page.partition('name="deputy"')[2])
    assert position is not None
    today = timezone.localdate()
    typed = {
        "position": position[1],
        "valid_from": today.isoformat(),
        "valid_to": (today + timedelta(days=6)).isoformat(),
    }
    bare = chief.post("/desk/deputies", {**typed, "deputy": colleagues[0]})
    assert play.errors(bare) == ["请写为什么要代行，如“外出培训”"]
    answers = [
        chief.post("/desk/deputies", {**typed, "deputy": one, "reason": "外出培训"}).status_code
        for one in colleagues
    ]
    assert set(answers) == {302}, "only those are offered whose roles do not exclude it"
    monitor = str(account_by_username(play.MONITOR).person)
    assert monitor not in colleagues
    refused = chief.post("/desk/deputies", {**typed, "deputy": monitor, "reason": "外出培训"})
    assert refused.status_code == 422, "the monitor may not, asked or not"
    named = chief.get("/desk/deputies").content.decode()
    assert "外出培训" in named
    for ending in re.findall(r'name="end" value="([^"]+)"', named):
        chief.post("/desk/deputies", {"end": ending})
    assert "现在没有人代行" in play.text(chief.get("/desk/deputies"))


def test_lists_of_the_unit_show_what_is_under_way_and_over_by_village() -> None:
    case_no = reviewed("dongyankun")
    officer = play.browser(play.ACCEPTOR)
    assert case_no in officer.get("/desk/doing").content.decode()
    village = play.row(case_no)["village"]
    assert case_no in officer.get(f"/desk/doing?place={village}").content.decode()
    assert case_no not in officer.get("/desk/done").content.decode()
    assert officer.get("/desk/doing?place=990101001").status_code == 403, "another county's town"
    play.step(play.APPROVER, case_no, "confirm:grant")
    play.step(play.WINDOW, case_no, "deliver:served")
    assert case_no in officer.get(f"/desk/done?place={village}").content.decode()


def test_these_pages_keep_to_their_number_of_statements() -> None:
    case_no = play.submit(play.browser("dongyankun"))
    officer, chief = play.browser(play.ACCEPTOR), play.browser(play.APPROVER)
    before = [cost(officer, "/desk/doing"), cost(officer, "/desk/done"), cost(chief, "/desk/chief")]
    copies(case_no, 50)
    after = [cost(officer, "/desk/doing"), cost(officer, "/desk/done"), cost(chief, "/desk/chief")]
    assert after == before
    assert max([*after, cost(chief, "/desk/deputies")]) <= DESK
