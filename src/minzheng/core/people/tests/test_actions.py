from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import yaml
from django.contrib.auth import authenticate, get_user_model
from django.db import connection

from minzheng.core.people import actions, queries
from minzheng.core.people.actions.rights import RULES
from minzheng.core.people.models import Account, BankAccount, NaturalPerson
from minzheng.core.people.rules import NewPerson
from minzheng.core.people.tests.factories import AT, BY, PASSWORD, TODAY, a_person, an_account, divisions
from minzheng.kernel.codes import luhn, make_id_number
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, Grant, Hat, Scope, anonymous

pytestmark = pytest.mark.django_db

ROOM = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _places():
    divisions()


def clerk(role: str = "acceptor", county: str = "990101") -> Actor:
    grant = Grant(role, frozenset(), Scope("county", county))
    return Actor(hat=Hat.STAFF, account=uuid4(), person=uuid4(), name="赵演川", grants=(grant,))


def citizen(person: UUID) -> Actor:
    return Actor(hat=Hat.SELF, account=uuid4(), person=person, name="林演兰")


def events(kind: str) -> list[dict[str, object]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT purpose, subjects, facts::text FROM audit_event WHERE kind = %s ORDER BY id", [kind]
        )
        return [dict(zip(("purpose", "subjects", "facts"), row, strict=True)) for row in cursor.fetchall()]


def problem(call) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


# ── Persons ──


def test_a_clerk_registers_a_person_of_their_own_county_and_the_book_holds_it():
    number = make_id_number("990101", date(1952, 8, 9), 12)
    new = NewPerson("林演兰", "resident_id", number, "990101001001", phone="19900000002")
    person = actions.register_person(by=clerk(), at=AT, new=new)
    row = queries.person(person)
    assert (row.birth_date, row.sex, row.places["town"]) == (date(1952, 8, 9), "female", "990101001")
    (event,) = events("people.register_person")
    assert event["subjects"] == [person]
    assert number not in str(event)


def test_whom_an_application_names_is_noted_as_claimed_until_a_clerk_registers_him(
    django_assert_max_num_queries,
):
    number = make_id_number("990102", date(1990, 1, 2), 12)
    applicant = citizen(a_person("林演兰"))
    with django_assert_max_num_queries(11):
        person = actions.note_claimed_persons(by=applicant, at=AT, named=[(" 周演川 ", number)])[number]
    row = queries.person(person)
    assert (row.claimed, row.name, row.birth_date, row.places["county"]) == (
        True,
        "周演川",
        date(1990, 1, 2),
        "",
    )
    assert actions.note_claimed_persons(by=applicant, at=AT, named=[("周演川", number)]) == {number: person}
    assert len(events("people.note_claimed_persons")) == 1
    new = NewPerson("周演川", "resident_id", number, "990101001001")
    assert actions.register_person(by=clerk(), at=AT, new=new) == person
    known = queries.person(person)
    assert (known.claimed, known.places["town"]) == (False, "990101001")


def test_an_account_may_name_only_so_many_strangers_in_a_day_and_the_next_day_again():
    applicant = citizen(a_person("林演兰"))
    born = [date(1990, 1, 2) + timedelta(days=n) for n in range(62)]
    strangers = [("周演川", make_id_number("990102", day, 12)) for day in born]
    actions.note_claimed_persons(by=applicant, at=AT, named=strangers[:60])
    one_more = lambda at: actions.note_claimed_persons(by=applicant, at=at, named=strangers[60:61])  # noqa: E731
    assert problem(lambda: one_more(AT)) == "people.too_many_named"
    assert len(actions.note_claimed_persons(by=applicant, at=AT, named=strangers[:5])) == 5, "known by now"
    other = citizen(a_person("袁演岭"))
    assert actions.note_claimed_persons(by=other, at=AT, named=strangers[61:]), "each account by itself"
    assert one_more(AT + timedelta(days=1))


def test_a_claimed_number_under_another_name_is_refused_and_a_wrong_one_is_not_noted():
    applicant = citizen(a_person("林演兰"))
    number = make_id_number("990102", date(1990, 1, 2), 13)
    actions.note_claimed_persons(by=applicant, at=AT, named=[("周演川", number)])
    other = lambda: actions.note_claimed_persons(by=applicant, at=AT, named=[("周演山", number)])  # noqa: E731
    assert problem(other) == "people.id_number_taken"
    wrong = number[:-1] + ("5" if number[-1] != "5" else "6")
    with pytest.raises(Invalid) as caught:
        actions.note_claimed_persons(by=applicant, at=AT, named=[("", wrong)])
    assert {one.path for one in caught.value.fields} == {"name", "id_number"}
    visitor = lambda: actions.note_claimed_persons(by=anonymous(), at=AT, named=[("周演川", number)])  # noqa: E731
    assert problem(visitor) == "offices.denied"


