"""What is done: the room's verbs, one file for those that belong together."""

from minzheng.core.people.actions.accounts import (
    change_password,
    close_account,
    note_failed_sign_in,
    note_sign_in,
    open_account,
    sign_in,
)
from minzheng.core.people.actions.agency import end_representation, name_representative
from minzheng.core.people.actions.bank_accounts import add_bank_account
from minzheng.core.people.actions.consents import give_consent, withdraw_consent
from minzheng.core.people.actions.households import join_household, leave_household, open_household
from minzheng.core.people.actions.load import (
    AccountRecord,
    HouseholdRecord,
    PersonRecord,
    load,
    load_accounts,
)
from minzheng.core.people.actions.persons import (
    note_claimed_persons,
    note_death,
    register_person,
    reveal_id_number,
    update_person,
)

__all__ = [
    "AccountRecord",
    "HouseholdRecord",
    "PersonRecord",
    "add_bank_account",
    "change_password",
    "close_account",
    "end_representation",
    "give_consent",
    "join_household",
    "leave_household",
    "load",
    "load_accounts",
    "name_representative",
    "note_claimed_persons",
    "note_death",
    "note_failed_sign_in",
    "note_sign_in",
    "open_account",
    "open_household",
    "register_person",
    "reveal_id_number",
    "sign_in",
    "update_person",
    "withdraw_consent",
]
