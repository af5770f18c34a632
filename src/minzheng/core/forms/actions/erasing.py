"""What a draft leaves behind is erased with it: the files that nothing else names. What was handed in stays with its case."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import yaml
from django.db import transaction

from minzheng.core.audit.actions import record
from minzheng.core.files.actions import erase
from minzheng.core.files.queries import own_files
from minzheng.core.forms.models import Draft
from minzheng.core.forms.queries import DraftRow, draft, stale_drafts
from minzheng.core.forms.rules import DRAFT_DAYS, named_files, today, without_file
from minzheng.core.people.queries.proofs import accounts_of
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, Target, load_rules, require, system

RULES = load_rules([yaml.safe_load((Path(__file__).parents[1] / "rights.yaml").read_text(encoding="utf-8"))])


def erase_draft_file(*, by: Actor, at: datetime, draft_id: UUID, file_id: UUID) -> None:
    """Take one file out of the own draft and erase it. Problem `forms.draft_gone`, `forms.submitted`, `files.missing`."""
    with transaction.atomic():
        row = draft(draft_id, by.person, by.on_behalf_of, lock=True)
        if row.case is not None:
            raise Problem("forms.submitted")
        if file_id not in set(named_files(row.answers)):
            raise Problem("files.missing")
        Draft.objects.filter(id=draft_id).update(answers=without_file(row.answers, file_id), pages_done=[])
        erase_files(row, [file_id], by=by, at=at)
        record(by=by, at=at, kind="forms.erase_file", service=row.service)


def expire_drafts(*, by: Actor, at: datetime, limit: int = 100) -> int:
    """Throw away drafts that nobody has touched for half a year, with their files; returns how many. 1 statement when
    there are none."""
    require(by, "forms.expire_drafts", Target(), rules=RULES, today=today(at))
    rows = stale_drafts(at - timedelta(days=DRAFT_DAYS), limit=limit)
    for row in rows:
        with transaction.atomic():
            erase_files(row, named_files(row.answers), by=by, at=at)
            Draft.objects.filter(id=row.id, case=None).delete()
            record(by=by, at=at, kind="forms.expire_draft", service=row.service, subjects=[row.person])
    return len(rows)


def erase_files(row: DraftRow, named: Iterable[UUID], *, by: Actor, at: datetime) -> None:
    """Erase the files of a draft that is thrown away, inside the transaction of the verb that does so: those that the
    person, or the helper who filled in, has uploaded and no other draft of theirs names, handed in or not."""
    wanted = set(named)
    if not wanted:
        return
    others = Draft.objects.filter(person_id=row.person).exclude(id=row.id).values_list("answers", flat=True)
    wanted -= {file for answers in others for file in named_files(answers)}
    accounts = [*accounts_of(row.person), *([row.help.account] if row.help else [])]
    platform = replace(system("forms.erase"), account=by.account, person=by.person, name=by.name)
    for account in accounts:
        for file in own_files(wanted, account):
            erase(by=platform, at=at, file_id=file, reason="草稿删除")
