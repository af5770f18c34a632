"""A link that was sent: bound to one case and one person, good once and for some hours, and closed after five wrong tries."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from minzheng.core.audit.queries import run
from minzheng.core.cases.actions import (
    open_link,
    refuse_by_link,
    send_code,
    send_link,
    sign_authorisation,
    sign_by_link,
    withdraw,
)
from minzheng.core.cases.queries import authorisation
from minzheng.core.cases.tests.factories import AT
from minzheng.core.cases.tests.family import (
    NUMBERS,
    PHONE,
    Family,
    a_family,
    a_family_case,
    asked,
    last_sms,
)
from minzheng.core.people.actions import update_person
from minzheng.core.people.queries import consents
from minzheng.core.people.tests.factories import BY
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.rights import anonymous

pytestmark = pytest.mark.django_db
SITE = "https://mz.example/sign/"
FAR = "19900002222"
NOBODY = anonymous()
SON, OBLIGOR, OWN = (NUMBERS[name][-6:] for name in ("袁演岭", "袁演芷", "林演兰"))


@pytest.fixture
def family() -> Family:
    return a_family()


def a_link(family: Family, name: str = "袁演芷", phone: str = FAR, at: datetime = AT) -> tuple[UUID, str]:
    """A case, and a link for one of the family: the authorisation's id and the token."""
    key = asked(a_family_case(family).case_id)[name].id
    return key, send_link(by=family.applicant, at=at, authorisation_id=key, phone=phone, address=SITE)


def a_code(token: str, tail: str, phone: str = FAR, at: datetime = AT) -> str:
    """Ask for a code and read it from the phone."""
    send_code(by=NOBODY, at=at, token=token, tail=tail)
    found = re.search(r"验证码 (\d{6})", last_sms(phone))
    assert found
    return found.group(1)


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


def signs(token: str, tail: str, code: str, at: datetime = AT) -> None:
    sign_by_link(by=NOBODY, at=at, token=token, tail=tail, code=code)