def test_a_clerk_of_another_county_may_not():
    new = NewPerson("林演兰", "none", "", "990101001001")
    assert (
        problem(lambda: actions.register_person(by=clerk(county="990102"), at=AT, new=new))
        == "offices.denied"
    )
    assert NaturalPerson.objects.count() == 0


def test_a_right_that_a_domain_gives_comes_along_in_the_grant():
    grant = Grant("registrar_m", frozenset({"people.register_person"}), Scope("county", "990101"))
    by = Actor(hat=Hat.STAFF, account=uuid4(), person=uuid4(), grants=(grant,))
    new = NewPerson("周演川", "none", "", "990101001001")
    assert actions.register_person(by=by, at=AT, new=new)
    assert problem(
        lambda: actions.register_person(by=by, at=AT, new=replace(new, registered_at="990102101201"))
    ) == ("offices.denied")


def test_a_number_is_registered_once():
    number = make_id_number("990101", date(1952, 8, 9), 14)
    a_person(id_number=number)
    assert problem(lambda: a_person("另演人", id_number=number)) == "people.id_number_taken"


def test_two_persons_may_share_a_telephone():
    assert a_person(phone="19900000003") != a_person("林演兰", phone="19900000003")


def test_of_two_who_change_the_same_person_the_second_is_told():
    person = a_person()
    actions.update_person(by=clerk(), at=AT, person_id=person, version=1, changes={"phone": "19900000009"})
    again = {"by": clerk(), "at": AT, "person_id": person, "version": 1, "changes": {"phone": "19900000008"}}
    assert problem(lambda: actions.update_person(**again)) == "people.changed_meanwhile"
    row = queries.person(person)
    assert (row.phone, row.version) == ("19900000009", 2)


def test_who_moves_gets_the_level_columns_of_the_new_place():
    person = a_person()
    actions.update_person(
        by=BY, at=AT, person_id=person, version=1, changes={"registered_at": "990102101201"}
    )
    assert queries.person(person).places["county"] == "990102"


def test_a_citizen_changes_their_own_telephone_and_nobody_elses():
    mine, other = a_person(), a_person("林演兰")
    by = citizen(mine)
    actions.update_person(by=by, at=AT, person_id=mine, version=1, changes={"phone": "19900000001"})
    change = {"by": by, "at": AT, "person_id": other, "version": 1, "changes": {"phone": "19900000001"}}
    assert problem(lambda: actions.update_person(**change)) == "offices.denied"


def test_a_death_is_noted_once_and_not_before_birth():
    person = a_person(born=date(1950, 1, 1))
    early = {"by": BY, "at": AT, "person_id": person, "version": 1, "died_on": date(1949, 1, 1)}
    assert problem(lambda: actions.note_death(**early)) == "people.death_date"
    actions.note_death(by=BY, at=AT, person_id=person, version=1, died_on=TODAY)
    assert not queries.person(person).alive
    again = {"by": BY, "at": AT, "person_id": person, "version": 2, "died_on": TODAY}
    assert problem(lambda: actions.note_death(**again)) == "people.already_dead"


def test_a_whole_id_number_is_shown_only_for_a_purpose_and_the_book_says_to_whom():
    number = make_id_number("990101", date(1952, 8, 9), 16)
    person = a_person(id_number=number)
    ask = {"at": AT, "person_id": person}
    assert (
        problem(lambda: actions.reveal_id_number(by=clerk(), purpose="看", **ask)) == "people.purpose_missing"
    )
    assert problem(
        lambda: actions.reveal_id_number(by=clerk(county="990102"), purpose="核对户籍", **ask)
    ) == ("offices.denied")
    assert events("people.reveal_id_number") == []
    assert actions.reveal_id_number(by=clerk(), purpose="核对户籍资料", **ask) == number
    (event,) = events("people.reveal_id_number")
    assert (event["purpose"], event["subjects"]) == ("核对户籍资料", [person])
    assert number not in str(event)


# ── Households, agency, cards, consents ──


def test_nobody_belongs_to_two_households_on_one_day():
    head, other = a_person(), a_person("林演兰")
    home = {"registered_at": "990101001001", "address": "", "since": date(2020, 1, 1)}
    actions.open_household(by=BY, at=AT, head=head, members={}, **home)
    second = {"by": BY, "at": AT, "head": other, "members": {head: "parent"}, **home}
    assert problem(lambda: actions.open_household(**second)) == "people.in_a_household"


