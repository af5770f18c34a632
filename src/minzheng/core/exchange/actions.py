"""What is done in this room: asking another agency, and noting that it was asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import yaml
from django.db import transaction

from minzheng.core.audit.actions import record
from minzheng.core.exchange.models import Call
from minzheng.core.exchange.rules import SILENT, Answer, answer_of
from minzheng.kernel.errors import Problem
from minzheng.kernel.registry import connectors
from minzheng.kernel.rights import Actor, Target, load_rules, require

SHANGHAI = ZoneInfo("Asia/Shanghai")
RULES = load_rules([yaml.safe_load(Path(__file__).with_name("rights.yaml").read_text(encoding="utf-8"))])


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a partner about one person.

    `reference` stays the same when the same question is asked again, so that the partner answers once; `purpose` is
    the number of the case; `subject_hash` a keyed digest that tells nobody who it is; `request` goes to the partner.
    """

    connector: str
    reference: UUID
    purpose: str
    subject_hash: str
    request: Mapping[str, Any]
    fields: Sequence[str]


def ask(*, by: Actor, at: datetime, question: Question, organisation: UUID | None = None) -> Answer:
    """Call a connector once and log it; a partner that is silent, or answers what was not agreed, is `silent`.

    Never inside the transaction of a step: the call may take seconds. Raises Problem(`exchange.purpose_missing`) when
    no case is named (R10), KeyError for a connector that is not there.
    """
    require(by, "exchange.ask", Target(), rules=RULES, today=at.astimezone(SHANGHAI).date())
    if not question.purpose.strip():
        raise Problem("exchange.purpose_missing")
    partner, began = connectors.get(question.connector), perf_counter()
    request = {"reference": str(question.reference), "fields": list(question.fields), **question.request}
    try:
        answer = answer_of(partner.call(request, purpose=question.purpose, at=at))
    except (OSError, ValueError, KeyError):
        answer = Answer(SILENT)
    took = round((perf_counter() - began) * 1000)
    with transaction.atomic():
        Call.objects.create(
            req_id=question.reference,
            connector=partner.name,
            partner=partner.partner,
            caller_org=organisation,
            caller_account=by.account,
            caller_name=by.name,
            purpose=question.purpose,
            subject_hash=question.subject_hash,
            fields=list(question.fields),
            result=answer.result,
            lines=len(answer.lines),
            latency_ms=took,
            at=at,
        )
        facts = {"connector": partner.name, "result": answer.result, "case_no": question.purpose}
        record(by=by, at=at, kind="exchange.ask", facts=facts)
    return answer
