"""The composed statements of a case: one locked read, one write. Texts are constant; values travel as parameters."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from minzheng.kernel.ids import uuid7
from minzheng.kernel.sql import Clause

LEVELS = ("province", "city", "county", "town", "village")
JSON_COLUMNS = frozenset({"tokens", "variables", "handled", "clock"})

CASE_COLUMNS = (
    "id",
    "case_no",
    "national_case_no",
    "query_pin",
    "service",
    "title",
    "snapshot_id",
    "state",
    "result",
    "channel",
    "origin",
    "sensitivity",
    "applicant_id",
    "applicant_name",
    "agent_id",
    "legal_person_id",
    "mandate_id",
    "accepted_at",
    "handled_at",
    "parent_id",
    "bundle",
    "caused_by",
    "home_node",
    "calendar_version",
    "tokens",
    "variables",
    "handled",
    "revision",
    "received_at",
    "accepted_on",
    "accept_mode",
    "decided_at",
    "closed_at",
    "warn_at",
    "due_at",
    "clock",
    *LEVELS,
)

_WHOLE = (
    f"SELECT {', '.join('c.' + name for name in CASE_COLUMNS)}, "
    "(SELECT coalesce(json_agg(json_build_array(t.element, t.token, t.due_at) ORDER BY t.due_at), '[]') "
    "FROM cases_timer t WHERE t.case_id = c.id) AS timers, "
    "(SELECT coalesce(json_agg(p.person_id), '[]') FROM cases_party p WHERE p.case_id = c.id) AS parties "
    "FROM cases_case c"
)
LOCKED = f"{_WHOLE} WHERE c.id = %s FOR UPDATE OF c"
"""The locked read of a case. The sub-selects see the snapshot from before the lock: only what is checked against the
(fresh) tokens may be taken from them."""


def locked_case(case_id: UUID | str) -> Clause:
    """`locked_case`: the same read, by id or by number, for who comes with a key: no row while that key is at work."""
    column = "id" if isinstance(case_id, UUID) else "case_no"
    return Clause(
        "locked_case",
        f"{_WHOLE} WHERE c.{column} = %s AND (SELECT free FROM request_before) FOR UPDATE OF c",
        (case_id,),
    )


def request_before(account: UUID | None, key: str, lock_number: int | None) -> Clause:
    """`request_before(free, digest)`: whether nobody else works under this key now, and what was asked with it before.

    The lock tells at once what the unique index alone would make the second one wait for. Without a number: free.
    """
    return Clause(
        "request_before",
        "SELECT coalesce(pg_try_advisory_xact_lock(%s::bigint), true) AS free, "
        "(SELECT digest FROM cases_request WHERE account = %s AND key = %s) AS digest",
        (lock_number, account, key),
    )


def _stored(name: str, value: Any) -> Any:
    return (
        json.dumps(value, ensure_ascii=False, default=str)
        if name in JSON_COLUMNS and value is not None
        else value
    )


def _hole(name: str) -> str:
    return "%s::jsonb" if name in JSON_COLUMNS else "%s"


def _as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as one value: an array for each column would be as many, and each is looked through before it is sent."""
    return json.dumps(rows, ensure_ascii=False, default=str)


def insert_case(values: Mapping[str, Any]) -> Clause:
    """A new case; `values` has every column."""
    return Clause(
        "case_row",
        f"INSERT INTO cases_case ({', '.join(CASE_COLUMNS)}) VALUES ({', '.join(map(_hole, CASE_COLUMNS))}) RETURNING id",
        tuple(_stored(name, values[name]) for name in CASE_COLUMNS),
    )


def update_case(case_id: UUID, revision: int, changes: Mapping[str, Any]) -> Clause:
    """Change columns of a case and move its revision on, if it still stands at `revision`."""
    sets = ", ".join(f"{name} = {_hole(name)}" for name in changes)
    return Clause(
        "case_row",
        f"UPDATE cases_case SET {sets}, revision = revision + 1 WHERE id = %s AND revision = %s RETURNING id",
        (*(_stored(name, value) for name, value in changes.items()), case_id, revision),
    )


def insert_answers(case_id: UUID, body: bytes, digest: bytes) -> Clause:
    """The exact bytes that were committed to, with their digest."""
    return Clause(
        "answers_row",
        "INSERT INTO cases_answers (case_id, body, digest) VALUES (%s, %s, %s)",
        (case_id, body, digest),
    )


