"""A right ends when the book says that its decision fell, once and from the right month."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from minzheng.blocks.benefits import sql
from minzheng.blocks.benefits.actions import follow_book
from minzheng.blocks.benefits.queries import of_case
from minzheng.blocks.benefits.rules import ends_with
from minzheng.core.audit.actions import sequence
from minzheng.core.audit.queries import of_case as events_of
from minzheng.core.audit.queries import run
from minzheng.core.cases import queries
from minzheng.core.cases.actions import LaterAct, alter, revoke, take_step
from minzheng.core.cases.tests.factories import AT, Town, a_case, a_town
from minzheng.kernel.rights import LEVELS
from minzheng.kernel.sql import compose

HOUR = timedelta(hours=1)
LATER = AT + timedelta(days=40)
ACT = LaterAct("核查发现户籍已经迁出。", date(2026, 5, 10), "办法第九条")


@pytest.mark.parametrize(
    ("effective", "ends"),
    [
        (date(2026, 5, 1), date(2026, 5, 1)),
        (date(2026, 5, 10), date(2026, 6, 1)),
        (date(2026, 1, 5), date(2026, 4, 1)),
    ],
)
def test_the_month_in_which_it_falls_is_still_paid_and_nothing_before_the_first(effective: date, ends: date):
    assert ends_with(effective, date(2026, 4, 1)) == ends


@pytest.fixture
def town() -> Town:
    return a_town()


def granted(town: Town, case_id: UUID, starts: date, at: datetime) -> None:
    for n, (who, element, outcome) in enumerate(
        (
            (town.acceptor, "accept", "accept"),
            (town.reviewer, "initial_review", "agree"),
            (town.approver, "confirm", "grant"),
        )
    ):
        take_step(
            by=who,
            at=at + n * HOUR,
            case_id=case_id,
            element=element,
            outcome=outcome,
            form={"opinion": "已核。"},
        )
    row = queries.case(case_id)
    clause = sql.grant(
        case_id=case_id,
        service=row["service"],
        person=row["applicant_id"],
        person_name=row["applicant_name"],
        category="80",
        amount=5000,
        people=1,
        starts=starts,
        formula="",
        parameters=(),
        tables_digest="",
        at=at,
        places={level: row[level] for level in LEVELS},
    )
    run(*compose([clause], "SELECT 1"))


@pytest.mark.django_db
def test_a_revoked_decision_ends_its_benefit_once(town: Town):
    case = a_case(town).case_id
    granted(town, case, date(2026, 4, 1), AT)
    revoke(by=town.approver, at=LATER + 5 * HOUR, case_id=case, act=ACT)
    sequence(at=LATER)
    follow_book(at=LATER)
    follow_book(at=LATER)
    found = of_case(case)
    assert found is not None
    assert found.ends == date(2026, 6, 1)
    assert [one["kind"] for one in events_of(case, AT)].count("benefits.end") == 1


@pytest.mark.django_db
def test_an_altered_benefit_ends_where_the_new_one_begins(town: Town):
    case = a_case(town).case_id
    granted(town, case, date(2026, 4, 1), AT)
    new = alter(by=town.approver, at=LATER + 5 * HOUR, case_id=case, act=ACT, key="alter").case_id
    granted(town, new, date(2026, 7, 1), LATER + 6 * HOUR)
    sequence(at=LATER)
    follow_book(at=LATER)
    ended, going = of_case(case), of_case(new)
    assert ended is not None
    assert going is not None
    assert (ended.ends, going.ends) == (date(2026, 7, 1), None)
