"""A compiled form: everything that can be asked of it, for citizens' pages, officers' forms and the API alike."""

import copy
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from minzheng.kernel.errors import FieldProblem
from minzheng.kernel.formspec import checking, places
from minzheng.kernel.formspec.compiler import compile_pages
from minzheng.kernel.formspec.json_schema import schema_of
from minzheng.kernel.formspec.kinds import Kinds, standard_kinds
from minzheng.kernel.formspec.materials import materials_of
from minzheng.kernel.formspec.model import Field, Material, Note, Page, Rows, flat
from minzheng.kernel.formspec.prefill import filled
from minzheng.kernel.formspec.reading import OFFERED, Files, PageInput, Post, button_of, read_fields
from minzheng.kernel.formspec.rendering import PageSkeleton, Showing, rows_to_open
from minzheng.kernel.formspec.sealing import Replace, sealed
from minzheng.kernel.formspec.summary import SummarySection, summary_of
from minzheng.kernel.formspec.walk import Seen, Walk, walk
from minzheng.kernel.rights import PLAIN

Answers = Mapping[str, Any]
Context = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ExitReason:
    """Why this form is not for the person: the sentence, and the page and field where it showed."""

    text: str
    page: str
    path: str


@dataclass(frozen=True, slots=True)
class Finished:
    """A whole form as it would be sent: what is kept, what tables see, what is wrong, whether it ends early."""

    answers: places.Answers
    facts: dict[str, Any]
    problems: tuple[FieldProblem, ...]
    exit: ExitReason | None


