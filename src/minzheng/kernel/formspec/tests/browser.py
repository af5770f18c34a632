"""As much of a browser as these tests need: which controls a page has and what its form would send."""

from html.parser import HTMLParser


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
