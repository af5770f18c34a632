"""Filling in: open a draft, save one page, throw it away. Every page is saved as it is left, also with mistakes in it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from minzheng.core.audit.actions import record
from minzheng.core.files.queries import own_files
from minzheng.core.forms.actions.erasing import erase_files
from minzheng.core.forms.models import Draft
from minzheng.core.forms.queries import DraftRow, draft, open_draft_of
from minzheng.core.forms.rules import (
    context_of,
    done_with,
    file_ids,
    id_number_fits,
    in_a_row,
    named_files,
    named_twice,
    referred,
    sibling,
    today,
)
from minzheng.core.people.actions import add_bank_account, note_claimed_persons
from minzheng.core.people.queries import (
    PersonRow,
    bank_accounts,
    person_by_id_number,
    persons,
    persons_by_id_numbers,
)
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.formspec import Form, PageInput, Upload, places
from minzheng.kernel.formspec.sealing import Seal
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, Hat, system
from minzheng.kernel.text import mask_bank_card, mask_id_number, normalise_name

UNKNOWN_PERSON = (
    "姓名和号码在户籍登记里对不上，请照着身份证再看一遍；没错的话，请到街道、镇窗口办理，或打 12349"
)
NAME_FIRST = "先填好姓名，再填公民身份号码"
GONE = "这个号码在登记里已经停用了，请再核对；家里人有变动的，请到窗口说一声"
WHOSE_CARD = "先填好这张卡是谁的：回到前面，把申请人的姓名和公民身份号码填对，再填卡号"


def open_draft(*, by: Actor, at: datetime, service: str, snapshot: UUID) -> UUID:
    """The person's draft of a service: the one that is there, else a new one. Raises Problem(`forms.sign_in`,
    `people.agency_scope`, `legal_persons.mandate_scope`)."""
    if by.person is None or by.hat not in (Hat.SELF, Hat.REPRESENTATIVE, Hat.CORPORATE):
        raise Problem("forms.sign_in")
    if not by.reaches(service):
        raise Problem("legal_persons.mandate_scope" if by.hat is Hat.CORPORATE else "people.agency_scope")
    known = open_draft_of(by.person, service, by.on_behalf_of, legal_person=by.corporate)
    if known is not None and known.snapshot == snapshot:
        return known.id
    with transaction.atomic():
        row = Draft.objects.create(
            id=uuid7(),
            person_id=by.person,
            principal_id=by.on_behalf_of,
            legal_person_id=by.corporate,
            service=service,
            snapshot=snapshot,
            answers=dict(known.answers) if known else {},
            created_at=at,
            updated_at=at,
        )
        record(
            by=by, at=at, kind="forms.open_draft", service=service, facts={"carried_over": known is not None}
        )
    return row.id


@dataclass(frozen=True, slots=True)
class Saved:
    """A page that was saved: the draft as it stands and what the page still needs."""

    draft: DraftRow
    page: PageInput


def save_page(
    *,
    by: Actor,
    at: datetime,
    draft_id: UUID,
    form: Form,
    page: str,
    post: Mapping[str, Sequence[str]],
    files: Mapping[str, Sequence[Upload]],
    applicant_key: str = "",
    parties: Sequence[Mapping[str, Any]] = (),
    shared: Mapping[str, Any] | None = None,
) -> Saved:
    """Take in what was sent for one page and keep it, mistakes and all; numbers become references.

    `applicant_key` is the field that names the person applied for, when it is not the one who fills in; `parties` are
    the package's words for the rows that name persons, of whom nobody may stand there twice.
    Raises Problem(`forms.draft_gone`, `forms.submitted`).
    """
    with transaction.atomic():
        row = draft(draft_id, by.person, by.on_behalf_of, legal_person=by.corporate, lock=True)
        if row.help is not None and row.help.taken_at is None:
            Draft.objects.filter(id=draft_id).update(taken_at=at)
        filled = Filled(form, page, post, files, applicant_key, parties, shared)
        return take_in(row, filled, by=by, at=at)


@dataclass(frozen=True, slots=True)
class Filled:
    """What was sent for one page, and what it is read with; see `save_page`."""

    form: Form
    page: str
    post: Mapping[str, Sequence[str]]
    files: Mapping[str, Sequence[Upload]]
    applicant_key: str = ""
    parties: Sequence[Mapping[str, Any]] = ()
    shared: Mapping[str, Any] | None = None


def take_in(row: DraftRow, sent: Filled, *, by: Actor, at: datetime) -> Saved:
    """Read a page over a draft that is held, and keep it, inside the transaction of the verb that may do so; `by` is
    who fills in, as the person whose draft it is. Problem `forms.submitted`."""
    form, page, parties, applicant_key = sent.form, sent.page, sent.parties, sent.applicant_key
    if row.case is not None:
        raise Problem("forms.submitted")
    read = form.read_page(page, sent.post, sent.files, row.answers, context_of(at, sent.shared))
    kept, problems = seal(read.answers, form, by=by, at=at, applicant_key=applicant_key)
    problems += misnamed(kept, form, page)
    applicant = _holder_of(kept, form, applicant_key, by, at) if parties else None
    problems += twice_named(kept, form, page, parties, applicant)
    known = {
        problem.path for problem in read.problems
    }  # one sentence a field: what is misspelt is not also unknown
    more = (problem for problem in problems if problem.path not in known)
    read = replace(read, answers=kept, problems=(*read.problems, *more))
    done = done_with(row.pages_done, page) if read.done else [key for key in row.pages_done if key != page]
    kept, emptied = _own_cards(kept, form, _holder_of(kept, form, applicant_key, by, at), at)
    done = [key for key in done if key not in emptied]
    row = replace(row, answers=kept, pages_done=done, updated_at=at)
    Draft.objects.filter(id=row.id).update(answers=kept, pages_done=done, updated_at=at)
    return Saved(row, read)


def seal(
    answers: Mapping[str, Any], form: Form, *, by: Actor, at: datetime, applicant_key: str = ""
) -> tuple[dict[str, Any], tuple[FieldProblem, ...]]:
    """Replace ID and card numbers in answers by references; what cannot be referred to is taken out and told of."""
    problems: list[FieldProblem] = []
    numbers = _persons(answers, form, by, at, problems)
    replacers: dict[str, Callable[[Seal], Mapping[str, str] | None]] = {
        "id_number": lambda found: numbers.get(found.path),
        "bank_card": lambda found: _account(
            found, _holder_of(answers, form, applicant_key, by, at), by, at, problems
        ),
    }

    def give(found: Seal) -> Mapping[str, str]:
        reference = replacers[found.kind](found) if found.kind in replacers else None
        return reference or {}

    kept = form.seal(answers, give)
    return {key: value for key, value in kept.items() if value != {}}, tuple(problems)


def _persons(
    answers: Mapping[str, Any], form: Form, by: Actor, at: datetime, problems: list[FieldProblem]
) -> dict[str, Mapping[str, str]]:
    """The references for all ID numbers in answers, by path. Whom a row names and no register knows is noted as
    claimed. 1 statement, 4 with such ones, however many; none without a number."""
    found: list[Seal] = []

    def gather(one: Seal) -> Mapping[str, str]:
        if one.kind == "id_number":
            found.append(one)
        return {}

    form.seal(answers, gather)
    known = persons_by_id_numbers("resident_id", {one.value for one in found}) if found else {}
    given: dict[str, Mapping[str, str]] = {}
    unknown: dict[str, tuple[str, Seal]] = {}
    for one in found:
        name = one.around.get(sibling(one.path, "name"))
        name = normalise_name(name) if isinstance(name, str) else ""
        person = known.get(one.value)
        wrong = _wrong_with(one, name, person, at)
        if wrong:
            problems.append(FieldProblem(one.path, wrong, "公民身份号码"))
        elif person is not None:
            given[one.path] = {"ref": str(person.id), "shown": mask_id_number(one.value)}
        else:
            unknown[one.path] = (name, one)
    if unknown:
        ids = _noted(unknown, by, at, problems)
        given |= {
            path: {"ref": str(ids[one.value]), "shown": mask_id_number(one.value)}
            for path, (_, one) in unknown.items()
            if one.value in ids
        }
    return given


def _wrong_with(one: Seal, name: str, person: PersonRow | None, at: datetime) -> str:
    """Why a number cannot become a reference, '' when it can. What the register holds is not told."""
    row = in_a_row(one.path)
    if person is None:
        if not row or not id_number_fits(one.value, today(at)):
            return UNKNOWN_PERSON
        return "" if name else NAME_FIRST
    if name and name != person.name:
        return UNKNOWN_PERSON
    if row and not name:
        return NAME_FIRST
    return GONE if row and not person.alive else ""


def _noted(
    unknown: Mapping[str, tuple[str, Seal]], by: Actor, at: datetime, problems: list[FieldProblem]
) -> Mapping[str, UUID]:
    named = {one.value: name for name, one in unknown.values()}
    try:
        return note_claimed_persons(by=by, at=at, named=[(name, number) for number, name in named.items()])
    except Problem as problem:
        if problem.code != "people.id_number_taken" and not isinstance(problem, Invalid):
            raise
    problems += [FieldProblem(path, UNKNOWN_PERSON, "公民身份号码") for path in unknown]
    return {}


def twice_named(
    answers: Mapping[str, Any],
    form: Form,
    page: str,
    parties: Sequence[Mapping[str, Any]],
    applicant: UUID | None = None,
) -> tuple[FieldProblem, ...]:
    """Rows of a page ('' for all) that name somebody who is named already. No statement."""
    found = named_twice(answers, form, page, parties, str(applicant or ""))
    return tuple(FieldProblem(path, text, "公民身份号码") for path, text in found)


def misnamed(answers: Mapping[str, Any], form: Form, page: str) -> tuple[FieldProblem, ...]:
    """Numbers of a page that were taken in before and beside which another name stands now. 1 statement, 0 without."""
    beside = {
        place: (UUID(str(reference["ref"])), name)
        for place, reference, name in referred(answers, form, page, "id_number")
        if name
    }
    known = persons({person for person, _ in beside.values()}) if beside else {}
    return tuple(
        FieldProblem(place, UNKNOWN_PERSON, "公民身份号码")
        for place, (person, name) in beside.items()
        if person not in known or normalise_name(name) != known[person].name
    )


def _holder_of(
    answers: Mapping[str, Any], form: Form, applicant_key: str, by: Actor, at: datetime
) -> UUID | None:
    """Whose cards a form asks for: the person applied for, where one is asked and on view, else who fills in."""
    named = form.clean(answers, context_of(at)).get(applicant_key)
    if isinstance(named, Mapping) and named.get("ref"):
        return UUID(str(named["ref"]))
    if isinstance(named, str) and named:
        known = person_by_id_number("resident_id", named)
        return known.id if known else None
    return None if by.hat is Hat.CORPORATE else by.on_behalf_of or by.person


def _account(
    found: Seal, holder: UUID | None, by: Actor, at: datetime, problems: list[FieldProblem]
) -> Mapping[str, str] | None:
    if holder is None:
        problems.append(FieldProblem(found.path, WHOSE_CARD, "银行卡号"))
        return None
    last4, shown = found.value[-4:], mask_bank_card(found.value)
    bank = str(
        found.around.get(sibling(found.path, "bank_name"), "") or found.around.get("bank_name", "")
    ).strip()
    for known in bank_accounts(holder, today(at)):
        if known.last4 == last4 and known.bank_name == bank:
            return {"ref": str(known.id), "shown": shown}
    try:
        recorder = replace(
            system("forms.seal"), account=by.account, person=by.person, name=by.name, channel=by.channel
        )
        account = add_bank_account(
            by=recorder, at=at, person_id=holder, card=found.value, bank_name=bank or "未填"
        )
    except Invalid as invalid:
        problems += [FieldProblem(found.path, problem.message, "银行卡号") for problem in invalid.fields]
        return None
    return {"ref": str(account), "shown": shown}


def _own_cards(
    answers: dict[str, Any], form: Form, holder: UUID | None, at: datetime
) -> tuple[dict[str, Any], frozenset[str]]:
    """Answers without cards of somebody else (the person applied for was changed), and the pages that miss one now."""
    cards = [
        (field, places.get(answers, field.path))
        for path, field in form.fields()
        if field.kind.name == "bank_card" and "[]" not in path
    ]
    held = [(field, value["ref"]) for field, value in cards if isinstance(value, Mapping) and "ref" in value]
    if not held:
        return answers, frozenset()
    own = {str(row.id) for row in bank_accounts(holder, today(at))} if holder else frozenset[str]()
    others = [field for field, ref in held if ref not in own]
    left = places.copy(answers)
    for field in others:
        places.drop(left, field.path)
    return left, frozenset(field.page for field in others)


def discard_draft(*, by: Actor, at: datetime, draft_id: UUID) -> None:
    """Throw a draft away for good, with its files. Raises Problem(`forms.draft_gone`, `forms.submitted`)."""
    with transaction.atomic():
        row = draft(draft_id, by.person, by.on_behalf_of, legal_person=by.corporate, lock=True)
        if row.case is not None:
            raise Problem("forms.submitted")
        erase_files(row, named_files(row.answers), by=by, at=at)
        if row.help is None:
            Draft.objects.filter(id=draft_id).delete()
        else:  # the helper sees that it was thrown away; nothing of what was filled in is left
            Draft.objects.filter(id=draft_id).update(answers={}, pages_done=[], ended="discarded")
        record(by=by, at=at, kind="forms.discard_draft", service=row.service)


def require_own_files(
    *,
    by: Actor,
    at: datetime,
    answers: Mapping[str, Any],
    form: Form,
    papers: Iterable[tuple[str, str, UUID | None, str]] = (),
    helper: UUID | None = None,
) -> None:
    """Refuse files that whoever hands in did not upload, nor the `helper` (an account) who filled the draft in, in answers
    and among `papers` (code, name, file, waived).

    1 statement, none without files; 2 with a helper. Raises Invalid with a sentence for each question.
    """
    named = [*file_ids(answers, form), *((file, code, name) for code, name, file, _ in papers if file)]
    asked = {file for file, _, _ in named if file}
    known = own_files(asked, by.account) | (own_files(asked, helper) if helper else frozenset())
    strange = dict.fromkeys((path, label) for file, path, label in named if file not in known)
    if strange:
        raise Invalid(
            [FieldProblem(path, f"没有找到“{label}”的文件，请重新上传", label) for path, label in strange]
        )
