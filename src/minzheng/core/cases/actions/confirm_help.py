"""What a village's helper filled in is handed in by its person, who has no account at hand: by the code on the own
telephone at the helper's device, or before an officer at the counter. The helper hands in nothing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from minzheng.core.cases.actions.submit import Submission, Submitted, submit
from minzheng.core.cases.rules import today
from minzheng.core.catalogue.queries import package, where_named
from minzheng.core.forms.queries import DraftRow, helped_draft, waiting_help
from minzheng.core.forms.rules import context_of, papers_in
from minzheng.core.forms.sql import submitted
from minzheng.core.offices.actions import acting, enter
from minzheng.core.people.actions import prove_phone, proven_phone
from minzheng.core.people.queries import met
from minzheng.core.people.queries.proofs import phones_of
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, Hat

PURPOSE = "confirm_help"


def phone_to_confirm(row: DraftRow, at: datetime) -> str:
    """The telephone to which the code goes by which the draft's person confirms. 2 statements. Problem
    `cases.no_phone_to_confirm`, `cases.level_to_confirm` (the service asks for more than a telephone shows)."""
    phones = phones_of(row.person, today(at))
    if not phones:
        raise Problem("cases.no_phone_to_confirm")
    phone = max(phones, key=lambda one: phones[one])
    if phones[phone] < int(package(row.snapshot).service.get("assurance", 1)):
        raise Problem("cases.level_to_confirm")
    return phone


def confirm_by_code(*, by: Actor, at: datetime, draft_id: UUID, code_id: UUID, code: str) -> Submitted:
    """The draft's person reads the code on the own telephone and so hands in, at the helper's device: the case is the
    person's act, at the level that the telephone shows.

    Problem `forms.draft_gone`, `forms.help_lapsed`, `forms.help_unfinished`, `people.code_wrong`, `people.code_old` (also
    for another telephone), and as `submit`.
    """
    row = helped_draft(draft_id, by.account)
    row.require_in_time(at)
    prove_phone(by=by, at=at, code_id=code_id, code=code)
    phone = proven_phone(code_id, PURPOSE, at, use=True)
    level = phones_of(row.person, today(at)).get(phone)
    if level is None:
        raise Problem("people.code_old")
    person = Actor(hat=Hat.SELF, person=row.person, name=met(row.person).name, assurance=level, channel="web")
    with acting(person, at):
        done = _hand_in(row, by=person, at=at, confirmed="code", origin="person")
    enter(by)
    return done


def confirm_at_counter(*, by: Actor, at: datetime, draft_id: UUID) -> Submitted:
    """The draft's person stands before an officer, has read every answer and says so: received at the counter. Problem
    `forms.draft_gone`, `forms.help_lapsed`, `forms.help_unfinished`, and as `submit`."""
    row = waiting_help(draft_id, lock=True)
    row.require_in_time(at)
    return _hand_in(row, by=replace(by, channel="counter"), at=at, confirmed="counter", origin="desk")


def _hand_in(row: DraftRow, *, by: Actor, at: datetime, confirmed: str, origin: str) -> Submitted:
    found = package(row.snapshot)
    finished = found.form.finish(row.answers, context_of(at))
    if finished.problems:
        raise Problem("forms.help_unfinished")
    answers = finished.answers
    named = where_named(found, answers, today(at))
    what = Submission(
        snapshot=named[1] if named else row.snapshot,
        places=named[0] if named else None,
        applicant=met(_applicant(answers.get(str(found.service.get("applicant", ""))), row.person)),
        answers=answers,
        key=str(row.id),
        agent=row.person,
        origin=origin,
        materials=papers_in(answers, found.form, found.service["materials"]),
        also=(submitted(row.id, "SELECT id FROM case_row", at),),
        help=row.help,
        confirmed=confirmed,
    )
    return submit(by=by, at=at, what=what)


def _applicant(named: object, person: UUID) -> UUID:
    """For whom it is: the draft's person, or whom the form names."""
    return UUID(str(named["ref"])) if isinstance(named, Mapping) and named.get("ref") else person
