"""Drafts: opened, saved page by page with the mistakes in them, sealed, thrown away, handed in."""

import json
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import minzheng
from minzheng.core.audit.queries import run
from minzheng.core.forms import queries
from minzheng.core.forms.actions import discard_draft, open_draft, save_page, seal
from minzheng.core.forms.actions.filling import UNKNOWN_PERSON, WHOSE_CARD
from minzheng.core.forms.models import Draft
from minzheng.core.forms.sql import submitted
from minzheng.core.people.queries import bank_accounts
from minzheng.core.people.tests.factories import AT, a_person, divisions
from minzheng.kernel.codes import make_id_number
from minzheng.kernel.errors import Problem
from minzheng.kernel.formspec import Form, compile_form, standard_kinds
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, Hat, anonymous
from minzheng.kernel.sql import compose

pytestmark = pytest.mark.django_db
BORN = date(1943, 2, 15)
ELDER_NUMBER = make_id_number("990101", BORN, 777)
OTHER_NUMBER = make_id_number("990101", BORN, 778)
CARD = "9999990000000000006"
OTHER_CARD = "9999990000000000014"
FORM = Path(minzheng.__file__).parent / "domains/elderly/services/gaoling/apply.form.json"


@cache
def form() -> Form:
    return compile_form(json.loads(FORM.read_text(encoding="utf-8")), standard_kinds(allow_demo=True))


@pytest.fixture
def child() -> Actor:
    """Somebody who fills in for the elder 陈演松."""
    divisions()
    a_person("陈演松", born=BORN, id_number=ELDER_NUMBER)
    return Actor(hat=Hat.SELF, account=uuid7(), person=a_person("陈演禾"), name="陈演禾")


def a_draft(by: Actor, snapshot: UUID | None = None) -> UUID:
    return open_draft(by=by, at=AT, service="gaoling", snapshot=snapshot or uuid7())


def save(by: Actor, draft: UUID, page: str, **post: str):
    return save_page(
        by=by,
        at=AT,
        draft_id=draft,
        form=form(),
        page=page,
        post={name: [value] for name, value in post.items()},
        files={},
        applicant_key="elder_id",
    )


def who(by: Actor, draft: UUID, name: str = "陈演松", number: str = ELDER_NUMBER):
    words = {"for_whom": "family", "elder_name": name, "elder_id": number, "relation": "child"}
    return save(by, draft, "p_who", **words)


def bank(by: Actor, draft: UUID, card: str = CARD, name: str = "青岚农商银行"):
    return save(by, draft, "p_bank", bank_name=name, bank_card=card)


def stored(draft: UUID) -> str:
    """The answers as they lie in the table."""
    return str(run("SELECT answers::text FROM forms_draft WHERE id = %s", [draft])[0][0])


def test_a_draft_is_opened_once_and_gone_on_with(child: Actor, django_assert_num_queries):
    snapshot = uuid7()
    first = a_draft(child, snapshot)
    assert a_draft(child, snapshot) == first
    with django_assert_num_queries(1):
        assert [row.id for row in queries.drafts_of(child.person)] == [first]
    with django_assert_num_queries(1):
        assert queries.draft(first, child.person).answers == {}
    with django_assert_num_queries(1):
        assert queries.open_draft_of(child.person, "gaoling").id == first


def test_after_a_new_version_the_answers_are_carried_over_and_the_pages_looked_at_again(child: Actor):
    old = a_draft(child)
    save(child, old, "p_contact", phone="19900001234", address="春和社区 3 号楼", living="alone")
    new = a_draft(child)
    assert new != old
    row = queries.draft(new, child.person)
    assert row.answers["phone"] == "19900001234"
    assert row.pages_done == []


@pytest.mark.parametrize("hat", [Hat.STAFF, Hat.SYSTEM])
def test_only_a_person_in_the_own_matter_opens_a_draft(child: Actor, hat: Hat):
    for by in (replace(child, hat=hat), replace(child, person=None), anonymous()):
        with pytest.raises(Problem, match=r"forms\.sign_in"):
            a_draft(by)