def test_an_absent_obligor_signs_by_a_link_without_an_account(family: Family, django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        key, token = a_link(family)
    words = last_sms(FAR)
    assert SITE + token in words
    assert "林*兰" in words
    assert not any(secret in words for secret in ("家庭救助", "袁演芷", "林演兰"))
    with django_assert_max_num_queries(12):
        code = a_code(token, OBLIGOR)
    with django_assert_max_num_queries(12):
        signs(token, OBLIGOR.lower(), f" {code} ")
    row = authorisation(key)
    assert (row.state, row.mode, row.assurance) == ("signed", "link", 1)
    assert list(consents(row.person)) == [f"means_check/{row.case['case_no']}"]


def test_sending_costs_at_most_twelve_statements_and_only_digests_are_stored(
    family: Family, django_assert_max_num_queries
):
    key = asked(a_family_case(family).case_id)["袁演芷"].id
    with django_assert_max_num_queries(12):
        token = send_link(by=family.applicant, at=AT, authorisation_id=key, phone=FAR, address=SITE)
    code = a_code(token, OBLIGOR)
    stored = str(run("SELECT a::text FROM cases_authorisation a WHERE id = %s", [key]))
    assert token not in stored
    assert code not in stored
    told = str(run("SELECT facts::text FROM audit_event WHERE kind LIKE 'cases.send%%'", []))
    assert not any(secret in told for secret in (token, code, FAR))


def test_a_phone_that_a_couple_shares_works_because_the_link_is_bound_to_the_person(family: Family):
    """PHONE is registered for mother and son: each signs his own with his own number, neither the other's."""
    case = a_family_case(family)
    keys = {name: asked(case.case_id)[name].id for name in ("林演兰", "袁演岭")}
    tokens = {
        name: send_link(by=family.applicant, at=AT, authorisation_id=key, phone=PHONE, address=SITE)
        for name, key in keys.items()
    }
    assert (
        code_of(lambda: send_code(by=NOBODY, at=AT, token=tokens["袁演岭"], tail=OWN)) == "cases.link_wrong"
    )
    signs(tokens["袁演岭"], SON, a_code(tokens["袁演岭"], SON, PHONE))
    later = AT + timedelta(minutes=2)
    signs(tokens["林演兰"], OWN, a_code(tokens["林演兰"], OWN, PHONE, later), later)
    assert {authorisation(key).assurance for key in keys.values()} == {2}  # the registered phone


def test_a_code_to_a_phone_that_is_registered_for_somebody_else_is_a1(family: Family):
    key, token = a_link(family, "袁演岭", FAR)
    signs(token, SON, a_code(token, SON))
    assert authorisation(key).assurance == 1


def test_the_wrong_person_is_told_how_often_he_may_try_and_five_times_lock_the_link(family: Family):
    key, token = a_link(family)
    left = []
    for _ in range(4):
        with pytest.raises(Problem) as caught:
            send_code(by=NOBODY, at=AT, token=token, tail=SON)
        assert caught.value.code == "cases.link_wrong"
        left.append(caught.value.params["left"])
    assert left == [4, 3, 2, 1]
    assert code_of(lambda: send_code(by=NOBODY, at=AT, token=token, tail=SON)) == "cases.link_gone"
    assert code_of(lambda: send_code(by=NOBODY, at=AT, token=token, tail=OBLIGOR)) == "cases.link_gone"
    assert code_of(lambda: open_link(by=NOBODY, at=AT, token=token)) == "cases.link_gone"
    fresh = send_link(by=family.applicant, at=AT, authorisation_id=key, phone=FAR, address=SITE)
    assert open_link(by=NOBODY, at=AT, token=fresh).id == key


def test_wrong_codes_count_too(family: Family):
    _, token = a_link(family)
    code = a_code(token, OBLIGOR)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    tried = [code_of(lambda: signs(token, OBLIGOR, wrong)) for _ in range(5)]
    assert tried == ["cases.code_wrong"] * 4 + ["cases.link_gone"]
    assert code_of(lambda: signs(token, OBLIGOR, code)) == "cases.link_gone"


def test_an_expired_link_an_old_code_and_a_hasty_second_one_say_what_to_do(family: Family):
    _, token = a_link(family)
    assert code_of(lambda: signs(token, OBLIGOR, "000000")) == "cases.code_old"
    code = a_code(token, OBLIGOR)
    assert code_of(lambda: a_code(token, OBLIGOR)) == "cases.code_too_soon"
    assert code_of(lambda: signs(token, OBLIGOR, code, AT + timedelta(minutes=10))) == "cases.code_old"
    over = AT + timedelta(hours=72)
    assert open_link(by=NOBODY, at=over - timedelta(seconds=1), token=token)
    assert code_of(lambda: open_link(by=NOBODY, at=over, token=token)) == "cases.link_gone"
    assert code_of(lambda: signs(token, OBLIGOR, code, over)) == "cases.link_gone"


def test_a_link_is_used_once_and_a_new_one_ends_the_old(family: Family):
    key, token = a_link(family)
    again = send_link(by=family.applicant, at=AT, authorisation_id=key, phone=FAR, address=SITE)
    assert code_of(lambda: open_link(by=NOBODY, at=AT, token=token)) == "cases.link_gone"
    signs(again, OBLIGOR, a_code(again, OBLIGOR))
    assert code_of(lambda: open_link(by=NOBODY, at=AT, token=again)) == "cases.link_gone"
    more = lambda: send_link(by=family.applicant, at=AT, authorisation_id=key, phone=FAR, address=SITE)  # noqa: E731
    assert code_of(more) == "cases.already_signed"


def test_who_does_not_want_to_says_so_by_the_link(family: Family):
    key, token = a_link(family)
    code = a_code(token, OBLIGOR)
    refuse_by_link(by=NOBODY, at=AT, token=token, tail=OBLIGOR, code=code, reason="不来往了")
    row = authorisation(key)
    assert (row.state, row.reason) == ("refused", "不来往了")


def test_only_the_family_and_its_officers_send_links_and_not_to_what_is_no_phone(family: Family):
    key = asked(a_family_case(family).case_id)["袁演芷"].id
    for by in (family.son, family.town.other_approver, NOBODY):
        send = lambda by=by: send_link(by=by, at=AT, authorisation_id=key, phone=FAR, address=SITE)  # noqa: E731
        assert code_of(send) == "offices.denied"
    with pytest.raises(Invalid) as caught:
        send_link(by=family.applicant, at=AT, authorisation_id=key, phone="12", address=SITE)
    assert [one.path for one in caught.value.fields] == ["phone"]
    assert send_link(by=family.town.window, at=AT, authorisation_id=key, phone=FAR, address=SITE)


def test_on_the_phone_of_who_asks_nothing_is_sent_until_the_person_is_named(family: Family):
    key = asked(a_family_case(family).case_id)["袁演岭"].id
    token = send_link(by=family.applicant, at=AT, authorisation_id=key, phone=FAR, address=SITE, by_sms=False)
    assert run("SELECT count(*) FROM messages_sms", [])[0][0] == 0
    signs(token, SON, a_code(token, SON))
    assert authorisation(key).state == "signed"


def test_a_minor_is_sent_no_link(family: Family):
    child = {"name": "袁演禾", "id_number": {"ref": str(family.child), "shown": "9***"}}
    key = asked(a_family_case(family, household=[], obligors=[child]).case_id)["袁演禾"].id
    send = lambda: send_link(by=family.applicant, at=AT, authorisation_id=key, phone=FAR, address=SITE)  # noqa: E731
    assert code_of(send) == "cases.minor_signs"


def test_a_withdrawn_case_ends_its_links_and_too_many_messages_are_held(family: Family):
    case = a_family_case(family)
    key = asked(case.case_id)["袁演芷"].id
    send = lambda n: send_link(  # noqa: E731
        by=family.applicant, at=AT + timedelta(minutes=n), authorisation_id=key, phone=FAR, address=SITE
    )
    tokens = [send(n) for n in range(10)]
    assert code_of(lambda: send(11)) == "cases.too_many_sms"
    withdraw(by=family.applicant, at=AT, case_id=case.case_id)
    assert code_of(lambda: open_link(by=NOBODY, at=AT, token=tokens[-1])) == "cases.link_gone"
    assert code_of(lambda: send(12)) == "cases.signing_over"


def test_a_link_needs_no_name_and_a_signature_by_account_ends_it(family: Family):
    key, token = a_link(family, "袁演岭")
    assert family.son.person
    update_person(by=BY, at=AT, person_id=family.son.person, version=1, changes={"phone": FAR})
    sign_authorisation(by=family.son, at=AT, authorisation_id=key)
    assert code_of(lambda: open_link(by=NOBODY, at=AT, token=token)) == "cases.link_gone"
