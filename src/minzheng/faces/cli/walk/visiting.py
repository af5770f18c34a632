"""A browser without a screen: it keeps cookies, reads forms and sends them as a person's browser would."""

import html
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from http.cookiejar import CookieJar
from typing import Final

TIMEOUT_S: Final = 60


class Lost(Exception):
    """A page did not answer as it should; the text says which, and what it said."""


class Visitor:
    """Somebody at the doors of one platform: `text` is the page that is open, `path` its address."""

    def __init__(self, port: int) -> None:
        self.root = f"http://localhost:{port}"
        self.text, self.path, self.kind = "", "/", ""
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def visit(self, path: str) -> str:
        """Open a page; its text. Raises Lost when it answers with an error."""
        return self._ask(urllib.request.Request(self.root + path))  # noqa: S310  (our own address)

    def send(self, path: str, fields: Mapping[str, str]) -> str:
        """Send a form of the open page; the page on which one lands."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.text)
        if token is None:
            raise Lost(f"{self.path}：这一页没有表单")
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token.group(1), **fields}).encode()
        return self._ask(urllib.request.Request(self.root + path, body))  # noqa: S310

    def _ask(self, request: urllib.request.Request) -> str:
        try:
            with self._open.open(request, timeout=TIMEOUT_S) as answer:
                self.path = urllib.parse.urlsplit(answer.url).path
                self.kind = str(answer.headers.get_content_type())
                self.text = answer.read().decode(errors="replace")
        except urllib.error.HTTPError as error:
            said = plain(error.read().decode(errors="replace"))
            raise Lost(f"{urllib.parse.urlsplit(error.url).path} 回答 {error.code}：{said[:300]}") from error
        except OSError as error:
            raise Lost(f"{request.full_url} 没有回答：{error}") from error
        return self.text

    def says(self, *words: str) -> None:
        """Make sure that the open page says this. Raises Lost."""
        shown = plain(self.text)
        for word in words:
            if word not in shown:
                raise Lost(f"{self.path} 上没有“{word}”，写的是：{shown[:300]}")

    def find(self, pattern: str) -> str:
        """The first group of a pattern on the open page. Raises Lost."""
        found = re.search(pattern, self.text, re.DOTALL)
        if found is None:
            raise Lost(f"{self.path} 上没有找到 {pattern}")
        return html.unescape(found.group(1))


def plain(text: str) -> str:
    """What a page says: without markup, blanks joined."""
    bare = re.sub(r"(?s)<(script|style).*?</\1>|<[^>]+>", " ", text)
    return re.sub(r"\s+", " ", html.unescape(bare)).strip()
