"""What is asked about the accounts of who works at a desk: whose they are, and by which name."""

from collections.abc import Iterable
from uuid import UUID

from minzheng.core.people.models import Account
from minzheng.core.people.queries import AccountRow, account_of
from minzheng.core.people.sql import ACCOUNT_COLUMNS


def account_ids(usernames: Iterable[str]) -> dict[str, UUID]:
    """The ids of accounts by user name; unknown names are left out. One statement."""
    return dict(Account.objects.filter(username__in=list(usernames)).values_list("username", "id"))


def staff_accounts_of(persons: Iterable[UUID]) -> list[UUID]:
    """The ids of the staff accounts of these persons. One statement."""
    rows = Account.objects.filter(person__in=list(persons), kind="staff")
    return list(rows.values_list("id", flat=True))


def staff_accounts_by_person(persons: Iterable[UUID]) -> dict[UUID, AccountRow]:
    """A staff account of each of these persons who has one, the newest. One statement."""
    rows = Account.objects.filter(person__in=list(persons), kind="staff").order_by("id")
    return {row["person_id"]: account_of(row) for row in rows.values(*ACCOUNT_COLUMNS)}


def person_of_account(account_id: UUID) -> UUID | None:
    """Whose account it is. One statement."""
    return Account.objects.filter(id=account_id).values_list("person_id", flat=True).first()


def person_of_username(username: str) -> UUID | None:
    """Whose staff account has this name. One statement."""
    rows = Account.objects.filter(username=username, kind="staff", is_active=True)
    return rows.values_list("person_id", flat=True).first()


def account_names(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """User names of accounts, for the book's readers. One statement."""
    return dict(Account.objects.filter(id__in=set(ids)).values_list("id", "username"))
