"""The inputs of every kind of question: compiled once, bound once per row number, written per request."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from minzheng.kernel.formspec import markup
from minzheng.kernel.formspec.choosing import options_of, words
from minzheng.kernel.formspec.markup import INVALID, VALUE, Frame, Parts
from minzheng.kernel.formspec.model import Field, Option
from minzheng.kernel.formspec.words import escape

_NATIVE = frozenset({"date", "month", "time", "datetime-local"})


class Spot(NamedTuple):
    """What one question shows: what is typed, the sentence when it is wrong (or ""), the value that is kept."""

    raws: Sequence[str]
    message: str
    value: Any
    context: Mapping[str, Any]
    file_icon: str


class Widget:
    """One question. `bind` gives the writer for one row; top-level questions have one row, with empty prefixes."""

    def __init__(self, field: Field, frame: Frame) -> None:
        self.field = field
        self.frame = frame
        self._bound: dict[str, Bound] = {}

    def bind(self, prefix: str) -> "Bound":
        """The writer for names that begin with `prefix` (`members.2.`); kept for the next time."""
        bound = self._bound.get(prefix)
        if bound is None:
            parts = self.frame.cut(prefix, "f-" + prefix.replace(".", "-"))
            bound = self._bound[prefix] = _BOUND[self.field.widget](self.field, parts, prefix)
        return bound


class Bound:
    """Writes one question in its place."""

    def __init__(self, field: Field, parts: Parts, prefix: str) -> None:
        self.field = field
        self.parts = parts
        self.path = prefix + field.dotted
        self.id = "f-" + self.path.replace(".", "-")

    def html(self, spot: Spot) -> str:
        """The question with this value and error."""
        return self.parts.filled(self.inner(spot), escape(spot.message) if spot.message else "")

    def inner(self, spot: Spot) -> str:
        """What goes into the value's hole."""
        return escape(spot.raws[0]) if spot.raws else ""


class NativeBound(Bound):
    """A text input; a day that the browser's own picker could not show again is shown as plain text."""

    def html(self, spot: Spot) -> str:
        """The input with what is typed."""
        html = super().html(spot)
        kind, typed = self.field.kind, spot.raws[0] if spot.raws else ""
        if typed and kind.input_type in _NATIVE and kind.fact(typed, self.field) is None:
            return html.replace(f'type="{kind.input_type}"', 'type="text"', 1)
        return html


class ChoiceBound(Bound):
    """Options of which some are marked; where the marks go is known beforehand."""

    def __init__(self, field: Field, parts: Parts, prefix: str) -> None:
        super().__init__(field, parts, prefix)
        self.mark = " selected" if field.widget == "select" else " checked"
        self.fixed = None if field.options_from else self.options(field.options)

    def options(self, options: Sequence[Option]) -> tuple[str, dict[str, int]]:
        """All options unmarked, and for each value where its mark goes."""
        write = self._select_option if self.field.widget == "select" else self._box
        html, places = "", {}
        for number, option in enumerate(options):
            before, after = write(option, number)
            html += before
            places[option.value] = len(html)
            html += after
        return html, places

    def inner(self, spot: Spot) -> str:
        """The options with their marks."""
        html, places = self.fixed or self.options(options_of(self.field, spot.context))
        for place in sorted((places[raw] for raw in spot.raws if raw in places), reverse=True):
            html = html[:place] + self.mark + html[place:]
        return html

    def _select_option(self, option: Option, number: int) -> tuple[str, str]:
        return f'<option value="{escape(option.value)}"', f">{escape(option.label)}</option>"

    def _box(self, option: Option, number: int) -> tuple[str, str]:
        kind = "checkbox" if self.field.widget == "ticks" else "radio"
        own = self.id if number == 0 else f"{self.id}-{number + 1}"
        text = escape(option.label)
        if option.hint:
            text = f"<span>{text}<small>{escape(option.hint)}</small></span>"
        before = f'<label class="mz-choice"><input type="{kind}" id="{own}" name="{self.path}"'
        return f'{before} value="{escape(option.value)}"', f">{text}</label>"


class TickBound(Bound):
    """One box."""

    def inner(self, spot: Spot) -> str:
        """The mark."""
        return " checked" if spot.raws and spot.raws[0] else ""


class FilesBound(Bound):
    """The files that are there, each with its button to take it away, and the input for more."""

    def inner(self, spot: Spot) -> str:
        """The list of files, and the label of the input for more."""
        files = spot.value if isinstance(spot.value, list) and self.field.kind.fits(spot.value) else []
        return self._list(files, spot.file_icon) + self._ask(more=bool(files))

    def _list(self, files: Sequence[Mapping[str, Any]], icon: str) -> str:
        if not files:
            return ""
        picture = f'<img class="mz-icon" src="{escape(icon)}" alt="" width="24" height="24">' if icon else ""
        items = "".join(self._file(file, number, picture) for number, file in enumerate(files))
        return f'<ul class="mz-files" aria-label="已选的{escape(self.field.label)}">{items}</ul>'

    def _ask(self, *, more: bool) -> str:
        words = "选择文件或者拍照"
        if more:
            words = "再加一个" if self.field.max_files > 1 else "换一个"
        return (
            f'<div class="mz-upload"><label class="mz-label" for="{self.id}">{words}'
            f'<span class="mz-vh">：{escape(self.field.label)}</span></label>'
        )

    def _file(self, file: Mapping[str, Any], number: int, icon: str) -> str:
        name = escape(file["name"])
        return (
            f"<li>{icon}<div>{name}<small>已上传，{size_words(file['size'])}</small></div>"
            f'<button class="mz-btn mz-btn-quiet" type="submit" name="drop" value="{self.path}.{number}">'
            f'删除<span class="mz-vh">{name}</span></button></li>'
        )


