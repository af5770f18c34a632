"""What is done in this room: preparing a notice, its photographs, objections and answers, who is posted, the sheets."""

from minzheng.core.publicity.actions.answer import answer_objection, read_objection
from minzheng.core.publicity.actions.beneficiaries import (
    follow_book,
    list_beneficiary,
    require_listable,
    strike_beneficiary,
)
from minzheng.core.publicity.actions.object import Said, object_to, record_objection
from minzheng.core.publicity.actions.photos import add_photo, take_down
from minzheng.core.publicity.actions.prepare import prepare_notice, proposed
from minzheng.core.publicity.actions.sheets import hang_sheet, issue_sheet

__all__ = [
    "Said",
    "add_photo",
    "answer_objection",
    "follow_book",
    "hang_sheet",
    "issue_sheet",
    "list_beneficiary",
    "object_to",
    "prepare_notice",
    "proposed",
    "read_objection",
    "record_objection",
    "require_listable",
    "strike_beneficiary",
    "take_down",
]
