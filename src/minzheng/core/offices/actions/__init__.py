"""What is done: authorising, appointing, standing in, and the frame that every request and job runs in."""

from minzheng.core.offices.actions.authorise import acting, authorise, enter, note_denied, noting_refusals
from minzheng.core.offices.actions.emergency import open_emergency, review_emergency, use_emergency
from minzheng.core.offices.actions.entrustments import end_entrustment, entrust
from minzheng.core.offices.actions.load import (
    OrganisationRecord,
    PositionRecord,
    load_organisations,
    load_positions,
)
from minzheng.core.offices.actions.organisations import register_organisation, set_small_office
from minzheng.core.offices.actions.positions import (
    appoint,
    delegate,
    end_all,
    end_delegation,
    end_position,
    transfer_staff,
)
from minzheng.core.offices.actions.staff import Line, import_staff, manage_account, require_staff

__all__ = [
    "Line",
    "OrganisationRecord",
    "PositionRecord",
    "acting",
    "appoint",
    "authorise",
    "delegate",
    "end_all",
    "end_delegation",
    "end_entrustment",
    "end_position",
    "enter",
    "entrust",
    "import_staff",
    "load_organisations",
    "load_positions",
    "manage_account",
    "note_denied",
    "noting_refusals",
    "open_emergency",
    "register_organisation",
    "require_staff",
    "review_emergency",
    "set_small_office",
    "transfer_staff",
    "use_emergency",
]
