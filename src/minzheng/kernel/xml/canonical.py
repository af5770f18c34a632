"""Writing for digests: equal documents give equal bytes."""

from typing import cast

from lxml import etree  # type: ignore[import-untyped,unused-ignore]

from .element import Element


def canonical(element: Element) -> bytes:
    """The canonical form of an element and all below it: UTF-8, no comments (W3C Canonical XML 1.0).

    Order of attributes, quotes, empty-element shorthand and the XML declaration make no difference;
    white space between elements and the choice of namespace prefixes do.
    """
    return cast(bytes, etree.tostring(element, method="c14n", exclusive=False, with_comments=False))
