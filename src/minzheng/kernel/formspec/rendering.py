"""Pages as HTML: a skeleton is compiled once per page, a request only fills its holes."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from minzheng.kernel.errors import FieldProblem
from minzheng.kernel.formspec import checking, places
from minzheng.kernel.formspec.model import Field, Item, Note, Page, Rows, Section, flat
from minzheng.kernel.formspec.reading import OFFERED, is_locked
from minzheng.kernel.formspec.summary import Reader, row_line, row_title
from minzheng.kernel.formspec.walk import Entry, ListEntry, RowScope, Seen, Walk
from minzheng.kernel.formspec.widgets import LockedWidget, Spot, Widget, widget_of
from minzheng.kernel.formspec.words import escape, paragraphs
from minzheng.kernel.rights import EVERY

_FOUND = ' <span class="mz-tag is-green">✓ 已查到</span>'


class Showing(NamedTuple):
    """What one request shows of one page."""

    walked: Walk
    seen: Seen
    entries: Mapping[str, Entry]
    raw: Mapping[str, Sequence[str]]
    messages: Mapping[str, str]
    context: Mapping[str, Any]
    open_rows: Collection[str]
    found: Collection[str]
    file_icon: str
    offered: list[str]


class _Place(NamedTuple):
    """Where a part is written: the row's prefix and scope, and whether what is around it is away."""

    prefix: str = ""
    row: RowScope | None = None
    away: bool = False


_TOP = _Place()


class _Part(ABC):
    """One compiled piece of a page."""

    @abstractmethod
    def write(self, out: list[str], showing: Showing, place: _Place) -> None:
        """Add this piece's HTML to `out`."""


class PageSkeleton:
    """A page's compiled HTML."""

    def __init__(self, page: Page) -> None:
        names = frozenset(part.path[0] for part in flat(page.items) if not isinstance(part, Note))
        self.page = page
        self.live = any(_is_live(item, names) for item in _all_items(page.items))
        self.parts = _compiled(page.items, names, live=self.live, title=page.title)
        lead = f'<p class="mz-lead">{escape(page.lead)}</p>' if page.lead else ""
        self.heads = {n: f"<h{n}>{escape(page.title)}</h{n}>{lead}" for n in (1, 2)}

    def html(self, showing: Showing, heading: int = 1) -> str:
        """Heading, questions and hidden inputs; the form around them, its buttons and the errors are the door's."""
        out = [self.heads[heading]]
        out.append('<div class="mz-gap">')
        for part in self.parts:
            part.write(out, showing, _TOP)
        if self.live:
            out.append(f'<input type="hidden" name="{OFFERED}" value="{escape(" ".join(showing.offered))}">')
        out.append("</div>")
        return "".join(out)


class _Question(_Part):
    def __init__(self, field: Field, names: frozenset[str], *, live: bool) -> None:
        self.field = field
        self.live = live and _is_live(field, names)
        self.widget = widget_of(field, live=live)
        self.locked: Widget | None = LockedWidget(field) if field.read_only else None

    def write(self, out: list[str], showing: Showing, place: _Place) -> None:
        field = self.field
        path = place.prefix + field.dotted
        entry = showing.entries.get(path)
        hidden = entry is None and not (place.away and field.rules.hide_when is None)
        if hidden and not self.live:
            return
        if field.conditional and entry is not None:
            showing.offered.append(path)
        value = entry.value if entry is not None else None
        raws = showing.raw.get(path)
        if raws is None:
            raws = field.kind.edit(value, field) if value is None or field.kind.fits(value) else [str(value)]
        widget = self.widget if self.locked is None or not is_locked(field, showing.context) else self.locked
        spot = Spot(raws, showing.messages.get(path, ""), value, showing.context, showing.file_icon)
        html = widget.bind(place.prefix).html(spot)
        if path in showing.found:
            end = "</legend>" if html.startswith("<fieldset") else "</label>"
            html = html.replace(end, _FOUND + end, 1)
        out.append(_hidden(html) if hidden else html)


