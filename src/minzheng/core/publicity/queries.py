"""What is asked of publicity: one notice, what hangs where, objections, who is posted; and the sheets as PDF."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from minzheng.core.audit.queries import run
from minzheng.core.documents.rules import Paper, read_template
from minzheng.core.documents.typesetting import Frame, qr, sheet, typeset
from minzheng.core.people.queries.sealing import keys
from minzheng.core.publicity.rules import is_open, today
from minzheng.kernel.errors import Problem
from minzheng.kernel.gm import associated_data
from minzheng.kernel.money import format_money
from minzheng.kernel.rights import LEVELS
from minzheng.kernel.text import letter_date

FOLDER = Path(__file__).parent / "templates" / "typst"


# ── Notices ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice; `amount` in fen a month, `photo` and `down_photo` are files, `web_name` '' where it may not go online."""

    id: UUID
    case_id: UUID
    code: str
    doc_no: str
    service: str
    title: str
    sensitivity: str
    name: str
    members: int
    amount: int
    category: str
    place: str
    board: str
    posted_on: date
    first_day: date
    last_day: date
    ends_at: datetime
    explanation: str
    phone: str
    organisation_id: UUID
    organ: str
    state: str
    web_name: str
    prepared_at: datetime
    posted_at: datetime | None
    photo_id: UUID | None
    photo_by: str
    photo_at: datetime | None
    ended_at: datetime | None
    outcome: str
    down_photo_id: UUID | None
    down_by: str
    down_at: datetime | None
    province: str
    city: str
    county: str
    town: str
    village: str

    @property
    def places(self) -> dict[str, str]:
        """The level columns."""
        return {level: getattr(self, level) for level in LEVELS}

    def open_at(self, at: datetime) -> bool:
        """Whether it may be seen and objected to."""
        return is_open(self.state, self.ends_at, at)


_COLUMNS = tuple(NoticeRow.__dataclass_fields__)
_N = ", ".join(f"n.{name}" for name in _COLUMNS)


def notice(notice_id: UUID) -> NoticeRow:
    """One notice. 1 statement. Problem `publicity.not_found`."""
    return _one(run(f"SELECT {_N} FROM publicity_notice n WHERE n.id = %s", [notice_id]))


def locked_notice(notice_id: UUID) -> NoticeRow:
    """One notice, kept as it is until the transaction ends. 1 statement. Problem `publicity.not_found`."""
    return _one(run(f"SELECT {_N} FROM publicity_notice n WHERE n.id = %s FOR SHARE", [notice_id]))


def held_notice(notice_id: UUID) -> NoticeRow:
    """One notice that is about to be changed: whoever comes second waits and reads what the first one wrote. 1 statement.
    Problem `publicity.not_found`."""
    return _one(run(f"SELECT {_N} FROM publicity_notice n WHERE n.id = %s FOR UPDATE", [notice_id]))


def notice_by_code(code: str) -> NoticeRow:
    """The notice with the code that is printed on its sheet. 1 statement. Problem `publicity.not_found`."""
    plain = "".join(code.split())
    return _one(run(f"SELECT {_N} FROM publicity_notice n WHERE n.code = %s AND n.state <> 'void'", [plain]))


def _one(rows: Sequence[Sequence[Any]]) -> NoticeRow:
    if not rows:
        raise Problem("publicity.not_found")
    return NoticeRow(*rows[0])


