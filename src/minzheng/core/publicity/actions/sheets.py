"""The sheets of those in benefit: made village by village, hung with a photograph, the one before taken down."""

from datetime import datetime
from uuid import UUID

from minzheng.core.audit.actions import one_transaction, record
from minzheng.core.audit.queries import run
from minzheng.core.audit.rules import Event
from minzheng.core.audit.sql import event_clauses
from minzheng.core.catalogue.queries import package, snapshot_for
from minzheng.core.documents.rules import number_prefix, series_word
from minzheng.core.documents.sql import next_number
from minzheng.core.files.queries import file
from minzheng.core.files.rules import IMAGES
from minzheng.core.offices.actions import authorise
from minzheng.core.offices.queries import authority_for
from minzheng.core.places.queries import ancestry, full_name
from minzheng.core.publicity.queries import beneficiaries, held_sheet, template
from minzheng.core.publicity.rules import attachment_faults, require_posted, today
from minzheng.core.publicity.sql import NewSheet, insert_sheet
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, Target
from minzheng.kernel.sql import compose


def issue_sheet(*, by: Actor, at: datetime, village: str, service: str) -> UUID:
    """Make the sheet of a village for a service as of now, for this month; the one before it no longer holds.

    Raises Problem `publicity.forbidden`, `.not_foreseen`, `cases.no_organ`, `offices.denied`, `places.division_unknown`.
    """
    with one_transaction():
        places = ancestry(village)
        authorise(by=by, right="publicity.issue_sheet", target=Target(places=places, business=service), at=at)
        found = package(snapshot_for(service, places))
        require_posted(str(found.service.get("publicity", "none")))
        signer = authority_for(places, "town", today(at))
        if signer is None:
            raise Problem("cases.no_organ", level="town")
        contacts = found.service.get("contacts", {})
        rows = beneficiaries(village, service)
        new = NewSheet(
            id=uuid7(at),
            service=service,
            title=found.short,
            month=today(at).replace(day=1),
            place=full_name(village, today(at)),
            phone=str(contacts.get("supervision") or signer.phone or contacts.get("phone", "12349")),
            organisation_id=signer.id,
            organ=signer.name,
            issued_at=at,
            **places,
        )
        word = series_word(str(found.service.get("document_word", "")), template("beneficiary_posting").word)
        event = Event(
            kind="publicity.issue_sheet",
            at=at,
            by=by,
            places=places,
            service=service,
            facts={"sheet": str(new.id), "households": len(rows), "month": new.month.isoformat()},
        )
        run(
            "UPDATE publicity_sheet SET replaced_at = %s WHERE village = %s AND service = %s AND replaced_at IS NULL",
            [at, village, service],
        )
        lines = [[row.name, row.members, row.amount, row.category] for row in rows]
        year = today(at).year
        number = next_number(signer.id, word, year)
        clauses = (
            number,
            insert_sheet(new, lines, number_prefix(signer.short_name, word, year), number.name),
            *event_clauses(event),
        )
        run(*compose(clauses, "SELECT 1"))
        return new.id


def hang_sheet(*, by: Actor, at: datetime, sheet_id: UUID, file_id: UUID, looked: bool) -> None:
    """Note that a sheet hangs and the one before it is down, with a photograph of the board.

    Raises Problem `publicity.gone` for a sheet that no longer holds, `publicity.photo_kind`, `offices.denied`; Invalid.
    """
    with one_transaction():
        row = held_sheet(sheet_id)
        authorise(
            by=by, right="publicity.photo", target=Target(places=row.places, business=row.service), at=at
        )
        if row.replaced_at is not None:
            raise Problem("publicity.gone")
        found = file(file_id)
        if found.mime not in IMAGES or found.account != by.account:
            raise Problem("publicity.photo_kind")
        faults = attachment_faults(found.name, None, looked=looked)
        if faults:
            raise Invalid(faults)
        run("UPDATE publicity_sheet SET photo_id = %s, hung_at = %s WHERE id = %s", [file_id, at, sheet_id])
        facts = {"sheet": str(sheet_id)}
        record(by=by, at=at, kind="publicity.hang_sheet", service=row.service, places=row.places, facts=facts)
