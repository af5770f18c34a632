"""Reading: bytes in, root element out, or a refusal that names the line."""

from dataclasses import dataclass
from typing import cast

from lxml import etree  # type: ignore[import-untyped,unused-ignore]

from .element import Element
from .errors import XmlError

_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be: bytes, nesting depth (the root has depth 1) and number of elements."""

    max_bytes: int = 2 * 1024 * 1024
    max_depth: int = 64
    max_elements: int = 50_000


def parse(data: bytes, *, limits: Limits = Limits()) -> Element:
    """Read `data` and give its root element; comments and processing instructions go, `sourceline` stays.

    The limits hold while reading: a file that is too deep or too long is left at the first element too many.
    Raises XmlError with code `empty`, `too_large`, `dtd`, `too_deep`, `too_many` or `broken`.
    """
    if not data.strip():
        raise XmlError("empty", "文件是空的，请选一个有内容的文件。")
    if len(data) > limits.max_bytes:
        raise XmlError("too_large", f"文件超过 {limits.max_bytes // 1024} KB，请选小一点的。")
    reader = etree.XMLPullParser(
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    watch = _Watch(limits)
    try:
        for start in range(0, len(data), _CHUNK):
            reader.feed(data[start : start + _CHUNK])
            watch.see(reader)
        root = reader.close()
        watch.see(reader)
    except etree.XMLSyntaxError as error:
        watch.see(reader)  # an element already reported may name the better reason
        line = error.lineno or None
        raise XmlError("broken", "这里写断了，多半是标签没有成对，请打开改好再上传。", line) from error
    return cast(Element, root)


class _Watch:
    """Counts depth and elements while the parser reports them."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.depth = 0
        self.count = 0

    def see(self, reader: etree.XMLPullParser) -> None:
        for event, element in reader.read_events():
            if event == "end":
                self.depth -= 1
            else:
                self._enter(element)

    def _enter(self, element: etree._Element) -> None:
        if self.count == 0 and element.getroottree().docinfo.doctype:
            raise XmlError("dtd", "文件开头有 DOCTYPE 声明，为了安全不接收，请去掉这一段再上传。", 1)
        self.depth += 1
        self.count += 1
        if self.depth > self.limits.max_depth:
            raise XmlError("too_deep", f"标签套得太深，最多 {self.limits.max_depth} 层。", element.sourceline)
        if self.count > self.limits.max_elements:
            raise XmlError("too_many", f"标签太多，最多 {self.limits.max_elements} 个。", element.sourceline)
