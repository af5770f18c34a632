"""What is done with a case: one verb a file; each checks rights, writes in one statement, with one event in the book."""

from minzheng.core.cases.actions.ask_sources import ask_sources
from minzheng.core.cases.actions.check_answers import (
    WrittenAnswer,
    give_evidence,
    record_answer,
    tell_contradiction,
)
from minzheng.core.cases.actions.check_pin import check_pin
from minzheng.core.cases.actions.commitments import (
    propose_conditional,
    sign_commitment,
    sign_commitment_at_desk,
)
from minzheng.core.cases.actions.confirm_help import confirm_at_counter, confirm_by_code, phone_to_confirm
from minzheng.core.cases.actions.desk_signing import sign_at_desk, sign_by_thumb_print, sign_for_ward_at_desk
from minzheng.core.cases.actions.end_right import cancel, revoke
from minzheng.core.cases.actions.exports import (
    Exported,
    ListWanted,
    approve_export,
    ask_export,
    download_export,
)
from minzheng.core.cases.actions.extend import extend
from minzheng.core.cases.actions.fire_due import fire_due
from minzheng.core.cases.actions.follow_up import alter, redo
from minzheng.core.cases.actions.hand_in import hand_in
from minzheng.core.cases.actions.issue_receipt import issue_receipt
from minzheng.core.cases.actions.later_acts import LaterAct
from minzheng.core.cases.actions.links import open_link, refuse_by_link, send_code, send_link, sign_by_link
from minzheng.core.cases.actions.object_to_agency import object_to_agency
from minzheng.core.cases.actions.open_paper import open_paper
from minzheng.core.cases.actions.post_letter import post_letter
from minzheng.core.cases.actions.reckon_again import reckon_again
from minzheng.core.cases.actions.reissue import amend, reissue
from minzheng.core.cases.actions.reveal_fields import reveal_fields
from minzheng.core.cases.actions.sign_batch import Signed, sign_batch
from minzheng.core.cases.actions.signing import (
    refuse_authorisation,
    sign_authorisation,
    sign_by_guardian,
)
from minzheng.core.cases.actions.slips import add_scans, assign, note
from minzheng.core.cases.actions.start_check import start_check
from minzheng.core.cases.actions.start_from_list import start_from_list
from minzheng.core.cases.actions.submit import Submission, Submitted, submit
from minzheng.core.cases.actions.take_step import StepTaken, take_step
from minzheng.core.cases.actions.terminate import terminate
from minzheng.core.cases.actions.transfer import transfer
from minzheng.core.cases.actions.undo import settle_slips, undo
from minzheng.core.cases.actions.visit_draft import VisitSaved, save_visit_page
from minzheng.core.cases.actions.withdraw import withdraw

__all__ = [
    "Exported",
    "LaterAct",
    "ListWanted",
    "Signed",
    "StepTaken",
    "Submission",
    "Submitted",
    "VisitSaved",
    "WrittenAnswer",
    "add_scans",
    "alter",
    "amend",
    "approve_export",
    "ask_export",
    "ask_sources",
    "assign",
    "cancel",
    "check_pin",
    "confirm_at_counter",
    "confirm_by_code",
    "download_export",
    "extend",
    "fire_due",
    "give_evidence",
    "hand_in",
    "issue_receipt",
    "note",
    "object_to_agency",
    "open_link",
    "open_paper",
    "phone_to_confirm",
    "post_letter",
    "propose_conditional",
    "reckon_again",
    "record_answer",
    "redo",
    "refuse_authorisation",
    "refuse_by_link",
    "reissue",
    "reveal_fields",
    "revoke",
    "save_visit_page",
    "send_code",
    "send_link",
    "settle_slips",
    "sign_at_desk",
    "sign_authorisation",
    "sign_batch",
    "sign_by_guardian",
    "sign_by_link",
    "sign_by_thumb_print",
    "sign_commitment",
    "sign_commitment_at_desk",
    "sign_for_ward_at_desk",
    "start_check",
    "start_from_list",
    "submit",
    "take_step",
    "tell_contradiction",
    "terminate",
    "transfer",
    "undo",
    "withdraw",
]
