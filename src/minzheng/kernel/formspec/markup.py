"""Pieces of HTML that all questions share, with holes for the row's prefix, the value and the error.

After the look's apply page. What comes from the form's author is escaped here, once, when the form is compiled.
"""

from typing import NamedTuple

from minzheng.kernel.formspec.model import Field
from minzheng.kernel.formspec.words import escape

INVALID = ' aria-invalid="true"'
NAME, ID, VALUE, MESSAGE = "\x01", "\x02", "\x03", "\x04"
"""Holes: the row's prefix in names and in ids, the escaped value (or what stands for it), the escaped error."""


class Parts(NamedTuple):
    """A question cut at its holes: without an error around the value, with an error around both."""

    before: str
    after: str
    bad_before: str
    bad_middle: str
    bad_after: str

    def filled(self, value: str, message: str) -> str:
        """The question with an escaped value, and with an escaped error where `message` is not empty."""
        if message:
            return f"{self.bad_before}{message}{self.bad_middle}{value}{self.bad_after}"
        return f"{self.before}{value}{self.after}"


class Frame(NamedTuple):
    """The same before it is cut: two texts with holes."""

    good: str
    bad: str

    def cut(self, name: str, id_: str) -> Parts:
        """For the row whose names begin with `name` and whose ids begin with `id_`."""
        good = self.good.replace(NAME, name).replace(ID, id_)
        bad = self.bad.replace(NAME, name).replace(ID, id_)
        before, after = good.split(VALUE)
        bad_before, rest = bad.split(MESSAGE)
        return Parts(before, after, bad_before, *rest.split(VALUE))


def identity(field: Field) -> str:
    """The id of the question's first input."""
    return ID + field.dotted.replace(".", "-")


def name_of(field: Field) -> str:
    """The name under which its input is sent."""
    return NAME + field.dotted


def described(field: Field, *, bad: bool) -> str:
    """The `aria-describedby` attribute: hint, error, unit."""
    own = identity(field)
    ids = [own + "-h"] * bool(field.hint) + [own + "-e"] * bad + [own + "-u"] * bool(field.unit)
    return f' aria-describedby="{" ".join(ids)}"' if ids else ""


def hint(field: Field) -> str:
    """The hint's paragraph, or nothing."""
    return f'<p class="mz-hint" id="{identity(field)}-h">{escape(field.hint)}</p>' if field.hint else ""


def label(field: Field) -> str:
    """The question's words; what may stay empty says so."""
    free = (
        field.may_be_empty
        and not field.read_only
        and field.widget != "tick"
        and "（可以不" not in field.label
    )
    return escape(field.label) + ("（可以不填）" if free else "")


def worst(field: Field) -> str:
    """The error line with its hole."""
    return f'<span class="mz-bad" id="{identity(field)}-e"><span class="mz-vh">错误：</span>{MESSAGE}</span>'


def enhancement(field: Field, *, live: bool) -> str:
    """Attributes for the browser's own showing and hiding; without script they do nothing."""
    if not live:
        return ""
    text = f' data-mz-path="{name_of(field)}" data-mz-kind="{escape(field.kind.name)}"'
    if field.rules.hide_when is not None:
        text += f' data-mz-hide-when="{escape(field.rules.hide_when.text)}"'
    if field.required_when is not None:
        text += f' data-mz-required-when="{escape(field.required_when.text)}"'
    return text


def group(field: Field, inner: str, *, live: bool) -> Frame:
    """Several inputs under one legend."""
    data = enhancement(field, live=live)
    legend = f"<legend>{label(field)}</legend>{hint(field)}"
    return Frame(
        f"<fieldset{described(field, bad=False)}{data}>{legend}{inner}</fieldset>",
        f'<fieldset class="mz-field-bad"{described(field, bad=True)}{data}>{legend}{worst(field)}{inner}</fieldset>',
    )


def labelled(field: Field, good: str, bad: str, *, live: bool) -> Frame:
    """One input under its label."""
    data = enhancement(field, live=live)
    head = f'<label class="mz-label" for="{identity(field)}">{label(field)}</label>{hint(field)}'
    return Frame(
        f'<div class="mz-field"{data}>{head}{good}</div>',
        f'<div class="mz-field mz-field-bad"{data}>{head}{worst(field)}{bad}</div>',
    )


def text_input(field: Field, *, bad: bool, value: str = VALUE) -> str:
    """An input or a text area with its attributes."""
    own, kind = identity(field), field.kind
    mode = "numeric" if kind.inputmode == "decimal" and field.decimals == 0 else kind.inputmode
    rest = _attribute("inputmode", mode) + _attribute("autocomplete", field.autocomplete)
    rest += ' spellcheck="false"' * (kind.level >= "L3")
    rest += INVALID * bad + described(field, bad=bad)
    if field.widget == "area":
        return f'<textarea class="mz-textarea" id="{own}" name="{name_of(field)}"{rest}>\n{value}</textarea>'
    small = " mz-input-s" if kind.short else ""
    html = (
        f'<input class="mz-input{small}" id="{own}" name="{name_of(field)}" type="{escape(kind.input_type)}"'
        f' value="{value}"{rest}>'
    )
    return with_unit(field, html)


def with_unit(field: Field, html: str) -> str:
    """An input with its unit after it."""
    if not field.unit:
        return html
    return f'<div class="mz-unit">{html}<span id="{identity(field)}-u">{escape(field.unit)}</span></div>'


def _attribute(name: str, value: str) -> str:
    return f' {name}="{escape(value)}"' if value else ""
