"""What the security administrator does with accounts of the scope: new factor, new password, opening again, and a list
of new colleagues taken in line by line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from minzheng.core.audit import actions as audit
from minzheng.core.offices import queries
from minzheng.core.offices.actions.authorise import authorise, enter
from minzheng.core.offices.actions.positions import appoint
from minzheng.core.offices.rules import staff_fields
from minzheng.core.people import actions as people
from minzheng.core.people import queries as person_queries
from minzheng.core.people.queries import staff as staff_accounts
from minzheng.core.people.rules import NewPerson
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.rights import Actor, Target, system
from minzheng.kernel.text import normalise_name


@dataclass(frozen=True, slots=True)
class Line:
    """How one line of a list went: its number, the name, `new`, `known` or `wrong`, what is wrong, and the one-time
    password of an account that was opened now."""

    number: int
    name: str
    outcome: str
    username: str = ""
    password: str = ""
    problem: Problem | None = None


def require_staff(*, by: Actor, at: datetime, person: UUID, right: str) -> None:
    """Problem unless the administrator's scope covers every organisation in which the person now holds a position, or
    held the last one; nobody does this to themselves."""
    if by.person == person:
        raise Problem("offices.own_appointment")
    units = queries.employers_of(person, at.astimezone(queries.SHANGHAI).date())
    if not units:
        raise Problem("offices.not_found")
    for unit in units:
        authorise(by=by, right=right, target=Target(places=unit.places), at=at)


def manage_account(*, by: Actor, at: datetime, account_id: UUID, what: str) -> str:
    """`factor`: take the second factor away (a lost phone); `password`: a one-time password, which is returned;
    `reopen`: open an account that was not used for ninety days. '' for the others. Problem `offices.not_found`."""
    person = staff_accounts.person_of_account(account_id)
    if person is None:
        raise Problem("offices.not_found")
    require_staff(by=by, at=at, person=person, right="offices.manage_account")
    with transaction.atomic():
        audit.record(
            by=by,
            at=at,
            kind="offices.manage_account",
            facts={"account": account_id, "what": what},
            subjects=[person],
        )
        if what == "factor":
            people.reset_factor(by=by, at=at, account_id=account_id)
        elif what == "reopen":
            people.reopen_account(by=by, at=at, account_id=account_id)
        elif what == "password":
            return people.give_once_password(by=by, at=at, account_id=account_id)
        else:
            raise Problem("offices.not_found")
    return ""


def import_staff(
    *, by: Actor, at: datetime, lines: Iterable[Mapping[str, str]], whole: bool
) -> tuple[list[Line], bool]:
    """Take in new colleagues: person, account with a one-time password, position. How each line went, and whether
    anything was kept: with `whole` one wrong line undoes all.

    A line is a mapping by the heads of the list (`rules.STAFF_HEADS`). A second time the same list changes nothing.
    """
    told: list[Line] = []
    with transaction.atomic():
        for number, line in enumerate(lines, 1):
            told.append(_one(by, at, number, line))
        kept = not (whole and any(one.outcome == "wrong" for one in told))
        if kept:
            counts = {kind: sum(one.outcome == kind for one in told) for kind in ("new", "known", "wrong")}
            audit.record(by=by, at=at, kind="offices.import_staff", facts=counts)
        else:
            transaction.set_rollback(True)
    return told, kept


def _one(by: Actor, at: datetime, number: int, line: Mapping[str, str]) -> Line:
    name = normalise_name(line.get("姓名", ""))
    try:
        with transaction.atomic():
            return _taken(by, at, number, name, line)
    except Problem as problem:
        return Line(number, name, "wrong", problem=problem)


def _taken(by: Actor, at: datetime, number: int, name: str, line: Mapping[str, str]) -> Line:
    given = staff_fields(line, queries.titles())
    unit = queries.organisation_by_uscc(given.uscc)
    if unit is None:
        raise Invalid([FieldProblem("机构", "没有这个统一社会信用代码，请核对", "机构")])
    authorise(by=by, right="offices.import_staff", target=Target(places=unit.places), at=at)
    register = system("offices.import_staff")
    known = person_queries.person_by_id_number("resident_id", given.id_number)
    if known is not None and known.name != name:
        raise Invalid([FieldProblem("姓名", "这个证件号码登记的是另一个姓名，请核对", "姓名")])
    if known is not None and not known.claimed:
        person = known.id
    else:
        new = NewPerson(name, "resident_id", given.id_number, unit.division, phone=given.phone)
        enter(
            register
        )  # the wall lets the platform write a person, not an administrator; undone with the line
        person = people.register_person(by=register, at=at, new=new)
        enter(by)
    fresh, password = False, ""
    account = person_queries.account_by_username(given.username)
    if account is not None and (account.person != person or account.kind != "staff"):
        raise Invalid([FieldProblem("用户名", "这个用户名已经有人用了，请换一个", "用户名")])
    if account is None:
        password, fresh = people.once_password(), True
        people.open_account(
            by=register,
            at=at,
            username=given.username,
            password=password,
            kind="staff",
            person=person,
            phone=given.phone,
            assurance=2,
            password_once=True,
        )
    if not _holds(person, unit.id, given.role, given.valid_from):
        fresh = True
        appoint(
            by=by,
            at=at,
            person=person,
            organisation_id=unit.id,
            role=given.role,
            valid_from=given.valid_from,
            valid_to=given.valid_to,
            basis=given.basis,
        )
    return Line(number, name, "new" if fresh else "known", given.username, password)


def _holds(person: UUID, unit: UUID, role: str, on: date) -> bool:
    return any(row.organisation == unit and row.role == role for row in queries.positions_of(person, on))
