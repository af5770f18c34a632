"""What is done: authorising, appointing, standing in, and the frame that every request and job runs in."""

from minzheng.core.offices.actions.authorise import acting, authorise, enter, note_denied, noting_refusals
from minzheng.core.offices.actions.load import (
    OrganisationRecord,
    PositionRecord,
    load_organisations,
    load_positions,
)
from minzheng.core.offices.actions.organisations import register_organisation, set_small_office
from minzheng.core.offices.actions.positions import appoint, delegate, end_delegation, end_position

__all__ = [
    "OrganisationRecord",
    "PositionRecord",
    "acting",
    "appoint",
    "authorise",
    "delegate",
    "end_delegation",
    "end_position",
    "enter",
    "load_organisations",
    "load_positions",
    "note_denied",
    "noting_refusals",
    "register_organisation",
    "set_small_office",
]