def insert_parties(
    case_id: UUID, parties: Sequence[tuple[UUID, str]], ids: Sequence[UUID] | None = None
) -> Clause:
    """Who takes part: (person, role) pairs; `ids` are the rows' own, where something else is to stand under them."""
    return Clause(
        "party_rows",
        "INSERT INTO cases_party (id, case_id, person_id, role) "
        "SELECT i, %s, p, r FROM json_to_recordset(%s::json) AS t (i uuid, p uuid, r text)",
        (
            case_id,
            _as_json(
                [
                    {"i": key, "p": person, "r": role}
                    for key, (person, role) in zip(ids or [uuid7() for _ in parties], parties, strict=True)
                ]
            ),
        ),
    )


def insert_materials(
    case_id: UUID,
    at: datetime,
    rows: Sequence[tuple[str, str, UUID | None, str]],
    *,
    ids: Sequence[UUID] = (),
) -> Clause:
    """Papers: (code, name, file, waived_by); `ids` where the caller must know them."""
    return Clause(
        "material_rows",
        "INSERT INTO cases_material (id, case_id, code, name, file_id, waived_by, received_at) "
        "SELECT i, %s, c, n, f, w, %s FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::uuid[], %s::text[]) "
        "AS t (i, c, n, f, w)",
        (
            case_id,
            at,
            list(ids) or [uuid7() for _ in rows],
            *([row[n] for row in rows] for n in range(4)),
        ),
    )


_TASK = (
    "id, case_id, element, token, role, level, service, opened_at, warn_at, due_at, done_name, outcome, "
    f"{', '.join(LEVELS)}"
)


def insert_tasks(case: Mapping[str, Any], tasks: Sequence[Mapping[str, Any]]) -> Clause:
    """User tasks that open: mappings of element, token, role, level, opened_at, warn_at, due_at."""
    names = ("element", "token", "role", "level", "opened_at", "warn_at", "due_at")
    return Clause(
        "task_rows",
        f"INSERT INTO cases_task ({_TASK}) "
        "SELECT id, %s, element, token, role, level, %s, opened_at, warn_at, due_at, '', '', %s, %s, %s, %s, %s "
        "FROM json_to_recordset(%s::json) AS t (id uuid, element text, token int, role text, level text, "
        "opened_at timestamptz, warn_at timestamptz, due_at timestamptz)",
        (
            case["id"],
            case["service"],
            *(case[level] for level in LEVELS),
            _as_json([{"id": uuid7(), **{name: task[name] for name in names}} for task in tasks]),
        ),
    )


def close_tasks(
    case_id: UUID,
    closed: Sequence[int],
    *,
    done: int | None,
    at: datetime,
    person: UUID | None,
    name: str,
    outcome: str,
) -> Clause:
    """Close the tasks of tokens that left; the one of token `done` was concluded, the others fell with it."""
    return Clause(
        "closed_rows",
        "UPDATE cases_task SET done_at = %s, done_by = CASE WHEN token = %s THEN %s::uuid END, "
        "done_name = CASE WHEN token = %s THEN %s ELSE '' END, "
        "outcome = CASE WHEN token = %s THEN %s ELSE 'cancelled' END "
        "WHERE case_id = %s AND token = ANY(%s) AND done_at IS NULL",
        (at, done, person, done, name, done, outcome, case_id, list(closed)),
    )


def insert_timers(case_id: UUID, timers: Sequence[tuple[str, int, datetime]]) -> Clause:
    """Legal timers that start: (element, token, due)."""
    return Clause(
        "timer_rows",
        "INSERT INTO cases_timer (id, case_id, element, token, due_at) "
        "SELECT i, %s, e, k, d FROM json_to_recordset(%s::json) AS t (i uuid, e text, k int, d timestamptz)",
        (
            case_id,
            _as_json([{"i": uuid7(), "e": timer[0], "k": timer[1], "d": timer[2]} for timer in timers]),
        ),
    )


def delete_timers(case_id: UUID, gone: Sequence[tuple[str, int]]) -> Clause:
    """Timers that are over: (element, token)."""
    return Clause(
        "gone_rows",
        "DELETE FROM cases_timer USING json_to_recordset(%s::json) AS g (e text, k int) "
        "WHERE case_id = %s AND element = g.e AND token = g.k",
        (_as_json([{"e": element, "k": token} for element, token in gone]), case_id),
    )


