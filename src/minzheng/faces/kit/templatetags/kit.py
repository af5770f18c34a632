"""The kit's components as template tags: `{% load kit %}`, then plain values in, markup out.

Every value arrives ready to read (dates, sums and numbers already written out); a tag only places it.
`kind` is a colour word: green (in order), yellow (soon due, to be mended), red (late, wrong), blue (stopped, waiting).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

Item = Mapping[str, Any]
Items = Sequence[Item]

KINDS: Final = frozenset({"green", "yellow", "red", "blue"})
BUTTON_KINDS: Final = frozenset({"", "2", "quiet"})
FACES: Final = (
    (5, "非常满意"),
    (4, "满意"),
    (3, "基本满意"),
    (2, "不满意"),
    (1, "非常不满意"),
)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon of `static/kit/icons`; a word always stands beside it."""
    return format_html(
        '<img class="mz-icon" src="{}" alt="" width="24" height="24">', static(f"kit/icons/{name}.svg")
    )


@register.simple_tag
def upload_mb() -> str:
    """How many MB an uploaded file may have, as hints say it: “不超过 10 MB”."""
    return f"{settings.UPLOAD_LIMIT / 1024 / 1024:g}"


@register.simple_tag
def light(item: Item) -> SafeString:
    """`{kind, text}` as a light: shape, word and colour together."""
    return format_html('<span class="mz-light is-{}">{}</span>', _kind(item), item["text"])


@register.simple_tag
def tag(item: Item) -> SafeString:
    """`{text, kind?}` as a small label."""
    shade = f" is-{_kind(item)}" if item.get("kind") else ""
    return format_html('<span class="mz-tag{}">{}</span>', shade, item["text"])


@register.inclusion_tag("kit/parts/button.html")
def button(
    text: str,
    href: str = "",
    kind: str = "",
    icon_name: str = "",
    name: str = "",
    value: str = "",
    *,
    big: bool = False,
    wide: bool = False,
) -> dict[str, Any]:
    """A link that looks like a key if it has `href`, else a submit button. `kind`: '', '2' (second) or 'quiet'."""
    if kind not in BUTTON_KINDS:
        raise ValueError(f"no button kind {kind!r}")
    classes = [
        "mz-btn",
        f"mz-btn-{kind}" if kind else "",
        "mz-btn-big" if big else "",
        "mz-btn-wide" if wide else "",
    ]
    return {
        "text": text,
        "href": href,
        "classes": " ".join(word for word in classes if word),
        "icon_name": icon_name,
        "name": name,
        "value": value,
    }


@register.inclusion_tag("kit/parts/card.html")
def card(item: Item) -> dict[str, Any]:
    """A service: `{title, href, text, meta: [text]}`; the whole card is the link."""
    return {"card": item}


@register.inclusion_tag("kit/parts/tile.html")
def tile(item: Item) -> dict[str, Any]:
    """A theme: `{title, href, text, icon}`."""
    return {"tile": item}


@register.inclusion_tag("kit/parts/error_summary.html")
def error_summary(errors: Items | None) -> dict[str, Any]:
    """All errors of the page, each `{href: "#field-id", text}`; nothing for none."""
    return {"errors": errors or ()}


@register.inclusion_tag("kit/parts/summary.html")
def summary(rows: Items, *, tight: bool = False) -> dict[str, Any]:
    """Label, value and way to change it: rows `{label, value, note?, href?, act?, change_url?}`."""
    return {"rows": rows, "tight": tight}


@register.inclusion_tag("kit/parts/facts.html")
def facts(items: Items) -> dict[str, Any]:
    """The few facts that a page begins with: `{label, value, note?}`."""
    return {"facts": items}


@register.inclusion_tag("kit/parts/table.html")
def table(item: Item) -> dict[str, Any]:
    """A table that becomes cards on narrow screens.

    `{caption, columns: [{text, num?, hidden?}], rows: [{late?, cells: [cell]}], keys?, pairs?}` with a cell
    `{text, note?, href?, light?, tag?, head?, full?, pick?: {name, value, label}}`, one per column.
    """
    rows = [
        {"late": row.get("late", False), "cells": list(zip(item["columns"], row["cells"], strict=True))}
        for row in item["rows"]
    ]
    return {"table": item, "rows": rows}


