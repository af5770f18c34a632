"""Names are kept, lapse and are given up; the supervising body that was asked answers, nobody else."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from minzheng.core.audit.queries import run
from minzheng.domains.social_orgs.actions import answer_consent, ask_consent, keep_name, release_name
from minzheng.domains.social_orgs.queries import asked_of, kept_as, kept_name, name_report, names_of
from minzheng.domains.social_orgs.rules import AGREED, ASKED, DISAGREED, KEPT, LAPSED, RELEASED
from minzheng.domains.social_orgs.tests.factories import AT, NAME, PURPOSE, District, a_district
from minzheng.kernel.errors import Invalid, Problem

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
LATER = datetime(2026, 9, 3, 1, 0, tzinfo=UTC)
"""The day after a name that was kept on AT has lapsed."""


@pytest.fixture
def district() -> District:
    return a_district()


def kept(district: District, name: str = NAME) -> Any:
    return keep_name(by=district.founder, at=AT, name=name, division="990101")


def events(kind: str) -> int:
    return int(run("SELECT count(*) FROM audit_event WHERE kind = %s", [kind])[0][0])


def test_a_name_that_passes_is_kept_for_six_months_and_stands_in_the_book(district: District):
    row = kept_name(kept(district), TODAY)
    assert (row.name, row.state, row.until) == (NAME, KEPT, date(2026, 9, 2))
    assert events("social_orgs.keep_name") == 1
    found = kept_as(NAME, TODAY)
    assert found is not None
    assert found.id == row.id


def test_the_same_founder_gets_the_same_name_once(district: District):
    assert kept(district) == kept(district, f"{NAME}（筹）")
    assert events("social_orgs.keep_name") == 1


def test_a_kept_name_is_not_to_be_had_by_others_until_it_lapses(district: District):
    kept(district)
    with pytest.raises(Problem) as refused:
        keep_name(by=district.other, at=AT, name=NAME, division="990101")
    assert refused.value.code == "social_orgs.name_stopped"
    assert "正留着" in refused.value.params["why"]
    keep_name(by=district.other, at=LATER, name=NAME, division="990101")
    assert district.founder.person is not None
    assert [row.state for row in names_of(district.founder.person, LATER.date())] == [LAPSED]


def test_a_name_given_up_is_free_at_once(district: District):
    key = kept(district)
    with pytest.raises(Problem, match="denied"):
        release_name(by=district.other, at=AT, name=key)
    release_name(by=district.founder, at=AT, name=key)
    assert kept_name(key, TODAY).state == RELEASED
    assert keep_name(by=district.other, at=AT, name=NAME, division="990101") != key


def test_a_name_that_does_not_pass_is_not_kept(district: District):
    with pytest.raises(Problem) as refused:
        kept(district, "明川区中国教育促进会")
    assert "中国" in refused.value.params["why"]
    with pytest.raises(Problem, match="place_unknown"):
        keep_name(by=district.founder, at=AT, name=NAME, division="000000")
    assert events("social_orgs.keep_name") == 0


def test_nobody_hoards_names(district: District):
    for field in ("茶叶", "书法", "围棋"):
        kept(district, f"明川区{field}协会")
    with pytest.raises(Problem, match="too_many_names"):
        kept(district, "明川区钓鱼协会")


def test_who_has_not_signed_in_as_a_citizen_keeps_no_name(district: District):
    with pytest.raises(Problem, match="denied"):
        keep_name(by=district.partner, at=AT, name=NAME, division="990101")


def ask(district: District, key: Any, **changes: Any) -> None:
    words = {"unit": district.education, "purpose": PURPOSE, **changes}
    ask_consent(by=district.founder, at=AT, name=key, **words)


def test_the_body_that_was_asked_agrees_and_six_months_begin_anew(district: District):
    key = kept(district)
    ask(district, key)
    assert kept_name(key, TODAY).state == ASKED
    assert [row.id for row in asked_of([district.education], TODAY)] == [key]
    answered = AT + timedelta(days=30)
    answer_consent(by=district.partner, at=answered, name=key, agree=True, paper_no="明教函〔2026〕3 号")
    row = kept_name(key, TODAY)
    assert (row.state, row.until, row.paper_no) == (AGREED, date(2026, 10, 1), "明教函〔2026〕3 号")
    assert row.unit_name == "明川区教育局"
    assert asked_of([district.education], TODAY) == []
    assert [one.id for one in asked_of([district.education], TODAY, answered=True)] == [key]


def test_a_body_that_says_no_gives_its_reason_and_another_may_be_asked(district: District):
    key = kept(district)
    ask(district, key)
    with pytest.raises(Invalid):
        answer_consent(by=district.partner, at=AT, name=key, agree=False)
    answer_consent(
        by=district.partner, at=AT, name=key, agree=False, opinion="业务与本局无关，请找文化部门。"
    )
    assert kept_name(key, TODAY).state == DISAGREED
    ask(district, key, unit=district.health)
    assert kept_name(key, TODAY).state == ASKED
    assert kept_name(key, TODAY).opinion == ""


@pytest.mark.parametrize(
    ("agree", "words", "field"),
    [
        (None, {}, "agree"),
        (True, {}, "paper_no"),
        (True, {"paper_no": " "}, "paper_no"),
        (False, {"opinion": "不行"}, "opinion"),
    ],
)
def test_an_answer_says_what_it_must(
    district: District, agree: bool | None, words: dict[str, str], field: str
):
    key = kept(district)
    ask(district, key)
    with pytest.raises(Invalid) as refused:
        answer_consent(by=district.partner, at=AT, name=key, agree=agree, **words)
    assert [one.path for one in refused.value.fields] == [field]
    assert refused.value.fields[0].message.startswith("请")


def test_a_body_that_was_not_asked_may_not_answer(district: District):
    key = kept(district)
    ask(district, key)
    with pytest.raises(Problem, match="not_asked"):
        answer_consent(by=district.stranger, at=AT, name=key, agree=True, paper_no="明卫函〔2026〕1 号")
    with pytest.raises(Problem, match="denied"):
        answer_consent(by=district.founder, at=AT, name=key, agree=True, paper_no="明教函〔2026〕3 号")


def test_an_answer_is_given_once(district: District):
    key = kept(district)
    ask(district, key)
    answer_consent(by=district.partner, at=AT, name=key, agree=True, paper_no="明教函〔2026〕3 号")
    with pytest.raises(Problem, match=r"social_orgs\.answered"):
        answer_consent(by=district.partner, at=AT, name=key, agree=False, opinion="改主意了，不同意。")
    with pytest.raises(Problem, match=r"social_orgs\.answered"):
        ask(district, key, unit=district.health)


def test_what_is_missing_in_the_asking_is_said_field_by_field(district: District):
    key = kept(district)
    with pytest.raises(Invalid) as refused:
        ask(district, key, unit=None, purpose="教育", direct="sports")
    assert [one.path for one in refused.value.fields] == ["unit", "purpose", "direct"]


def test_a_lapsed_name_asks_nobody(district: District):
    key = kept(district)
    with pytest.raises(Problem, match="name_lapsed"):
        ask_consent(by=district.founder, at=LATER, name=key, unit=district.education, purpose=PURPOSE)


def test_the_verbs_keep_to_their_number_of_statements(
    district: District, django_assert_max_num_queries: Callable[..., Any]
):
    with django_assert_max_num_queries(14, connection=connection):  # with savepoint and release
        key = kept(district)
    with django_assert_max_num_queries(9, connection=connection):
        ask(district, key)
    with django_assert_max_num_queries(9, connection=connection):
        answer_consent(by=district.partner, at=AT, name=key, agree=True, paper_no="明教函〔2026〕3 号")


def test_fifty_names_nearby_cost_no_more_statements_than_one(
    district: District, django_assert_num_queries: Callable[..., Any]
):
    name_report(NAME, "990101", TODAY)
    kept(district)
    with django_assert_num_queries(5, connection=connection):
        name_report("明川区茶叶协会", "990101", TODAY)
    run(
        "INSERT INTO social_orgs_name (id, name, division, person, person_name, purpose, direct, state, kept_on, until, "
        "answered_name, paper_no, opinion) SELECT gen_random_uuid(), '明川区' || n || '协会', division, person, "
        "person_name, '', '', state, kept_on, until, '', '', '' FROM social_orgs_name, generate_series(1, 50) AS n "
        "RETURNING id",
        [],
    )
    with django_assert_num_queries(5, connection=connection):
        assert name_report("明川区茶叶协会", "990101", TODAY).passes
