"""As much of a browser as these tests need: which controls a page has and what its form would send."""

from html.parser import HTMLParser
from typing import Any

from minzheng.kernel.errors import FieldProblem
from minzheng.kernel.formspec import Form

from .sample import CONTEXT, MEMBER

FILE = {"file": "sha-1", "name": "在学证明.jpg", "size": 800_000, "type": "image/jpeg"}
SCHOOL = {**MEMBER, "name": "袁某某", "state": "school", "id_number": "990101201409120019", "proof": [FILE]}


class Page(HTMLParser):
    """A page as parsed: tags in order, ids, and the values that a submit sends."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, dict[str, str]]] = []
        self.sent: dict[str, list[str]] = {}
        self.words: list[str] = []
        self._textarea = ""
        self._select = ""
        self._hidden: list[bool] = []
        self.feed(html)
        self.close()

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.attributes if "id" in attributes]

    def named(self, name: str) -> dict[str, str]:
        return next(found for _, found in self.attributes if found.get("name") == name)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        assert len(found) == len(attrs), f"an attribute twice on {tag}"
        self.tags.append(tag)
        self.attributes.append((tag, found))
        name = found.get("name", "")
        if tag == "input" and name:
            kind = found.get("type", "text")
            if kind == "file" or (kind in ("radio", "checkbox") and "checked" not in found):
                return
            self.sent.setdefault(name, []).append(found.get("value", ""))
        elif tag == "textarea":
            self._textarea = name
            self.sent[name] = [""]
        elif tag == "select":
            self._select = name
            self.sent[name] = [""]
        elif tag == "option" and self._select and "selected" in found:
            self.sent[self._select] = [found["value"]]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.sent[self._textarea][0] = self.sent[self._textarea][0].removeprefix("\n")
            self._textarea = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._textarea:
            self.sent[self._textarea][0] += data


def opened(form: Form, key: str, answers: dict[str, Any], *problems: FieldProblem, **more: Any) -> Page:
    return Page(form.render_page(key, more.pop("raw", {}), problems, CONTEXT, answers=answers, **more))


def send(form: Form, key: str, answers: dict[str, Any], **post: Any) -> Any:
    sent = opened(form, key, answers, open_rows=post.pop("open_rows", ())).sent
    for name, value in post.pop("change", {}).items():
        sent[name] = value if isinstance(value, list) else [value]
    return form.read_page(key, sent | {name: [value] for name, value in post.items()}, {}, answers, CONTEXT)
