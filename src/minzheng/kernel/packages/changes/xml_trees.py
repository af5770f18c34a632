"""BPMN and DMN files as trees: children are known by id, cells of a table by the column in which they stand."""

from collections.abc import Mapping
from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped,unused-ignore]

from minzheng.kernel.packages.changes.keyed import Keyed
from minzheng.kernel.packages.reading import UnreadableError
from minzheng.kernel.xml import XmlError, parse

TAG: Final = "tag"
ATTRIBUTES: Final = "attributes"
TEXT: Final = "text"
CHILDREN: Final = "children"
COMMENT: Final = "<!---->"
RAW: Final = "raw"
"""An element with text between its children: kept as one piece."""

_COLUMNS: Final[Mapping[str, str]] = {
    "inputEntry": "input",
    "outputEntry": "output",
    "annotationEntry": "annotation",
}


def read(text: str) -> dict[str, Any]:
    """The tree of a file. Raises UnreadableError with the line."""
    data = text.encode()
    try:
        parse(data)
    except XmlError as error:
        raise UnreadableError(error.text, error.line or 0) from error
    return _node(etree.fromstring(data, _parser()), {})


def write(root: Mapping[str, Any], *likes: str) -> str:
    """The XML of a tree, with the namespace prefixes of the files `likes`, the last one first."""
    nsmap: dict[str | None, str] = {}
    for like in likes:
        nsmap |= etree.fromstring(like.encode(), _parser()).nsmap
    made = _element(root, nsmap)
    etree.indent(made)
    written: bytes = etree.tostring(made, xml_declaration=True, encoding="UTF-8")
    return written.decode() + "\n"


def _parser() -> Any:
    return etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_pis=True
    )


def local(tag: str) -> str:
    """The name of a tag without its namespace."""
    return tag.rpartition("}")[2]


def _node(element: Any, columns: Mapping[str, list[str]]) -> dict[str, Any]:
    if element.tag is etree.Comment:
        return {TAG: COMMENT, ATTRIBUTES: {}, TEXT: element.text or "", CHILDREN: Keyed("xml", {})}
    text = element.text or ""
    attributes = {str(name): str(value) for name, value in element.attrib.items()}
    if len(element) and (text.strip() or any((child.tail or "").strip() for child in element)):
        whole = etree.tostring(element, encoding="unicode", with_tail=False)
        return {TAG: str(element.tag), ATTRIBUTES: attributes, RAW: whole, CHILDREN: Keyed("xml", {})}
    inner = _columns(element) if local(str(element.tag)) == "decisionTable" else columns
    return {
        TAG: str(element.tag),
        ATTRIBUTES: attributes,
        TEXT: "" if len(element) else text.strip(),
        CHILDREN: Keyed("xml", _children(element, inner)),
    }


def _columns(table: Any) -> dict[str, list[str]]:
    """The names of a table's columns by kind: their id, else their label or name."""
    found: dict[str, list[str]] = {kind: [] for kind in _COLUMNS.values()}
    for child in table:
        kind = local(str(child.tag))
        if kind in found:
            name = child.get("id") or child.get("label") or child.get("name") or str(len(found[kind]) + 1)
            found[kind].append(name)
    return found


def _children(element: Any, columns: Mapping[str, list[str]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    cells: dict[str, int] = {}
    for child in element:
        node = _node(child, columns)
        tag = local(str(node[TAG]))
        name = _name(child, node, tag)
        kind = _COLUMNS.get(tag)
        if kind is not None and local(str(element.tag)) == "rule":
            at = cells.get(tag, 0)
            cells[tag] = at + 1
            names = columns.get(kind, [])
            name = f"{tag} {names[at]}" if at < len(names) else f"{tag} {at + 1}"
        while name in found:
            head, _, number = name.partition("~")
            name = f"{head}~{int(number or 1) + 1}"
        found[name] = node
    return found


def _name(child: Any, node: Mapping[str, Any], tag: str) -> str:
    if node[TAG] == COMMENT:
        return f"注释 {node[TEXT]}"
    own = child.get("id")
    if own:
        return f"#{own}"
    if tag == "rule":
        return "rule " + "|".join(
            "".join(cell.itertext()).strip() for cell in child if "inputEntry" in str(cell.tag)
        )
    for word in ("name", "bpmnElement", "dmnElementRef", "href"):
        if child.get(word):
            return f"{tag} {child.get(word)}"
    return f"{tag} {node[TEXT]}" if tag in ("incoming", "outgoing") else tag


def _element(node: Mapping[str, Any], nsmap: Any) -> Any:
    if node[TAG] == COMMENT:
        return etree.Comment(node[TEXT])
    if RAW in node:
        return etree.fromstring(node[RAW], _parser())
    made = etree.Element(node[TAG], attrib=node[ATTRIBUTES], nsmap=nsmap)
    made.text = node[TEXT] or None
    for child in node[CHILDREN].items.values():
        made.append(_element(child, nsmap))
    return made
