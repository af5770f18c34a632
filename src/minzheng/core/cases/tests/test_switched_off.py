"""A deployment that does not want a domain: its services are not offered, its open cases finish."""

import pytest

from minzheng.core.cases import queries as cases
from minzheng.core.cases.actions import take_step
from minzheng.core.cases.tests.factories import AT, a_case, a_submission, a_town
from minzheng.core.catalogue import queries
from minzheng.kernel.errors import Problem

pytestmark = pytest.mark.django_db


def test_a_domain_that_is_switched_off_offers_nothing_and_starts_nothing(settings):
    town = a_town()
    assert [one.code for one in queries.services("高龄津贴")] == ["gaoling"]
    settings.DOMAINS_OFF = frozenset({"elderly"})
    assert queries.services() == []
    assert queries.themes() == []
    assert queries.list_starters() == []
    with pytest.raises(Problem) as caught:
        a_submission(town.elder)
    assert caught.value.code == "catalogue.not_offered"


def test_a_case_that_was_open_before_goes_on(settings):
    town = a_town()
    case = a_case(town)
    settings.DOMAINS_OFF = frozenset({"elderly"})
    take_step(by=town.acceptor, at=AT, case_id=case.case_id, element="accept", outcome="accept")
    assert cases.case(case.case_id)["state"] == "in_review"
