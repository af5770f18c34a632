"""What a first start puts into an empty database, and that a second start leaves it alone."""

from datetime import UTC, date, datetime
from stat import S_IMODE

import pytest
from django.conf import settings
from django.test import Client

from minzheng.config import seeding
from minzheng.core.offices import queries as offices
from minzheng.core.people import actions as people
from minzheng.core.people import queries as people_queries
from minzheng.core.people.models import Account, NaturalPerson
from minzheng.core.people.tests.factories import signed_in
from minzheng.kernel.rights import anonymous

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _data(tmp_path, settings):
    settings.DATA = tmp_path


def test_a_first_start_fills_the_demo_province_and_a_second_one_changes_nothing():
    assert seeding.seed(AT)
    before = (NaturalPerson.objects.count(), Account.objects.count())
    assert before[0] > 2_500
    assert not seeding.seed(AT)
    assert (NaturalPerson.objects.count(), Account.objects.count()) == before

    # the persons of the stories are found by their numbers, with their households and agents
    lin = people_queries.person_by_id_number("resident_id", "990101195208090126")
    assert lin is not None
    home = people_queries.household_of(lin.id, TODAY)
    assert home is not None
    assert {member.name for member in home.members} == {"林演兰", "袁演岭", "袁演禾"}
    assert [agency.kind for agency in people_queries.representatives_of(lin.id, TODAY)] == ["representative"]

    # in every county somebody turns eighty next month
    for county in ("990101", "990102", "990201", "990301"):
        assert people_queries.persons_turning(80, date(2026, 12, 1), level="county", division=county)

    # every account of the terminal signs in and has what its line says
    signins = seeding.demo_signins()
    for _, username, password, _ in signins:
        found = people.sign_in(by=anonymous(), at=AT, username=username, password=password)
        actor = offices.actor(found.id, channel="web", on=TODAY)
        assert actor is not None
        if found.kind == "staff":
            assert actor.roles == (username.split("_", 1)[1][:-3],)
            assert actor.grants[0].scope.division == username.split("_", 1)[0]
        else:
            assert actor.acts_for == {found.person}

    # three different persons stand on the road of one case
    road = [offices.actor(account(name), channel="web", on=TODAY) for name in ROAD]
    assert len({one.person for one in road if one is not None}) == 3

    # the pages of a signed-in clerk begin
    browser = Client()
    signed_in(browser, Account.objects.get(username="990101001_reviewer_01"))
    assert browser.get("/healthz").status_code == 200


ROAD = ("990301001_acceptor_01", "990301001_reviewer_01", "990301_approver_01")


def account(username: str):
    found = people_queries.account_by_username(username)
    assert found is not None
    return found.id


def test_the_demo_password_is_made_once_and_only_its_owner_reads_it():
    first = seeding.demo_password()
    assert seeding.demo_password() == first
    assert people_rules_accept(first)
    assert S_IMODE((settings.DATA / "secrets" / "demo-password").stat().st_mode) == 0o600


def people_rules_accept(password: str) -> bool:
    from minzheng.core.people.rules import password_fault

    return password_fault(password, "990101_reviewer_01", staff=True) is None


def test_outside_a_demonstration_no_invented_person_is_made(settings):
    settings.ALLOW_DEMO_ID = False
    assert seeding.seed(AT)
    assert not seeding.seed(AT)
    assert not people_queries.anybody()
    assert Account.objects.count() == 0
