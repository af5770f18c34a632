"""The numbers of civil affairs: read, checked, made. A number that is refused says where and how to mend it.

Not for looking things up (does this division exist, whose card is this) and not for counting up: gap-free
sequences belong to the verb that issues a paper.
"""

from .bank_card import BankCard, parse_bank_card
from .case_no import CaseNo, make_case_no, parse_case_no
from .checks import gb11714, luhn, mod11_2, mod31, mod37_36
from .divisions import Division, Level, covers, level_columns, parse_division
from .documents import DocumentNumber, parse_document_number
from .errors import CodeError
from .id_number import IdNumber, Sex, make_id_number, parse_id_number
from .items import (
    SERVICE_TYPES,
    CatalogueCode,
    HandleItemCode,
    TaskCode,
    make_handle_item_code,
    make_task_code,
    parse_catalogue_code,
    parse_handle_item_code,
    parse_task_code,
)
from .licence import LicenceIdentifier, make_licence_identifier, parse_licence_identifier
from .phone import Phone, parse_phone
from .uscc import Uscc, make_uscc, parse_uscc

__all__ = [
    "SERVICE_TYPES",
    "BankCard",
    "CaseNo",
    "CatalogueCode",
    "CodeError",
    "Division",
    "DocumentNumber",
    "HandleItemCode",
    "IdNumber",
    "Level",
    "LicenceIdentifier",
    "Phone",
    "Sex",
    "TaskCode",
    "Uscc",
    "covers",
    "gb11714",
    "level_columns",
    "luhn",
    "make_case_no",
    "make_handle_item_code",
    "make_id_number",
    "make_licence_identifier",
    "make_task_code",
    "make_uscc",
    "mod11_2",
    "mod31",
    "mod37_36",
    "parse_bank_card",
    "parse_case_no",
    "parse_catalogue_code",
    "parse_division",
    "parse_document_number",
    "parse_handle_item_code",
    "parse_id_number",
    "parse_licence_identifier",
    "parse_phone",
    "parse_task_code",
    "parse_uscc",
]