class AddressBound(Bound):
    """The division, where places are offered, and the rest in words."""

    def inner(self, spot: Spot) -> str:
        """The two inputs."""
        place, detail = (*spot.raws, "", "")[:2]
        offered = options_of(self.field, spot.context)
        html = ""
        if offered:
            choices = "".join(
                f'<option value="{escape(one.value)}"{" selected" * (one.value == place)}>{escape(one.label)}</option>'
                for one in offered
            )
            html = (
                f'<div class="mz-field"><label class="mz-label" for="{self.id}-place">地区</label>'
                f'<select class="mz-select" id="{self.id}-place" name="{self.path}.place">'
                f'<option value="">请选择</option>{choices}</select></div>'
            )
        bad = INVALID if spot.message else ""
        return (
            f'{html}<div class="mz-field"><label class="mz-label" for="{self.id}">路、小区、门牌号</label>'
            f'<input class="mz-input" id="{self.id}" name="{self.path}.detail" type="text"'
            f' value="{escape(detail)}" autocomplete="{escape(self.field.autocomplete)}"{bad}></div>'
        )


class LockedBound(Bound):
    """An answer that is only shown."""

    def inner(self, spot: Spot) -> str:
        """The answer's words."""
        return escape(words(self.field, spot.value, spot.context))


class LockedWidget(Widget):
    """A question that may not be changed here: its words in an input that cannot be edited and is not sent."""

    def __init__(self, field: Field) -> None:
        own = markup.identity(field)
        html = (
            f'<input class="mz-input" id="{own}" type="text" value="{VALUE}" readonly'
            f"{markup.described(field, bad=False)}>"
        )
        super().__init__(field, markup.labelled(field, html, html, live=False))

    def bind(self, prefix: str) -> Bound:
        """The writer of the row."""
        bound = self._bound.get(prefix)
        if bound is None:
            parts = self.frame.cut(prefix, "f-" + prefix.replace(".", "-"))
            bound = self._bound[prefix] = LockedBound(self.field, parts, prefix)
        return bound


def widget_of(field: Field, *, live: bool) -> Widget:
    """The widget of a question; `live` when the browser may show and hide things on its page."""
    if field.widget in ("radio", "ticks"):
        single = " mz-choices-1" if any(option.hint for option in field.options) else ""
        return Widget(field, markup.group(field, f'<div class="mz-choices{single}">{VALUE}</div>', live=live))
    if field.widget == "address":
        return Widget(field, markup.group(field, VALUE, live=live))
    if field.widget == "tick":
        return Widget(field, _tick_frame(field, live=live))
    if field.widget == "files":
        return Widget(field, _files_frame(field, live=live))
    if field.widget == "select":
        good, bad = (_select(field, bad=bad) for bad in (False, True))
    else:
        good, bad = (markup.text_input(field, bad=bad) for bad in (False, True))
    return Widget(field, markup.labelled(field, good, bad, live=live))


def size_words(size: int) -> str:
    """“0.8 MB”, “120 KB”."""
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{max(1, round(size / 1000))} KB"


def _select(field: Field, *, bad: bool) -> str:
    own = markup.identity(field)
    rest = INVALID * bad + markup.described(field, bad=bad)
    return (
        f'<select class="mz-select" id="{own}" name="{markup.name_of(field)}"{rest}>'
        f'<option value="">请选择</option>{VALUE}</select>'
    )


def _tick_frame(field: Field, *, live: bool) -> Frame:
    data = markup.enhancement(field, live=live)

    def box(*, bad: bool) -> str:
        return (
            f'<label class="mz-choice mz-choice-bare"><input type="checkbox" id="{markup.identity(field)}"'
            f' name="{markup.name_of(field)}" value="1"{VALUE}{INVALID * bad}'
            f"{markup.described(field, bad=bad)}><span>{markup.label(field)}</span></label>"
        )

    return Frame(
        f'<div class="mz-field"{data}>{markup.hint(field)}{box(bad=False)}</div>',
        f'<div class="mz-field mz-field-bad"{data}>{markup.hint(field)}{markup.worst(field)}{box(bad=True)}</div>',
    )


def _files_frame(field: Field, *, live: bool) -> Frame:
    data, own = markup.enhancement(field, live=live), markup.identity(field)
    accept = escape(field.accept or getattr(field.kind, "accept", ""))
    head = f'<span class="mz-label" id="{own}-l">{markup.label(field)}</span>{markup.hint(field)}'

    def upload(*, bad: bool) -> str:
        return (
            f'{VALUE}<input type="file" id="{own}" name="{markup.name_of(field)}" accept="{accept}"'
            f"{' multiple' * (field.max_files > 1)}{INVALID * bad}{markup.described(field, bad=bad)}></div>"
        )

    return Frame(
        f'<div class="mz-field"{data}>{head}{upload(bad=False)}</div>',
        f'<div class="mz-field mz-field-bad"{data}>{head}{markup.worst(field)}{upload(bad=True)}</div>',
    )


_BOUND: dict[str, type[Bound]] = {
    "text": NativeBound,
    "area": Bound,
    "select": ChoiceBound,
    "radio": ChoiceBound,
    "ticks": ChoiceBound,
    "tick": TickBound,
    "files": FilesBound,
    "address": AddressBound,
    "none": Bound,
}
