"""收件凭证: the numbered intake receipt, issued right after a submission (its number must not hold submissions up)."""

from datetime import date, datetime
from uuid import UUID

from minzheng.core.audit.actions import one_transaction
from minzheng.core.audit.queries import run
from minzheng.core.audit.rules import Event
from minzheng.core.audit.sql import event_clauses
from minzheng.core.cases.actions.papers import organ, paper
from minzheng.core.cases.queries import case, materials
from minzheng.core.catalogue.queries import package
from minzheng.kernel.rights import LEVELS, Actor
from minzheng.kernel.sql import compose
from minzheng.kernel.text import chinese_date, chinese_moment


def issue_receipt(*, by: Actor, at: datetime, case_id: UUID) -> None:
    """Issue the intake receipt of a case with its number, list of papers and query code. 6 statements at most."""
    row = case(case_id)
    found = package(row["snapshot_id"])
    data = {
        "query_pin": row["query_pin"],
        "materials": [
            {
                "name": one.name,
                "copies": "1" if one.file else "0",
                "state": "已交" if one.file else "免交，系统查得到",
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
            subjects=(row["applicant_id"],),
            places={level: row[level] for level in LEVELS},
            service=row["service"],
            offering=row["snapshot_id"],
            case=case_id,
            facts={"case_no": row["case_no"]},
        )
        run(*compose([*clauses, *event_clauses(event)], "SELECT 1"))


def _day_words(day: str | None) -> str:
    return chinese_date(date.fromisoformat(day), weekday=True) if day else ""
