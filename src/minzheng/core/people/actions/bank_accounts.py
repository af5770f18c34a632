"""Entering the card into which a person is paid."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from minzheng.core.audit import actions as audit
from minzheng.core.people import queries
from minzheng.core.people.actions.rights import check
from minzheng.core.people.models import BankAccount
from minzheng.core.people.queries import sealing
from minzheng.kernel.codes import CodeError, parse_bank_card
from minzheng.kernel.errors import FieldProblem, Invalid
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor


def add_bank_account(*, by: Actor, at: datetime, person_id: UUID, card: str, bank_name: str) -> UUID:
    """Enter a card of a person; returns its id. Invalid for a number whose check digit is wrong."""
    known = queries.met(person_id)
    check(by, "people.add_bank_account", at, owners=[person_id], places=known.places)
    try:
        number = parse_bank_card(card, allow_demo=settings.ALLOW_DEMO_ID).number
    except CodeError as error:
        raise Invalid([FieldProblem("card", str(error), "银行卡号")]) from error
    if not bank_name.strip():
        raise Invalid([FieldProblem("bank_name", "请写开户银行", "开户银行")])
    row_id = uuid7()
    with transaction.atomic():
        BankAccount.objects.create(
            id=row_id,
            person_id=person_id,
            card_enc=sealing.sealed_card(row_id, number),
            last4=number[-4:],
            bank_name=bank_name.strip(),
        )
        audit.record(
            by=by,
            at=at,
            kind="people.add_bank_account",
            facts={"bank_account": row_id},
            subjects=[person_id],
            places=known.places,
        )
    return row_id
