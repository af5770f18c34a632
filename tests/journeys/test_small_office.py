"""小街道档: where one or two persons handle everything, one accepts and reviews; who decides is somebody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from minzheng.core.cases.rules import today
from minzheng.core.offices.actions import appoint, set_small_office
from minzheng.core.offices.queries import actor
from minzheng.core.people.queries import account_by_username
from minzheng.kernel.rights import system
from tests.journeys import people as play

pytestmark = pytest.mark.usefixtures("province")


def both_hats() -> None:
    """The acceptor of the street is its reviewer too, from today on."""
    account, now = account_by_username(play.ACCEPTOR), timezone.now()
    assert account is not None
    assert account.person is not None
    unit = unit_of(account.id)
    appoint(
        by=system("test"),
        at=now,
        person=account.person,
        organisation_id=unit,
        role="reviewer",
        valid_from=today(now),
        valid_to=today(now) + timedelta(days=300),
    )


def unit_of(account: object) -> object:
    found = actor(account, channel="web", on=today(timezone.now()))
    assert found is not None
    return next(grant.organisation for grant in found.grants)


def test_without_the_profile_the_desk_says_why_and_with_it_one_accepts_and_reviews_and_another_decides() -> (
    None
):
    both_hats()
    case_no = play.submit(play.browser("dongyankun"))
    officer = play.browser(play.ACCEPTOR)
    play.step(play.ACCEPTOR, case_no, "accept:accept")
    refused = officer.get(f"/desk/cases/{case_no}")
    assert 'value="initial_review:agree"' not in refused.content.decode()
    assert "这件您已经办过“受理员”，按规定要由另一人来“审核人”" in play.text(refused)
    account = account_by_username(play.ACCEPTOR)
    assert account is not None
    set_small_office(
        by=system("test"),
        at=timezone.now(),
        organisation_id=unit_of(account.id),
        on=True,
        basis="演示批文 1 号",
    )
    play.step(play.ACCEPTOR, case_no, "initial_review:agree", "户籍、年龄已核，符合条件。")
    play.step(play.APPROVER, case_no, "confirm:grant")
    assert play.row(case_no)["result"] == "granted"
