"""The photographs that prove a notice: of the sheet on the board, and of the board after it was taken down."""

from datetime import datetime
from uuid import UUID

from minzheng.core.audit.actions import one_transaction, record
from minzheng.core.audit.queries import run
from minzheng.core.files.queries import file
from minzheng.core.files.rules import IMAGES
from minzheng.core.offices.actions import authorise
from minzheng.core.publicity.queries import NoticeRow, held_notice
from minzheng.core.publicity.rules import attachment_faults, must_come_down
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.rights import Actor, Target


def add_photo(*, by: Actor, at: datetime, notice_id: UUID, file_id: UUID, looked: bool) -> None:
    """Keep the photograph of the sheet on its board; a later one takes the place of an earlier one.

    The village's helper may do so as well: he lends the board and sends the picture back, the notice is the town's.
    `file_id` is a picture that `by` has handed in (`files.store` makes it anew: place and camera are gone); `looked`
    says that he looked at it, since nothing reads pictures. Raises Problem `publicity.over`, `.photo_kind`; Invalid.
    """
    with one_transaction():
        row = held_notice(notice_id)
        authorise(by=by, right="publicity.photo", target=_target(row), at=at)
        if row.state not in ("prepared", "hanging"):
            raise Problem("publicity.over")
        _check_picture(by, file_id, looked=looked)
        run(
            "UPDATE publicity_notice SET photo_id = %s, photo_by = %s, photo_at = %s WHERE id = %s",
            [file_id, by.name, at, row.id],
        )
        _note(by, at, row, "publicity.photo")


def take_down(*, by: Actor, at: datetime, notice_id: UUID, file_id: UUID, looked: bool) -> None:
    """Note that the sheet is off the board, with a photograph of the board without it.

    Raises Problem `publicity.hangs_on` while its term runs, `publicity.down_already`, `publicity.photo_kind`; Invalid.
    """
    with one_transaction():
        row = held_notice(notice_id)
        authorise(by=by, right="publicity.take_down", target=_target(row), at=at)
        if row.down_at is not None:
            raise Problem("publicity.down_already")
        if not must_come_down(row.state, row.ends_at, row.down_at, at):
            raise Problem("publicity.hangs_on")
        _check_picture(by, file_id, looked=looked)
        run(
            "UPDATE publicity_notice SET down_photo_id = %s, down_by = %s, down_at = %s WHERE id = %s",
            [file_id, by.name, at, row.id],
        )
        _note(by, at, row, "publicity.take_down")


def _target(row: NoticeRow) -> Target:
    return Target(places=row.places, business=row.service, sensitivity=row.sensitivity)


def _check_picture(by: Actor, file_id: UUID, *, looked: bool) -> None:
    found = file(file_id)
    if found.mime not in IMAGES or found.account != by.account:
        raise Problem("publicity.photo_kind")
    faults = attachment_faults(found.name, None, looked=looked)
    if faults:
        raise Invalid(faults)


def _note(by: Actor, at: datetime, row: NoticeRow, kind: str) -> None:
    facts = {"notice": str(row.id), "doc_no": row.doc_no}
    record(by=by, at=at, kind=kind, case=row.case_id, service=row.service, places=row.places, facts=facts)