def test_a_page_with_mistakes_is_kept_as_it_was_left_and_is_not_done(child: Actor):
    draft = a_draft(child)
    saved = save(child, draft, "p_contact", phone="12", address="春和社区 3 号楼", living="alone")
    assert [problem.path for problem in saved.page.problems] == ["phone"]
    assert not saved.page.done
    row = queries.draft(draft, child.person)
    assert row.answers["address"] == "春和社区 3 号楼"
    assert row.pages_done == []
    again = save(child, draft, "p_contact", phone="19900001234", address="春和社区 3 号楼", living="alone")
    assert (again.page.done, again.draft.pages_done) == (True, ["p_contact"])
    assert save(child, draft, "p_contact", phone="1").draft.pages_done == []


def test_a_number_and_its_name_become_a_reference_to_the_person(child: Actor):
    draft = a_draft(child)
    saved = who(child, draft)
    assert saved.page.done, saved.page.problems
    kept = saved.draft.answers["elder_id"]
    assert kept["shown"] != ELDER_NUMBER
    assert "*" in kept["shown"]
    assert ELDER_NUMBER not in stored(draft)


@pytest.mark.parametrize(
    ("name", "number"),
    [("陈演柏", ELDER_NUMBER), ("陈演松", OTHER_NUMBER)],
    ids=["another name", "a number that nobody has"],
)
def test_a_name_and_number_that_do_not_belong_together_are_told_without_saying_which(
    child: Actor, name: str, number: str
):
    draft = a_draft(child)
    saved = who(child, draft, name, number)
    assert [(problem.path, problem.message) for problem in saved.page.problems] == [
        ("elder_id", UNKNOWN_PERSON)
    ]
    assert "elder_id" not in saved.draft.answers
    assert saved.draft.answers["elder_name"] == name
    assert saved.page.raw["elder_id"] == [number], "what was typed is shown again, and kept nowhere"


def test_a_wrong_check_digit_is_told_once_and_not_kept(child: Actor):
    wrong = ELDER_NUMBER[:-1] + ("0" if ELDER_NUMBER[-1] != "0" else "1")
    draft = a_draft(child)
    saved = who(child, draft, number=wrong)
    assert [problem.path for problem in saved.page.problems] == ["elder_id"]
    assert saved.page.problems[0].message != UNKNOWN_PERSON
    assert wrong not in stored(draft)


def test_another_name_beside_a_number_that_was_taken_in_before_is_still_noticed(child: Actor):
    draft = a_draft(child)
    first = who(child, draft, name="")
    assert not first.page.done
    shown = first.draft.answers["elder_id"]["shown"]
    later = who(child, draft, name="陈演柏", number=shown)
    assert [problem.message for problem in later.page.problems] == [UNKNOWN_PERSON]
    assert not later.page.done
    assert who(child, draft, number=shown).page.done


def test_a_card_becomes_an_account_of_the_person_applied_for_and_is_known_the_next_time(child: Actor):
    draft = a_draft(child)
    elder = UUID(who(child, draft).draft.answers["elder_id"]["ref"])
    first = bank(child, draft)
    assert first.page.done, first.page.problems
    reference = first.draft.answers["bank_card"]["ref"]
    assert CARD not in stored(draft)
    assert [str(row.id) for row in bank_accounts(elder, AT.date())] == [reference]
    assert bank_accounts(child.person, AT.date()) == []
    assert bank(child, draft).draft.answers["bank_card"]["ref"] == reference
    assert bank(child, draft, OTHER_CARD).draft.answers["bank_card"]["ref"] != reference
    assert len(bank_accounts(elder, AT.date())) == 2


def test_when_another_person_is_applied_for_the_card_of_the_first_does_not_stay(child: Actor):
    draft = a_draft(child)
    save(child, draft, "p_who", for_whom="self")
    own = bank(child, draft)
    assert own.page.done
    assert [str(row.id) for row in bank_accounts(child.person, AT.date())] == [
        own.draft.answers["bank_card"]["ref"]
    ]
    changed = who(child, draft)
    assert "bank_card" not in changed.draft.answers
    assert changed.draft.pages_done == ["p_who"]
    elder = UUID(changed.draft.answers["elder_id"]["ref"])
    again = bank(child, draft)
    assert [str(row.id) for row in bank_accounts(elder, AT.date())] == [
        again.draft.answers["bank_card"]["ref"]
    ]
    back = save(child, draft, "p_who", for_whom="self")
    assert "bank_card" not in back.draft.answers
    assert bank(child, draft).draft.answers["bank_card"]["ref"] == own.draft.answers["bank_card"]["ref"]