def move_tasks(case_id: UUID, times: Sequence[tuple[int, datetime, datetime]]) -> Clause:
    """Other warn and due moments for open tasks: (token, warn, due)."""
    return Clause(
        "moved_task_rows",
        "UPDATE cases_task SET warn_at = m.w, due_at = m.d "
        "FROM unnest(%s::int[], %s::timestamptz[], %s::timestamptz[]) AS m (k, w, d) "
        "WHERE case_id = %s AND token = m.k AND done_at IS NULL",
        (*([row[n] for row in times] for n in range(3)), case_id),
    )


def move_timers(case_id: UUID, timers: Sequence[tuple[str, int, datetime]]) -> Clause:
    """Another due moment for timers: (element, token, due)."""
    return Clause(
        "moved_timer_rows",
        "UPDATE cases_timer SET due_at = m.d FROM unnest(%s::text[], %s::int[], %s::timestamptz[]) AS m (e, k, d) "
        "WHERE case_id = %s AND element = m.e AND token = m.k",
        (*([row[n] for row in timers] for n in range(3)), case_id),
    )


def insert_request(account: UUID, key: str, digest: bytes, case_id: UUID, at: datetime) -> Clause:
    """An idempotency key; a second one of the same account breaks the statement."""
    return Clause(
        "request_row",
        "INSERT INTO cases_request (id, account, key, digest, case_id, at) VALUES (%s, %s, %s, %s, %s, %s)",
        (uuid7(), account, key, digest, case_id, at),
    )


@dataclass(frozen=True, slots=True)
class NewLink:
    """An act after closing upon case `to_case`; `kind` as in standards 4.5, `letter` the paper that tells of it."""

    to_case: UUID
    kind: str
    reason: str
    effective_on: date
    by_name: str
    at: datetime
    legal_doc: str = ""
    article: str = ""
    letter: UUID | None = None
    id: UUID = field(default_factory=uuid7)


def insert_link(link: NewLink, from_case: UUID | None = None) -> Clause:
    """The link of a later act to the case that it is about; `from_case` is the case that follows from it, if any."""
    return Clause(
        "link_row",
        "INSERT INTO cases_link (id, from_case_id, to_case_id, kind, legal_doc, article, reason, effective_on, letter_id, "
        "by_name, at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            *(link.id, from_case, link.to_case, link.kind, link.legal_doc, link.article, link.reason),
            *(link.effective_on, link.letter, link.by_name, link.at),
        ),
    )


def insert_note(
    case_id: UUID, text: str, by_name: str, at: datetime, note_id: UUID, item: str = ""
) -> Clause:
    """A note beside a case, or (with `item`) beside one paper or section of it."""
    return Clause(
        "note_row",
        "INSERT INTO cases_note (id, case_id, text, item, by_name, at) VALUES (%s, %s, %s, %s, %s, %s)",
        (note_id, case_id, text, item, by_name, at),
    )


def delete_note(note_id: UUID) -> Clause:
    """A note that is taken back; the book keeps that there was one."""
    return Clause("no_note_row", "DELETE FROM cases_note WHERE id = %s", (note_id,))


def delete_materials(ids: Sequence[UUID]) -> Clause:
    """Papers that were added by mistake; the files stay in the store until nothing refers to them."""
    return Clause("no_material_rows", "DELETE FROM cases_material WHERE id = ANY(%s)", (list(ids),))


def assign_task(case_id: UUID, token: int, person: UUID | None, name: str) -> Clause:
    """Give an open task to somebody, or (None) to nobody in particular."""
    return Clause(
        "assigned_row",
        "UPDATE cases_task SET assignee = %s, assignee_name = %s WHERE case_id = %s AND token = %s AND done_at IS NULL",
        (person, name, case_id, token),
    )


def insert_undo(
    event: UUID, case_id: UUID, kind: str, person: UUID, before: Mapping[str, Any], until: datetime
) -> Clause:
    """What may be taken back until then, by whom, and how things stood before."""
    return Clause(
        "undo_row",
        "INSERT INTO cases_undo (id, case_id, kind, person, before, until) VALUES (%s, %s, %s, %s, %s::jsonb, %s)",
        (event, case_id, kind, person, json.dumps(before, ensure_ascii=False, default=str), until),
    )