class _Words(_Part):
    def __init__(self, note: Note, names: frozenset[str], *, live: bool) -> None:
        self.note = note
        self.live = live and _is_live(note, names)

    def write(self, out: list[str], showing: Showing, place: _Place) -> None:
        hide = self.note.rules.hide_when
        scope = showing.walked.scope(place.row)
        hidden = hide is not None and hide.holds(scope)
        if hidden and not self.live:
            return
        html = self.note.html
        if self.note.expression is not None:
            text = self.note.expression.value(scope)
            html = paragraphs(text) if isinstance(text, str) else ""
        if self.live and hide is not None:
            html = f'<div data-mz-hide-when="{escape(hide.text)}">{html}</div>'
        out.append(_hidden(html) if hidden else html)


class _Group(_Part):
    def __init__(self, section: Section, names: frozenset[str], *, live: bool, title: str) -> None:
        self.section = section
        self.live = live and _is_live(section, names)
        self.parts = _compiled(section.items, names, live=live, title=title)
        hide = section.rules.hide_when
        data = f' data-mz-hide-when="{escape(hide.text)}"' if self.live and hide is not None else ""
        heading = f"<h2>{escape(section.title)}</h2>" if section.title else ""
        self.before = f'<section class="mz-gap"{data}>{heading}'

    def write(self, out: list[str], showing: Showing, place: _Place) -> None:
        hide = self.section.rules.hide_when
        hidden = hide is not None and hide.holds(showing.walked.scope(place.row))
        if hidden and not self.live:
            return
        out.append(_hidden(self.before) if hidden else self.before)
        inner = place._replace(away=True) if hidden else place
        for part in self.parts:
            part.write(out, showing, inner)
        out.append("</section>")


class _List(_Part):
    def __init__(self, rows: Rows, names: frozenset[str], *, live: bool, title: str) -> None:
        self.rows = rows
        self.live = live and _is_live(rows, names)
        self.parts = _compiled(rows.items, names, live=live)
        own = places.field_id(rows.dotted)
        heading = f"<h2>{escape(rows.label)}</h2>" if rows.label and rows.label != title else ""
        hint = f'<p class="mz-hint">{escape(rows.hint)}</p>' if rows.hint else ""
        hide = rows.rules.hide_when
        data = f' data-mz-hide-when="{escape(hide.text)}"' if self.live and hide is not None else ""
        self.before = f'<div id="{own}" tabindex="-1"{data}>{heading}{hint}'
        self.bad = f'<span class="mz-bad" id="{own}-e"><span class="mz-vh">错误：</span>'
        self.add = (
            f'<button class="mz-gap mz-btn mz-btn-2" type="submit" name="add" value="{rows.dotted}">'
            f"＋ 再加一{escape(rows.unit)}</button>"
        )

    def write(self, out: list[str], showing: Showing, place: _Place) -> None:
        rows = self.rows
        listed = next((one for one in showing.seen.lists if one.rows_of is rows), None)
        if listed is None:
            return
        if rows.conditional:
            showing.offered.append(rows.dotted)
        out.append(self.before)
        if message := showing.messages.get(rows.dotted):
            out.append(f"{self.bad}{escape(message)}</span>")
        for number, scope in enumerate(listed.scopes):
            self._row(out, showing, listed, number, scope)
        if rows.may_change and len(listed.rows) < rows.max_rows:
            out.append(self.add)
        out.append("</div>")

    def _row(self, out: list[str], showing: Showing, listed: ListEntry, number: int, scope: RowScope) -> None:
        path = f"{listed.path}.{number}"
        own = places.field_id(path)
        first = "mz-gap " if number == 0 else ""
        if path not in showing.open_rows:
            self._closed(out, showing, path, own, first, scope)
            return
        unit = escape(self.rows.unit)
        remove = (
            f'<button class="mz-btn mz-btn-quiet" type="submit" name="remove" value="{path}">移除这{unit}</button>'
            if self.rows.may_change
            else ""
        )
        out.append(
            f'<section class="{first}mz-member is-open" id="{own}" tabindex="-1" aria-labelledby="{own}-t">'
            f'<div class="mz-member-head"><h2 id="{own}-t">第 {number + 1} {unit}</h2>{remove}</div>'
            f'<div class="mz-member-body"><input type="hidden" name="{listed.path}._row" value="{number}">'
        )
        place = _Place(f"{path}.", scope)
        for part in self.parts:
            part.write(out, showing, place)
        out.append("</div></section>")

    def _closed(
        self, out: list[str], showing: Showing, path: str, own: str, first: str, scope: RowScope
    ) -> None:
        shown = [entry for entry in showing.seen.entries if entry.row is scope]
        read = Reader(showing.context, EVERY)
        title = escape(row_title(self.rows, shown, scope, read))
        line = escape(row_line(self.rows, shown, read))
        tag = "已查到" if path in showing.found else "已填好"
        out.append(
            f'<section class="{first}mz-member" id="{own}" tabindex="-1" aria-labelledby="{own}-t">'
            f'<div class="mz-member-head"><h2 id="{own}-t">{title}</h2><p>{line}</p>'
            f'<button class="mz-btn mz-btn-quiet" type="submit" name="edit" value="{path}">'
            f'修改<span class="mz-vh">{title}</span></button>'
            f'<span class="mz-tag is-green">✓ {tag}</span></div></section>'
        )


