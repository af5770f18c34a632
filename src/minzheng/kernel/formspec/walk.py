"""One pass through a form with a set of answers: what is on view, what stays, what conditions see.

Everything else (cleaning, checking, summaries, pages) reads the result. A condition that hides or computes sees only
what stands before it, so hidden answers are gone before anything can look at them.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from minzheng.kernel.formspec import limits, places
from minzheng.kernel.formspec.conditions import Facts, moment_of
from minzheng.kernel.formspec.model import Field, Item, Page, Rows, Rules, Section


class RowScope(NamedTuple):
    """The row in which a question stands: its facts, its number from 1, and the word that counts rows."""

    facts: dict[str, Any]
    number: int
    unit: str


class Entry(NamedTuple):
    """A question on view. `path` is whole (`members.2.name`), `value` what is kept or None."""

    field: Field
    path: str
    value: Any
    row: RowScope | None


class ListEntry(NamedTuple):
    """A list on view; `rows` are the cleaned rows, `scopes` what conditions see of them."""

    rows_of: Rows
    path: str
    rows: list[dict[str, Any]]
    scopes: list[RowScope]
    wrong: bool


class Seen(NamedTuple):
    """A page on view, with all that is on view there, in document order."""

    page: Page
    entries: list[Entry]
    lists: list[ListEntry]
    rules: list[tuple[Rules, str, str, RowScope | None]]


class Walk:
    """The result: cleaned answers, facts, and the pages on view."""

    __slots__ = ("answers", "facts", "pages")

    def __init__(self, answers: places.Answers, facts: Facts) -> None:
        self.answers = answers
        self.facts = facts
        self.pages: dict[str, Seen] = {}

    def sees(self, page: str) -> Seen | None:
        """What is on view of the page, None when the page is away."""
        return self.pages.get(page)

    def scope(self, row: RowScope | None) -> Facts:
        """What a condition sees at this place."""
        return self.facts if row is None else row_facts(self.facts, row)


def row_facts(facts: Facts, row: RowScope) -> Facts:
    """Facts inside a row as the editor has them: `this` row, `parent` around it, `i` its number."""
    return Facts({**facts, "this": row.facts, "parent": facts, "i": [row.number]}, facts.at)


def walk(
    pages: tuple[Page, ...],
    blank: Mapping[str, Any],
    answers: Mapping[str, Any],
    context: Mapping[str, Any],
) -> Walk:
    """Go once through `pages`; `blank` are the names that exist without answer, `context` what else conditions see."""
    result = Walk({}, Facts({**context, **blank}, moment_of(context)))
    for page in pages:
        hide = page.rules.hide_when
        if hide is not None and hide.holds(result.facts):
            continue
        seen = Seen(page, [], [], [])
        result.pages[page.key] = seen
        _note_rules(seen, page.rules, "", page.title, None)
        _Pass(result, seen).items(page.items, answers, result.answers, result.facts)
    return result


def _note_rules(seen: Seen, rules: Rules, path: str, label: str, row: RowScope | None) -> None:
    if rules.exit is not None or rules.wrong_when is not None:
        seen.rules.append((rules, path, label, row))


class _Pass:
    """The pass through one page; inside a row, `row` is set."""

    __slots__ = ("prefix", "result", "row", "seen")

    def __init__(self, result: Walk, seen: Seen, prefix: str = "", row: RowScope | None = None) -> None:
        self.result = result
        self.seen = seen
        self.prefix = prefix
        self.row = row

    def items(
        self,
        items: tuple[Item, ...],
        source: Mapping[str, Any],
        kept: dict[str, Any],
        facts: dict[str, Any],
    ) -> None:
        for item in items:
            hide = item.rules.hide_when
            if hide is not None and hide.holds(self.result.scope(self.row)):
                continue
            if isinstance(item, Field):
                self.field(item, source, kept, facts)
            elif isinstance(item, Section):
                _note_rules(self.seen, item.rules, self.prefix.rstrip("."), item.title, self.row)
                self.items(item.items, source, kept, facts)
            elif isinstance(item, Rows):
                self.list(item, source, kept, facts)

    def field(
        self, field: Field, source: Mapping[str, Any], kept: dict[str, Any], facts: dict[str, Any]
    ) -> None:
        path = field.path
        if field.expression is not None:
            fact = field.expression.value(self.result.scope(self.row))
            value = field.kind.keep(fact, field)
            fact = None if value is None else fact
        else:
            value = source.get(path[0]) if len(path) == 1 else places.get(source, path)
            if field.read_only and field.source and self.row is None:
                value = _trusted(field, value, self.result.facts.get("shared"))
            if value == "" or value == [] or value == {}:
                value = None
            fact = field.kind.fact(value, field) if value is not None and field.kind.fits(value) else None
        if len(path) == 1:
            facts[path[0]] = fact
            if value is not None:
                kept[path[0]] = value
        else:
            places.put(facts, path, fact)
            if value is not None:
                places.put(kept, path, value)
        whole = self.prefix + field.dotted
        self.seen.entries.append(Entry(field, whole, value, self.row))
        rules = field.rules
        if rules.exit is not None or rules.wrong_when is not None:
            self.seen.rules.append((rules, whole, field.label, self.row))

    def list(
        self, rows: Rows, source: Mapping[str, Any], kept: dict[str, Any], facts: dict[str, Any]
    ) -> None:
        value = places.get(source, rows.path)
        path = self.prefix + rows.dotted
        wrong = value is not None and not (
            isinstance(value, list) and all(isinstance(row, dict) for row in value)
        )
        row_list: list[dict[str, Any]] = []
        fact_list: list[dict[str, Any]] = []
        scopes: list[RowScope] = []
        entry = ListEntry(rows, path, row_list, scopes, wrong)
        self.seen.lists.append(entry)
        places.put(facts, rows.path, fact_list)
        for number, row in enumerate(places.rows(value), 1):
            if number > limits.ROWS + 1:
                break
            clean: dict[str, Any] = {}
            scope = RowScope({}, number, rows.unit)
            row_list.append(clean)
            fact_list.append(scope.facts)
            scopes.append(scope)
            inner = _Pass(self.result, self.seen, f"{path}.{number - 1}.", scope)
            inner.items(rows.items, row, clean, scope.facts)
        if row_list:
            places.put(kept, rows.path, row_list)
        _note_rules(self.seen, rows.rules, path, rows.label, None)


def _trusted(field: Field, value: Any, shared: Any) -> Any:
    """The shared value of a read-only field where one is known: whatever was sent, that is what counts."""
    found = shared.get(field.source) if isinstance(shared, Mapping) else None
    return value if found is None else found