def test_the_head_does_not_just_leave():
    head = a_person()
    home = actions.open_household(
        by=BY, at=AT, head=head, members={}, registered_at="990101001001", address="", since=date(2020, 1, 1)
    )
    leave = {"by": BY, "at": AT, "household_id": home, "person": head, "on": TODAY}
    assert problem(lambda: actions.leave_household(**leave)) == "people.head_leaves"


def test_a_child_is_nobodys_agent():
    mother, child = a_person(), a_person("袁演禾", born=date(2012, 1, 1))
    name = {"by": BY, "at": AT, "principal": mother, "agent": child, "since": TODAY}
    assert problem(lambda: actions.name_representative(**name)) == "people.minor_as_agent"
    own = {"by": BY, "at": AT, "principal": mother, "agent": mother, "since": TODAY}
    assert problem(lambda: actions.name_representative(**own)) == "people.own_representative"


def test_an_agency_that_was_withdrawn_is_over_at_once():
    mother, son = a_person(), a_person("袁演岭")
    named = {"at": AT, "principal": mother, "agent": son, "since": TODAY}
    alone = problem(lambda: actions.name_representative(by=citizen(mother), **named))
    assert alone == "offices.denied", "online one appoints, and the other accepts"
    agency = actions.name_representative(by=BY, **named)
    stranger = citizen(a_person("何演辰"))
    assert (
        problem(lambda: actions.end_representation(by=stranger, at=AT, agency_id=agency)) == "offices.denied"
    )
    actions.end_representation(by=citizen(mother), at=AT, agency_id=agency)
    assert queries.principals_of(son, TODAY) == []


def test_a_card_is_kept_sealed_and_known_by_its_last_four_digits():
    person = a_person()
    card = "9999990000000001"[:15]
    card += luhn(card)
    actions.add_bank_account(by=citizen(person), at=AT, person_id=person, card=card, bank_name="演示银行")
    (row,) = queries.bank_accounts(person, TODAY)
    assert row.last4 == card[-4:]
    assert card.encode() not in bytes(BankAccount.objects.get(id=row.id).card_enc)
    wrong = card[:-1] + str((int(card[-1]) + 1) % 10)
    with pytest.raises(Invalid) as caught:
        actions.add_bank_account(
            by=citizen(person), at=AT, person_id=person, card=wrong, bank_name="演示银行"
        )
    assert "卡号对不上" in caught.value.fields[0].message


def test_a_consent_is_given_once_withdrawn_once_and_may_be_given_again():
    person = a_person()
    given = {
        "by": citizen(person),
        "at": AT,
        "person_id": person,
        "purpose": "means_check",
        "text_version": "2026-01",
    }
    actions.give_consent(**given)
    assert queries.consents(person) == {"means_check": "2026-01"}
    assert problem(lambda: actions.give_consent(**given)) == "people.consent_given"
    back = {"by": citizen(person), "at": AT, "person_id": person, "purpose": "means_check"}
    actions.withdraw_consent(**back)
    assert queries.consents(person) == {}
    assert problem(lambda: actions.withdraw_consent(**back)) == "people.consent_missing"
    assert actions.give_consent(**given)


# ── Accounts ──


def test_an_account_is_opened_with_a_password_that_is_good_enough():
    with pytest.raises(Invalid) as caught:
        actions.open_account(by=BY, at=AT, username="desk_01", password="short", kind="staff")
    assert caught.value.fields[0].path == "password"
    an_account(username="Desk_01", kind="staff")
    with pytest.raises(Invalid) as caught:
        an_account(username="desk_01")
    assert "已经有人用了" in caught.value.fields[0].message


def test_an_account_works_with_the_framework_and_has_no_rights_of_its_own():
    person = a_person()
    an_account(person, username="lin")
    account = get_user_model().objects.get_by_natural_key("lin")
    assert account.check_password(PASSWORD)
    assert authenticate(username="lin", password=PASSWORD) == account
    assert (account.is_staff, account.is_superuser, account.has_perm("x"), account.has_module_perms("x")) == (
        False,
        False,
        False,
        False,
    )


def failed(username: str, at=AT) -> str:
    ask = {"by": anonymous(), "at": at, "username": username, "password": "not-it-2026"}
    return problem(lambda: actions.sign_in(**ask))


def test_the_right_password_opens_and_starts_the_count_anew():
    an_account(username="lin")
    for _ in range(4):
        assert failed("lin") == "people.wrong_password"
    assert actions.sign_in(by=anonymous(), at=AT, username=" Lin ", password=PASSWORD).username == "lin"
    assert failed("lin") == "people.wrong_password"


