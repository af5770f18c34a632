"""Clauses of the side roads: what is asked for and handed in, special procedures, extension, delivery."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from minzheng.kernel.ids import uuid7
from minzheng.kernel.sql import Clause


def insert_supplement(values: Mapping[str, Any]) -> Clause:
    """What is asked for: case_id, kind, element, items, asked_at, asked_by, due_on. A second notice breaks the statement."""
    return Clause(
        "supplement_row",
        "INSERT INTO cases_supplement (id, case_id, kind, element, items, asked_at, asked_by, due_on) "
        "VALUES (%s, %s, %s, %s, %s::jsonb, %s, %s, %s)",
        (
            uuid7(),
            *(values[name] for name in ("case_id", "kind", "element")),
            json.dumps(values["items"], ensure_ascii=False),
            *(values[name] for name in ("asked_at", "asked_by", "due_on")),
        ),
    )


def answer_supplement(row_id: UUID, at: datetime, person: UUID | None, body: bytes, digest: bytes) -> Clause:
    """What was handed in for it: written once."""
    return Clause(
        "answered_row",
        "UPDATE cases_supplement SET answered_at = %s, answered_by = %s, body = %s, digest = %s "
        "WHERE id = %s AND answered_at IS NULL RETURNING id",
        (at, person, body, digest, row_id),
    )


def end_commitments(case_id: UUID, at: datetime) -> Clause:
    """The commitment that stands in a case ends: another takes its place."""
    return Clause(
        "ended_commitment",
        "UPDATE cases_commitment SET ended_at = %s WHERE case_id = %s AND ended_at IS NULL",
        (at, case_id),
    )


def insert_commitment(values: Mapping[str, Any]) -> Clause:
    """A commitment that is laid before the applicant."""
    names = ("case_id", "element", "due_on", "text_version", "text_digest", "proposed_at", "proposed_by")
    return Clause(
        "commitment_row",
        "INSERT INTO cases_commitment (id, items, case_id, element, due_on, text_version, text_digest, proposed_at, "
        "proposed_by, mode, assurance, witnesses) VALUES (%s, %s::jsonb, %s, %s, %s, %s, %s, %s, %s, '', 0, '[]')",
        (uuid7(), json.dumps(values["items"], ensure_ascii=False), *(values[name] for name in names)),
    )


def sign_commitment(row_id: UUID, values: Mapping[str, Any]) -> Clause:
    """It is signed, once: mode, assurance, signed_at, signed_by, witnesses, file."""
    names = ("mode", "assurance", "signed_at", "signed_by")
    return Clause(
        "signed_commitment",
        "UPDATE cases_commitment SET mode = %s, assurance = %s, signed_at = %s, signed_by = %s, "
        "witnesses = %s::jsonb, file_id = %s WHERE id = %s AND signed_at IS NULL AND ended_at IS NULL RETURNING id",
        (
            *(values[name] for name in names),
            json.dumps(values["witnesses"], ensure_ascii=False),
            values["file"],
            row_id,
        ),
    )


def insert_special(values: Mapping[str, Any]) -> Clause:
    """A special procedure that is proposed."""
    names = (
        *("id", "case_id", "element", "kind", "name", "basis", "clock", "stop_article"),
        *("proposed_at", "proposed_by", "planned_end"),
    )
    return Clause(
        "special_row",
        "INSERT INTO cases_special (id, case_id, element, kind, name, basis, clock, stop_article, proposed_at, "
        "proposed_by, planned_end, result) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '')",
        tuple(values[name] for name in names),
    )


def approve_special(row_id: UUID, at: datetime, person: UUID | None) -> Clause:
    """It is approved, and the applicant told."""
    return Clause(
        "approved_row",
        "UPDATE cases_special SET approved_at = %s, approved_by = %s, told_applicant_at = %s WHERE id = %s",
        (at, person, at, row_id),
    )


def deny_special(row_id: UUID, at: datetime, person: UUID | None) -> Clause:
    """It is not approved."""
    return Clause(
        "denied_row",
        "UPDATE cases_special SET denied_at = %s, approved_by = %s WHERE id = %s",
        (at, person, row_id),
    )


def end_special(row_id: UUID, at: datetime, result: str) -> Clause:
    """It is over, with its result."""
    return Clause(
        "ended_row",
        "UPDATE cases_special SET ended_at = %s, result = %s WHERE id = %s AND ended_at IS NULL",
        (at, result, row_id),
    )


def insert_extension(values: Mapping[str, Any]) -> Clause:
    """An extension, with the old and the new last day. A second one of a case breaks the statement."""
    names = (
        *("case_id", "n", "unit", "article", "reason", "old_due", "new_due"),
        *("approved_at", "approved_by"),
    )
    return Clause(
        "extension_row",
        "INSERT INTO cases_extension (id, case_id, n, unit, article, reason, old_due, new_due, approved_at, approved_by) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (uuid7(), *(values[name] for name in names)),
    )


def insert_delivery(values: Mapping[str, Any]) -> Clause:
    """One try to deliver: way, whether it reached the person, and why not."""
    names = (
        *("case_id", "element", "mode", "outcome", "fail_reason", "receiver", "tracking_no", "note"),
        *("at", "by"),
    )
    return Clause(
        "delivery_row",
        "INSERT INTO cases_delivery (id, case_id, element, mode, outcome, fail_reason, receiver, tracking_no, note, at, by) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (uuid7(), *(values[name] for name in names)),
    )