def test_a_card_of_nobody_is_told_and_not_dropped_in_silence(child: Actor):
    answers = {"for_whom": "family", "elder_id": OTHER_NUMBER, "bank_card": CARD, "bank_name": "青岚农商银行"}
    kept, problems = seal(answers, form(), by=child, at=AT, applicant_key="elder_id")
    assert ("bank_card", WHOSE_CARD) in [(problem.path, problem.message) for problem in problems]
    assert kept == {"for_whom": "family", "bank_name": "青岚农商银行"}


def test_a_card_with_a_wrong_check_digit_is_told_and_makes_no_account(child: Actor):
    draft = a_draft(child)
    elder = UUID(who(child, draft).draft.answers["elder_id"]["ref"])
    saved = bank(child, draft, CARD[:-1] + "7")
    assert [problem.path for problem in saved.page.problems] == ["bank_card"]
    assert bank_accounts(elder, AT.date()) == []
    assert CARD[:-1] not in stored(draft)


def test_somebody_elses_draft_is_gone_for_everybody_but_the_owner(child: Actor):
    draft = a_draft(child)
    other = replace(child, account=uuid7(), person=a_person("袁演芷"))
    for verb in (
        lambda: queries.draft(draft, other.person),
        lambda: save(other, draft, "p_contact", phone="19900001234"),
        lambda: discard_draft(by=other, at=AT, draft_id=draft),
        lambda: queries.draft(draft, None),
    ):
        with pytest.raises(Problem, match=r"forms\.draft_gone"):
            verb()
    assert queries.drafts_of(other.person) == []
    assert queries.draft(draft, child.person).answers == {}


def test_a_draft_that_was_thrown_away_is_gone_for_good(child: Actor):
    draft = a_draft(child)
    discard_draft(by=child, at=AT, draft_id=draft)
    assert not Draft.objects.exists()
    with pytest.raises(Problem, match=r"forms\.draft_gone"):
        discard_draft(by=child, at=AT, draft_id=draft)


def test_a_draft_that_was_handed_in_takes_nothing_more(child: Actor):
    draft, case = a_draft(child), uuid7()
    (clause,) = (submitted(draft, f"SELECT '{case}'::uuid", AT + timedelta(hours=1)),)
    assert run(*compose([clause], "SELECT id FROM draft_row")) == [(draft,)]
    assert run(*compose([clause], "SELECT id FROM draft_row")) == [], "only the first case counts"
    with pytest.raises(Problem, match=r"forms\.submitted"):
        save(child, draft, "p_contact", phone="19900001234")
    with pytest.raises(Problem, match=r"forms\.submitted"):
        discard_draft(by=child, at=AT, draft_id=draft)
    assert queries.drafts_of(child.person) == []
    assert queries.draft(draft, child.person).case == case
    assert a_draft(child) != draft


_spaced = st.sampled_from(
    [ELDER_NUMBER, OTHER_NUMBER, CARD, OTHER_CARD, ELDER_NUMBER[:-1], CARD[:-1]]
).flatmap(
    lambda number: st.sampled_from(
        [number, " ".join(number), number.lower(), f" {number}", "-".join((number[:6], number[6:]))]
    )
)
_typed: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"for_whom": st.sampled_from(["family", "self", ""])},
    optional={
        "elder_name": st.sampled_from(["陈演松", "陈演柏", ""]),
        "elder_id": _spaced | st.text(max_size=20),
        "bank_name": st.sampled_from(["青岚农商银行", ""]),
        "bank_card": _spaced | st.text(max_size=20),
        "relation": st.sampled_from(["child", "nobody"]),
    },
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(typed=st.lists(st.tuples(st.sampled_from(["p_who", "p_bank"]), _typed), min_size=1, max_size=4))
def test_whatever_is_typed_no_number_of_a_person_or_card_is_ever_stored(
    typed: list[tuple[str, Any]], child: Actor
):
    draft = a_draft(child)
    for page, post in typed:
        save(child, draft, page, **post)
        digits = "".join(ch for ch in stored(draft) if ch.isalnum())
        for number in (ELDER_NUMBER, OTHER_NUMBER, CARD, OTHER_CARD):
            assert number[:-1] not in digits