def render_errors(problems: Iterable[FieldProblem]) -> str:
    """The summary that stands before a page: how many, and a link to each field; "" when there is nothing."""
    items = [_error_line(problem) for problem in problems]
    if not items:
        return ""
    return (
        '<div class="mz-errors" role="alert" aria-labelledby="err" tabindex="-1">'
        f'<h2 id="err">有 {len(items)} 处要改</h2><ul>{"".join(items)}</ul></div>'
    )


def _error_line(problem: FieldProblem) -> str:
    text = f"{problem.label}：{problem.message}" if problem.label else problem.message
    if not problem.path:
        return f"<li>{escape(text)}</li>"
    return f'<li><a href="#{escape(places.field_id(problem.path))}">{escape(text)}</a></li>'


def rows_to_open(walked: Walk, seen: Seen, context: Mapping[str, Any]) -> set[str]:
    """The rows that cannot be closed yet, because something in them is missing or wrong."""
    found: set[str] = set()
    for problem in checking.row_problems(walked, seen, context):
        list_path = next(one.path for one in seen.lists if problem.startswith(f"{one.path}."))
        found.add(f"{list_path}.{problem.removeprefix(f'{list_path}.').partition('.')[0]}")
    return found


def _compiled(items: tuple[Item, ...], names: frozenset[str], *, live: bool, title: str = "") -> list[_Part]:
    parts: list[_Part] = []
    for item in items:
        if isinstance(item, Field):
            if item.widget != "none":
                parts.append(_Question(item, names, live=live))
        elif isinstance(item, Rows):
            parts.append(_List(item, names, live=live, title=title))
        elif isinstance(item, Section):
            parts.append(_Group(item, names, live=live, title=title))
        else:
            parts.append(_Words(item, names, live=live))
    return parts


def _all_items(items: tuple[Item, ...]) -> Iterable[Item]:
    for item in items:
        yield item
        if isinstance(item, Section | Rows):
            yield from _all_items(item.items)


def _is_live(item: Item, names: frozenset[str]) -> bool:
    """Whether its condition depends on what is answered on this very page."""
    hide = item.rules.hide_when
    return hide is not None and bool(hide.row_names or hide.names & names)


def _hidden(html: str) -> str:
    """The piece with `hidden` on its outermost tag."""
    end = min(place for place in (html.find(" "), html.find(">")) if place > 0)
    return f"{html[:end]} hidden{html[end:]}"
