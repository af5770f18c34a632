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
from minzheng.core.people.actions.appointing import (
    accept_appointment,
    act_for,
    appoint,
    check_guardianship,
    claim_guardianship,
    reveal_evidence,
)
from minzheng.core.people.actions.bank_accounts import add_bank_account
from minzheng.core.people.actions.consents import give_consent, withdraw_consent
from minzheng.core.people.actions.counter import Shown, verify_at_counter
from minzheng.core.people.actions.households import join_household, leave_household, open_household
from minzheng.core.people.actions.load import (
    AccountRecord,
    HouseholdRecord,
    PersonRecord,
    load,
    load_accounts,
)
from minzheng.core.people.actions.own_account import (
    change_phone,
    end_other_sessions,
    end_session,
    give_up_account,
    remove_phone,
    set_password,
    take_copy,
    unbind_partner,
)
from minzheng.core.people.actions.partners import Known, Vouched, sign_in_by_partner
from minzheng.core.people.actions.persons import (
    note_claimed_persons,
    note_death,
    register_person,
    reveal_id_number,
    update_person,
)
from minzheng.core.people.actions.phone_codes import prove_phone, send_phone_code
from minzheng.core.people.actions.proving import (
    begin_face,
    verify_face,
    verify_network_id,
    verify_real_name,
)
from minzheng.core.people.actions.registering import register_account, sign_in_by_phone

__all__ = [
    "AccountRecord",
    "HouseholdRecord",
    "Known",
    "PersonRecord",
    "Shown",
    "Vouched",
    "accept_appointment",
    "act_for",
    "add_bank_account",
    "appoint",
    "begin_face",
    "change_password",
    "change_phone",
    "check_guardianship",
    "claim_guardianship",
    "close_account",
    "end_other_sessions",
    "end_representation",
    "end_session",
    "give_consent",
    "give_up_account",
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
    "prove_phone",
    "register_account",
    "register_person",
    "remove_phone",
    "reveal_evidence",
    "reveal_id_number",
    "send_phone_code",
    "set_password",
    "sign_in",
    "sign_in_by_partner",
    "sign_in_by_phone",
    "take_copy",
    "unbind_partner",
    "update_person",
    "verify_at_counter",
    "verify_face",
    "verify_network_id",
    "verify_real_name",
    "withdraw_consent",
]
