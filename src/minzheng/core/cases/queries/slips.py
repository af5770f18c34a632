"""What stands beside the road of a case: notes, who has which step, slips that may still be taken back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from minzheng.core.audit.queries import run


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note of an officer."""

    text: str
    by_name: str
    at: datetime
    item: str = ""


@dataclass(frozen=True, slots=True)
class UndoRow:
    """What somebody did who may still take it back."""

    event: UUID
    kind: str
    until: datetime


@dataclass(frozen=True, slots=True)
class BesideRow:
    """Notes (newest first), whom open steps are given to (element -> name), and what this person may take back."""

    notes: list[NoteRow]
    given_to: dict[str, str]
    undoable: list[UndoRow]


def beside(case_id: UUID, person: UUID | None, at: datetime) -> BesideRow:
    """What stands beside a case, for an officer. 1 statement."""
    rows = run(_BESIDE, [case_id, case_id, case_id, person, at])
    found = BesideRow([], {}, [])
    for what, text, name, moment, key, item in rows:
        if what == "note":
            found.notes.append(NoteRow(text, name, moment, item))
        elif what == "task":
            found.given_to[text] = name
        else:
            found.undoable.append(UndoRow(key, text, moment))
    return found


_BESIDE = (
    "SELECT * FROM (SELECT 'note', text, by_name, at, id, item FROM cases_note WHERE case_id = %s ORDER BY id DESC LIMIT 50) n "
    "UNION ALL SELECT 'task', element, assignee_name, opened_at, id, '' FROM cases_task "
    "WHERE case_id = %s AND done_at IS NULL AND assignee IS NOT NULL "
    "UNION ALL SELECT 'undo', kind, '', until, id, '' FROM cases_undo "
    "WHERE case_id = %s AND person = %s AND undone_at IS NULL AND until > %s"
)
