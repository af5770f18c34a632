"""收件凭证: the numbered intake receipt, issued right after a submission (its number must not hold submissions up)."""

from datetime import date, datetime
from uuid import UUID

from minzheng.core.audit.actions import one_transaction
from minzheng.core.audit.queries import run
from minzheng.core.audit.rules import Event
from minzheng.core.audit.sql import event_clauses
from minzheng.core.cases.actions.papers import organ, paper
from minzheng.core.cases.queries import MaterialRow, case, materials
from minzheng.core.cases.rules import subjects_of
from minzheng.core.catalogue.queries import package
from minzheng.kernel.rights import LEVELS, Actor
from minzheng.kernel.sql import compose
from minzheng.kernel.text import chinese_date, chinese_moment

_WAIVED = {
    "shared_data": "免交，系统查得到",
    "licence": "免交，有电子证照",
    "commitment": "免交，已承诺",
    "verification": "免交，办理时核验",
}


def issue_receipt(*, by: Actor, at: datetime, case_id: UUID) -> None:
    """Issue the intake receipt of a case with its number, list of papers and query code. 6 statements at most."""
    row = case(case_id)
    found = package(row["snapshot_id"])
    signed_apart = str((found.service.get("authorisation") or {}).get("title", ""))
    data = {
        "query_pin": row["query_pin"],
        "materials": [
            {
                "name": one.name,
                "copies": "1" if one.file else "0",
                "state": _state(one, signed_apart),
            }
            for one in materials(case_id)
        ],
        "received_at": chinese_moment(row["received_at"]),
        "notify_due": _day_words((row["clock"] or {}).get("last_day")),
        "receiver": "网上申请系统" if row["channel"] != "counter" else "窗口",
    }
    with one_transaction():
        clauses = paper(row, found, "receipt", organ(row, found.receiving_level, at), at=at, data=data)
        event = Event(
            kind="cases.receipt",
            at=at,
            by=by,
            subjects=subjects_of(row),
            places={level: row[level] for level in LEVELS},
            service=row["service"],
            offering=row["snapshot_id"],
            case=case_id,
            facts={"case_no": row["case_no"]},
        )
        run(*compose([*clauses, *event_clauses(event)], "SELECT 1"))


def _state(one: MaterialRow, signed_apart: str) -> str:
    """How a paper stands on the receipt: handed in, signed by each for himself, promised, or found by the office."""
    if one.file:
        return "已交"
    if one.name == signed_apart:
        return "由本人签，另附"
    return _WAIVED.get(one.waived_by, _WAIVED["shared_data"])


def _day_words(day: str | None) -> str:
    return chinese_date(date.fromisoformat(day), weekday=True) if day else ""
