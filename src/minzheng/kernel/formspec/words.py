"""Text for pages: escaping, and the few marks that an author may use in words between the questions."""

import html
import re

_BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
_LINK = re.compile(r"\[([^\[\]\n]+)\]\(((?:https?://|/(?!/)|#)[^\s()*]*)\)")
_BULLET = re.compile(r"\s*[-*]\s+")
_BLANK_LINE = re.compile(r"\n\s*\n")


def escape(text: str) -> str:
    """`text` as it may stand in HTML text and in quoted attributes."""
    return html.escape(text, quote=True)


def paragraphs(text: str) -> str:
    """Paragraphs, bullet lists (`- `), `**bold**` and `[links](https://…)` as HTML; everything else is only text."""
    blocks = [block for block in _BLANK_LINE.split(text.replace("\r\n", "\n").strip()) if block.strip()]
    return "".join(_block(block.split("\n")) for block in blocks)


def _block(lines: list[str]) -> str:
    if all(_BULLET.match(line) for line in lines):
        return (
            "<ul>"
            + "".join(f"<li>{_inline(_BULLET.sub('', line, count=1))}</li>" for line in lines)
            + "</ul>"
        )
    return "<p>" + "<br>".join(_inline(line.strip().lstrip("# ")) for line in lines) + "</p>"


def _inline(text: str) -> str:
    escaped = escape(text)
    linked = _LINK.sub(lambda found: f'<a href="{found[2]}">{found[1]}</a>', escaped)
    return _BOLD.sub(r"<strong>\1</strong>", linked)
