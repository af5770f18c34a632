"""Who saw somebody's data in clear, as that person sees it."""

import pytest
from django.utils import timezone

from minzheng.core.offices.queries import actor
from minzheng.core.people.actions import reveal_id_number
from minzheng.core.people.queries import account_by_username
from tests.journeys import people as play

pytestmark = pytest.mark.usefixtures("province")


def seen_by(username: str, whose: str, purpose: str) -> None:
    account = account_by_username(username)
    assert account is not None
    by = actor(account.id, channel="web", on=timezone.localdate())
    assert by is not None
    reveal_id_number(by=by, at=timezone.now(), person_id=play.person_of(whose), purpose=purpose)


def test_a_person_sees_who_looked_of_which_unit_and_what_for_and_nobody_elses() -> None:
    seen_by(play.ACCEPTOR, "caoyanshan", "核对户籍登记")
    page = play.text(play.browser("caoyanshan").get("/account/looks"))
    assert "受理员" in page
    assert "看了您完整的证件号码" in page
    assert "为了：核对户籍登记" in page
    assert "街道" in page.split("看了您完整的证件号码")[0]
    assert "还没有人看过" in play.text(play.browser("dongyankun").get("/account/looks"))


def test_twenty_stand_on_a_page_and_the_rest_on_the_next() -> None:
    for n in range(22):
        seen_by(play.ACCEPTOR, "caoyanshan", f"第 {n:02d} 次核对")
    client = play.browser("caoyanshan")
    first = client.get("/account/looks").content.decode()
    assert first.count("看了您完整的证件号码") == 20
    following = first.split('href="/account/looks?after=')[1].split('"')[0]
    second = play.text(client.get(f"/account/looks?after={following}"))
    assert second.count("看了您完整的证件号码") == 2
    assert "第 00 次核对" in second
