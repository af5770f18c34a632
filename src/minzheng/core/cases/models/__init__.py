"""What is stored of cases: their heads, who takes part, what waits for whom, and what happens beside the straight road."""

from minzheng.core.cases.models.exports import Export
from minzheng.core.cases.models.guards import PinGuard, Request
from minzheng.core.cases.models.heads import (
    Agency,
    Answers,
    Authorisation,
    Case,
    Check,
    CheckLine,
    CheckSource,
    Link,
    ListRun,
    Material,
    Note,
    Party,
    Placed,
    Record,
    RecordDraft,
    RecordFile,
    Task,
    Timer,
    Undo,
)
from minzheng.core.cases.models.reveals import Reveal
from minzheng.core.cases.models.side_roads import (
    Commitment,
    Delivery,
    Extension,
    SpecialProcedure,
    Supplement,
)

__all__ = [
    "Agency",
    "Answers",
    "Authorisation",
    "Case",
    "Check",
    "CheckLine",
    "CheckSource",
    "Commitment",
    "Delivery",
    "Export",
    "Extension",
    "Link",
    "ListRun",
    "Material",
    "Note",
    "Party",
    "PinGuard",
    "Placed",
    "Record",
    "RecordDraft",
    "RecordFile",
    "Request",
    "Reveal",
    "SpecialProcedure",
    "Supplement",
    "Task",
    "Timer",
    "Undo",
]