def notices_of(case_id: UUID) -> list[NoticeRow]:
    """The notices of a case, the newest first, void ones too. 1 statement."""
    rows = run(f"SELECT {_N} FROM publicity_notice n WHERE n.case_id = %s ORDER BY n.id DESC", [case_id])
    return [NoticeRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Standing:
    """The notice of a case that is prepared or hangs, how many objected to it, and how many objections to any notice
    of the case are not answered yet."""

    notice: NoticeRow | None
    objections: int
    unanswered: int


def standing_of(case_id: UUID) -> Standing:
    """Where a case stands with its notice; the row is kept until the transaction ends. 2 statements."""
    rows = run(
        f"SELECT {_N} FROM publicity_notice n WHERE n.case_id = %s AND n.state IN ('prepared', 'hanging') FOR UPDATE",
        [case_id],
    )
    found = NoticeRow(*rows[0]) if rows else None
    counted = run(
        "SELECT count(*) FILTER (WHERE o.notice_id = %s), count(*) FILTER (WHERE o.state = 'received') "
        "FROM publicity_objection o JOIN publicity_notice n ON n.id = o.notice_id WHERE n.case_id = %s",
        [found.id if found else None, case_id],
    )[0]
    return Standing(found, *counted)


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A notice as lists show it, with the number of objections to it and of those without an answer."""

    notice: NoticeRow
    objections: int
    unanswered: int


def on_boards(
    level: str,
    division: str,
    at: datetime,
    *,
    show: str = "",
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[BoardRow]:
    """Notices of a division whose sheet is not down, those that end first on top, `limit + 1` at most. 1 statement.

    `show`: '' for all, `prepared`, `hanging`, `down` (must come down now), `objected` (with an unanswered objection).
    """
    if level not in LEVELS:
        raise Problem("publicity.one_unit")
    where, params = _SHOW[show](at)
    more = "AND (n.ends_at, n.id) > (%s, %s) " if after else ""
    rows = run(
        f"SELECT {_N}, count(o.id), count(o.id) FILTER (WHERE o.state = 'received') FROM publicity_notice n "
        f"LEFT JOIN publicity_objection o ON o.notice_id = n.id WHERE n.{level} = %s AND n.down_at IS NULL "
        f"AND n.state <> 'void' AND NOT (n.state = 'ended' AND n.posted_at IS NULL) {where} {more}"
        "GROUP BY n.id ORDER BY n.ends_at, n.id LIMIT %s",
        [division, *params, *(after or ()), limit + 1],
    )
    return [BoardRow(NoticeRow(*row[:-2]), *row[-2:]) for row in rows]


_SHOW = {
    "": lambda at: ("", ()),
    "prepared": lambda at: ("AND n.state = 'prepared'", ()),
    "hanging": lambda at: ("AND n.state = 'hanging' AND n.ends_at > %s", (at,)),
    "down": lambda at: (
        "AND (n.state = 'ended' OR (n.state = 'hanging' AND n.ends_at <= %s))",
        (at,),
    ),
    "objected": lambda at: (
        "AND EXISTS (SELECT FROM publicity_objection w WHERE w.notice_id = n.id AND w.state = 'received')",
        (),
    ),
}
SHOWN = tuple(_SHOW)


def online_in(village: str, at: datetime) -> list[NoticeRow]:
    """What of a village may be read on the web now. 1 statement."""
    rows = run(
        f"SELECT {_N} FROM publicity_notice n WHERE n.village = %s AND n.state = 'hanging' AND n.ends_at > %s "
        "AND n.down_at IS NULL AND n.web_name <> '' ORDER BY n.ends_at, n.id LIMIT 100",
        [village, at],
    )
    return [NoticeRow(*row) for row in rows]


# ── Objections ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """An objection without what was said and by whom."""

    id: UUID
    notice_id: UUID
    code: str
    channel: str
    received_on: date
    state: str
    result: str
    answer: str
    answered_at: datetime | None
    letter: UUID | None


_OBJECTION = ", ".join(ObjectionRow.__dataclass_fields__)


def objections_of(notice_id: UUID) -> list[ObjectionRow]:
    """The objections to a notice, in the order in which they came in, without their content. 1 statement."""
    rows = run(
        f"SELECT {_OBJECTION} FROM publicity_objection WHERE notice_id = %s ORDER BY received_at, id",
        [notice_id],
    )
    return [ObjectionRow(*row) for row in rows]


def objection(objection_id: UUID) -> ObjectionRow:
    """One objection without its content. 1 statement. Problem `publicity.objection_not_found`."""
    rows = run(f"SELECT {_OBJECTION} FROM publicity_objection WHERE id = %s", [objection_id])
    if not rows:
        raise Problem("publicity.objection_not_found")
    return ObjectionRow(*rows[0])


def objection_by_code(code: str) -> ObjectionRow:
    """The objection of a receipt code, for who holds it. 1 statement. Problem `publicity.objection_not_found`."""
    rows = run(f"SELECT {_OBJECTION} FROM publicity_objection WHERE code = %s", [code.strip().lower()])
    if not rows:
        raise Problem("publicity.objection_not_found")
    return ObjectionRow(*rows[0])


def sealed_objection(objection_id: UUID, content: Mapping[str, str]) -> bytes:
    """The content of an objection as its row keeps it. No statement."""
    plain = json.dumps(dict(content), ensure_ascii=False).encode()
    return keys().encrypt(plain, associated_data("publicity_objection", "sealed", objection_id))


def opened_objection(objection_id: UUID) -> dict[str, str]:
    """What was said, by whom (`text`, `name`, `contact`); whoever shows it asks and notes it first
    (`actions.read_objection`). 1 statement."""
    rows = run("SELECT sealed FROM publicity_objection WHERE id = %s", [objection_id])
    if not rows:
        raise Problem("publicity.objection_not_found")
    sealed = associated_data("publicity_objection", "sealed", objection_id)
    found: dict[str, str] = json.loads(keys().decrypt(bytes(rows[0][0]), sealed))
    return found


# ── Those in benefit ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class BeneficiaryRow:
    """A household that is posted."""

    case_id: UUID
    name: str
    members: int
    amount: int
    category: str
    since: date


def beneficiaries(village: str, service: str) -> list[BeneficiaryRow]:
    """Who is posted in a village for a service, by the order of listing. 1 statement."""
    rows = run(
        "SELECT case_id, name, members, amount, category, since FROM publicity_beneficiary "
        "WHERE village = %s AND service = %s AND struck_at IS NULL ORDER BY since, id",
        [village, service],
    )
    return [BeneficiaryRow(*row) for row in rows]


def listing_of(case_id: UUID) -> Mapping[str, Any] | None:
    """Where and what a posted household is (level columns, service), None when it is not posted. 1 statement."""
    names = ("service", "person", *LEVELS)
    rows = run(
        f"SELECT {', '.join(names)} FROM publicity_beneficiary WHERE case_id = %s AND struck_at IS NULL",
        [case_id],
    )
    return dict(zip(names, rows[0], strict=True)) if rows else None


@dataclass(frozen=True, slots=True)
class PostingRow:
    """How a village stands with the posting of a service: households now, the sheet in force, whether it is out of
    date (somebody came, left or has another amount since it was made)."""

    village: str
    service: str
    title: str
    households: int
    sheet: UUID | None
    month: date | None
    hung_at: datetime | None
    out_of_date: bool


def postings(level: str, division: str, *, limit: int = 200) -> list[PostingRow]:
    """The postings of a division by village and service. 1 statement."""
    if level not in LEVELS:
        raise Problem("publicity.one_unit")
    rows = run(
        "SELECT b.village, b.service, max(b.title), count(*) FILTER (WHERE b.struck_at IS NULL), s.id, s.month, s.hung_at, "
        "coalesce(max(greatest(b.listed_at, b.struck_at)) > s.issued_at, true) FROM publicity_beneficiary b "
        "LEFT JOIN publicity_sheet s ON s.village = b.village AND s.service = b.service AND s.replaced_at IS NULL "
        f"WHERE b.{level} = %s GROUP BY b.village, b.service, s.id "
        "HAVING count(*) FILTER (WHERE b.struck_at IS NULL) > 0 OR s.id IS NOT NULL "
        "ORDER BY b.village, b.service LIMIT %s",
        [division, limit],
    )
    return [PostingRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A sheet of those in benefit as it was printed; `lines` are [name, members, amount, category]."""

    id: UUID
    service: str
    title: str
    month: date
    doc_no: str
    place: str
    phone: str
    organ: str
    lines: Sequence[Sequence[Any]]
    issued_at: datetime
    photo_id: UUID | None
    hung_at: datetime | None
    replaced_at: datetime | None
    province: str
    city: str
    county: str
    town: str
    village: str

    @property
    def places(self) -> dict[str, str]:
        """The level columns."""
        return {level: getattr(self, level) for level in LEVELS}


_SHEET = tuple(SheetRow.__dataclass_fields__)


def posting_sheet(sheet_id: UUID) -> SheetRow:
    """One sheet. 1 statement. Problem `publicity.not_found`."""
    return _sheet(run(f"SELECT {', '.join(_SHEET)} FROM publicity_sheet WHERE id = %s", [sheet_id]))


def held_sheet(sheet_id: UUID) -> SheetRow:
    """One sheet that is about to be changed, as `held_notice`. 1 statement. Problem `publicity.not_found`."""
    return _sheet(
        run(f"SELECT {', '.join(_SHEET)} FROM publicity_sheet WHERE id = %s FOR UPDATE", [sheet_id])
    )


def _sheet(rows: Sequence[Sequence[Any]]) -> SheetRow:
    if not rows:
        raise Problem("publicity.not_found")
    values = dict(zip(_SHEET, rows[0], strict=True))
    lines = values["lines"]
    return SheetRow(**{**values, "lines": json.loads(lines) if isinstance(lines, str) else lines})


# ── The sheets as PDF ────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def template(kind: str) -> Paper:
    """A sheet of this room, or its written answer to who objected. No statement."""
    base = sheet() if kind == "objection_record" else (FOLDER / "board.typ").read_text(encoding="utf-8")
    return read_template(kind, base, (FOLDER / f"{kind}.typ").read_text(encoding="utf-8"))


def money_words(amount: int) -> str:
    """“每月 715 元”; no word of the category, which standards 16 does not list among what may hang."""
    return f"每月 {format_money(amount, trim=True)}"


def spaced(code: str) -> str:
    """A code in groups of four, as it is printed."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def notice_data(row: NoticeRow, full_service: str) -> dict[str, str]:
    """The fields of the sheet, and nothing else (standards 16)."""
    return {
        "service": full_service,
        "applicant": row.name,
        "members": f"{row.members} 人",
        "amount": money_words(row.amount),
        "place": row.place,
        "first_day": letter_date(row.first_day),
        "last_day": letter_date(row.last_day),
        "phone": row.phone,
        "code": spaced(row.code),
    }


def poster(row: NoticeRow, full_service: str, link: str) -> bytes:
    """The sheet for the board as PDF (A3): what hangs is exactly this. `link` stands in its QR code. No statement."""
    frame = _frame(row.organ, f"{row.title}公示", row.doc_no, row.posted_on, link)
    data = {**notice_data(row, full_service), "link": link, "qr_alt": f"公示码 {row.code} 的二维码"}
    return typeset(template("objection_notice").source, frame, data, row.posted_on)


def posting_pdf(row: SheetRow, full_service: str) -> bytes:
    """The monthly sheet of a village as PDF (A3, as many pages as it needs). No statement."""
    day = today(row.issued_at)
    frame = _frame(row.organ, f"{row.title}对象公布", row.doc_no, day, "")
    lines = [
        {"name": name, "members": f"{members} 人", "amount": money_words(amount)}
        for name, members, amount, *_ in row.lines
    ]
    data = {
        "service": full_service,
        "place": row.place,
        "month": f"{row.month.year}年{row.month.month}月",
        "lines": lines,
        "count": str(len(lines)),
        "phone": row.phone,
    }
    return typeset(template("beneficiary_posting").source, frame, data, day)


def _frame(organ: str, title: str, doc_no: str, day: date, link: str) -> Frame:
    return Frame(
        letterhead=organ,
        organisation=organ,
        title=title,
        doc_no=doc_no,
        issued_on=letter_date(day),
        case_no="",
        qr=qr(link),
        demo=settings.ALLOW_DEMO_ID,
    )