class Form:
    """A compiled form; immutable, safe to share between threads. Made by `compile_form`.

    `context` is what conditions may see besides the answers. It must have `today` (a date); it may have `at` (an
    aware datetime, for `now()`), `shared` (source name → value found in shared data), `places` and other lists of
    options (`[{"value", "label"}]`). Pages are given as `Page` or by key; an unknown key raises KeyError.

    Answers are plain JSON values: money in whole fen, days as ISO text, decimals as text. Conditions see money as
    yuan, days as dates, decimals as decimals.
    """

    def __init__(self, schema: Mapping[str, Any], pages: tuple[Page, ...]) -> None:
        self._schema = copy.deepcopy(dict(schema))
        self.pages = pages
        self._json_schema: dict[str, Any] | None = None
        self._pages = {page.key: page for page in pages}
        self._blank: dict[str, Any] = {
            part.path[0]: [] if isinstance(part, Rows) else None
            for page in pages
            for part in flat(page.items)
            if not isinstance(part, Note)
        }
        self._skeletons = {page.key: PageSkeleton(page) for page in pages}

    @property
    def schema(self) -> dict[str, Any]:
        """The form-js JSON that this form was compiled from, a copy with every key that it had."""
        return copy.deepcopy(self._schema)

    def page(self, page: Page | str) -> Page:
        """The page of this key."""
        return page if isinstance(page, Page) else self._pages[page]

    def fields(self) -> Iterator[tuple[str, Field]]:
        """Every question with its path, in document order; in a list the path is `members[].name`."""
        for page in self.pages:
            for part in flat(page.items):
                if isinstance(part, Field):
                    yield part.dotted, part
                elif isinstance(part, Rows):
                    yield from ((f"{part.dotted}[].{field.dotted}", field) for field in part.fields)

    def visible_pages(self, answers: Answers, context: Context) -> tuple[Page, ...]:
        """The pages on view with these answers, in order."""
        return tuple(seen.page for seen in self._walk(answers, context).pages.values())

    def clean(self, answers: Answers, context: Context) -> places.Answers:
        """Only what is asked and on view: hidden and unknown answers are gone, calculated ones are worked out.

        Values of the wrong shape are left for `check` to report. Cleaning twice gives the same.
        """
        return self._walk(answers, context).answers

    def facts(self, answers: Answers, context: Context) -> dict[str, Any]:
        """The cleaned answers as decision tables see them: dates, yuan, decimals; None where nothing is answered."""
        facts = self._walk(answers, context).facts
        return {name: facts[name] for name in self._blank}

    def place_in(self, answers: Answers, today: date) -> str:
        """The division that an answer names for the whole case (a field kind's `place_of`), '' for none."""
        for path, field in self.fields():
            value = None if "[]" in path else places.get(answers, field.path)
            named = field.kind.place_of(value, field, today) if value else ""
            if named:
                return named
        return ""

    def check(self, answers: Answers, context: Context) -> list[FieldProblem]:
        """Everything wrong with the cleaned answers, page by page; for the API and the final submit."""
        return list(self.finish(answers, context).problems)

    def finish(self, answers: Answers, context: Context) -> "Finished":
        """Cleaned answers, facts, problems and early exit in one pass: what a submit needs."""
        walked = self._walk(answers, context)
        problems = [
            problem
            for seen in walked.pages.values()
            for problem in checking.problems_of(walked, seen, context, {})
        ]
        facts = {name: walked.facts[name] for name in self._blank}
        return Finished(walked.answers, facts, tuple(problems), _reason(walked))

    def check_page(self, page: Page | str, answers: Answers, context: Context) -> list[FieldProblem]:
        """Everything wrong on one page, [] for a page that is not on view."""
        walked = self._walk(answers, context)
        seen = walked.pages.get(self.page(page).key)
        return checking.problems_of(walked, seen, context, {}) if seen is not None else []

    def exit_reason(self, answers: Answers, context: Context) -> ExitReason | None:
        """The first early way out whose condition holds."""
        return _reason(self._walk(answers, context))

    def read_page(
        self,
        page: Page | str,
        post: Post,
        files: Files,
        answers: Answers,
        context: Context,
    ) -> PageInput:
        """Read what a browser sent for a page.

        `post` has for each name the list of sent values, `files` for each name the uploads that the door has stored.
        `answers` are those so far; they are not changed. Buttons that work on rows and files (`add`, `remove`,
        `drop`, `edit`) and `later` are never held up by problems.
        """
        page = self.page(page)
        taken = places.copy(answers)
        typed, still_open = read_fields(page, post, files, taken, context)
        action, target = button_of(post)
        walked = self._walk(taken, context)
        seen = walked.pages.get(page.key)
        fresh = _fresh(seen, post, typed.sent) if seen is not None else ()
        problems: tuple[FieldProblem, ...] = ()
        if seen is not None and not action:
            found = checking.problems_of(walked, seen, context, typed.unread)
            problems = tuple(problem for problem in found if problem.path not in fresh)
        return PageInput(
            values=_of_page(page, walked.answers),
            answers=taken,
            raw=typed.raw,
            problems=problems,
            fresh=fresh,
            action=action,
            target=target,
            open_rows=tuple(dict.fromkeys([*still_open, *_rows_of(page, fresh)])),
        )

    def render_page(
        self,
        page: Page | str,
        raw: Mapping[str, Sequence[str]],
        problems: Iterable[FieldProblem],
        context: Context,
        *,
        answers: Answers | None = None,
        open_rows: Collection[str] = (),
        found: Collection[str] = (),
        file_icon: str = "",
        heading: int = 1,
    ) -> str:
        """The page from its heading to its last question, as HTML with every value escaped.

        `raw` is what was typed by path (`PageInput.raw`, {} on the first visit) and goes before `answers`. `found`
        are the paths that `prefill` took from shared data, `file_icon` the address of the picture beside files, `heading`
        is 1, or 2 where several pages stand on one sheet (a desk).
        The form around it, its buttons and `render_errors` are the door's. Raises LookupError for a hidden page.
        """
        page = self.page(page)
        messages: dict[str, str] = {}
        for problem in problems:
            messages.setdefault(problem.path, problem.message)
        opened = set(open_rows)
        shown = self._with_blank_rows(page, answers or {}, opened, messages)
        walked = self._walk(shown, context)
        seen = walked.pages.get(page.key)
        if seen is None:
            raise LookupError(f"page {page.key} is not on view with these answers")
        if any(listed.rows for listed in seen.lists):
            opened |= rows_to_open(walked, seen, context)
        entries = {entry.path: entry for entry in seen.entries}
        showing = Showing(walked, seen, entries, raw, messages, context, opened, found, file_icon, [])
        return self._skeletons[page.key].html(showing, heading)

    def prefill(self, answers: Answers, shared: Mapping[str, Any]) -> tuple[places.Answers, tuple[str, ...]]:
        """Answers with what shared data knows and the form's defaults; and the paths that came from shared data."""
        return filled(self.pages, answers, shared)

    def seal(self, answers: Answers, replace: Replace) -> places.Answers:
        """Answers in which every ID number and bank card is the reference that `replace` gives for it."""
        return sealed(self.pages, answers, replace)

    def summary(
        self, answers: Answers, context: Context, *, detail: bool = False, clear: Collection[str] = PLAIN
    ) -> tuple[SummarySection, ...]:
        """The answers for reading: one line a row of a list, or with `detail` (officers) every answer of it. Answers of
        other levels than `clear` are masked, sensitive ones therefore unless it is said that they are not."""
        return summary_of(self._walk(answers, context), context, detail=detail, clear=clear)

    def json_schema(self) -> dict[str, Any]:
        """The JSON Schema 2020-12 of the answers; made once, so it must not be changed by who gets it."""
        if self._json_schema is None:
            self._json_schema = schema_of(self.pages, str(self._schema.get("id", "form")))
        return self._json_schema

    def materials(self) -> tuple[Material, ...]:
        """The materials of the service that this form gathers."""
        return materials_of(self.pages)

    def _walk(self, answers: Answers, context: Context) -> Walk:
        return walk(self.pages, self._blank, answers, context)

    def _with_blank_rows(
        self, page: Page, answers: Answers, opened: set[str], messages: Mapping[str, str]
    ) -> Answers:
        """Answers with the empty rows that are to be shown; rows with a problem are opened too."""
        for rows in page.rows:
            known = places.get(answers, rows.path)
            count = len(known) if isinstance(known, list) else 0
            prefix = f"{rows.dotted}."
            named = (_number(path, prefix) for path in (*opened, *messages) if path.startswith(prefix))
            numbers = {number for number in named if number is not None}
            if not count and not numbers:
                numbers = set(range(rows.start_rows))
            wanted = min(rows.max_rows, max(numbers, default=-1) + 1)
            opened |= {f"{prefix}{number}" for number in numbers}
            if wanted > count:
                copied = places.copy(answers)
                places.put(
                    copied, rows.path, [*(known if count else ()), *({} for _ in range(count, wanted))]
                )
                answers = copied
        return answers


