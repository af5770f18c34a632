"""Small questions to an XML element of a DMN file; namespaces other than DMN's are passed over."""

from collections.abc import Iterator

from minzheng.kernel.xml import Element as Xml

from .elements import Variable
from .errors import DmnError

_SPACES = ("{http://www.omg.org/spec/DMN/", "{https://www.omg.org/spec/DMN/")


def local(node: Xml) -> str:
    """Give the name without its namespace; empty for a foreign element."""
    space, _, name = node.tag.rpartition("}")
    return name if space.startswith(_SPACES) and "DMNDI" not in space else ""


def children(node: Xml, name: str) -> Iterator[Xml]:
    """Go over the children of one name."""
    return (part for part in node if local(part) == name)


def child(node: Xml, name: str) -> Xml | None:
    """Give the first child of one name."""
    return next(children(node, name), None)


def needed(node: Xml, name: str) -> Xml:
    """Give the first child of one name; DmnError when it is missing."""
    found = child(node, name)
    if found is None:
        raise DmnError(f"{local(node)} 里缺 {name}", node.sourceline)
    return found


def text_of(node: Xml | None) -> str:
    """Give the text of an element, blanks around it cut."""
    return "" if node is None else "".join(node.itertext()).strip()


def name_of(node: Xml) -> str:
    """Give the name of an element, blanks normalised."""
    return " ".join((node.get("name") or "").split())


def variable(node: Xml) -> Variable:
    """Read a variable, parameter or column."""
    return Variable(name_of(node), node.get("typeRef") or None)
