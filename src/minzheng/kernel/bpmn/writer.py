"""Writing a process back: its own XML, with changed properties put in and everything else left as it was."""

import re
from typing import Any

from lxml import etree  # type: ignore[import-untyped,unused-ignore]

from .model import Process
from .profile import BPMN, MZ

_ATTRIBUTE_NAME = re.compile(r"[A-Za-z_][\w.-]*")


def write(process: Process) -> bytes:
    """The XML of the process. Without changed properties these are the very bytes that were read; else diagram, foreign
    extensions, comments and order stay, and only `urn:minzheng:bpmn` attributes and properties differ. Elements of
    called processes belong to their own files and are not written."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    root = etree.fromstring(process.source, parser)
    changed = False
    for node in root.iter(f"{{{BPMN}}}*"):
        element = process.elements.get(node.get("id") or "")
        if element is not None and _set_properties(node, dict(element.properties)):
            changed = True
    if not changed:
        return process.source
    etree.cleanup_namespaces(
        root, top_nsmap={"mz": MZ}, keep_ns_prefixes=[prefix for prefix in root.nsmap if prefix]
    )
    written: bytes = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")
    return written


def _set_properties(node: Any, wanted: dict[str, str]) -> bool:
    """Bring one element's properties to what is wanted; True when that changed anything."""
    changed = False
    for key in [key for key in node.attrib if key.startswith(f"{{{MZ}}}")]:
        name = key.rpartition("}")[2]
        value = wanted.pop(name, None)
        if value is None:
            del node.attrib[key]
        elif node.get(key) != value:
            node.set(key, value)
        else:
            continue
        changed = True
    for child in _property_nodes(node):
        value = wanted.pop(child.get("name"), None)
        if value is None:
            _remove(child)
        elif (child.get("value") or (child.text or "").strip()) != value:
            child.text = None
            child.set("value", value)
        else:
            continue
        changed = True
    for name, value in wanted.items():
        _add(node, name, value)
        changed = True
    return changed


def _property_nodes(node: Any) -> list[Any]:
    own = node.findall(f"{{{BPMN}}}extensionElements/{{{MZ}}}property")
    return [*own, *node.findall(f"{{{BPMN}}}extensionElements/{{{MZ}}}properties/{{{MZ}}}property")]


def _remove(child: Any) -> None:
    parent, before = child.getparent(), child.getprevious()
    if child.tail and before is not None:
        before.tail = (before.tail or "") + child.tail
    elif child.tail:
        parent.text = (parent.text or "") + child.tail
    parent.remove(child)


def _add(node: Any, name: str, value: str) -> None:
    if _ATTRIBUTE_NAME.fullmatch(name):
        node.set(f"{{{MZ}}}{name}", value)
        return
    extension = node.find(f"{{{BPMN}}}extensionElements")
    if extension is None:
        extension = etree.Element(f"{{{BPMN}}}extensionElements")
        documentation = node.findall(f"{{{BPMN}}}documentation")
        node.insert(len(documentation), extension)
    etree.SubElement(extension, f"{{{MZ}}}property", name=name, value=value)