def test_the_fifth_failure_locks_for_half_an_hour_even_for_the_right_password():
    an_account(username="lin")
    answers = [failed("lin") for _ in range(5)]
    assert answers == ["people.wrong_password"] * 4 + ["people.locked"]
    right = {"by": anonymous(), "username": "lin", "password": PASSWORD}
    assert problem(lambda: actions.sign_in(at=AT + timedelta(minutes=29), **right)) == "people.locked"
    assert actions.sign_in(at=AT + timedelta(minutes=30), **right)
    assert len(events("people.sign_in_failed")) == 5


def test_a_stranger_gets_the_same_answers_as_an_account():
    an_account(username="lin")
    assert [failed("lin") for _ in range(6)] == [failed("nobody") for _ in range(6)]


def test_a_closed_account_answers_like_a_stranger():
    account = an_account(username="lin")
    actions.close_account(by=BY, at=AT, account_id=account)
    ask = {"by": anonymous(), "at": AT, "username": "lin", "password": PASSWORD}
    assert problem(lambda: actions.sign_in(**ask)) == "people.wrong_password"


def test_the_sentences_of_sign_in_are_those_that_the_house_promised():
    sentences = yaml.safe_load((ROOM / "errors.yaml").read_text(encoding="utf-8"))
    assert sentences["people.wrong_password"]["title"].startswith("用户名或密码不对")
    assert sentences["people.locked"]["title"] == "试错 5 次了，请 30 分钟后再试，或打 12349"


def test_only_the_owner_changes_a_password_and_only_knowing_the_old_one():
    account = an_account(username="lin")
    by = Actor(hat=Hat.SELF, account=account)
    change = {"at": AT, "account_id": account, "new": "Another-2026-river"}
    assert (
        problem(lambda: actions.change_password(by=citizen(uuid4()), old=PASSWORD, **change))
        == "offices.denied"
    )
    with pytest.raises(Invalid):
        actions.change_password(by=by, old="wrong", **change)
    actions.change_password(by=by, old=PASSWORD, **change)
    assert Account.objects.get(id=account).check_password("Another-2026-river")


# ── Bulk ──


def test_persons_and_households_are_copied_in_with_sealed_numbers(django_assert_max_num_queries):
    head, child = uuid7(), uuid7()
    number = make_id_number("990101", date(1990, 1, 1), 21)
    records = [
        actions.PersonRecord(head, "赵演川", "male", date(1990, 1, 1), number, "990101001001"),
        actions.PersonRecord(
            child,
            "赵演溪",
            "female",
            date(2020, 2, 29),
            make_id_number("990101", date(2020, 2, 29), 22),
            "990101001001",
        ),
    ]
    home = actions.HouseholdRecord(
        head, "990101001001", "春和社区 1 栋", date(2020, 3, 1), {head: "head", child: "child"}
    )
    with django_assert_max_num_queries(15):
        assert actions.load(by=BY, at=AT, persons=records, households=[home], source="test") == (2, 1)
    found = queries.person_by_id_number("resident_id", number)
    assert found is not None
    assert (found.id, found.name_key, found.places["village"]) == (head, "zhao yan chuan", "990101001001")
    household = queries.household_of(child, TODAY)
    assert household is not None
    assert [member.role for member in household.members] == ["head", "child"]


def test_a_list_with_a_known_number_is_not_loaded_at_all():
    number = make_id_number("990101", date(1990, 1, 1), 23)
    a_person(id_number=number)
    fresh = actions.PersonRecord(
        uuid7(),
        "赵演川",
        "male",
        date(1990, 1, 1),
        make_id_number("990101", date(1990, 1, 1), 25),
        "990101001001",
    )
    repeated = [fresh, replace(fresh, id=uuid7(), id_number=number)]
    assert (
        problem(lambda: actions.load(by=BY, at=AT, persons=repeated, source="test")) == "people.load_repeated"
    )
    assert NaturalPerson.objects.count() == 1


def test_only_the_platform_loads():
    assert problem(lambda: actions.load(by=clerk(), at=AT, persons=[], source="x")) == "offices.denied"


def test_every_rule_of_the_room_is_for_a_verb_that_exists():
    verbs = {name for name in dir(actions) if not name.startswith("_")} | {"change_household"}
    verbs.add("look_up")  # asked for by the wall of the database (offices.sql.WALLS)
    assert {right.removeprefix("people.") for right in RULES} <= verbs