@register.inclusion_tag("kit/parts/tabs.html")
def tabs(items: Items, label: str) -> dict[str, Any]:
    """Links inside the page, `{text, href: "#id", count?}`; they work without a script."""
    return {"tabs": items, "label": label}


@register.inclusion_tag("kit/parts/steps.html")
def steps(items: Items) -> dict[str, Any]:
    """Where a form stands: `{title, state: done|now|next, href?}`, one of them `now`."""
    place = next((at for at, item in enumerate(items, 1) if item["state"] == "now"), len(items))
    return {
        "steps": items,
        "place": place,
        "total": len(items),
        "title": items[place - 1]["title"] if items else "",
    }


@register.inclusion_tag("kit/parts/track.html")
def track(stops: Items) -> dict[str, Any]:
    """Where a case stands: `{name, state: done|now|next, when, who}`."""
    return {"stops": stops}


@register.inclusion_tag("kit/parts/timeline.html")
def timeline(events: Items) -> dict[str, Any]:
    """What happened or will happen, in order: `{what, when, iso?, note?, now?}`."""
    return {"events": events}


@register.inclusion_tag("kit/parts/faces.html")
def faces(name: str, chosen: Any = None) -> dict[str, Any]:
    """Five faces as native radio buttons called `name`; nothing is chosen unless a person chose it before."""
    return {
        "name": name,
        "faces": [
            {"score": score, "text": text, "icon": f"face-{score}", "chosen": str(chosen or "") == str(score)}
            for score, text in FACES
        ],
    }


@register.inclusion_tag("kit/parts/empty.html")
def empty_state(text: str, act: str = "", href: str = "") -> dict[str, Any]:
    """Nothing here, and what one can do now."""
    return {"text": text, "act": act, "href": href}


@register.simple_tag
def notice(text: str, kind: str = "") -> SafeString:
    """One sentence that stands out; with more inside, write the markup of `.mz-notice` yourself."""
    return format_html('<p class="mz-notice{}">{}</p>', f" is-{kind}" if kind in KINDS else "", text)


@register.inclusion_tag("kit/parts/pager.html")
def pager(item: Item) -> dict[str, Any]:
    """Previous and next only: `{prev_url?, next_url?, note?}`."""
    return {"pager": item}


@register.inclusion_tag("kit/parts/crumbs.html")
def crumbs(items: Items) -> dict[str, Any]:
    """The way down to this page: `{text, href?}`; the last one is the page itself."""
    return {"crumbs": items}


@register.inclusion_tag("kit/parts/files.html")
def files(items: Items, label: str = "") -> dict[str, Any]:
    """Papers: `{name, note?, tag?, href?, act?, download_url?}`."""
    return {"files": items, "label": label}


@register.inclusion_tag("kit/parts/filter_form.html")
def filter_form(item: Item) -> dict[str, Any]:
    """A GET form over a list: `{label, clear_url, hidden?: [{name, value}], fields: [field]}`.

    A field is `{name, label, kind: text|select|date, value?, options?: [{value, text, chosen?}]}`.
    """
    return {"form": item}


@register.inclusion_tag("kit/parts/lights.html")
def lights(items: Items) -> dict[str, Any]:
    """Lights as a filter with counts: `{text, count, href, kind?, current?}`."""
    return {"lights": items}


@register.inclusion_tag("kit/parts/letter.html")
def letter(item: Item) -> dict[str, Any]:
    """A letter as a page: `{organ, title, number?, to?, paragraphs: [text], signer, date, sealed?}`."""
    return {"letter": item}


def _kind(item: Item) -> str:
    kind = str(item.get("kind", ""))
    if kind not in KINDS:
        raise ValueError(f"no kind {kind!r}; known: {', '.join(sorted(KINDS))}")
    return kind