def compile_form(schema: Mapping[str, Any], kinds: Kinds | None = None) -> Form:
    """Compile form-js JSON in our profile.

    `kinds` are the field kinds by name (`minzheng.kernel.registry.field_kinds`), else the standard ones.
    Raises FormError with a list of findings, each with its place and a Chinese sentence.
    """
    return Form(schema, compile_pages(schema, standard_kinds() if kinds is None else kinds))


def _reason(walked: Walk) -> ExitReason | None:
    found = checking.exit_of(walked)
    return None if found is None else ExitReason(found[0].text, found[1], found[2])


def _number(path: str, prefix: str) -> int | None:
    text = path.removeprefix(prefix).partition(".")[0]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None


def _fresh(seen: Seen, post: Post, open_rows: Mapping[str, str]) -> tuple[str, ...]:
    """The conditional questions on view that the browser did not show; rows that were closed ask nothing."""
    sent = post.get(OFFERED)
    if not sent:
        return ()
    offered = {path for value in sent for path in value.split()}
    for now, then in open_rows.items():
        offered |= {now + path.removeprefix(then) for path in tuple(offered) if path.startswith(then)}
    questions = [
        entry.path
        for entry in seen.entries
        if entry.field.conditional
        and entry.field.widget != "none"
        and (entry.row is None or any(entry.path.startswith(row) for row in open_rows))
    ]
    lists = [listed.path for listed in seen.lists if listed.rows_of.conditional]
    return tuple(path for path in questions + lists if path not in offered)


def _rows_of(page: Page, paths: Iterable[str]) -> Iterator[str]:
    """The rows in which these paths lie."""
    for rows in page.rows:
        prefix = f"{rows.dotted}."
        for path in paths:
            number = _number(path, prefix) if path.startswith(prefix) else None
            if number is not None:
                yield f"{prefix}{number}"


def _of_page(page: Page, answers: places.Answers) -> places.Answers:
    values: places.Answers = {}
    for part in flat(page.items):
        if not isinstance(part, Note):
            value = places.get(answers, part.path)
            if value is not None:
                places.put(values, part.path, value)
    return values
