"""What is typed and scanned at the desk, kept from one press to the next: the form has rows, and needs no script."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest

from minzheng.core.catalogue.queries import Package
from minzheng.core.forms.actions import misnamed, seal, twice_named
from minzheng.core.forms.rules import context_of, papers_in
from minzheng.faces.kit.uploads import uploads_of
from minzheng.faces.workbench.frame import keeping
from minzheng.kernel.errors import FieldProblem
from minzheng.kernel.formspec import Upload, places
from minzheng.kernel.rights import Actor

KEPT_FOR_S = 12 * 3600
"""How long an intake that lies open may be gone on with: a working day."""
SCAN = "scan."
"""The names of the inputs for scans: `scan.<code of the material>`; the code `other` is a loose paper."""
OTHER = ("other", "其他材料")


@dataclass(slots=True)
class Taken:
    """An intake as it stands: answers with references instead of numbers, what was typed, what has to be mended.

    `asks_again` tells that a button for rows or files was pressed, or that questions came on view that were not asked.
    """

    answers: dict[str, Any]
    scans: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    raw: dict[str, list[str]] = field(default_factory=dict)
    problems: list[FieldProblem] = field(default_factory=list)
    open_rows: list[str] = field(default_factory=list)
    action: str = ""
    fresh: bool = False

    @property
    def asks_again(self) -> bool:
        """Whether the page is shown again without anybody having made a mistake."""
        return bool(self.action) or self.fresh


def given(found: Package) -> dict[str, Any]:
    """Answers that are plain at a desk, such as for whom: the person who stands there."""
    return dict(found.service.get("desk", {}).get("answers", {}))


def keep(taken: Taken, found: Package, by: Actor, who: UUID | None) -> str:
    """What stands already, signed, for the page to bring back; ID numbers are not in it, only references."""
    value = {"answers": taken.answers, "scans": taken.scans, "who": str(who or "")}
    return signing.dumps(value, salt=_salt(found, by), compress=True)


def brought_back(text: str, found: Package, by: Actor, who: UUID | None) -> Taken:
    """What the page brought back; the beginning where it brought nothing, or something that is not ours."""
    try:
        value = signing.loads(text, salt=_salt(found, by), max_age=KEPT_FOR_S) if text else {}
    except signing.BadSignature:
        value = {}
    answers = dict(value.get("answers", given(found)))
    if value and value["who"] != str(who or ""):
        _without_cards(answers, found)
    return Taken(answers, dict(value.get("scans", {})))


def _salt(found: Package, by: Actor) -> str:
    return f"workbench.intake:{found.code}:{by.account}"


def _without_cards(answers: dict[str, Any], found: Package) -> None:
    """Another person stands there now: the card of the one before is not his."""
    for path, question in found.form.fields():
        if question.kind.name == "bank_card" and "[]" not in path:
            places.drop(answers, question.path)


def take(request: HttpRequest, found: Package, by: Actor, at: datetime, who: UUID | None) -> Taken:
    """Read all pages at once over what stood there already; numbers become references, scans are stored."""
    taken = brought_back(request.POST.get("carried", ""), found, by, who)
    post = {name: request.POST.getlist(name) for name in request.POST}
    files = _uploads(request, taken)
    skipped = found.service.get("desk", {}).get("skip", ())
    context = context_of(at)
    for one in found.form.pages:
        if one.key in skipped or one not in found.form.visible_pages(taken.answers, context):
            continue
        read = found.form.read_page(one, post, files, taken.answers, context)
        taken.answers, taken.action = read.answers, read.action
        taken.raw |= read.raw
        taken.problems += read.problems
        taken.open_rows += read.open_rows
        taken.fresh = taken.fresh or bool(read.fresh)
    _seal(taken, found, by, at, who)
    return taken


def _seal(taken: Taken, found: Package, by: Actor, at: datetime, who: UUID | None) -> None:
    """References instead of numbers; who is named twice or under another name is told at the field."""
    for_them = replace(by, on_behalf_of=who, person=who)
    taken.answers, unsealed = seal(taken.answers, found.form, by=for_them, at=at)
    known = {problem.path for problem in taken.problems}
    lists = [{"role": one.role, "rows": one.rows} for one in found.parties if one.rows]
    more = [
        *unsealed,
        *misnamed(taken.answers, found.form, ""),
        *twice_named(taken.answers, found.form, "", lists, who),
    ]
    taken.problems += [problem for problem in more if problem.path not in known]


def _uploads(request: HttpRequest, taken: Taken) -> dict[str, list[Upload]]:
    """Store what was sent. Scans go to their material, the rest to the questions of the form."""
    asked: dict[str, list[Upload]] = {}
    for name, uploads in uploads_of(request, keeping(request)).items():
        for upload in uploads:
            if not name.startswith(SCAN):
                asked.setdefault(name, []).append(upload)
            elif upload.refused:
                taken.problems.append(FieldProblem(name, upload.refused, "扫描件"))
            else:
                taken.scans.setdefault(name.removeprefix(SCAN), []).append(upload.answer())
    return asked


def materials(found: Package, taken: Taken) -> list[tuple[str, str, UUID | None, str]]:
    """The papers handed in, as a submission wants them: from the form's questions (rows too), waived ones, and scans."""
    names = dict([*((line["code"], line["name"]) for line in found.service["materials"]), OTHER])
    scans = [
        (code, names[code], UUID(str(file["file"])), "")
        for code, files in taken.scans.items()
        for file in files
        if code in names
    ]
    return [*papers_in(taken.answers, found.form, found.service["materials"]), *scans]


def scan_lines(found: Package, taken: Taken) -> list[dict[str, Any]]:
    """One input for each material of the service, with what was scanned so far."""
    lines = [(line["code"], line["name"], str(line.get("note", ""))) for line in found.service["materials"]]
    return [
        {
            "name": f"{SCAN}{code}",
            "label": name,
            "hint": hint,
            "files": [str(file.get("name", "")) for file in taken.scans.get(code, ())],
        }
        for code, name, hint in [*lines, (*OTHER, "")]
    ]