def mark_undone(event: UUID, at: datetime) -> Clause:
    """A slip was taken back."""
    return Clause("undone_row", "UPDATE cases_undo SET undone_at = %s WHERE id = %s", (at, event))


def reopen_tasks(case_id: UUID, closed: Sequence[int], opened: Sequence[int]) -> tuple[Clause, ...]:
    """Tasks as they stood before a step that is taken back: what it closed waits again, what it opened is gone."""
    return (
        Clause(
            "reopened_rows",
            "UPDATE cases_task SET done_at = NULL, done_by = NULL, done_name = '', outcome = '' "
            "WHERE case_id = %s AND token = ANY(%s) AND done_at IS NOT NULL",
            (case_id, list(closed)),
        ),
        Clause(
            "unopened_rows",
            "DELETE FROM cases_task WHERE case_id = %s AND token = ANY(%s) AND done_at IS NULL",
            (case_id, list(opened)),
        ),
    )


AUTHORISATION_COLUMNS = (
    *(
        "id",
        "case_id",
        "person_id",
        "role",
        "state",
        "mode",
        "assurance",
        "asked_at",
        "signed_at",
        "signed_by",
    ),
    *(
        "witnesses",
        "file_id",
        "text_version",
        "reason",
        "link_digest",
        "link_phone",
        "link_expires",
        "link_failed",
    ),
    *("code_digest", "code_sent_at"),
)
AUTHORISATION = (
    f"SELECT {', '.join('a.' + name for name in AUTHORISATION_COLUMNS)}, "
    "c.case_no, c.title, c.service, c.state, c.decided_at, c.closed_at, c.applicant_id, c.applicant_name, c.agent_id, "
    f"c.snapshot_id, c.sensitivity, {', '.join('c.' + level for level in LEVELS)} "
    "FROM cases_authorisation a JOIN cases_case c ON c.id = a.case_id"
)
"""An authorisation with what its case says of itself; a `WHERE` follows."""


def insert_authorisations(case_id: UUID, at: datetime, signers: Sequence[tuple[UUID, UUID, str]]) -> Clause:
    """Who has to sign: (id of the party's row, person, role)."""
    return Clause(
        "authorisation_rows",
        "INSERT INTO cases_authorisation (id, case_id, person_id, role, state, mode, assurance, asked_at, witnesses, "
        "text_version, reason, link_phone, link_failed) "
        "SELECT i, %s, p, r, 'waiting', '', 0, %s, '[]', '', '', '', 0 "
        "FROM unnest(%s::uuid[], %s::uuid[], %s::text[]) AS t (i, p, r)",
        (case_id, at, *([row[n] for row in signers] for n in range(3))),
    )


def insert_agency(
    case_id: UUID, person: UUID, capacity: str, reason: str, until: date, evidence: UUID | None
) -> Clause:
    """Who filled in for somebody who cannot: in what capacity, why, until when."""
    return Clause(
        "agency_row",
        "INSERT INTO cases_agency (case_id, person_id, capacity, reason, until, evidence_id, objection) "
        "VALUES (%s, %s, %s, %s, %s, %s, '')",
        (case_id, person, capacity, reason, until, evidence),
    )


def change_authorisation(authorisation_id: UUID, changes: Mapping[str, Any]) -> Clause:
    """Other values in an authorisation that was read with a lock."""
    sets = ", ".join(f"{name} = {'%s::jsonb' if name == 'witnesses' else '%s'}" for name in changes)
    values = (
        json.dumps(value, ensure_ascii=False) if name == "witnesses" else value
        for name, value in changes.items()
    )
    return Clause(
        "authorisation_row",
        f"UPDATE cases_authorisation SET {sets} WHERE id = %s RETURNING id",
        (*values, authorisation_id),
    )


def end_agency(case_id: UUID, words: str, at: datetime) -> tuple[Clause, Clause]:
    """The applicant objected: the agent takes part no longer, what he said of himself stays with the objection."""
    return (
        Clause(
            "ended_rows",
            "UPDATE cases_party SET role = 'former_agent' WHERE case_id = %s AND role = 'agent'",
            (case_id,),
        ),
        Clause(
            "objected_row",
            "UPDATE cases_agency SET objected_at = %s, objection = %s WHERE case_id = %s",
            (at, words, case_id),
        ),
    )
