"""What is done with a case: one verb a file; each checks rights, writes in one statement, with one event in the book."""

from minzheng.core.cases.actions.check_pin import check_pin
from minzheng.core.cases.actions.fire_due import fire_due
from minzheng.core.cases.actions.issue_receipt import issue_receipt
from minzheng.core.cases.actions.reckon_again import reckon_again
from minzheng.core.cases.actions.start_from_list import start_from_list
from minzheng.core.cases.actions.submit import Submission, Submitted, submit
from minzheng.core.cases.actions.take_step import StepTaken, take_step
from minzheng.core.cases.actions.withdraw import withdraw

__all__ = [
    "StepTaken",
    "Submission",
    "Submitted",
    "check_pin",
    "fire_due",
    "issue_receipt",
    "reckon_again",
    "start_from_list",
    "submit",
    "take_step",
    "withdraw",
]
